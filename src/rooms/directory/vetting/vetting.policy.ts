import { hasRoleAtLine, type Actor, type StaffActor } from '../../../kernel/index.ts'

/* Who vets for the line. A provider's own coordinator is nobody here; row-level security says the same by itself. */

/** May ask that somebody be vetted. */
export function mayNominate(actor: Actor): actor is StaffActor {
  return hasRoleAtLine(actor, 'responder', 'supervisor', 'coordinator')
}

/** May read vettings, answer the checklist, review and stop. */
export function mayVet(actor: Actor): actor is StaffActor {
  return hasRoleAtLine(actor, 'supervisor', 'coordinator')
}

/** What decides about a review. */
export type ReviewStanding = { openedBy: string; closed: boolean; reviewedBy: readonly string[] }

/** May review this one: did not open it, and has not reviewed it yet. */
export function mayReview(actor: Actor, { openedBy, closed, reviewedBy }: ReviewStanding): boolean {
  return mayVet(actor) && !closed && actor.memberId !== openedBy && !reviewedBy.includes(actor.memberId)
}
