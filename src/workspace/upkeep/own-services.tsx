import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { mostFree, ownServices, sayRoom, type OwnService, type RoomUnit } from '../../contracts/directory.ts'
import { ask, sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { queries } from '../app/queries.ts'
import { OneScreen } from '../app/screens.tsx'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import './upkeep.css'

export function OwnServicesScreen() {
  return (
    <OneScreen screen="keeper">
      <OwnServicesPage />
    </OneScreen>
  )
}

const ownKey = 'own-services'

/** A service's own page, made for a thumb: what is free now, said with one press. */
function OwnServicesPage() {
  const t = useT()
  const own = useQuery({
    queryKey: [ownKey, t.locale],
    queryFn: () => ask(ownServices, {}),
    // How long ago something was said goes on.
    refetchInterval: 60_000,
  })
  return (
    <div className="page own-page">
      <div className="stack-small">
        <h1>{t('workspace.own.title')}</h1>
        {own.data && <p>{t('workspace.own.intro', { hours: own.data.believedHours })}</p>}
      </div>
      <Trouble>{own.error ? sentenceFor(own.error) : undefined}</Trouble>
      {own.data?.services.length === 0 && <p className="soft">{t('workspace.own.none')}</p>}
      <ul className="stack">
        {(own.data?.services ?? []).map((service) => (
          <RoomCard key={service.serviceId} service={service} />
        ))}
      </ul>
    </div>
  )
}

const units = ['bed', 'room', 'place'] as const

/** One service: what was said last, and saying it anew. What was changed and not said stays until it is. */
function RoomCard({ service }: { service: OwnService }) {
  const t = useT()
  const { serviceId, name, room } = service
  const [changed, setChanged] = useState<{ unit?: RoomUnit; free?: number }>({})
  const unit = changed.unit ?? room?.unit ?? service.unit
  const free = changed.free ?? room?.free ?? 0
  const say = useAction(async (number: number) => {
    await ask(sayRoom, { serviceId, unit, free: number })
    setChanged({})
    await Promise.all([ownKey, 'services'].map((key) => queries.invalidateQueries({ queryKey: [key] })))
  })
  const set = (number: number) => setChanged({ ...changed, free: Math.min(mostFree, Math.max(0, number)) })
  const same = room !== undefined && changed.free === undefined && changed.unit === undefined
  return (
    <li className="card stack-small" aria-label={name}>
      <div>
        <h2 lang={service.lang}>{name}</h2>
        <p className="small soft">{service.open}</p>
        <p className="small soft">{service.vetting}</p>
      </div>
      <p role="status">
        {room ? t('workspace.own.said', { text: room.text }) : t('workspace.own.never')}
        {room && !room.believed ? ` ${t('workspace.own.not_believed')}` : ''}
      </p>
      <div className="room-row">
        <Button aria-label={t('workspace.own.less')} isDisabled={free === 0} onPress={() => set(free - 1)}>
          −
        </Button>
        <output className="room-number" aria-label={t('workspace.own.free_now')}>
          {free}
        </output>
        <Button aria-label={t('workspace.own.more')} onPress={() => set(free + 1)}>
          +
        </Button>
        <Choice
          label={t('workspace.own.unit')}
          options={units.map((value) => ({ value, label: t(`workspace.own.unit.${value}`) }))}
          value={unit}
          onChange={(value) => setChanged({ ...changed, unit: value })}
        />
      </div>
      <Trouble>{say.problem}</Trouble>
      <div className="row">
        <Button
          kind="main"
          isPending={say.busy}
          onPress={() => void say.run(free)}
          aria-label={t(same ? 'workspace.own.still_named' : 'workspace.own.say_named', { name })}
        >
          {t(same ? 'workspace.own.still' : 'workspace.own.say')}
        </Button>
        <Button
          isPending={say.busy}
          onPress={() => void say.run(0)}
          aria-label={t('workspace.own.full_named', { name })}
        >
          {t('workspace.own.full')}
        </Button>
      </div>
      <p>
        <Link
          to="/services/$serviceId"
          params={{ serviceId }}
          aria-label={t('workspace.own.entry_named', { name })}
        >
          {t('workspace.own.entry')}
        </Link>
      </p>
    </li>
  )
}
