import type { Actor } from '../kernel/index.ts'

const separator = ','

/**
 * What a transaction in an actor's name is told, by setting. Ids are base64url;
 * anything else is refused here, since `claimsOf` writes them into its text.
 */
function claimed(actor: Actor, capabilities: readonly string[]): [setting: string, value: string][] {
  const teams = actor.kind === 'staff' ? actor.teams : []
  const claims = {
    role: 'northline_app',
    'northline.actor_kind': actor.kind,
    'northline.member_id': actor.kind === 'staff' ? actor.memberId : '',
    'northline.team_ids': teams.map((team) => team.teamId).join(separator),
    'northline.organisation_ids': teams.map((team) => team.organisationId).join(separator),
    'northline.roles': [...new Set(teams.flatMap((team) => team.roles))].join(separator),
    // Roles held at a hotline: a provider's coordinator is nobody there.
    'northline.line_roles': [
      ...new Set(teams.filter((team) => team.organisationKind === 'hotline').flatMap((team) => team.roles)),
    ].join(separator),
    // Which role in which team: what a policy asks for where the team alone says too little.
    'northline.held': teams
      .flatMap(({ teamId, roles }) => roles.map((role) => `${role}:${teamId}`))
      .join(separator),
    'northline.conversation_id': actor.kind === 'seeker' ? actor.conversationId : '',
    'northline.visit_id': actor.kind === 'seeker' ? actor.visitId : '',
    'northline.capabilities': capabilities.join(separator),
  }
  return Object.entries(claims).map(([setting, value]) => {
    if (!/^[\w:,-]*$/.test(value)) throw new TypeError(`claim ${setting} has a character that no id has`)
    return [setting, value]
  })
}

/** The SQL that puts an actor's claims into the transaction, and takes the app role on, in one round trip. */
export function claimsOf(actor: Actor, capabilities: readonly string[]): string {
  return claimed(actor, capabilities)
    .map(([setting, value]) => `set local ${setting} = '${value}'`)
    .join('; ')
}

/** The same as a statement with parameters, that travels before another one without `begin`. */
export const claimsStatement = {
  name: 'northline_claims',
  text: `select ${claimed({ kind: 'public' }, [])
    .map(([setting], index) => `set_config('${setting}', $${index + 1}, true)`)
    .join(', ')}`,
}

/** The parameters of `claimsStatement`. */
export function claimValues(actor: Actor, capabilities: readonly string[]): string[] {
  return claimed(actor, capabilities).map(([, value]) => value)
}
