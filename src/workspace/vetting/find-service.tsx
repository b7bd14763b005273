import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { searchServicesAsStaff, type StaffHit } from '../../contracts/directory.ts'
import { ask, sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { FindForm } from '../services/find-form.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { VettingActs } from './vetting-acts.tsx'
import { vettingTones } from './vetting.ts'

/** Any service of the register by its name, to have it vetted or to take it out. */
export function FindService() {
  const t = useT()
  const [text, setText] = useState('')
  const found = useQuery({
    queryKey: ['services', t.locale, 'vetting', text],
    queryFn: () => ask(searchServicesAsStaff, { text, unvetted: true, all: true, size: 20 }),
    enabled: text !== '',
  })
  return (
    <section className="stack" aria-labelledby="vetting-find">
      <h2 id="vetting-find">{t('workspace.vetting.find')}</h2>
      <FindForm onFind={setText} />
      <Trouble>{found.error ? sentenceFor(found.error) : undefined}</Trouble>
      <p className="soft small" role="status">
        {found.data
          ? t(found.data.more ? 'workspace.search.found_more' : 'workspace.search.found', {
              count: found.data.total,
            })
          : ''}
      </p>
      <ul className="stack-small">
        {(found.data?.hits ?? []).map((hit) => (
          <FoundCard key={hit.serviceId} hit={hit} />
        ))}
      </ul>
    </section>
  )
}

function FoundCard({ hit }: { hit: StaffHit }) {
  const t = useT()
  return (
    <li className="card">
      <div className="row-apart">
        <h3 lang={hit.lang}>{hit.name}</h3>
        <span className="badge" data-tone={vettingTones[hit.vetting.level]}>
          {t(`workspace.hit.vetting_${hit.vetting.level}`)}
        </span>
      </div>
      <p className="small soft">
        {hit.organisation} · {hit.area}
      </p>
      <p className="small">{hit.vetting.text}</p>
      <p className="small">
        <Link
          to="/services/$serviceId"
          params={{ serviceId: hit.serviceId }}
          aria-label={t('workspace.own.entry_named', { name: hit.name })}
        >
          {t('workspace.own.entry')}
        </Link>
      </p>
      <VettingActs hit={hit} />
    </li>
  )
}
