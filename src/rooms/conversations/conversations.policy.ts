import { sql, type RawBuilder } from 'kysely'
import { teamsWithRole, type Actor } from '../../kernel/index.ts'

/*
 * Who may, once as a predicate over a row and once as SQL for the WHERE clause.
 * Row-level security says the same again, from the capabilities made here.
 */

/** What decides about a conversation. */
export type Standing = { id: string; teamId: string; claimedBy: string | null }

/** Teams in which an actor takes and answers conversations. A supervisor is a responder too. */
export function answeringTeams(actor: Actor): string[] {
  return teamsWithRole(actor, 'responder', 'supervisor')
}

/** Teams all of whose conversations an actor may read. */
export function supervisedTeams(actor: Actor): string[] {
  return teamsWithRole(actor, 'supervisor')
}

/** May see that a conversation waits, and take it. */
export function mayQueue(actor: Actor, { teamId }: Standing): boolean {
  return answeringTeams(actor).includes(teamId)
}

/** May read its envelopes from the desk: has it, or supervises its team. */
export function mayRead(actor: Actor, standing: Standing): boolean {
  return mayAnswer(actor, standing) || supervisedTeams(actor).includes(standing.teamId)
}

/** May write into it, check visits and let go of it: has it. */
export function mayAnswer(actor: Actor, { teamId, claimedBy }: Standing): boolean {
  return actor.kind === 'staff' && claimedBy === actor.memberId && answeringTeams(actor).includes(teamId)
}

/** May decide who has it: whoever has it, or a supervisor of its team. */
export const mayHandOver = mayRead

/** The same rules over the row `c`. An empty list matches nothing. */
export function queueableSql(actor: Actor): RawBuilder<boolean> {
  return sql<boolean>`c.team_id = any(${answeringTeams(actor)}::text[])`
}

export function readableSql(actor: Actor): RawBuilder<boolean> {
  return sql<boolean>`(${answerableSql(actor)} or c.team_id = any(${supervisedTeams(actor)}::text[]))`
}

export function answerableSql(actor: Actor): RawBuilder<boolean> {
  const memberId = actor.kind === 'staff' ? actor.memberId : null
  return sql<boolean>`(c.claimed_by = ${memberId} and ${queueableSql(actor)})`
}

/** The capabilities that row-level security asks of a desk. */
export function deskCapabilities(actor: Actor): string[] {
  return [
    ...answeringTeams(actor).map((team) => `answers:${team}`),
    ...supervisedTeams(actor).map((team) => `supervises:${team}`),
  ]
}

/** Teams whose legal holds an actor sees, decides and lifts. Seeing a hold shows nothing of its conversation. */
export function heldTeams(actor: Actor): string[] {
  return teamsWithRole(actor, 'supervisor', 'administrator')
}

/** The same over the row `h`. An empty list matches nothing. */
export function holdsSql(actor: Actor): RawBuilder<boolean> {
  return sql<boolean>`h.team_id = any(${heldTeams(actor)}::text[])`
}

/** The capabilities that row-level security asks of whoever works on legal holds. */
export function holdCapabilities(actor: Actor): string[] {
  return [
    ...supervisedTeams(actor).map((team) => `supervises:${team}`),
    ...heldTeams(actor).map((team) => `holds:${team}`),
  ]
}
