import { useState } from 'react'
import { answerHolding } from '../../contracts/identity.ts'
import { useT } from '../app/language.ts'
import { useSession } from '../app/screens.tsx'
import { askFresh } from '../session/prove.ts'
import { sayEntryFault } from '../session/say-fault.ts'
import { useAction } from '../ui/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { CodeSheet } from './code-sheet.tsx'
import { NameHolders } from './name-holders.tsx'
import { coverPast, keepTeamCode, lookAgain, type TeamRecovery } from './recovery.ts'

/** Who or what recovers a team: what is in force, what waits, and how it is changed. */
export function RecoveryPlan({ team }: { team: TeamRecovery }) {
  const t = useT()
  const [changing, setChanging] = useState<'people' | 'code'>()
  const cover = useAction(() => coverPast(team.teamId), sayEntryFault)
  const { current, pending } = team
  const able = current?.holders.filter((holder) => holder.able).length ?? 0
  const uncovered = current ? team.epochs - team.covered : 0
  return (
    <div className="stack">
      {!current && <p className="banner">{t('workspace.recovery.none')}</p>}
      {current?.kind === 'people' && (
        <div className="card stack-small">
          <p>
            {t('workspace.recovery.people_since')} {current.since && <Moment at={current.since} />}
          </p>
          <Holders plan={current} />
          {able < 3 && (
            <p className="banner" data-tone="care">
              {t(able < 2 ? 'workspace.recovery.broken' : 'workspace.recovery.one_lost')}
            </p>
          )}
        </div>
      )}
      {current?.kind === 'code' && (
        <div className="card stack-small">
          <p>
            {t('workspace.recovery.code_since')} {current.since && <Moment at={current.since} />}
          </p>
          {current.usedAt !== null && (
            <p className="banner" data-tone="care">
              {t('workspace.recovery.code_used')}
            </p>
          )}
        </div>
      )}
      {pending && <Pending plan={pending} />}
      {team.member && uncovered > 0 && (
        <div className="card stack-small">
          <p>{t('workspace.recovery.uncovered', { count: uncovered })}</p>
          <p className="soft small">{t('workspace.recovery.uncovered_why')}</p>
          <Trouble>{cover.problem}</Trouble>
          <div className="row">
            <Button isPending={cover.busy} onPress={() => void cover.run()}>
              {t('workspace.recovery.cover')}
            </Button>
          </div>
        </div>
      )}
      {team.leads && (
        <div className="row">
          <Button onPress={() => setChanging('people')}>{t('workspace.recovery.name')}</Button>
          <Button onPress={() => setChanging('code')}>{t('workspace.recovery.make_code')}</Button>
        </div>
      )}
      {changing === 'people' && (
        <NameHolders teamId={team.teamId} team={team.name} onClose={() => setChanging(undefined)} />
      )}
      {changing === 'code' && (
        <Modal title={t('workspace.recovery.make_code')} isOpen onClose={() => setChanging(undefined)}>
          <CodeSheet
            title={t('workspace.code.team_title')}
            keep={(code) => keepTeamCode(team.teamId, code)}
            onDone={() => setChanging(undefined)}
          >
            <p>{t('workspace.code.team_what')}</p>
          </CodeSheet>
        </Modal>
      )}
    </div>
  )
}

type Plan = NonNullable<TeamRecovery['current']>

function Holders({ plan }: { plan: Plan }) {
  const t = useT()
  return (
    <ul className="stack-small">
      {plan.holders.map(({ memberId, name, agreed, able }) => (
        <li key={memberId}>
          {name}{' '}
          <span className="badge" data-tone={able ? 'good' : 'quiet'}>
            {t(`workspace.recovery.holder_${able ? 'able' : agreed ? 'lost' : 'asked'}`)}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Pending({ plan }: { plan: Plan }) {
  const t = useT()
  const { member } = useSession()
  const asked = plan.holders.some(({ memberId, agreed }) => memberId === member.id && !agreed)
  const answer = useAction(async (agree: boolean) => {
    await askFresh(answerHolding, { planId: plan.planId, agree })
    await lookAgain()
  }, sayEntryFault)
  return (
    <div className="card stack-small">
      <p>{t('workspace.recovery.pending')}</p>
      <Holders plan={plan} />
      {asked && (
        <>
          <p>{t('workspace.recovery.asked')}</p>
          <Trouble>{answer.problem}</Trouble>
          <div className="row">
            <Button kind="main" isPending={answer.busy} onPress={() => void answer.run(true)}>
              {t('workspace.recovery.agree')}
            </Button>
            <Button onPress={() => void answer.run(false)}>{t('workspace.recovery.decline')}</Button>
          </div>
        </>
      )}
    </div>
  )
}
