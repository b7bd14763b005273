import type { Actor, Role, StaffActor } from '../../../kernel/index.ts'

/* Who vets for the line. A provider's own coordinator is nobody here; row-level security says the same by itself. */

const ofTheLine = (actor: Actor, wanted: readonly Role[]): actor is StaffActor =>
  actor.kind === 'staff' &&
  actor.teams.some(
    ({ organisationKind, roles }) =>
      organisationKind === 'hotline' && roles.some((role) => wanted.includes(role)),
  )

/** May ask that somebody be vetted. */
export function mayNominate(actor: Actor): actor is StaffActor {
  return ofTheLine(actor, ['responder', 'supervisor', 'coordinator'])
}

/** May read vettings, answer the checklist, review and stop. */
export function mayVet(actor: Actor): actor is StaffActor {
  return ofTheLine(actor, ['supervisor', 'coordinator'])
}

/** What decides about a review. */
export type ReviewStanding = { openedBy: string; closed: boolean; reviewedBy: readonly string[] }

/** May review this one: did not open it, and has not reviewed it yet. */
export function mayReview(actor: Actor, { openedBy, closed, reviewedBy }: ReviewStanding): boolean {
  return mayVet(actor) && !closed && actor.memberId !== openedBy && !reviewedBy.includes(actor.memberId)
}
