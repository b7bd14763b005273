import { allowPassphrases, currentSession as sessionRoute, type Session } from '../../contracts/identity.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { adopt } from '../session/enter.ts'
import { askFresh } from '../session/prove.ts'
import { sayEntryFault } from '../session/say-fault.ts'
import { Switch } from '../ui/choice.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'

type Team = Session['teams'][number]

/** The organisations that a member administers, each once. */
export function administered(teams: readonly Team[]): Team[] {
  const own = teams.filter(({ roles }) => roles.includes('administrator'))
  return own.filter(
    (team, at) => own.findIndex((other) => other.organisation.id === team.organisation.id) === at,
  )
}

/** What an administrator decides about how the organisation's people get in. */
export function OrganisationSettings({ team }: { team: Team }) {
  const t = useT()
  const { organisation, passphrases, signInAddress } = team
  const title = `organisation-${organisation.id}`
  const allow = useAction(async (allowed: boolean) => {
    await askFresh(allowPassphrases, { organisationId: organisation.id, allowed })
    const { session } = await ask(sessionRoute, {})
    if (session) adopt(session)
  }, sayEntryFault)
  return (
    <section className="stack-small" aria-labelledby={title}>
      <h2 id={title}>{t('workspace.team.organisation', { organisation: organisation.name })}</h2>
      <Switch isSelected={passphrases} onChange={(allowed) => void allow.run(allowed)}>
        {t('workspace.team.passphrases')}
      </Switch>
      <p className="small soft">{t('workspace.team.passphrases_what')}</p>
      <Trouble>{allow.problem}</Trouble>
      {signInAddress !== null && (
        <>
          <h3>{t('workspace.team.sign_in_address')}</h3>
          <p className="small soft">{t('workspace.team.sign_in_address_what')}</p>
          <p className="link-once" translate="no">
            {signInAddress}
          </p>
        </>
      )}
    </section>
  )
}
