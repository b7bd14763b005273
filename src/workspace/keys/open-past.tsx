import { useQuery } from '@tanstack/react-query'
import { keyCheck } from '../../sealing/index.ts'
import { sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { decode } from '../sealing-client/epoch-ring.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { say } from '../ui/notices.ts'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useFreshAction } from './fresh-action.tsx'
import { openPastTo, readPastOf } from './past.ts'
import './keys.css'

export type Newcomer = { memberId: string; name: string; publicKey: string; signPublicKey: string }

type OpenPastProps = { teamId: string; newcomer: Newcomer; onClose: () => void }

/** Opening the past to a colleague: what it means first, then the act. */
export function OpenPast({ teamId, newcomer, onClose }: OpenPastProps) {
  const t = useT()
  const { memberId, name, publicKey, signPublicKey } = newcomer
  const past = useQuery({
    queryKey: ['past', teamId, memberId],
    queryFn: () => readPastOf(teamId, memberId),
    staleTime: 0,
    gcTime: 0,
  })
  const check = useQuery({
    queryKey: ['key-check', publicKey],
    queryFn: () => keyCheck(memberId, { publicKey: decode(publicKey), signPublicKey: decode(signPublicKey) }),
  })
  const open = useFreshAction(async () => {
    await openPastTo(teamId, { memberId, publicKey }, past.data ?? [])
    say(t('workspace.past.done', { name }))
    onClose()
  })
  const oldest = past.data?.at(-1)
  return (
    <>
      <Modal title={t('workspace.past.title', { name })} isOpen onClose={onClose}>
        <Trouble>{past.error ? sentenceFor(past.error) : undefined}</Trouble>
        {past.data && !oldest && <p>{t('workspace.past.nothing', { name })}</p>}
        {past.data && oldest && (
          <>
            <p>
              {t('workspace.past.what', { count: past.data.length, name })} <Moment at={oldest.since} />
            </p>
            <p>{t('workspace.past.means')}</p>
            <p>{t('workspace.past.compare', { name })}</p>
            <p className="check-number" translate="no">
              {check.data}
            </p>
            <p className="soft small">{t('workspace.past.record')}</p>
          </>
        )}
        <Trouble>{open.problem}</Trouble>
        <div className="actions">
          <Button onPress={onClose}>{t('workspace.cancel')}</Button>
          {oldest && (
            <Button kind="main" isPending={open.busy} onPress={() => void open.run()}>
              {t('workspace.past.open')}
            </Button>
          )}
        </div>
      </Modal>
      {open.dialog}
    </>
  )
}
