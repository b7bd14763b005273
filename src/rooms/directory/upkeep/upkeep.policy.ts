import { hasRoleAtLine, teamsWithRole, type Actor, type StaffActor } from '../../../kernel/index.ts'

/* Who keeps entries, and who says so. Row-level security says the same by itself. */

/** The teams in which a member keeps entries. */
export function keepingTeams(actor: Actor): string[] {
  return teamsWithRole(actor, 'provider', 'coordinator')
}

/** May say which team keeps an organisation's entries: a coordinator or administrator of the line. */
export function mayNameKeepers(actor: Actor): actor is StaffActor {
  return hasRoleAtLine(actor, 'coordinator', 'administrator')
}
