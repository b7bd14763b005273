import { useQuery } from '@tanstack/react-query'
import { endOtherSessions, endSession, listSessions } from '../../contracts/identity.ts'
import { formatDateTime } from '../../i18n/workspace.ts'
import { ask, sentenceFor, type OutputOf } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { queries } from '../app/queries.ts'
import { Button } from '../ui/button.tsx'
import { say } from '../ui/notices.ts'
import { Moment, zone } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'

type Session = OutputOf<typeof listSessions>['sessions'][number]

const key = ['sessions']

/** Where one is signed in; what one does not know is ended here. */
export function Sessions() {
  const t = useT()
  const list = useQuery({ queryKey: key, queryFn: () => ask(listSessions, {}) })
  const changed = () => queries.invalidateQueries({ queryKey: key })
  const end = useAction(async (sessionId: string) => {
    await ask(endSession, { sessionId }).finally(changed)
  })
  const endOthers = useAction(async () => {
    const { ended } = await ask(endOtherSessions, {})
    say(t('workspace.me.ended', { count: ended }))
    await changed()
  })
  const sessions = list.data?.sessions ?? []
  return (
    <section className="stack" aria-labelledby="sessions-title">
      <h2 id="sessions-title">{t('workspace.me.sessions')}</h2>
      <ul className="stack-small">
        {sessions.map((session) => (
          <OneSession
            key={session.sessionId}
            session={session}
            onEnd={() => void end.run(session.sessionId)}
          />
        ))}
      </ul>
      <Trouble>{list.error ? sentenceFor(list.error) : (end.problem ?? endOthers.problem)}</Trouble>
      {sessions.length > 1 ? (
        <div className="row">
          <Button isPending={endOthers.busy} onPress={() => void endOthers.run()}>
            {t('workspace.me.end_others')}
          </Button>
        </div>
      ) : (
        list.data && <p className="small soft">{t('workspace.me.none_else')}</p>
      )}
    </section>
  )
}

function OneSession({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const t = useT()
  const { how, passkey, startedAt, seenAt, thisOne } = session
  const way =
    how === 'passkey' && passkey
      ? t('workspace.me.by_passkey_named', { name: passkey })
      : t(`workspace.me.by_${how}`)
  return (
    <li className="card row-apart">
      <span>
        <strong>
          {t('workspace.me.since')} <Moment at={startedAt} />
        </strong>{' '}
        {thisOne && <span className="badge">{t('workspace.me.this_one')}</span>}
        <br />
        <span className="small soft">
          {way} · {t('workspace.me.seen')} <Moment at={seenAt} />
        </span>
      </span>
      {!thisOne && (
        <Button
          small
          kind="quiet"
          onPress={onEnd}
          aria-label={t('workspace.me.end_named', {
            when: formatDateTime(t.locale, new Date(startedAt), zone),
          })}
        >
          {t('workspace.me.end')}
        </Button>
      )}
    </li>
  )
}
