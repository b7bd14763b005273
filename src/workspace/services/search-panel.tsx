import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Tag, TagGroup, TagList } from 'react-aria-components/TagGroup'
import { Button as PlainButton } from 'react-aria-components/Button'
import { searchServicesAsStaff } from '../../contracts/directory.ts'
import { receiversOf } from '../../contracts/referrals.ts'
import { ask, sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { useDraft } from '../session/drafts.ts'
import { Button } from '../ui/button.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { HitView } from './hit-view.tsx'
import { OfferBar } from './offer-bar.tsx'
import { SearchForm } from './search-form.tsx'
import { asksSomething, emptySearch, requestOf, withoutChip, type Search } from './search-state.ts'

type PanelProps = { conversation: Conversation | undefined; onReferral: () => void }

const mostCards = 5

/** The register beside the conversation: one box, what was understood, and why each service is there. */
export function SearchPanel({ conversation, onReferral }: PanelProps) {
  const t = useT()
  const [search, setSearch] = useDraft<Search>(`search.${conversation?.id ?? 'free'}`, emptySearch)
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map())
  const found = useQuery({
    queryKey: ['services', t.locale, requestOf(search)],
    queryFn: () => ask(searchServicesAsStaff, requestOf(search)),
    enabled: asksSomething(search),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
  const answer = asksSomething(search) ? found.data : undefined
  const hits = answer?.hits ?? []
  const serviceIds = hits.map(({ serviceId }) => serviceId)
  const receivers = useQuery({
    queryKey: ['receivers', ...serviceIds],
    queryFn: () => ask(receiversOf, { serviceIds }),
    enabled: serviceIds.length > 0,
    staleTime: 60_000,
  })
  const choose = (serviceId: string, name: string, on: boolean) =>
    setChosen((now) => {
      const next = new Map(now)
      if (on) next.set(serviceId, name)
      else next.delete(serviceId)
      return next
    })
  return (
    <div className="stack">
      <h2 className="hidden-text">{t('workspace.side.services')}</h2>
      <SearchForm
        search={search}
        onChange={({ all: _, unvetted: __, ...asked }) => setSearch(asked)}
        busy={found.isFetching}
      />
      {answer && answer.understood.length > 0 && (
        <TagGroup
          aria-label={t('workspace.search.understood')}
          onRemove={(keys) => {
            const chip = answer.understood.find((_, i) => keys.has(String(i)))
            if (chip) setSearch(withoutChip(search, chip))
          }}
        >
          <TagList className="tags">
            {answer.understood.map((chip, i) => (
              <Tag key={`${chip.kind}${chip.label}`} id={String(i)} className="tag" textValue={chip.label}>
                {chip.label}
                <PlainButton slot="remove" aria-label={t('workspace.search.remove', { what: chip.label })}>
                  ×
                </PlainButton>
              </Tag>
            ))}
          </TagList>
        </TagGroup>
      )}
      <Trouble>{found.error ? sentenceFor(found.error) : undefined}</Trouble>
      {answer?.widened !== undefined && <p className="banner">{answer.widened}</p>}
      {answer?.placeUnknown && (
        <div className="banner" data-tone="care">
          <p>{t('workspace.search.place_unknown', { place: answer.placeUnknown.asked })}</p>
          <div className="row">
            {answer.placeUnknown.suggestions.map((place) => (
              <Button key={place} small onPress={() => setSearch({ ...search, place, page: 1 })}>
                {place}
              </Button>
            ))}
          </div>
        </div>
      )}
      <p className="soft small" role="status">
        {answer
          ? t(answer.more ? 'workspace.search.found_more' : 'workspace.search.found', { count: answer.total })
          : ''}
      </p>
      <ul className="stack">
        {hits.map((hit) => (
          <HitView
            key={hit.serviceId}
            hit={hit}
            conversation={conversation}
            receiver={receivers.data?.receivers.find(({ serviceId }) => serviceId === hit.serviceId)}
            chosen={chosen.has(hit.serviceId)}
            full={chosen.size >= mostCards}
            onChoose={(on) => choose(hit.serviceId, hit.name, on)}
            onAsked={onReferral}
          />
        ))}
      </ul>
      {answer?.leftOut && (
        <div className="banner row-apart">
          <p>{answer.leftOut.text}</p>
          <Button small onPress={() => setSearch({ ...search, all: true, page: 1 })}>
            {t('workspace.search.show_all')}
          </Button>
        </div>
      )}
      {answer?.unvetted && (
        <div className="banner row-apart">
          <p>{answer.unvetted.text}</p>
          <Button small onPress={() => setSearch({ ...search, unvetted: true, page: 1 })}>
            {t('workspace.search.show_unvetted')}
          </Button>
        </div>
      )}
      {answer && answer.pages > 1 && (
        <div className="row-apart">
          <Button
            small
            isDisabled={answer.page <= 1}
            onPress={() => setSearch({ ...search, page: answer.page - 1 })}
          >
            {t('workspace.search.before')}
          </Button>
          <span className="small soft">
            {t('workspace.search.page', { page: answer.page, pages: answer.pages })}
          </span>
          <Button
            small
            isDisabled={answer.page >= answer.pages}
            onPress={() => setSearch({ ...search, page: answer.page + 1 })}
          >
            {t('workspace.search.next')}
          </Button>
        </div>
      )}
      {conversation && chosen.size > 0 && (
        <OfferBar conversation={conversation} chosen={chosen} onDone={() => setChosen(new Map())} />
      )}
    </div>
  )
}
