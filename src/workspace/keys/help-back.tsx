import { useState } from 'react'
import { allowReturn } from '../../contracts/identity.ts'
import type { OutputOf } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { askFresh } from '../session/prove.ts'
import { sayEntryFault } from '../session/say-fault.ts'
import { useAction } from '../ui/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'

type HelpBackProps = { teamId: string; person: { memberId: string; name: string }; onClose: () => void }

/** A link back in for a colleague who lost what opens their keys; shown once. */
export function HelpBack({ teamId, person, onClose }: HelpBackProps) {
  const t = useT()
  const { memberId, name } = person
  const [made, setMade] = useState<OutputOf<typeof allowReturn>>()
  const allow = useAction(
    async () => setMade(await askFresh(allowReturn, { teamId, memberId })),
    sayEntryFault,
  )
  return (
    <>
      <Modal title={t('workspace.help_back.title', { name })} isOpen onClose={onClose}>
        {made ? (
          <>
            <p>{t('workspace.help_back.give', { name })}</p>
            <p className="link-once" translate="no">
              {made.link}
            </p>
            <p className="small soft">
              {t('workspace.invitation.until')} <Moment at={made.expiresAt} />
            </p>
            <div className="actions">
              <Button onPress={() => void navigator.clipboard.writeText(made.link)}>
                {t('workspace.invite.copy')}
              </Button>
              <Button kind="main" onPress={onClose}>
                {t('workspace.close')}
              </Button>
            </div>
          </>
        ) : (
          <>
            <p>{t('workspace.help_back.what', { name })}</p>
            <p>{t('workspace.help_back.sure')}</p>
            <Trouble>{allow.problem}</Trouble>
            <div className="actions">
              <Button onPress={onClose}>{t('workspace.cancel')}</Button>
              <Button kind="main" isPending={allow.busy} onPress={() => void allow.run()}>
                {t('workspace.help_back.make')}
              </Button>
            </div>
          </>
        )}
      </Modal>
    </>
  )
}
