import { useState } from 'react'
import { decideLegalHold, liftLegalHold, type LegalHold } from '../../contracts/conversations.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { queries } from '../app/queries.ts'
import { useSession } from '../app/screens.tsx'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { dayText, momentText } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'

/** Everything about legal holds begins with this key. */
export const holdsKey = 'legal-holds'

const tones = { asked: 'care', live: 'accent', refused: 'quiet', lifted: 'quiet', over: 'quiet' } as const

/** One hold: why, until when, who asked and who decided; and what this member may do about it. */
export function HoldCard({ hold }: { hold: LegalHold }) {
  const t = useT()
  const me = useSession().member.id
  const [asked, setAsked] = useState<'approve' | 'lift'>()
  const act = useAction(async (verb: 'approve' | 'refuse' | 'lift') => {
    const { holdId } = hold
    if (verb === 'lift') await ask(liftLegalHold, { holdId })
    else await ask(decideLegalHold, { holdId, approved: verb === 'approve' })
    setAsked(undefined)
    await queries.invalidateQueries({ queryKey: [holdsKey] })
  })
  const who = ({ memberId, name, at }: NonNullable<LegalHold['decided']>) => ({
    name: memberId === me ? t('workspace.holds.me') : (name ?? t('workspace.somebody')),
    when: momentText(t.locale, at),
  })
  const until = dayText(t.locale, hold.until.slice(0, 10))
  const own = hold.asked.memberId === me
  return (
    <li className="card">
      <div className="row-apart">
        <h3>{t(`workspace.holds.reason.${hold.reason}`)}</h3>
        <span className="badge" data-tone={tones[hold.state]}>
          {t(`workspace.holds.state.${hold.state}`)}
        </span>
      </div>
      <p>{t('workspace.holds.until', { date: until })}</p>
      <p className="small soft">
        {t('workspace.holds.conversation', { code: hold.conversationId.slice(0, 6) })}
        <br />
        {t('workspace.holds.asked_by', who(hold.asked))}
        {hold.decided && <br />}
        {hold.decided &&
          t(
            hold.state === 'refused' ? 'workspace.holds.refused_by' : 'workspace.holds.decided_by',
            who(hold.decided),
          )}
        {hold.lifted && <br />}
        {hold.lifted && t('workspace.holds.lifted_by', who(hold.lifted))}
      </p>
      <Trouble>{asked === undefined ? act.problem : undefined}</Trouble>
      {hold.state === 'asked' && own && <p className="small">{t('workspace.holds.own')}</p>}
      {hold.state === 'asked' && (
        <div className="row">
          {!own && (
            <Button kind="main" onPress={() => setAsked('approve')}>
              {t('workspace.holds.approve')}
            </Button>
          )}
          <Button isPending={act.busy} onPress={() => void act.run('refuse')}>
            {t(own ? 'workspace.holds.take_back' : 'workspace.holds.refuse')}
          </Button>
        </div>
      )}
      {hold.state === 'live' && (
        <div className="row">
          <Button small onPress={() => setAsked('lift')}>
            {t('workspace.holds.lift')}
          </Button>
        </div>
      )}
      {(['approve', 'lift'] as const).map((verb) => (
        <Modal
          key={verb}
          title={t(`workspace.holds.${verb}`)}
          isOpen={asked === verb}
          onClose={() => setAsked(undefined)}
        >
          <p>{t(`workspace.holds.${verb}_check`, { date: until })}</p>
          <Trouble>{act.problem}</Trouble>
          <div className="actions">
            <Button onPress={() => setAsked(undefined)}>{t('workspace.cancel')}</Button>
            <Button kind="main" isPending={act.busy} onPress={() => void act.run(verb)}>
              {t(`workspace.holds.${verb}`)}
            </Button>
          </div>
        </Modal>
      ))}
    </li>
  )
}
