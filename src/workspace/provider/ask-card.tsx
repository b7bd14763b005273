import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { getService } from '../../contracts/directory.ts'
import {
  answerAsk,
  declineReasons,
  extendHold,
  releaseHold,
  type Ask,
  type DeclineReason,
} from '../../contracts/referrals.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { queries } from '../app/queries.ts'
import { referralKey } from '../referral/live.ts'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { Moment, Since, Until } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'

/** How long a place may be held, in minutes. */
const holds = ['30', '60', '120', '240', '720'] as const
type Hold = (typeof holds)[number]

/** Can you take somebody? Nothing is known about the person here, on purpose. */
export function AskCard({ ask: one }: { ask: Ask }) {
  const t = useT()
  const [hold, setHold] = useState<Hold>('120')
  const [saysNo, setSaysNo] = useState(false)
  const service = useQuery({
    queryKey: ['service', t.locale, one.serviceId],
    queryFn: () => ask(getService, { serviceId: one.serviceId }),
    staleTime: Infinity,
  })
  const act = useAction(async (verb: () => Promise<unknown>) => {
    await verb()
    await queries.invalidateQueries({ queryKey: [referralKey] })
  })
  const { askId } = one
  const holdOptions = holds.map((value) => ({
    value,
    label: t('workspace.provider.hold_for', { minutes: Number(value), hours: Number(value) / 60 }),
  }))
  return (
    <li className="card">
      <div className="row-apart">
        <strong>
          {t(`workspace.ask_kind.${one.kind}`)} · {t('workspace.asks.people', { count: one.people })}
        </strong>
        <span className="small soft">
          {t('workspace.asks.since')} <Since moment={one.askedAt} />
        </span>
      </div>
      <p className="small">
        {service.data?.service.name}
        <br />
        <span className="soft">
          {t('workspace.provider.needed')} <Moment at={one.from} /> – <Moment at={one.until} />
        </span>
      </p>
      <Trouble>{act.problem}</Trouble>
      {one.state === 'held' && one.holdUntil !== undefined ? (
        <>
          <p>
            <span className="badge" data-tone="good">
              {t('workspace.provider.held')} <Until moment={one.holdUntil} />
            </span>
          </p>
          <div className="answers">
            <Button
              isPending={act.busy}
              onPress={() => void act.run(() => ask(extendHold, { askId, holdMinutes: 60 }))}
            >
              {t('workspace.provider.extend')}
            </Button>
            <Button isPending={act.busy} onPress={() => void act.run(() => ask(releaseHold, { askId }))}>
              {t('workspace.provider.release')}
            </Button>
          </div>
        </>
      ) : saysNo ? (
        <SayNo
          busy={act.busy}
          onBack={() => setSaysNo(false)}
          onNo={(reason) => void act.run(() => ask(answerAsk, { askId, answer: { yes: false, reason } }))}
        />
      ) : (
        <>
          <Choice
            label={t('workspace.provider.hold')}
            options={holdOptions}
            value={hold}
            onChange={setHold}
          />
          <div className="answers">
            <Button
              kind="main"
              isPending={act.busy}
              onPress={() =>
                void act.run(() =>
                  ask(answerAsk, { askId, answer: { yes: true, holdMinutes: Number(hold) } }),
                )
              }
            >
              {t('workspace.provider.yes')}
            </Button>
            <Button onPress={() => setSaysNo(true)}>{t('workspace.provider.no')}</Button>
          </div>
        </>
      )}
    </li>
  )
}

type SayNoProps = { busy: boolean; onBack: () => void; onNo: (reason: DeclineReason) => void }

function SayNo({ busy, onBack, onNo }: SayNoProps) {
  const t = useT()
  const [reason, setReason] = useState<DeclineReason>('full')
  return (
    <>
      <Choice
        label={t('workspace.provider.reason')}
        options={declineReasons.map((value) => ({ value, label: t(`workspace.decline_reason.${value}`) }))}
        value={reason}
        onChange={setReason}
      />
      <div className="answers">
        <Button kind="main" isPending={busy} onPress={() => onNo(reason)}>
          {t('workspace.provider.send_no')}
        </Button>
        <Button onPress={onBack}>{t('workspace.back')}</Button>
      </div>
    </>
  )
}
