import { useState, type ReactNode } from 'react'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'

type ReasonProps = {
  label: string
  /** What the button says. */
  act: string
  onSend: (reason: string) => Promise<unknown>
  onClose: () => void
  children: ReactNode
}

/** Something that is done with a reason, which others will read. */
export function ReasonForm({ label, act, onSend, onClose, children }: ReasonProps) {
  const t = useT()
  const [reason, setReason] = useState('')
  const send = useAction(async () => {
    await onSend(reason.trim())
    onClose()
  })
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void send.run()
      }}
    >
      {children}
      <Field
        label={label}
        help={t('workspace.vetting.no_seekers')}
        value={reason}
        onChange={setReason}
        rows={4}
        maxLength={2000}
      />
      <Trouble>{send.problem}</Trouble>
      <div className="actions">
        <Button onPress={onClose}>{t('workspace.cancel')}</Button>
        <Button kind="main" type="submit" isDisabled={reason.trim() === ''} isPending={send.busy}>
          {act}
        </Button>
      </div>
    </form>
  )
}
