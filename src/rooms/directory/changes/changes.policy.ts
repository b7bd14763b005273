import type { Actor } from '../../../kernel/index.ts'
import { keepingTeams } from '../upkeep/upkeep.policy.ts'
import { mayVet } from '../vetting/vetting.policy.ts'

/* Who says what an entry says, and who looks at it first: whoever vets. Row-level security says the same by itself. */

/** As what somebody changes an entry: its keeper (with the team), for the line, or not at all. */
export function changesAs(
  actor: Actor,
  { keeper }: { keeper: string | null },
): { as: 'keeper'; teamId: string } | { as: 'line'; teamId?: undefined } | undefined {
  if (keeper !== null && keepingTeams(actor).includes(keeper)) return { as: 'keeper', teamId: keeper }
  return mayVet(actor) ? { as: 'line' } : undefined
}

type Asked = { by: string; teamId: string | null; waiting: boolean }

export function mayAnswer(actor: Actor, { by, waiting }: Asked): boolean {
  return waiting && mayVet(actor) && actor.memberId !== by
}

/** Whoever asked takes it back, or a colleague who keeps the entry. */
export function mayWithdraw(actor: Actor, { by, teamId, waiting }: Asked): boolean {
  if (!waiting || actor.kind !== 'staff') return false
  return actor.memberId === by || (teamId !== null && keepingTeams(actor).includes(teamId))
}
