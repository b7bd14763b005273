import { useQuery } from '@tanstack/react-query'
import { sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { sayEntryFault } from '../session/say-fault.ts'
import { useAction } from '../ui/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { say } from '../ui/notices.ts'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { openPastTo, readOffer } from './past.ts'
import './keys.css'

export type Newcomer = { memberId: string; name: string }

type OpenPastProps = { teamId: string; newcomer: Newcomer; onClose: () => void }

/** Opening the past to a colleague: what it means first, then the act. */
export function OpenPast({ teamId, newcomer, onClose }: OpenPastProps) {
  const t = useT()
  const { memberId, name } = newcomer
  // Read anew: since the list was shown, they may have lost their keys and made others.
  const offer = useQuery({
    queryKey: ['past', teamId, memberId],
    queryFn: () => readOffer(teamId, memberId),
    staleTime: 0,
    gcTime: 0,
  })
  const past = offer.data?.past
  const open = useAction(async () => {
    if (offer.data) await openPastTo(teamId, offer.data)
    say(t('workspace.past.done', { name }))
    onClose()
  }, sayEntryFault)
  const oldest = past?.at(-1)
  return (
    <>
      <Modal title={t('workspace.past.title', { name })} isOpen onClose={onClose}>
        <Trouble>{offer.error ? sentenceFor(offer.error) : undefined}</Trouble>
        {past && !oldest && <p>{t('workspace.past.nothing', { name })}</p>}
        {past && oldest && (
          <>
            <p>
              {t('workspace.past.what', { count: past.length, name })} <Moment at={oldest.since} />
            </p>
            <p>{t('workspace.past.means')}</p>
            <p>{t('workspace.past.compare', { name })}</p>
            <p className="check-number" translate="no">
              {offer.data?.check}
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
    </>
  )
}
