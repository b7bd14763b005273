import type { Actor } from '../kernel/index.ts'

const separator = ','

/**
 * The SQL that puts an actor's claims into the transaction, and takes the app
 * role on, in one round trip. Ids are base64url; anything else is refused here,
 * since this text is not parameterised.
 */
export function claimsOf(actor: Actor, capabilities: readonly string[]): string {
  const teams = actor.kind === 'staff' ? actor.teams : []
  const claims: Record<string, string> = {
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
  const parts = Object.entries(claims).map(([name, value]) => {
    if (!/^[\w:,-]*$/.test(value)) throw new TypeError(`claim ${name} has a character that no id has`)
    return `set local ${name} = '${value}'`
  })
  return parts.join('; ')
}
