import { useQuery } from '@tanstack/react-query'
import { sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { Trouble } from '../ui/trouble.tsx'
import { LostLink } from './lost-link.tsx'
import { RecoveryAct } from './recovery-act.tsx'
import { RecoveryPlan } from './recovery-plan.tsx'
import { recoveryQuery } from './recovery.ts'
import './keys.css'

/** How the keys of one's teams come back when everybody who had them has lost them. */
export function RecoveryPage() {
  const t = useT()
  const { data, error } = useQuery(recoveryQuery)
  return (
    <div className="page">
      <div className="stack-small">
        <h1>{t('workspace.recovery.title')}</h1>
        <p>{t('workspace.recovery.what')}</p>
      </div>
      <Trouble>{error ? sentenceFor(error) : undefined}</Trouble>
      {data?.teams.map((team) => (
        <section key={team.teamId} className="stack" aria-labelledby={`recovery-${team.teamId}`}>
          <h2 id={`recovery-${team.teamId}`}>{team.name}</h2>
          <RecoveryPlan team={team} />
          <RecoveryAct
            team={team}
            recoveries={data.recoveries.filter(({ teamId }) => teamId === team.teamId)}
          />
        </section>
      ))}
      <LostLink />
    </div>
  )
}
