import { useState } from 'react'
import type { NamedReceiver } from '../../contracts/referrals.ts'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { ChooseReceiver } from './choose-receiver.tsx'

export type ReceivingService = {
  serviceId: string
  name: string
  organisation: string
  area?: string
  /** The language that the name is in. */
  lang?: string
}

type CardProps = { service: ReceivingService; receiver: NamedReceiver | undefined }

/** A service, and who receives for it now. */
export function ReceiverCard({ service, receiver }: CardProps) {
  const t = useT()
  const [choosing, setChoosing] = useState(false)
  return (
    <li className="card">
      <div className="row-apart receiver-line">
        <div>
          <h3 {...(service.lang !== undefined && { lang: service.lang })}>{service.name}</h3>
          <p className="small soft">
            {service.organisation}
            {service.area === undefined ? '' : ` · ${service.area}`}
          </p>
        </div>
        <Button
          small
          onPress={() => setChoosing(true)}
          aria-label={t('workspace.receivers.choose_named', { service: service.name })}
        >
          {t('workspace.receivers.choose')}
        </Button>
      </div>
      <p className={receiver ? '' : 'soft'}>
        {receiver
          ? t('workspace.receivers.received_by', {
              team: t('workspace.receivers.by', { team: receiver.team, organisation: receiver.organisation }),
            })
          : t('workspace.receivers.nobody')}
      </p>
      {receiver && !receiver.hasKey && <p className="small soft">{t('workspace.receivers.no_key')}</p>}
      <ChooseReceiver
        service={service}
        receiver={receiver}
        isOpen={choosing}
        onClose={() => setChoosing(false)}
      />
    </li>
  )
}
