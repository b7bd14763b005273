import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { keyState, type Session } from '../../contracts/identity.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { useStore } from '../app/store.ts'
import { Entrance } from '../session/entrance.tsx'
import { session } from '../session/session.ts'
import { zone } from '../ui/time.tsx'
import { wordsOfLoss } from './loss-words.ts'
import './keys.css'

const cases = ['device', 'all_devices', 'holder', 'everything'] as const

/** What to do after a loss, and what is gone. Readable before anybody signs in. */
export function LostPage() {
  const t = useT()
  const open = useStore(session, (state) => (state.phase === 'open' ? state.session : undefined))
  return (
    <Entrance>
      <div className="panel">
        <h1>{t('workspace.lost.title')}</h1>
        <p>{t('workspace.lost.calm')}</p>
        {open?.teams.map((team) => (
          <TeamState key={team.teamId} team={team} />
        ))}
        {cases.map((one) => (
          <section key={one} className="stack-small" aria-labelledby={`lost-${one}`}>
            <h2 id={`lost-${one}`}>{t(`workspace.lost.${one}_title`)}</h2>
            <p>{t(`workspace.lost.${one}_do`)}</p>
            <p className="soft">{t(`workspace.lost.${one}_gone`)}</p>
          </section>
        ))}
        <p>
          <Link to="/">{t('workspace.lost.back')}</Link>
        </p>
      </div>
    </Entrance>
  )
}

/** What is true of this very team. */
function TeamState({ team }: { team: Session['teams'][number] }) {
  const t = useT()
  const { teamId, name } = team
  const state = useQuery({ queryKey: ['key-state', teamId], queryFn: () => ask(keyState, { teamId }) })
  if (!state.data) return null
  return (
    <section className="card stack-small" aria-labelledby={`state-${teamId}`}>
      <h2 id={`state-${teamId}`}>{t('workspace.lost.team', { team: name })}</h2>
      {wordsOfLoss(t, state.data, zone).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </section>
  )
}
