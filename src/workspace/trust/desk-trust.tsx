import { useT } from '../app/language.ts'
import { useSession } from '../app/screens.tsx'
import { useStore } from '../app/store.ts'
import { teamsWith } from '../session/session.ts'
import { teamTrust } from './team-key.ts'
import { TrustLine } from './trust-line.tsx'

/** At the desk: that nobody can begin a chat with a team whose key is refused; else, quietly, what the keys are worth. */
export function DeskTrust() {
  const t = useT()
  const teams = teamsWith(useSession(), 'responder', 'supervisor')
  const known = useStore(teamTrust, (now) => now)
  return (
    <div className="stack-small" role="status">
      {teams.map(({ teamId, name }) => {
        const trust = known.get(teamId)
        if (trust?.verified !== false) return <TrustLine key={teamId} teamId={teamId} quiet />
        return (
          <p key={teamId} className="banner" data-tone="care">
            {t('workspace.trust.desk_refused', { team: name })} {t(`workspace.trust.why_${trust.why}`)}
          </p>
        )
      })}
    </div>
  )
}
