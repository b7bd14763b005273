import { useState } from 'react'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useFreshAction } from './fresh-action.tsx'
import { removeSignIn, removeWay } from './ways.ts'

type Way = {
  id: string
  kind: 'passkey' | 'passphrase' | 'printed' | 'sign_in'
  credentialId: string | null
  createdAt: string
  usedAt: string | null
}

/** One way that opens the keys, or only signs in. */
export function WayCard({ way, onlyOne }: { way: Way; onlyOne: boolean }) {
  const t = useT()
  const [removing, setRemoving] = useState(false)
  const name = t(`workspace.way.${way.kind}`)
  const remove = useFreshAction(async () => {
    if (way.kind === 'sign_in') await removeSignIn(way.credentialId ?? '')
    else await removeWay(way.id)
    setRemoving(false)
  })
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
      {remove.dialog}
    </li>
  )
}
