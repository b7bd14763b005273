import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { keeperOf, setKeeper } from '../../contracts/directory.ts'
import { listReceivingTeams } from '../../contracts/identity.ts'
import { setReceiver, type NamedReceiver } from '../../contracts/referrals.ts'
import { formatList } from '../../i18n/workspace.ts'
import { ask, sentenceFor, type OutputOf } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { queries } from '../app/queries.ts'
import { Button } from '../ui/button.tsx'
import { Radios, Tick } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import { Modal } from '../ui/modal.tsx'
import { say } from '../ui/notices.ts'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import type { ReceivingService } from './receiver-card.tsx'

type Team = OutputOf<typeof listReceivingTeams>['teams'][number]

async function everyTeam(): Promise<Team[]> {
  const found: Team[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page = await ask(listReceivingTeams, { ...(after && { after }) })
    found.push(...page.teams)
    after = page.next
  }
  return found
}

const nobody = 'nobody'
/** More teams than this are looked through by typing. */
const inSight = 8

type ChooseProps = {
  service: ReceivingService
  receiver: NamedReceiver | undefined
  isOpen: boolean
  onClose: () => void
}

export function ChooseReceiver({ isOpen, onClose, service, receiver }: ChooseProps) {
  const t = useT()
  return (
    <Modal
      title={t('workspace.receivers.choose_title', { service: service.name })}
      isOpen={isOpen}
      onClose={onClose}
    >
      <Teams service={service} receiver={receiver} onClose={onClose} />
    </Modal>
  )
}

/** One team of a provider, or nobody. */
function Teams({ service, receiver, onClose }: Omit<ChooseProps, 'isOpen'>) {
  const t = useT()
  const [chosen, setChosen] = useState(receiver?.teamId ?? nobody)
  const [filter, setFilter] = useState('')
  const known = useQuery({ queryKey: ['receiving-teams'], queryFn: everyTeam, staleTime: 30_000 })
  const teams = known.data ?? []
  const named = ({ name, organisation }: Team) => t('workspace.receivers.by', { team: name, organisation })
  const able = teams
    .filter(({ hasKey }) => hasKey)
    .map((team) => ({ value: team.teamId, label: named(team) }))
    .sort((a, b) => a.label.localeCompare(b.label, t.locale))
  // Named by the operator before anybody there has joined: it stands, and can't be chosen anew.
  const waiting = receiver &&
    !receiver.hasKey && { value: receiver.teamId, label: named({ ...receiver, name: receiver.team }) }
  const wanted = filter.trim().toLocaleLowerCase(t.locale)
  const shown = able.filter(
    ({ value, label }) =>
      value === chosen || wanted === '' || label.toLocaleLowerCase(t.locale).includes(wanted),
  )
  const keyless = teams.filter(({ hasKey }) => !hasKey).map(named)
  const kept = useQuery({
    queryKey: ['entry-keepers', service.serviceId],
    queryFn: () => ask(keeperOf, { serviceIds: [service.serviceId] }),
  })
  const keeper = kept.data?.keepers[0]?.teamId
  const keepsNow = keeper !== undefined && keeper === chosen
  const [keeps, setKeeps] = useState<boolean>()
  const save = useAction(async () => {
    const { serviceId, name } = service
    const wanted = keeps ?? keepsNow
    if (chosen !== nobody && wanted !== keepsNow)
      await ask(setKeeper, { serviceId, ...(wanted && { teamId: chosen }) })
    await queries.invalidateQueries({ queryKey: ['entry-keepers'] })
    if (chosen === (receiver?.teamId ?? nobody)) return onClose()
    await ask(setReceiver, { serviceId, ...(chosen !== nobody && { teamId: chosen }) })
    await Promise.all(
      ['named-receivers', 'receivers'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
    )
    const team = able.find(({ value }) => value === chosen)?.label
    say(
      team === undefined
        ? t('workspace.receivers.saved_nobody', { service: name })
        : t('workspace.receivers.saved', { service: name, team }),
    )
    onClose()
  })
  const error = known.error ? sentenceFor(known.error) : undefined
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void save.run()
      }}
    >
      {known.data && able.length === 0 && <p className="banner">{t('workspace.receivers.no_teams')}</p>}
      {able.length > inSight && (
        <Field label={t('workspace.receivers.filter')} value={filter} onChange={setFilter} maxLength={120} />
      )}
      <Radios
        label={t('workspace.receivers.team')}
        options={[
          ...(waiting ? [waiting] : []),
          ...shown,
          { value: nobody, label: t('workspace.receivers.nobody') },
        ]}
        value={chosen}
        onChange={setChosen}
      />
      {chosen !== nobody && kept.data && (
        <Tick isSelected={keeps ?? keepsNow} onChange={setKeeps}>
          {t('workspace.receivers.keeps')}
        </Tick>
      )}
      {keyless.length > 0 && (
        <p className="small soft">
          {t('workspace.receivers.keyless', { teams: formatList(t.locale, keyless) })}
        </p>
      )}
      <Trouble>{error ?? save.problem}</Trouble>
      <div className="actions">
        <Button onPress={onClose}>{t('workspace.cancel')}</Button>
        <Button kind="main" type="submit" isPending={save.busy}>
          {t('workspace.receivers.save')}
        </Button>
      </div>
    </form>
  )
}
