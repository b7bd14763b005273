import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  decideDuplicate,
  duplicates,
  type DuplicateDecided,
  type DuplicatePair,
} from '../../contracts/directory.ts'
import { ask, sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { OneScreen } from '../app/screens.tsx'
import { Button } from '../ui/button.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { momentText } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { duplicatesChanged, duplicatesKey, type PairIds } from './duplicates.ts'
import { EvidenceView } from './evidence-view.tsx'
import { PairView } from './pair-view.tsx'
import './duplicates.css'

export function DuplicatesScreen() {
  return (
    <OneScreen screen="vetting">
      <DuplicatesPage />
    </OneScreen>
  )
}

/** For coordinators and supervisors of the line: entries that may be one service, and what was decided. */
function DuplicatesPage() {
  const t = useT()
  const [page, setPage] = useState(1)
  const [opened, setOpened] = useState<PairIds>()
  const [cameBack, setCameBack] = useState(false)
  const { data, error } = useQuery({
    queryKey: [duplicatesKey, 'list', page, t.locale],
    queryFn: () => ask(duplicates, { page }),
    // What waits is compared within seconds.
    refetchInterval: ({ state }) => ((state.data?.toCompare ?? 0) > 0 ? 5_000 : false),
  })
  const back = () => {
    setOpened(undefined)
    setCameBack(true)
  }
  if (opened) return <PairView ids={opened} onBack={back} />
  const { pairs = [], total = 0, toCompare = 0, decided = [] } = data ?? {}
  return (
    <div className="page">
      <div className="stack-small">
        <PageHeading focus={cameBack}>{t('workspace.duplicates.title')}</PageHeading>
        <p>{t('workspace.duplicates.intro')}</p>
      </div>
      <Trouble>{error ? sentenceFor(error) : undefined}</Trouble>
      {toCompare > 0 && <p className="soft">{t('workspace.duplicates.to_compare', { count: toCompare })}</p>}
      {data && (
        <section className="stack" aria-labelledby="duplicates-open">
          <h2 id="duplicates-open">{t('workspace.duplicates.open_list', { count: total })}</h2>
          <ul className="stack-small">
            {pairs.map((pair) => (
              <PairCard key={pair.first.serviceId + pair.second.serviceId} pair={pair} onOpen={setOpened} />
            ))}
          </ul>
          {(page > 1 || page * 20 < total) && (
            <div className="row">
              {page > 1 && (
                <Button onPress={() => setPage(page - 1)}>{t('workspace.duplicates.likelier')}</Button>
              )}
              {page * 20 < total && (
                <Button onPress={() => setPage(page + 1)}>{t('workspace.duplicates.less_likely')}</Button>
              )}
            </div>
          )}
        </section>
      )}
      {decided.length > 0 && (
        <section className="stack" aria-labelledby="duplicates-decided">
          <h2 id="duplicates-decided">{t('workspace.duplicates.decided_list')}</h2>
          <ul className="stack-small">
            {decided.map((one) => (
              <DecidedCard key={one.no} decided={one} />
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

function PairCard({ pair, onOpen }: { pair: DuplicatePair; onOpen: (ids: PairIds) => void }) {
  const t = useT()
  const { first, second, evidence } = pair
  return (
    <li
      className="card stack-small"
      aria-label={t('workspace.duplicates.pair', { first: first.name, second: second.name })}
    >
      <div className="duplicate-sides">
        {[first, second].map((one) => (
          <div key={one.serviceId}>
            <h3 lang={one.lang}>{one.name}</h3>
            <p className="small soft">
              {one.organisation} · {t('workspace.duplicates.source', { source: one.source })}
            </p>
          </div>
        ))}
      </div>
      <EvidenceView evidence={evidence} />
      <div className="row">
        <Button
          small
          onPress={() => onOpen({ firstId: first.serviceId, secondId: second.serviceId })}
          aria-label={t('workspace.duplicates.compare_named', { first: first.name, second: second.name })}
        >
          {t('workspace.duplicates.compare')}
        </Button>
      </div>
    </li>
  )
}

function DecidedCard({ decided }: { decided: DuplicateDecided }) {
  const t = useT()
  const { firstId, firstName, secondId, secondName, decision, keptId, why, by, at, no } = decided
  const [kept, other] = keptId === secondId ? [secondName, firstName] : [firstName, secondName]
  const takeBack = useAction(async () => {
    await ask(decideDuplicate, { firstId, secondId, decision: 'open', seen: no, why: '' })
    await duplicatesChanged()
  })
  const text =
    decision === 'same'
      ? t('workspace.duplicates.was_same', { kept, other })
      : t('workspace.duplicates.was_different', { first: firstName, second: secondName })
  return (
    <li className="card stack-small">
      <p>{text}</p>
      {why !== '' && <p className="small lines wrap">{why}</p>}
      <p className="small soft">
        {by ?? t('workspace.somebody')} · {momentText(t.locale, at)}
      </p>
      <Trouble>{takeBack.problem}</Trouble>
      <div className="row">
        <Button
          small
          kind="quiet"
          isPending={takeBack.busy}
          onPress={() => void takeBack.run()}
          aria-label={t('workspace.duplicates.take_back_named', { what: text })}
        >
          {t('workspace.duplicates.take_back')}
        </Button>
      </div>
    </li>
  )
}
