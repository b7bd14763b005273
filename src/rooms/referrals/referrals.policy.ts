import { hasRoleAtLine, NorthlineError, teamsWithRole, type Actor } from '../../kernel/index.ts'
import { referralErrors } from './referrals.errors.ts'

/*
 * Who may, as the list of teams in which they may: the use cases ask whether a
 * team is in it, the repositories put it into the WHERE clause. An empty list
 * matches nothing. Row-level security says the same once more, by team.
 */

/** The teams in whose name an actor asks for capacity and sends. */
export function askingTeams(actor: Actor): string[] {
  return teamsWithRole(actor, 'responder', 'supervisor', 'coordinator')
}

/** The teams for which an actor answers asks and opens packets. */
export function receivingTeams(actor: Actor): string[] {
  return teamsWithRole(actor, 'provider')
}

/** Whether an actor names the team that receives for a service: coordinators and administrators of the line. */
export function mayNameReceivers(actor: Actor): boolean {
  return actor.kind === 'system' || hasRoleAtLine(actor, 'coordinator', 'administrator')
}

export function permit(allowed: boolean): void {
  if (!allowed) throw new NorthlineError(referralErrors.not_allowed)
}
