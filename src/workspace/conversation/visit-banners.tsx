import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { say } from '../ui/notices.ts'
import { dayText, Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { uncheckedVisits, type ConversationState } from './conversation-state.ts'
import type { Conversation } from './conversation.ts'

type BannerProps = { conversation: Conversation; state: ConversationState; mine: boolean }

/** Who came back and is not checked; what can't be read here; what was held back. */
export function VisitBanners({ conversation, state, mine }: BannerProps) {
  const t = useT()
  const check = useAction(async (visitId: string) => {
    const left = await conversation.check(visitId)
    say(left > 0 ? t('workspace.visit.checked_partly', { count: left }) : t('workspace.visit.checked'))
  })
  const refuse = useAction((visitId: string) => conversation.refuse(visitId))
  const settle = useAction(async (deleted: boolean) => {
    const { goneBy, heldUntil } = await conversation.answerDeletion(deleted)
    if (goneBy) say(t('workspace.deletion.done', { date: dayText(t.locale, goneBy) }))
    if (heldUntil) say(t('workspace.deletion.set_aside', { date: dayText(t.locale, heldUntil) }))
  })
  const problem = check.problem ?? refuse.problem ?? settle.problem
  return (
    <div className="talk-banners">
      {state.item?.deletionAskedAt && (
        <div className="banner" data-tone="care">
          <p>
            <strong>{t('workspace.deletion.asked')}</strong>
          </p>
          <p className="small">
            {t('workspace.deletion.why')} <Moment at={state.item.deletionAskedAt} />
          </p>
          {mine && (
            <div className="row">
              <Button small isPending={settle.busy} onPress={() => void settle.run(false)}>
                {t('workspace.deletion.keep')}
              </Button>
              <Button small isPending={settle.busy} onPress={() => void settle.run(true)}>
                {t('workspace.deletion.delete')}
              </Button>
            </div>
          )}
        </div>
      )}
      {uncheckedVisits(state).map((visit) => (
        <div key={visit.visitId} className="banner" data-tone="care">
          <p>
            <strong>{t('workspace.visit.returned')}</strong>
          </p>
          <p className="small">
            {t('workspace.visit.how')} <Moment at={visit.since} />
          </p>
          {mine && (
            <div className="row">
              <Button small isPending={check.busy} onPress={() => void check.run(visit.visitId)}>
                {t('workspace.visit.check')}
              </Button>
              <Button small isPending={refuse.busy} onPress={() => void refuse.run(visit.visitId)}>
                {t('workspace.visit.refuse')}
              </Button>
            </div>
          )}
        </div>
      ))}
      {problem !== undefined && <Trouble>{problem}</Trouble>}
      {state.shut.length > 0 && (
        <p className="banner" data-tone="care">
          {t('workspace.conversation.shut')}
        </p>
      )}
      {state.withheld > 0 && (
        <p className="banner" data-tone="care">
          {t('workspace.conversation.withheld', { count: state.withheld })}
        </p>
      )}
    </div>
  )
}
