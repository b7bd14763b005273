import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { SealingError } from '../../sealing/index.ts'
import { sentenceFor } from '../app/api.ts'
import { translateNow, useT } from '../app/language.ts'
import type { ConversationState } from '../conversation/conversation-state.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { judgeAnswer, type ConsentVerdict } from '../sealing-client/consent.ts'
import { sayWhyNotHandedOver } from '../trust/refusals.ts'
import { UnverifiedTeamKey } from '../trust/team-key.ts'
import { Button } from '../ui/button.tsx'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { consentFromReadBack } from './read-back.ts'
import { ReadBackForm } from './read-back-form.tsx'
import { useReferralDraft } from './referral-draft.ts'
import { PhoneOnly, sendConsented } from './send-referral.ts'
import { signersOf } from './signers.ts'
import type { ConsentStory } from './story.ts'

type ConsentProps = { story: ConsentStory; conversation: Conversation; state: ConversationState }

/** One question for consent: waiting, answered, read back; and, after a yes, sending. */
export function ConsentView({ story, conversation, state }: ConsentProps) {
  const t = useT()
  const { ask, answer, readBack } = story
  const [reading, setReading] = useState(false)
  const { leaving } = useReferralDraft(conversation.id)
  const under = leaving.some(({ sent }) => sent.askId === ask.askId)
  const signers = signersOf(conversation.committed(), state.visits)
  const verdict = useQuery({
    queryKey: [
      'verdict',
      ask.askId,
      answer?.signature,
      readBack?.signature,
      [...signers].join(),
      state.lines.length,
    ],
    queryFn: async (): Promise<ConsentVerdict | null> => {
      if (readBack) return consentFromReadBack(ask, readBack)
      return answer ? judgeAnswer(ask, answer, signers, new Date()) : null
    },
    gcTime: 0,
  })
  const given = verdict.data && 'consent' in verdict.data ? verdict.data.consent : undefined
  const fault = verdict.data && 'fault' in verdict.data ? verdict.data.fault : undefined
  const ticked = readBack?.ticked ?? answer?.ticked ?? []
  const send = useAction(async () => {
    if (given) await sendConsented(conversation, story, ticked, given)
  }, sayReferralFault)
  return (
    <li className="card">
      <div className="row-apart">
        <strong>{ask.to.service}</strong>
        <span className="badge" data-tone={given ? 'good' : fault ? 'care' : 'accent'}>
          {t(
            given
              ? 'workspace.consent.yes'
              : fault
                ? `workspace.consent.fault_${fault}`
                : 'workspace.consent.waiting',
          )}
        </span>
      </div>
      <ul className="small stack-small">
        {ask.fields.map(({ key, label, value }) => (
          <li key={key}>
            <span aria-hidden="true">{given ? (ticked.includes(key) ? '✓ ' : '– ') : ''}</span>
            <strong>{label}</strong> <span dir="auto">{value}</span>{' '}
            {given && !ticked.includes(key) && (
              <span className="soft">{t('workspace.consent.not_shared')}</span>
            )}
          </li>
        ))}
      </ul>
      <p className="small soft">
        {t('workspace.consent.until')} <Moment at={ask.until} />
      </p>
      <Trouble>{send.problem}</Trouble>
      {given && (
        <div className="row">
          <Button kind="main" small isPending={send.busy} onPress={() => void send.run()}>
            {t(under ? 'workspace.consent.send_again' : 'workspace.consent.send', {
              organisation: ask.to.organisation,
            })}
          </Button>
          <span className="small soft">{t('workspace.consent.only_ticked', { count: ticked.length })}</span>
        </div>
      )}
      {!given && !reading && (
        <Button small onPress={() => setReading(true)}>
          {t('workspace.read_back.begin')}
        </Button>
      )}
      {!given && reading && (
        <ReadBackForm
          story={story}
          conversation={conversation}
          lines={state.lines}
          onClose={() => setReading(false)}
        />
      )}
    </li>
  )
}

function sayReferralFault(error: unknown): string {
  const t = translateNow()
  if (error instanceof UnverifiedTeamKey) return sayWhyNotHandedOver(error)
  if (error instanceof PhoneOnly) return t('workspace.consent.phone_only')
  if (error instanceof SealingError) return t('workspace.consent.not_sealed')
  return sentenceFor(error)
}
