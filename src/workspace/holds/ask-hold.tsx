import { useState } from 'react'
import { askLegalHold, holdReasons, longestHoldDays, type LegalHold } from '../../contracts/conversations.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Radios } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import { Modal } from '../ui/modal.tsx'
import { say } from '../ui/notices.ts'
import { dayIn } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'

type AskProps = { conversationId: string; isOpen: boolean; onClose: () => void }

/** A supervisor asks that a conversation be kept; it holds nothing until somebody else approves. */
export function AskHold({ conversationId, isOpen, onClose }: AskProps) {
  const t = useT()
  const [reason, setReason] = useState<LegalHold['reason']>('court_order')
  const [until, setUntil] = useState(() => dayIn(90))
  const send = useAction(async () => {
    // To the end of that day, wherever it ends last.
    await ask(askLegalHold, { conversationId, reason, until: new Date(`${until}T23:59:59Z`).toISOString() })
    say(t('workspace.holds.ask_done'))
    onClose()
  })
  const usable = until > dayIn(0) && until < dayIn(longestHoldDays)
  return (
    <Modal title={t('workspace.holds.ask')} isOpen={isOpen} onClose={onClose}>
      <p>{t('workspace.holds.ask_intro')}</p>
      <Radios
        label={t('workspace.holds.ask_reason')}
        options={holdReasons.map((value) => ({ value, label: t(`workspace.holds.reason.${value}`) }))}
        value={reason}
        onChange={setReason}
      />
      <Field
        type="date"
        label={t('workspace.holds.ask_until')}
        value={until}
        onChange={setUntil}
        fault={usable ? undefined : t('error.conversations.hold_bad_end')}
      />
      <Trouble>{send.problem}</Trouble>
      <div className="actions">
        <Button onPress={onClose}>{t('workspace.cancel')}</Button>
        <Button kind="main" isDisabled={!usable} isPending={send.busy} onPress={() => void send.run()}>
          {t('workspace.holds.ask_send')}
        </Button>
      </div>
    </Modal>
  )
}
