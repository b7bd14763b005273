/** What a member may be in a team, in the field's words (product.md, "Who uses it"). */
export const roles = ['responder', 'supervisor', 'coordinator', 'provider', 'administrator'] as const
export type Role = (typeof roles)[number]

export const organisationKinds = ['hotline', 'provider'] as const
export type OrganisationKind = (typeof organisationKinds)[number]

/** One team a member belongs to, with the roles held there. */
export type Membership = {
  teamId: string
  organisationId: string
  organisationKind: OrganisationKind
  roles: Role[]
}

export type StaffActor = {
  kind: 'staff'
  memberId: string
  sessionId: string
  teams: Membership[]
}

export type SeekerActor = { kind: 'seeker'; conversationId: string; visitId: string }

/**
 * Who asks. Every read and write of the database is done in somebody's name;
 * `system` is the server's own clockwork (sweeps, seeding), never a request.
 */
export type Actor = { kind: 'public' } | SeekerActor | StaffActor | { kind: 'system' }

/** Whether a staff actor holds one of these roles in any team. */
export function hasRole(actor: Actor, ...wanted: readonly Role[]): actor is StaffActor {
  return (
    actor.kind === 'staff' && actor.teams.some((team) => team.roles.some((role) => wanted.includes(role)))
  )
}

/** The teams in which a staff actor holds one of these roles; none for anybody else. */
export function teamsWithRole(actor: Actor, ...wanted: readonly Role[]): string[] {
  if (actor.kind !== 'staff') return []
  return actor.teams.filter((team) => team.roles.some((role) => wanted.includes(role))).map((t) => t.teamId)
}
