import { useQuery } from '@tanstack/react-query'
import { auditOfMyWork } from '../../contracts/audit.ts'
import { ask, sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { EntryView } from './entry-view.tsx'

/** Who looked at this member's own conversations. */
export function MyWork() {
  const t = useT()
  const work = useQuery({ queryKey: ['audit', 'my-work'], queryFn: () => ask(auditOfMyWork, {}) })
  return (
    <section className="stack" aria-labelledby="work-title">
      <div className="stack-small">
        <h2 id="work-title">{t('workspace.audit.work_title')}</h2>
        <p className="soft">{t('workspace.audit.work_what')}</p>
      </div>
      <Trouble>{work.error ? sentenceFor(work.error) : undefined}</Trouble>
      {work.data?.entries.length === 0 && <p>{t('workspace.audit.work_none')}</p>}
      <ul className="stack-small">
        {work.data?.entries.map((entry) => (
          <EntryView key={entry.place} entry={entry}>
            <span>
              {t('workspace.audit.work_had')} <Moment at={entry.hadAt} />
            </span>
          </EntryView>
        ))}
      </ul>
      {work.data?.more && <p className="small soft">{t('workspace.audit.work_more')}</p>}
    </section>
  )
}
