import { useQuery } from '@tanstack/react-query'
import { useT } from '../app/language.ts'
import { queueQuery } from '../desk/desk.ts'
import { useSession } from '../app/screens.tsx'
import { Since, useNow } from '../ui/time.tsx'
import { isDueSoon, waitsSince } from './answer-due.ts'
import type { ConversationState } from './conversation-state.ts'

/** Since when a message waits in a conversation that is mine and soon goes back to the queue for it. */
export function useUnanswered({ item, lines }: ConversationState): Date | undefined {
  const me = useSession().member.id
  const { data: within } = useQuery({
    ...queueQuery,
    enabled: false,
    select: ({ answerWithin }) => answerWithin,
  })
  const now = useNow()
  if (within === undefined || item?.state !== 'claimed' || item.claimedBy !== me) return undefined
  const since = waitsSince(lines)
  return isDueSoon(since, { takenAt: item.takenAt, within, now }) ? since : undefined
}

/** Before a conversation goes back to the queue: that it will, and what keeps it. */
export function AnswerBanner({ state }: { state: ConversationState }) {
  const t = useT()
  const since = useUnanswered(state)
  return (
    <>
      {/* Said once; the seconds beside it are for the eye. */}
      <p className="hidden-text" role="status">
        {since === undefined ? '' : t('workspace.answer.waits')}
      </p>
      {since !== undefined && (
        <div className="banner answer-banner" data-tone="care">
          <p className="row-apart">
            <strong>{t('workspace.answer.waits')}</strong>
            <span className="small" aria-hidden>
              <Since moment={since.toISOString()} />
            </span>
          </p>
          <p className="small">{t('workspace.answer.keeps')}</p>
        </div>
      )}
    </>
  )
}
