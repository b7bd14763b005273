import { useQuery } from '@tanstack/react-query'
import { getService } from '../../contracts/directory.ts'
import { cancelAsk, type Ask } from '../../contracts/referrals.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { queries } from '../app/queries.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { Button } from '../ui/button.tsx'
import { Since, Until } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { asksKey } from './live.ts'
import { useAsks } from './news.ts'
import { beginReferral, useReferralDraft, type ReferralTo } from './referral-draft.ts'

type AsksProps = { conversation: Conversation; onSearch: () => void }

const openStates = new Set(['asked', 'held'])

/** Capacity asked from this conversation, with answers and holds; and what the team has asked elsewhere. */
export function AsksList({ conversation, onSearch }: AsksProps) {
  const t = useT()
  const { asks: mine } = useReferralDraft(conversation.id)
  const listed = useAsks()
  const all = listed.data?.asks ?? []
  const here = mine.flatMap(({ askId, to }) => {
    const found = all.find((other) => other.askId === askId)
    return found ? [{ ask: found, to }] : []
  })
  const elsewhere = all.filter(
    (other) => openStates.has(other.state) && !mine.some(({ askId }) => askId === other.askId),
  )
  if (here.length + elsewhere.length === 0) return null
  return (
    <section className="stack-small" aria-labelledby="asks-title">
      <h3 id="asks-title">{t('workspace.asks.title')}</h3>
      <ul className="steps">
        {here.map((one) => (
          <AskView key={one.ask.askId} {...one} conversation={conversation} onSearch={onSearch} />
        ))}
        {elsewhere.map((one) => (
          <Elsewhere key={one.askId} ask={one} conversation={conversation} onSearch={onSearch} />
        ))}
      </ul>
    </section>
  )
}

/** One that another desk of the team asked: its service by name. */
function Elsewhere({ ask: one, ...rest }: Omit<ViewProps, 'to'>) {
  const t = useT()
  const named = useQuery({
    queryKey: ['service', t.locale, one.serviceId],
    queryFn: () => ask(getService, { serviceId: one.serviceId }),
    staleTime: Infinity,
  })
  if (!named.data) return null
  const { name, organisation } = named.data.service
  const to = { serviceId: one.serviceId, teamId: one.toTeamId, service: name, organisation }
  return <AskView ask={one} to={to} elsewhere {...rest} />
}

type ViewProps = {
  ask: Ask
  to: ReferralTo
  conversation: Conversation
  onSearch: () => void
  elsewhere?: boolean
}

const tones = { asked: 'accent', held: 'good' } as const

function AskView({ ask: one, to, conversation, onSearch, elsewhere }: ViewProps) {
  const t = useT()
  const cancel = useAction(async () => {
    await ask(cancelAsk, { askId: one.askId })
    await queries.invalidateQueries({ queryKey: asksKey })
  })
  const tell = () => {
    if (one.holdUntil === undefined) return
    conversation.write({ kind: 'hold', service: to.service, until: one.holdUntil })
  }
  const over = !openStates.has(one.state)
  const another = one.unanswered || (over && one.state !== 'taken' && one.state !== 'cancelled')
  return (
    <li className="card">
      <div className="row-apart">
        <strong>{to.service}</strong>
        <span
          className="badge"
          data-tone={one.unanswered ? 'care' : (tones[one.state as keyof typeof tones] ?? 'quiet')}
        >
          {t(one.unanswered ? 'workspace.asks.unanswered' : `workspace.asks.state_${one.state}`)}
        </span>
      </div>
      <p className="small soft countdown">
        {t(`workspace.ask_kind.${one.kind}`)} · {t('workspace.asks.people', { count: one.people })}
        {elsewhere ? ` · ${t('workspace.asks.elsewhere')}` : ''}
        {one.state === 'asked' && (
          <>
            {' · '}
            {t('workspace.asks.since')} <Since moment={one.askedAt} />
          </>
        )}
        {one.state === 'held' && one.holdUntil !== undefined && (
          <>
            {' · '}
            {t('workspace.asks.held_for')} <Until moment={one.holdUntil} />
          </>
        )}
        {one.reason !== undefined && ` · ${t(`workspace.decline_reason.${one.reason}`)}`}
      </p>
      <Trouble>{cancel.problem}</Trouble>
      <div className="row">
        {one.state === 'held' && (
          <>
            <Button small kind="main" onPress={() => beginReferral(conversation.id, to, one.askId)}>
              {t('workspace.asks.prepare')}
            </Button>
            <Button small onPress={tell}>
              {t('workspace.asks.tell')}
            </Button>
          </>
        )}
        {another && (
          <Button small onPress={onSearch}>
            {t('workspace.asks.next')}
          </Button>
        )}
        {!over && (
          <Button small kind="quiet" isPending={cancel.busy} onPress={() => void cancel.run()}>
            {t('workspace.asks.cancel')}
          </Button>
        )}
      </div>
    </li>
  )
}
