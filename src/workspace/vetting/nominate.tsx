import { nominate } from '../../contracts/directory-vetting.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { Modal } from '../ui/modal.tsx'
import { say } from '../ui/notices.ts'
import { ReasonForm } from './reason-form.tsx'
import { vettingChanged, type About } from './vetting.ts'

type NominateProps = { title: string; about: About; name: string; isOpen: boolean; onClose: () => void }

/** Asks that somebody be vetted; whoever asks does not review. */
export function Nominate({ title, about, name, isOpen, onClose }: NominateProps) {
  const t = useT()
  const send = async (reason: string) => {
    await ask(nominate, { ...about, reason })
    await vettingChanged()
    say(t('workspace.vetting.nominated', { name }))
  }
  return (
    <Modal title={title} isOpen={isOpen} onClose={onClose}>
      <ReasonForm
        label={t('workspace.vetting.nominate_reason')}
        act={t('workspace.vetting.nominate')}
        onSend={send}
        onClose={onClose}
      >
        <p>{t('workspace.vetting.nominate_what', { name })}</p>
      </ReasonForm>
    </Modal>
  )
}
