import fc from 'fast-check'
import { randomId } from './ids.ts'
import { roles, type Actor, type OrganisationKind, type Role, type StaffActor } from './actor.ts'

/** Places that the actors of a property test can be members of. */
export type TestPlace = { teamId: string; organisationId: string; organisationKind: OrganisationKind }

/** Staff who are one of `members`, with any roles in any of `places`; and now and then somebody who is no staff. */
export function anyActor(places: readonly TestPlace[], members: readonly string[]): fc.Arbitrary<Actor> {
  const held = fc.uniqueArray(fc.constantFrom(...roles), { maxLength: 3 })
  const teams = fc.uniqueArray(
    fc.tuple(fc.constantFrom(...places), held).map(([place, roles]) => ({ ...place, roles })),
    { selector: ({ teamId }) => teamId, maxLength: 3 },
  )
  const staff: fc.Arbitrary<StaffActor> = fc.record({
    kind: fc.constant('staff' as const),
    memberId: fc.constantFrom(...members),
    sessionId: fc.constant(randomId()),
    teams,
  })
  return fc.oneof(
    { weight: 8, arbitrary: staff },
    { weight: 1, arbitrary: fc.constant<Actor>({ kind: 'public' }) },
    { weight: 1, arbitrary: fc.constant<Actor>({ kind: 'seeker', conversationId: 'c', visitId: 'v' }) },
  )
}

/** The roles that an actor holds in a team; none for whoever is no staff. */
export function heldIn(actor: Actor, teamId: string): readonly Role[] {
  return actor.kind === 'staff' ? (actor.teams.find((team) => team.teamId === teamId)?.roles ?? []) : []
}
