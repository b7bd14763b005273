import { useState } from 'react'
import { recoveryReasons, stopRecovery } from '../../contracts/identity.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { sayEntryFault } from '../session/say-fault.ts'
import { useAction } from '../ui/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Radios } from '../ui/choice.tsx'
import { Modal } from '../ui/modal.tsx'
import { say } from '../ui/notices.ts'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import {
  completeByHolder,
  lookAgain,
  recoverByCode,
  startByHolder,
  type Reason,
  type Recovery,
  type TeamRecovery,
} from './recovery.ts'
import { TypedCode } from './typed-code.tsx'

/** Recovering: starting, confirming, stopping; and what was done in the last month. */
export function RecoveryAct({ team, recoveries }: { team: TeamRecovery; recoveries: readonly Recovery[] }) {
  const t = useT()
  const [starting, setStarting] = useState(false)
  const running = recoveries.some(({ state }) => state === 'started' || state === 'confirmed')
  const byCode = team.member && team.current?.kind === 'code'
  return (
    <div className="stack">
      {!running && (team.holds || byCode) && (
        <div className="row">
          <Button onPress={() => setStarting(true)}>{t('workspace.recovery.start')}</Button>
        </div>
      )}
      {recoveries.length > 0 && (
        <ul className="stack-small">
          {recoveries.map((recovery) => (
            <RecoveryCard key={recovery.recoveryId} recovery={recovery} />
          ))}
        </ul>
      )}
      {starting && <StartRecovery team={team} onClose={() => setStarting(false)} />}
    </div>
  )
}

function RecoveryCard({ recovery }: { recovery: Recovery }) {
  const t = useT()
  const { startedBy, confirmedBy, startedAt, endsAt, reason, state, may } = recovery
  const complete = useAction(async () => {
    await completeByHolder(recovery)
    say(t('workspace.recovery.done'))
  }, sayEntryFault)
  const stop = useAction(async () => {
    await ask(stopRecovery, { recoveryId: recovery.recoveryId })
    await lookAgain()
  }, sayEntryFault)
  return (
    <li className="card stack-small">
      <p>
        <strong>{t(`workspace.recovery.state_${state}`)}</strong>
        <br />
        {t('workspace.recovery.by', { name: startedBy })} <Moment at={startedAt} />
        {confirmedBy !== null && confirmedBy !== startedBy && (
          <> · {t('workspace.recovery.second', { name: confirmedBy })}</>
        )}
        <br />
        <span className="small soft">{t(`workspace.recovery.reason_${reason}`)}</span>
      </p>
      {state === 'started' && (
        <p className="small soft">
          {t('workspace.recovery.waits')} <Moment at={endsAt} />
        </p>
      )}
      {may.confirm && <p>{t('workspace.recovery.confirm_what', { name: startedBy })}</p>}
      <Trouble>{complete.problem ?? stop.problem}</Trouble>
      <div className="row">
        {(may.confirm || may.go_on) && (
          <Button kind="main" isPending={complete.busy} onPress={() => void complete.run()}>
            {t(may.confirm ? 'workspace.recovery.confirm' : 'workspace.recovery.go_on')}
          </Button>
        )}
        {may.stop && (
          <Button isPending={stop.busy} onPress={() => void stop.run()}>
            {t('workspace.recovery.stop')}
          </Button>
        )}
      </div>
    </li>
  )
}

function StartRecovery({ team, onClose }: { team: TeamRecovery; onClose: () => void }) {
  const t = useT()
  const [reason, setReason] = useState<Reason>('keys_lost')
  const code = team.current?.kind === 'code'
  const start = useAction(async () => {
    await startByHolder(team.teamId, reason)
    onClose()
  }, sayEntryFault)
  const byCode = useAction(async (typed: string) => {
    await recoverByCode(team.teamId, typed, reason)
    say(t('workspace.recovery.done'))
    onClose()
  }, sayEntryFault)
  return (
    <>
      <Modal title={t('workspace.recovery.start_title', { team: team.name })} isOpen onClose={onClose}>
        <p>{t(code ? 'workspace.recovery.start_code_what' : 'workspace.recovery.start_what')}</p>
        <Radios
          label={t('workspace.recovery.why')}
          options={recoveryReasons.map((value) => ({
            value,
            label: t(`workspace.recovery.reason_${value}`),
          }))}
          value={reason}
          onChange={setReason}
        />
        {code ? (
          <TypedCode
            label={t('workspace.recovery.code')}
            verb={t('workspace.recovery.start')}
            action={byCode}
          />
        ) : (
          <>
            <Trouble>{start.problem}</Trouble>
            <div className="actions">
              <Button onPress={onClose}>{t('workspace.cancel')}</Button>
              <Button kind="main" isPending={start.busy} onPress={() => void start.run()}>
                {t('workspace.recovery.start')}
              </Button>
            </div>
          </>
        )}
      </Modal>
    </>
  )
}
