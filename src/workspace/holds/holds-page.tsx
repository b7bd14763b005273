import { useQuery } from '@tanstack/react-query'
import { legalHolds } from '../../contracts/conversations.ts'
import { ask, sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { OneScreen } from '../app/screens.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { HoldCard, holdsKey } from './hold-card.tsx'

export function HoldsScreen() {
  return (
    <OneScreen screen="holds">
      <HoldsPage />
    </OneScreen>
  )
}

/** For supervisors and administrators of the line: what the law tells it to keep, and the second person's yes. */
function HoldsPage() {
  const t = useT()
  const { data, error } = useQuery({ queryKey: [holdsKey], queryFn: () => ask(legalHolds, {}) })
  return (
    <div className="page">
      <div className="stack-small">
        <h1>{t('workspace.holds.title')}</h1>
        <p>{t('workspace.holds.intro')}</p>
        <p className="soft">{t('workspace.holds.rights')}</p>
      </div>
      <section className="stack" aria-labelledby="holds-title">
        <h2 id="holds-title">{t('workspace.holds.list')}</h2>
        <Trouble>{error ? sentenceFor(error) : undefined}</Trouble>
        {data?.holds.length === 0 && (
          <p className="soft">
            {t('workspace.holds.none')} {t('workspace.holds.none_hint')}
          </p>
        )}
        <ul className="stack-small">
          {data?.holds.map((hold) => (
            <HoldCard key={hold.holdId} hold={hold} />
          ))}
        </ul>
      </section>
    </div>
  )
}
