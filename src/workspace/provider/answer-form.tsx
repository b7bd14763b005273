import { useState } from 'react'
import {
  answerReferral,
  declineReasons,
  type DeclineReason,
  type ReferralSummary,
} from '../../contracts/referrals.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { writeAnswer } from '../sealing-client/answers.ts'
import { keepDraft, useDraft } from '../session/drafts.ts'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import type { Opened } from './referral-card.tsx'

type AnswerProps = { referral: ReferralSummary; opened: Opened; onDone: () => void }

/** Accept, or decline with a reason; the words go sealed to whoever sent the referral. */
export function AnswerForm({ referral, opened, onDone }: AnswerProps) {
  const t = useT()
  const name = `answer.${referral.referralId}`
  const [note, setNote] = useDraft(name, '')
  const [declines, setDeclines] = useState(false)
  const [reason, setReason] = useState<DeclineReason>('full')
  const answer = useAction(async (accepted: boolean) => {
    const words = note.trim()
    const content = {
      ...(accepted ? { accepted: true as const } : { accepted: false as const, reason }),
      ...(words !== '' && { note: words }),
    }
    await ask(answerReferral, {
      referralId: referral.referralId,
      answer: accepted ? 'accepted' : 'declined',
      bytes: await writeAnswer(opened.packet, opened.mailbox, content),
    })
    keepDraft(name, undefined)
    onDone()
  })
  return (
    <div className="stack-small">
      {declines && (
        <Choice
          label={t('workspace.provider.reason')}
          options={declineReasons.map((value) => ({ value, label: t(`workspace.decline_reason.${value}`) }))}
          value={reason}
          onChange={setReason}
        />
      )}
      <Field
        label={t(declines ? 'workspace.provider.note_no' : 'workspace.provider.note_yes')}
        help={t('workspace.provider.note_help')}
        rows={2}
        value={note}
        onChange={(value) => setNote(value === '' ? undefined : value)}
        maxLength={500}
      />
      <Trouble>{answer.problem}</Trouble>
      <div className="answers">
        {declines ? (
          <>
            <Button kind="main" isPending={answer.busy} onPress={() => void answer.run(false)}>
              {t('workspace.provider.send_decline')}
            </Button>
            <Button onPress={() => setDeclines(false)}>{t('workspace.back')}</Button>
          </>
        ) : (
          <>
            <Button kind="main" isPending={answer.busy} onPress={() => void answer.run(true)}>
              {t('workspace.provider.accept')}
            </Button>
            <Button onPress={() => setDeclines(true)}>{t('workspace.provider.decline')}</Button>
          </>
        )}
      </div>
      {declines && <p className="small soft">{t('workspace.provider.decline_what')}</p>}
    </div>
  )
}
