import { useState } from 'react'
import { useT } from '../app/language.ts'
import { sayEntryFault } from '../session/say-fault.ts'
import { useAction } from '../ui/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { removeWay } from './ways.ts'

type Way = {
  id: string
  kind: 'passphrase' | 'printed'
  createdAt: string
  usedAt: string | null
}

/** One way that opens the keys, beside passkeys. */
export function WayCard({ way, onlyOne }: { way: Way; onlyOne: boolean }) {
  const t = useT()
  const [removing, setRemoving] = useState(false)
  const name = t(`workspace.way.${way.kind}`)
  const remove = useAction(async () => {
    await removeWay(way.id)
    setRemoving(false)
  }, sayEntryFault)
  return (
    <li className="card">
      <div className="row-apart">
        <span>
          <strong>{name}</strong>
          <br />
          <span className="small soft">
            {t('workspace.way.made')} <Moment at={way.createdAt} />
            {way.usedAt !== null && way.kind === 'printed' && (
              <>
                {' · '}
                {t('workspace.way.used')} <Moment at={way.usedAt} />
              </>
            )}
          </span>
        </span>
        {!onlyOne && (
          <Button
            small
            kind="quiet"
            onPress={() => setRemoving(true)}
            aria-label={t('workspace.way.remove_named', { name })}
          >
            {t('workspace.way.remove')}
          </Button>
        )}
      </div>
      <Modal
        title={t('workspace.way.remove_title', { name })}
        isOpen={removing}
        onClose={() => setRemoving(false)}
      >
        <p>{t(`workspace.way.remove_${way.kind}`)}</p>
        <Trouble>{remove.problem}</Trouble>
        <div className="actions">
          <Button onPress={() => setRemoving(false)}>{t('workspace.cancel')}</Button>
          <Button kind="main" isPending={remove.busy} onPress={() => void remove.run()}>
            {t('workspace.way.remove')}
          </Button>
        </div>
      </Modal>
    </li>
  )
}
