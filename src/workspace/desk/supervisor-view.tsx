import type { DeskItem } from '../../contracts/conversations.ts'
import { useState } from 'react'
import { ReadFor } from '../access/read-for.tsx'
import { formatList, languageName } from '../../i18n/workspace.ts'
import { useT } from '../app/language.ts'
import { useSession } from '../app/screens.tsx'
import { teamsWith } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { Since } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { useColleagues, useLineMembers } from './colleagues.ts'
import { giveTo, openConversation } from './desk.ts'
import { Badges } from './queue-badges.tsx'

/** For a supervisor: who is on duty, and the conversations of others. Reading one is recorded. */
export function SupervisorView({ others }: { others: readonly DeskItem[] }) {
  const supervises = teamsWith(useSession(), 'supervisor').length > 0
  return supervises ? (
    <>
      <OnDuty />
      <Others others={others} />
    </>
  ) : null
}

function OnDuty() {
  const t = useT()
  const { data } = useColleagues()
  const members = data?.members ?? []
  return (
    <section className="stack-small" aria-labelledby="on-duty-title">
      <h3 id="on-duty-title">{t('workspace.duty.who')}</h3>
      {members.length === 0 && <p className="soft small">{t('workspace.duty.nobody')}</p>}
      <ul className="stack-small">
        {members.map(({ memberId, teamId, name, languages, conversations, available }) => (
          <li key={`${memberId}${teamId}`} className="small">
            <strong>{name ?? t('workspace.member_unnamed')}</strong>{' '}
            <span className="soft">
              {available ? t('workspace.duty.free') : t('workspace.duty.busy')} ·{' '}
              {t('workspace.duty.has', { count: conversations })} ·{' '}
              {formatList(
                t.locale,
                languages.map((tag) => languageName(t.locale, tag)),
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Others({ others }: { others: readonly DeskItem[] }) {
  const t = useT()
  const me = useSession().member.id
  const members = useLineMembers()
  const [reading, setReading] = useState<string>()
  const takeOver = useAction((item: DeskItem) => giveTo(item.conversationId, me))
  return (
    <section className="stack-small" aria-labelledby="others-title">
      <h3 id="others-title">{t('workspace.others.title')}</h3>
      <Trouble>{takeOver.problem}</Trouble>
      {others.length === 0 && <p className="soft small">{t('workspace.others.none')}</p>}
      <ul className="queue-list">
        {others.map((item) => {
          const name = members.find(({ memberId }) => memberId === item.claimedBy)?.name
          return (
            <li key={item.conversationId} className="queue-item">
              <div className="row-apart">
                <span className="who">{languageName(t.locale, item.language)}</span>
                <span className="soft small">{name ?? t('workspace.member_unnamed')}</span>
              </div>
              {item.unansweredSince !== undefined && (
                <span className="small">
                  {t('workspace.others.unanswered')} <Since moment={item.unansweredSince} />
                </span>
              )}
              <Badges item={item} />
              <div className="row">
                <Button small onPress={() => setReading(item.conversationId)}>
                  {t('workspace.others.read')}
                </Button>
                <Button small onPress={() => void takeOver.run(item)}>
                  {t('workspace.others.take_over')}
                </Button>
              </div>
            </li>
          )
        })}
      </ul>
      <p className="soft small">{t('workspace.others.recorded')}</p>
      <ReadFor
        isOpen={reading !== undefined}
        onClose={() => setReading(undefined)}
        onRead={(purpose) => {
          if (reading !== undefined) openConversation(reading, true, purpose)
          setReading(undefined)
        }}
      />
    </section>
  )
}
