import { useState } from 'react'
import { feedbackKinds, giveFeedbackAsStaff, type FeedbackKind } from '../../contracts/directory.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Radios } from '../ui/choice.tsx'
import { say } from '../ui/notices.ts'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'

/** What somebody told a responder of a service that they were sent to, for the reviewers; not who. */
export function GiveFeedback({ serviceId, onClose }: { serviceId: string; onClose: () => void }) {
  const t = useT()
  const [what, setWhat] = useState<FeedbackKind>()
  const send = useAction(async (kind: FeedbackKind) => {
    await ask(giveFeedbackAsStaff, { serviceId, what: kind })
    say(t('workspace.feedback.given'))
    onClose()
  })
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (what) void send.run(what)
      }}
    >
      <p>{t('workspace.feedback.give_what')}</p>
      <Radios
        label={t('workspace.feedback.give_label')}
        options={feedbackKinds.map((value) => ({ value, label: t(`directory.feedback.${value}`) }))}
        value={what}
        onChange={setWhat}
      />
      <Trouble>{send.problem}</Trouble>
      <div className="actions">
        <Button onPress={onClose}>{t('workspace.cancel')}</Button>
        <Button kind="main" type="submit" isDisabled={what === undefined} isPending={send.busy}>
          {t('workspace.feedback.send')}
        </Button>
      </div>
    </form>
  )
}
