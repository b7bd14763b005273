import { useState } from 'react'
import { readingPurposes, type ReadingPurpose } from '../../contracts/conversations-access.ts'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Radios } from '../ui/choice.tsx'
import { Modal } from '../ui/modal.tsx'

type ReadForProps = { isOpen: boolean; onClose: () => void; onRead: (purpose: ReadingPurpose) => void }

/** Before a colleague's conversation opens: what for. It is kept with who read it and when. */
export function ReadFor({ isOpen, onClose, onRead }: ReadForProps) {
  const t = useT()
  const [purpose, setPurpose] = useState<ReadingPurpose>()
  const close = () => {
    setPurpose(undefined)
    onClose()
  }
  return (
    <Modal title={t('workspace.read_for.title')} isOpen={isOpen} onClose={close}>
      <p>{t('workspace.read_for.what')}</p>
      <Radios
        label={t('workspace.read_for.label')}
        options={readingPurposes.map((value) => ({ value, label: t(`workspace.read_for.${value}`) }))}
        value={purpose}
        onChange={setPurpose}
      />
      <div className="actions">
        <Button onPress={close}>{t('workspace.cancel')}</Button>
        <Button
          kind="main"
          isDisabled={purpose === undefined}
          onPress={() => {
            if (purpose) onRead(purpose)
            setPurpose(undefined)
          }}
        >
          {t('workspace.others.read')}
        </Button>
      </div>
    </Modal>
  )
}
