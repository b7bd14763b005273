import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { entryOf } from '../../contracts/directory.ts'
import { ask, sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { OneScreen, useSession } from '../app/screens.tsx'
import { screensOf } from '../session/session.ts'
import { Fold } from '../ui/fold.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { ChangeView } from './change-view.tsx'
import { entryKey } from './entry.ts'
import { PartCard } from './part-card.tsx'
import './entry.css'

export function EntryScreen() {
  return (
    <OneScreen screen="entries">
      <EntryPage />
    </OneScreen>
  )
}

/** An entry as those who keep it see it, field by field, with all that was ever changed. */
function EntryPage() {
  const t = useT()
  const { serviceId } = useParams({ strict: false })
  const { keeper } = screensOf(useSession())
  const { data, error } = useQuery({
    queryKey: [entryKey, t.locale, serviceId],
    queryFn: () => ask(entryOf, { serviceId: serviceId ?? '' }),
  })
  const entry = data?.entry
  return (
    <div className="page entry-page">
      <div className="stack-small">
        <p>
          {keeper ? (
            <Link to="/services">{t('workspace.own.title')}</Link>
          ) : (
            <Link to="/team/vetting">{t('workspace.vetting.title')}</Link>
          )}
        </p>
        {entry && <h1 lang={entry.lang}>{entry.name}</h1>}
        {entry && <p className="soft">{entry.organisation}</p>}
        {entry && <p>{t(`workspace.entry.intro.${entry.as}`)}</p>}
      </div>
      <Trouble>{error ? sentenceFor(error) : undefined}</Trouble>
      {entry?.parts.map((part) => (
        <PartCard key={part.field} entry={entry} part={part} />
      ))}
      {entry && entry.history.length > 0 && (
        <Fold label={t('workspace.entry.history', { count: entry.history.length })}>
          <ul className="stack-small">
            {entry.history.map((change) => (
              <li key={change.changeNo} className="card stack-small">
                <ChangeView change={change} />
              </li>
            ))}
          </ul>
        </Fold>
      )}
    </div>
  )
}
