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

/** A break-glass of an actor that is open now: one conversation of a team, or all of it. */
export type OpenGlass = { teamId: string; conversationId: string | null; reason: string; endsAt: Date }

/** One thing that gives an actor a conversation; `reads` is whether it opens what was said. */
export type Ground =
  | { by: 'has_it' | 'supervises'; reads: true }
  | { by: 'break_glass'; reads: true; reason: string; endsAt: Date }
  | { by: 'may_take_it'; reads: false }

/**
 * Everything that gives an actor a conversation: the rules below are made of it,
 * and it is the answer to “why can they see this?”.
 */
export function groundsFor(
  actor: Actor,
  { id, teamId, claimedBy }: Standing,
  glass: readonly OpenGlass[] = [],
): Ground[] {
  const grounds: Ground[] = []
  const answers = answeringTeams(actor).includes(teamId)
  if (answers && actor.kind === 'staff' && claimedBy === actor.memberId)
    grounds.push({ by: 'has_it', reads: true })
  if (supervisedTeams(actor).includes(teamId)) grounds.push({ by: 'supervises', reads: true })
  for (const { reason, endsAt, ...scope } of glass)
    if (scope.teamId === teamId && (scope.conversationId ?? id) === id)
      grounds.push({ by: 'break_glass', reads: true, reason, endsAt })
  if (answers && claimedBy === null) grounds.push({ by: 'may_take_it', reads: false })
  return grounds
}

/** May see that a conversation waits, and take it. */
export function mayQueue(actor: Actor, { teamId }: Standing): boolean {
  return answeringTeams(actor).includes(teamId)
}

/** May read its envelopes from the desk: has it, supervises its team, or was let in. */
export function mayRead(actor: Actor, standing: Standing, glass: readonly OpenGlass[] = []): boolean {
  return groundsFor(actor, standing, glass).some(({ reads }) => reads)
}

/** May write into it, check visits and let go of it: has it. */
export function mayAnswer(actor: Actor, standing: Standing): boolean {
  return groundsFor(actor, standing).some(({ by }) => by === 'has_it')
}

/** May decide who has it: whoever has it, or a supervisor of its team. */
export function mayHandOver(actor: Actor, standing: Standing): boolean {
  return mayRead(actor, standing)
}

/** The same rules over the row `c`. An empty list matches nothing. */
export function queueableSql(actor: Actor): RawBuilder<boolean> {
  return sql<boolean>`c.team_id = any(${answeringTeams(actor)}::text[])`
}

export function readableSql(actor: Actor): RawBuilder<boolean> {
  return sql<boolean>`(${answerableSql(actor)} or c.team_id = any(${supervisedTeams(actor)}::text[]))`
}

/** What break-glass opens, and nothing else. */
export function letInSql(glass: readonly OpenGlass[]): RawBuilder<boolean> {
  if (glass.length === 0) return sql<boolean>`1=0`
  const teams = glass.map(({ teamId }) => teamId)
  const conversations = glass.map(({ conversationId }) => conversationId)
  return sql<boolean>`exists (select from unnest(${teams}::text[], ${conversations}::text[]) g(team, conversation)
    where g.team = c.team_id and coalesce(g.conversation, c.id) = c.id)`
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
