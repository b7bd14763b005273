import { useState } from 'react'
import { openReferral, sayConnected, type ReferralSummary } from '../../contracts/referrals.ts'
import type { OpenedPacket } from '../../sealing/index.ts'
import { ask } from '../app/api.ts'
import { translateNow, useT } from '../app/language.ts'
import { queries } from '../app/queries.ts'
import { sentenceFor } from '../app/api.ts'
import { referralKey } from '../referral/live.ts'
import { readPacket } from '../sealing-client/answers.ts'
import { openEarlierEpochs } from '../session/epochs.ts'
import { ring } from '../session/session.ts'
import { SealingError } from '../../sealing/index.ts'
import { Button } from '../ui/button.tsx'
import { dayText, Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { AnswerForm } from './answer-form.tsx'
import { PacketView } from './packet-view.tsx'
import { WhyReceived } from './why-received.tsx'

const tones = {
  sent: 'care',
  opened: 'accent',
  accepted: 'good',
  connected: 'good',
  declined: 'quiet',
  expired: 'quiet',
  withdrawn: 'quiet',
} as const

/** The team key for this packet is not among those this member may hold. */
class NoTeamKey extends Error {}

async function openOne({ referralId, toTeamId, epochId }: ReferralSummary): Promise<Opened> {
  // The key first: opening is written into the audit, and one without a key shows nothing.
  if (!ring.has(epochId)) await openEarlierEpochs(toTeamId)
  const pair = ring.pairOf(epochId)
  if (!pair) throw new NoTeamKey()
  const { packet, mailbox } = await ask(openReferral, { referralId })
  return { packet: await readPacket(packet, { teamId: toTeamId, epochId, pair, mailbox }), mailbox }
}

export type Opened = { packet: OpenedPacket; mailbox: string }

/** One referral: shut until somebody opens it; then the fields, the consent, and the answer. */
export function ReferralCard({ referral }: { referral: ReferralSummary }) {
  const t = useT()
  const [opened, setOpened] = useState<Opened>()
  const refresh = () => queries.invalidateQueries({ queryKey: [referralKey] })
  const open = useAction(async () => {
    setOpened(await openOne(referral))
    await refresh()
  }, sayOpenFault)
  const connected = useAction(async () => {
    await ask(sayConnected, { referralId: referral.referralId })
    await refresh()
  })
  const { state } = referral
  const over = referral.closedAt !== undefined || tones[state] === 'quiet'
  return (
    <li className="card">
      <div className="row-apart">
        <strong>
          {t('workspace.provider.sent')} <Moment at={referral.sentAt} />
        </strong>
        <span className="badge" data-tone={tones[state]}>
          {t(`workspace.referral.state_${state}`)}
        </span>
      </div>
      {over ? (
        <p className="small soft">
          {t('workspace.provider.over')}{' '}
          {t('workspace.provider.copies', { date: dayText(t.locale, referral.goneBy) })}
        </p>
      ) : (
        <>
          <p className="small soft">
            {t('workspace.provider.open_until')} <Moment at={referral.expiresAt} />
          </p>
          {opened ? (
            <>
              <PacketView packet={opened.packet} />
              <WhyReceived referralId={referral.referralId} packet={opened.packet} />
            </>
          ) : (
            <Button
              kind={state === 'sent' ? 'main' : 'plain'}
              isPending={open.busy}
              onPress={() => void open.run()}
            >
              {t('workspace.provider.open')}
            </Button>
          )}
          <Trouble>{open.problem}</Trouble>
          {opened && (state === 'sent' || state === 'opened') && (
            <AnswerForm referral={referral} opened={opened} onDone={() => void refresh()} />
          )}
          {state === 'accepted' && (
            <>
              <p className="small">{t('workspace.provider.connected_what')}</p>
              <Trouble>{connected.problem}</Trouble>
              <Button isPending={connected.busy} onPress={() => void connected.run()}>
                {t('workspace.provider.connected')}
              </Button>
            </>
          )}
        </>
      )}
    </li>
  )
}

function sayOpenFault(error: unknown): string {
  const t = translateNow()
  if (error instanceof NoTeamKey) return t('workspace.provider.no_key')
  if (error instanceof SealingError) return t('workspace.provider.not_agreed')
  return sentenceFor(error)
}
