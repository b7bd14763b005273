import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { listAudit } from '../../contracts/audit.ts'
import { ask, sentenceFor, type InputOf } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { OneScreen, useSession } from '../app/screens.tsx'
import { screensOf, teamsWith } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { shortName } from './actions.ts'
import { EntryView } from './entry-view.tsx'
import { Export } from './export.tsx'
import { anything, Filters, spanOf, type Wish } from './filters.tsx'
import { MyWork } from './my-work.tsx'
import './audit.css'

export function AuditScreen() {
  return (
    <OneScreen screen="audit">
      <AuditPage />
    </OneScreen>
  )
}

/** Who did what: to one's own conversations, and for whoever leads in the whole organisation. */
function AuditPage() {
  const t = useT()
  const session = useSession()
  return (
    <div className="page audit-page">
      <div className="stack-small">
        <p>
          <Link to="/team">{t('workspace.nav.team')}</Link>
        </p>
        <h1>{t('workspace.audit.title')}</h1>
        <p>{t('workspace.audit.what')}</p>
      </div>
      {screensOf(session).desk && <MyWork />}
      {teamsWith(session, 'supervisor', 'administrator').length > 0 && <Everything />}
    </div>
  )
}

type Before = NonNullable<InputOf<typeof listAudit>['before']>

function Everything() {
  const t = useT()
  const [wish, setWish] = useState<Wish>(anything)
  const [subject, setSubject] = useState('')
  const found = useInfiniteQuery({
    queryKey: ['audit', 'list', wish, subject],
    queryFn: ({ pageParam }) =>
      ask(listAudit, {
        ...spanOf(wish),
        ...(wish.action !== '' && { action: wish.action }),
        ...(wish.memberId !== '' && { memberId: wish.memberId }),
        ...(subject !== '' && { subject }),
        ...(pageParam && { before: pageParam }),
      }),
    initialPageParam: undefined as Before | undefined,
    getNextPageParam: ({ entries, more }): Before | undefined => {
      const last = entries.at(-1)
      return more && last ? { at: last.at, place: last.place } : undefined
    },
  })
  const entries = found.data?.pages.flatMap((page) => page.entries)
  const first = found.data?.pages[0]
  return (
    <section className="stack" aria-labelledby="all-title">
      <div className="stack-small">
        <h2 id="all-title">{t('workspace.audit.all_title')}</h2>
        <p className="soft">{t('workspace.audit.all_what')}</p>
        {first && (
          <p className="small soft">
            {first.witnessed ? (
              <>
                {t('workspace.audit.witnessed', { count: first.witnessed.entries })}{' '}
                <Moment at={first.witnessed.at} />
              </>
            ) : (
              t('workspace.audit.not_witnessed')
            )}
          </p>
        )}
      </div>
      <Filters onChange={setWish} />
      {subject !== '' && (
        <div className="row-apart">
          <p>{t('workspace.audit.one_record', { ref: shortName(subject) })}</p>
          <Button small onPress={() => setSubject('')}>
            {t('workspace.audit.every_record')}
          </Button>
        </div>
      )}
      <Trouble>{found.error ? sentenceFor(found.error) : undefined}</Trouble>
      {entries?.length === 0 && <p role="status">{t('workspace.audit.none')}</p>}
      <ul className="stack-small">
        {entries?.map((entry) => (
          <EntryView key={entry.place} entry={entry} onRecord={setSubject} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button onPress={() => void found.fetchNextPage()} isPending={found.isFetchingNextPage}>
          {t('workspace.audit.more')}
        </Button>
      )}
      <Export wish={wish} />
    </section>
  )
}
