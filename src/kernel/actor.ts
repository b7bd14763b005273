/** What a member may be in a team, in the field's words (product.md, "Who uses it"). */
export const roles = [
  'responder',
  'supervisor',
  'coordinator',
  'provider',
  'liaison',
  'analyst',
  'convenor',
  'administrator',
] as const
export type Role = (typeof roles)[number]

/** A national line, a region's, a service, police or border or Crown, a statistics office. */
export const organisationKinds = ['hotline', 'region', 'provider', 'liaison', 'statistics'] as const
export type OrganisationKind = (typeof organisationKinds)[number]

/**
 * Which role fits which kind of organisation: the one table of it. The database
 * says the same again (`identity.roles_of`), and a test compares the two.
 */
export const rolesOf: Readonly<Record<OrganisationKind, readonly Role[]>> = {
  hotline: ['responder', 'supervisor', 'coordinator', 'analyst', 'convenor', 'administrator'],
  region: ['responder', 'supervisor', 'coordinator', 'convenor', 'administrator'],
  provider: ['provider', 'coordinator', 'administrator'],
  liaison: ['liaison', 'administrator'],
  statistics: ['analyst', 'convenor', 'administrator'],
}

/** The roles that invite and remove in their own team; an administrator in the whole organisation. */
export const leaderRoles = ['supervisor', 'coordinator', 'administrator'] as const satisfies readonly Role[]

/**
 * The roles whose work is to read what is sealed to their team. Only these hold
 * the team's key: whoever runs an organisation, plans or counts does not.
 */
export const readerRoles = [
  'responder',
  'supervisor',
  'provider',
  'liaison',
] as const satisfies readonly Role[]

/** Whether somebody with these roles holds the team's key. */
export function readsSealed(held: readonly Role[]): boolean {
  return held.some((role) => readerRoles.some((reader) => reader === role))
}

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

/** Whether a staff actor holds one of these roles in a team of a line: a region's or a provider's own coordinator does not. */
export function hasRoleAtLine(actor: Actor, ...wanted: readonly Role[]): actor is StaffActor {
  return (
    actor.kind === 'staff' &&
    actor.teams.some(
      ({ organisationKind, roles: held }) =>
        organisationKind === 'hotline' && held.some((role) => wanted.includes(role)),
    )
  )
}

/** The teams in which a staff actor holds one of these roles; none for anybody else. */
export function teamsWithRole(actor: Actor, ...wanted: readonly Role[]): string[] {
  if (actor.kind !== 'staff') return []
  return actor.teams.filter((team) => team.roles.some((role) => wanted.includes(role))).map((t) => t.teamId)
}
