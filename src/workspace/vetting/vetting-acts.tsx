import { useState } from 'react'
import type { StaffHit } from '../../contracts/directory.ts'
import { stopService } from '../../contracts/directory-vetting.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { useSession } from '../app/screens.tsx'
import { screensOf } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { Radios } from '../ui/choice.tsx'
import { Modal } from '../ui/modal.tsx'
import { say } from '../ui/notices.ts'
import { GiveFeedback } from '../feedback/give-feedback.tsx'
import { Nominate } from './nominate.tsx'
import { ReasonForm } from './reason-form.tsx'
import { vettingChanged } from './vetting.ts'

/** Beside a service that was found: ask that it be vetted, or take it out at once. */
export function VettingActs({ hit }: { hit: StaffHit }) {
  const t = useT()
  const { nominates, vetting } = screensOf(useSession())
  const [open, setOpen] = useState<'nominate' | 'stop' | 'feedback'>()
  const close = () => setOpen(undefined)
  if (!nominates) return null
  const nominateTitle = t('workspace.vetting.nominate_named', { name: hit.name })
  const feedbackTitle = t('workspace.feedback.give_named', { name: hit.name })
  const stopTitle = t('workspace.vetting.stop_named', { name: hit.name })
  return (
    <div className="row">
      <Button small kind="quiet" onPress={() => setOpen('nominate')} aria-label={nominateTitle}>
        {t('workspace.vetting.nominate')}
      </Button>
      <Button small kind="quiet" onPress={() => setOpen('feedback')} aria-label={feedbackTitle}>
        {t('workspace.feedback.give')}
      </Button>
      {vetting && (
        <Button small kind="quiet" onPress={() => setOpen('stop')} aria-label={stopTitle}>
          {t('workspace.vetting.stop')}
        </Button>
      )}
      <Nominate
        title={nominateTitle}
        about={{ serviceId: hit.serviceId }}
        name={hit.organisation}
        isOpen={open === 'nominate'}
        onClose={close}
      />
      <Modal title={feedbackTitle} isOpen={open === 'feedback'} onClose={close}>
        <GiveFeedback serviceId={hit.serviceId} onClose={close} />
      </Modal>
      <Modal title={stopTitle} isOpen={open === 'stop'} onClose={close}>
        <Stop hit={hit} onClose={close} />
      </Modal>
    </div>
  )
}

function Stop({ hit, onClose }: { hit: StaffHit; onClose: () => void }) {
  const t = useT()
  const [scope, setScope] = useState<'service' | 'organisation'>('service')
  const whole = scope === 'organisation'
  const send = async (reason: string) => {
    await ask(stopService, { serviceId: hit.serviceId, whole, reason })
    await vettingChanged()
    say(t('workspace.vetting.stopped_said', { name: whole ? hit.organisation : hit.name }))
  }
  return (
    <ReasonForm
      label={t('workspace.vetting.stop_reason')}
      act={t('workspace.vetting.stop')}
      onSend={send}
      onClose={onClose}
    >
      <p>{t('workspace.vetting.stop_what')}</p>
      {hit.organisationId !== undefined && (
        <Radios
          label={t('workspace.vetting.stop_scope')}
          options={[
            { value: 'service', label: hit.name },
            {
              value: 'organisation',
              label: t('workspace.vetting.stop_whole', { organisation: hit.organisation }),
            },
          ]}
          value={scope}
          onChange={setScope}
        />
      )}
    </ReasonForm>
  )
}
