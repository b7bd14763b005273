import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { searchServicesAsStaff } from '../../contracts/directory.ts'
import { listReceivers } from '../../contracts/referrals.ts'
import { ask, sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { OneScreen } from '../app/screens.tsx'
import { Button } from '../ui/button.tsx'
import { FindForm } from '../services/find-form.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { ReceiverCard, type ReceivingService } from './receiver-card.tsx'
import './receivers.css'

export function ReceiversScreen() {
  return (
    <OneScreen screen="receivers">
      <ReceiversPage />
    </OneScreen>
  )
}

/** Everything about who receives begins with this key. */
const receiversKey = 'named-receivers'

/** For coordinators and administrators of the line: which team receives for which service. */
function ReceiversPage() {
  const t = useT()
  const [asked, setAsked] = useState('')
  return (
    <div className="page">
      <div className="stack-small">
        <h1>{t('workspace.receivers.title')}</h1>
        <p>{t('workspace.receivers.what')}</p>
        <p className="soft small">{t('workspace.receivers.after')}</p>
      </div>
      <FindForm onFind={setAsked} />
      {asked === '' ? <Named /> : <Found key={asked} text={asked} />}
    </div>
  )
}

/** What was searched for, each with its team where it has one. */
function Found({ text }: { text: string }) {
  const t = useT()
  const [page, setPage] = useState(1)
  const found = useQuery({
    queryKey: ['services', t.locale, 'receivers', text, page],
    queryFn: () => ask(searchServicesAsStaff, { text, page, unvetted: true }),
    staleTime: 30_000,
  })
  const serviceIds = (found.data?.hits ?? []).map(({ serviceId }) => serviceId)
  const named = useQuery({
    queryKey: [receiversKey, ...serviceIds],
    queryFn: () => ask(listReceivers, { serviceIds }),
    enabled: serviceIds.length > 0,
  })
  const error = found.error ?? named.error
  // Nobody may read "by telephone only" before it is known.
  const services = named.data || serviceIds.length === 0 ? (found.data?.hits ?? []) : []
  return (
    <section className="stack" aria-labelledby="found-title">
      <div className="row-apart">
        <h2 id="found-title">{t('workspace.receivers.results')}</h2>
        <p className="soft small" role="status">
          {found.data
            ? t(found.data.more ? 'workspace.search.found_more' : 'workspace.search.found', {
                count: found.data.total,
              })
            : ''}
        </p>
      </div>
      <Trouble>{error ? sentenceFor(error) : undefined}</Trouble>
      <ul className="stack-small">
        {services.map(({ serviceId, name, organisation, area, lang }) => (
          <ReceiverCard
            key={serviceId}
            service={{ serviceId, name, organisation, area, lang }}
            receiver={named.data?.receivers.find((one) => one.serviceId === serviceId)}
          />
        ))}
      </ul>
      {found.data && found.data.pages > 1 && (
        <div className="row-apart">
          <Button small isDisabled={page <= 1} onPress={() => setPage(page - 1)}>
            {t('workspace.search.before')}
          </Button>
          <span className="small soft">
            {t('workspace.search.page', { page: found.data.page, pages: found.data.pages })}
          </span>
          <Button small isDisabled={page >= found.data.pages} onPress={() => setPage(page + 1)}>
            {t('workspace.search.next')}
          </Button>
        </div>
      )}
    </section>
  )
}

/** Every service that has a team now. */
function Named() {
  const t = useT()
  const named = useInfiniteQuery({
    queryKey: [receiversKey, 'all'],
    queryFn: ({ pageParam }) => ask(listReceivers, pageParam === null ? {} : { after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })
  const receivers = named.data?.pages.flatMap((page) => page.receivers)
  const nameOf = (service: ReceivingService | undefined) => service?.name ?? ''
  const shown = (receivers ?? [])
    .map((receiver) => ({
      receiver,
      service: receiver.service && { serviceId: receiver.serviceId, ...receiver.service },
    }))
    .sort((a, b) => nameOf(a.service).localeCompare(nameOf(b.service), t.locale))
  return (
    <section className="stack" aria-labelledby="named-title">
      <h2 id="named-title">{t('workspace.receivers.now')}</h2>
      <Trouble>{named.error ? sentenceFor(named.error) : undefined}</Trouble>
      {receivers?.length === 0 && <p className="soft">{t('workspace.receivers.none')}</p>}
      <ul className="stack-small">
        {shown.map(({ receiver, service }) => (
          <ReceiverCard
            key={receiver.serviceId}
            service={
              service ?? {
                serviceId: receiver.serviceId,
                name: t('workspace.receivers.gone'),
                organisation: receiver.serviceId,
              }
            }
            receiver={receiver}
          />
        ))}
      </ul>
      {named.hasNextPage && (
        <Button onPress={() => void named.fetchNextPage()} isPending={named.isFetchingNextPage}>
          {t('workspace.receivers.more')}
        </Button>
      )}
    </section>
  )
}
