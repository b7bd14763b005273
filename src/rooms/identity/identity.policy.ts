import { sql, type RawBuilder } from 'kysely'
import { leaderRoles, rolesOf, type Actor, type OrganisationKind, type Role } from '../../kernel/index.ts'

/** A team as the rules see it. */
export type TeamPlace = { teamId: string; organisationId: string; organisationKind: OrganisationKind }

/** Whether these roles lead somewhere. */
export const leads = (roles: readonly Role[]) =>
  roles.some((role) => leaderRoles.some((leader) => leader === role))

/**
 * The grant behind both forms of the rule: leaders lead their own team,
 * administrators their organisation, the command line and the demo everything.
 */
function ledBy(actor: Actor): { all: boolean; teams: string[]; organisations: string[] } {
  const teams = actor.kind === 'staff' ? actor.teams : []
  return {
    all: actor.kind === 'system',
    teams: teams.filter((team) => leads(team.roles)).map((team) => team.teamId),
    organisations: teams
      .filter((team) => team.roles.includes('administrator'))
      .map((team) => team.organisationId),
  }
}

/** Who may invite into a team and remove from it, as a predicate. */
export function mayLead(actor: Actor, team: TeamPlace): boolean {
  const led = ledBy(actor)
  return led.all || led.teams.includes(team.teamId) || led.organisations.includes(team.organisationId)
}

/** The same rule as a condition on `identity.teams t`; `1=0` for whoever leads nothing. */
export function ledTeams(actor: Actor): RawBuilder<boolean> {
  const led = ledBy(actor)
  if (led.all) return sql<boolean>`1=1`
  if (led.teams.length === 0 && led.organisations.length === 0) return sql<boolean>`1=0`
  return sql<boolean>`(t.id = any(${led.teams}) or t.organisation_id = any(${led.organisations}))`
}

/**
 * Which roles an actor may hand out, or take away with a membership: those that
 * the organisation's kind knows; `administrator` only by an administrator of it.
 */
export function mayGrant(actor: Actor, team: TeamPlace, roles: readonly Role[]): boolean {
  if (!mayLead(actor, team) || !roles.every((role) => rolesOf[team.organisationKind].includes(role)))
    return false
  const led = ledBy(actor)
  return !roles.includes('administrator') || led.all || led.organisations.includes(team.organisationId)
}

/**
 * Who may give a colleague other roles: whoever may hand out the old ones and
 * the new. Never one's own: an administrator does not make themselves a reader.
 */
export function mayChangeRoles(
  actor: Actor,
  team: TeamPlace,
  member: { memberId: string; roles: readonly Role[] },
  wanted: readonly Role[],
): boolean {
  if (actor.kind === 'staff' && actor.memberId === member.memberId) return false
  return mayGrant(actor, team, member.roles) && mayGrant(actor, team, wanted)
}

/** Who decides for a whole organisation: its administrators. */
export function mayAdminister(actor: Actor, organisationId: string): boolean {
  return ledBy(actor).all || ledBy(actor).organisations.includes(organisationId)
}

/** Who sees a team's members, makes its epochs and holds its slots: its members. */
export function isOwnTeam(actor: Actor, teamId: string): boolean {
  return actor.kind === 'staff' && actor.teams.some((team) => team.teamId === teamId)
}
