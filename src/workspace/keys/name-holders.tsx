import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { nameHolders } from '../../contracts/identity.ts'
import { sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { askFresh } from '../session/prove.ts'
import { sayEntryFault } from '../session/say-fault.ts'
import { useAction } from '../ui/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Tick } from '../ui/choice.tsx'
import { Modal } from '../ui/modal.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { everyPossibleHolder, lookAgain } from './recovery.ts'

/** Three of the organisation, each of whom is asked. */
export function NameHolders({
  teamId,
  team,
  onClose,
}: {
  teamId: string
  team: string
  onClose: () => void
}) {
  const t = useT()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const people = useQuery({
    queryKey: ['possible-holders', teamId],
    queryFn: () => everyPossibleHolder(teamId),
  })
  const name = useAction(async () => {
    await askFresh(nameHolders, { teamId, memberIds: [...chosen] })
    await lookAgain()
    onClose()
  }, sayEntryFault)
  return (
    <>
      <Modal title={t('workspace.recovery.name_title', { team })} isOpen onClose={onClose}>
        <p>{t('workspace.recovery.name_what')}</p>
        <Trouble>{people.error ? sentenceFor(people.error) : undefined}</Trouble>
        <div role="group" aria-label={t('workspace.recovery.name_who')}>
          {people.data?.map(({ memberId, name: who }) => (
            <Tick
              key={memberId}
              isSelected={chosen.includes(memberId)}
              isDisabled={chosen.length === 3 && !chosen.includes(memberId)}
              onChange={(on) =>
                setChosen(on ? [...chosen, memberId] : chosen.filter((other) => other !== memberId))
              }
            >
              {who}
            </Tick>
          ))}
        </div>
        {people.data && people.data.length < 3 && <p className="soft">{t('workspace.recovery.too_few')}</p>}
        <Trouble>{name.problem}</Trouble>
        <div className="actions">
          <Button onPress={onClose}>{t('workspace.cancel')}</Button>
          <Button
            kind="main"
            isDisabled={chosen.length !== 3}
            isPending={name.busy}
            onPress={() => void name.run()}
          >
            {t('workspace.recovery.ask_them')}
          </Button>
        </div>
      </Modal>
    </>
  )
}
