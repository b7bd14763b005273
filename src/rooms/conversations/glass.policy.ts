import { sql, type RawBuilder } from 'kysely'
import { hasRoleAtLine, teamsWithRole, type Actor } from '../../kernel/index.ts'

/* Break-glass: who asks, who answers for the team, who reviews. Row-level security says the same by itself. */

/** What decides about a break-glass. */
export type GlassStanding = { teamId: string; askedBy: string; approvedBy: string | null }

/** Teams that a member answers for: as supervisor or coordinator. */
function leadTeams(actor: Actor): string[] {
  return teamsWithRole(actor, 'supervisor', 'coordinator')
}

/** Teams whose break-glass a member reviews and may end. */
export function reviewedTeams(actor: Actor): string[] {
  return teamsWithRole(actor, 'supervisor', 'coordinator', 'administrator')
}

/** Whether a member answers for a team already, and needs nobody's leave. */
export function leadsTeam(actor: Actor, teamId: string): boolean {
  return leadTeams(actor).includes(teamId)
}

/** May ask to be let into a team: a supervisor of the national line, of another team. A region's or a service's is none. */
export function mayAskGlass(actor: Actor, teamId: string): boolean {
  return hasRoleAtLine(actor, 'supervisor') && !leadsTeam(actor, teamId)
}

/** The second person: answers for the team, and did not ask. */
export function mayDecideGlass(actor: Actor, { teamId, askedBy }: GlassStanding): boolean {
  return actor.kind === 'staff' && actor.memberId !== askedBy && leadTeams(actor).includes(teamId)
}

/** May end it before its time: whoever asked, and the team. */
export function mayEndGlass(actor: Actor, { teamId, askedBy }: GlassStanding): boolean {
  if (actor.kind !== 'staff') return false
  return actor.memberId === askedBy || reviewedTeams(actor).includes(teamId)
}

/** Somebody of the team who had no part in it. */
export function mayReviewGlass(actor: Actor, { teamId, askedBy, approvedBy }: GlassStanding): boolean {
  if (actor.kind !== 'staff' || actor.memberId === askedBy || actor.memberId === approvedBy) return false
  return approvedBy !== null && reviewedTeams(actor).includes(teamId)
}

const memberOf = (actor: Actor) => (actor.kind === 'staff' ? actor.memberId : null)
const ofTeams = (teams: readonly string[]) => sql<boolean>`g.team_id = any(${[...teams]}::text[])`

/* The same rules over an ask `g` and its decision `d`. An empty list matches nothing. */

/** What a member asked for, approved or was told of, and what concerns their teams. */
export function visibleGlassSql(actor: Actor): RawBuilder<boolean> {
  const me = memberOf(actor)
  if (me === null) return sql<boolean>`1=0`
  return sql<boolean>`(${me} in (g.asked_by, d.by_member, d.told) or ${ofTeams(reviewedTeams(actor))})`
}

export function decidableGlassSql(actor: Actor): RawBuilder<boolean> {
  return sql<boolean>`(g.asked_by <> ${memberOf(actor)} and ${ofTeams(leadTeams(actor))})`
}

export function endableGlassSql(actor: Actor): RawBuilder<boolean> {
  return sql<boolean>`(g.asked_by = ${memberOf(actor)} or ${ofTeams(reviewedTeams(actor))})`
}

export function reviewableGlassSql(actor: Actor): RawBuilder<boolean> {
  return sql<boolean>`(g.asked_by <> ${memberOf(actor)} and d.by_member <> ${memberOf(actor)}
    and ${ofTeams(reviewedTeams(actor))})`
}
