import type { AuditVerb } from '../../contracts/audit-actions.ts'
import {
  longestHoldDays,
  type askLegalHold as askRoute,
  type decideLegalHold as decideRoute,
  type LegalHold,
} from '../../contracts/conversations.ts'
import type { InputOf } from '../../contracts/route.ts'
import { randomId, type StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { heldTeams, holdCapabilities, holdsSql, supervisedTeams } from './conversations.policy.ts'
import { findConversation } from './conversations.repository.ts'
import { rewrapConversation } from './conversations.retention.ts'
import type { Room } from './conversations.room.ts'
import * as holds from './legal-holds.repository.ts'

const day = 86_400_000

function inOwnName<Result>(room: Room, actor: StaffActor, work: (tx: Tx) => Promise<Result>) {
  return room.database.as(actor, work, { capabilities: holdCapabilities(actor) })
}

/** Legal holds of the teams that a member supervises or administers. Nothing in them says who or what. */
export async function legalHolds(room: Room, actor: StaffActor): Promise<{ holds: LegalHold[] }> {
  if (heldTeams(actor).length === 0) return { holds: [] }
  return inOwnName(room, actor, async (tx) => {
    const rows = await holds.listHolds(tx, holdsSql(actor))
    const people = rows.flatMap(({ askedBy, decidedBy, liftedBy }) => [askedBy, decidedBy, liftedBy])
    const ids = [...new Set(people.filter((id) => id !== null))]
    const names = (await room.line.names?.(tx, ids)) ?? new Map<string, string>()
    return { holds: rows.map((row) => present(row, names)) }
  })
}

/**
 * Asks that a conversation be kept. It holds nothing until somebody else approves: meanwhile the
 * person may delete, and time may run out, as always.
 */
export async function askHold(
  room: Room,
  actor: StaffActor,
  { conversationId, reason, until }: InputOf<typeof askRoute>,
): Promise<{ holdId: string }> {
  const end = new Date(until)
  const days = (end.getTime() - Date.now()) / day
  if (days <= 0 || days > longestHoldDays) refuse(conversationErrors.hold_bad_end)
  const id = randomId()
  await inOwnName(room, actor, async (tx) => {
    const row = await findConversation(tx, conversationId)
    if (!row || !supervisedTeams(actor).includes(row.teamId)) refuse(conversationErrors.not_found)
    if (await holds.hasOpenHold(tx, conversationId)) refuse(conversationErrors.hold_exists)
    const { teamId } = row
    await holds.insertHold(tx, { id, conversationId, teamId, reason, until: end, askedBy: actor.memberId })
    await record(room, tx, 'ask_legal_hold', conversationId, reason)
  })
  return { holdId: id }
}

/** Somebody else’s yes makes the hold stand and moves the conversation’s slots under the key of a later month. */
export async function decideHold(
  room: Room,
  actor: StaffActor,
  { holdId, approved }: InputOf<typeof decideRoute>,
): Promise<void> {
  const conversationId = await inOwnName(room, actor, async (tx) => {
    const hold = await find(tx, actor, holdId)
    if (hold.decidedAt) refuse(conversationErrors.hold_already_decided)
    if (approved && hold.askedBy === actor.memberId) refuse(conversationErrors.hold_same_person)
    await holds.decideHold(tx, holdId, { by: actor.memberId, approved })
    await record(
      room,
      tx,
      approved ? 'approve_legal_hold' : 'refuse_legal_hold',
      hold.conversationId,
      hold.reason,
    )
    return hold.conversationId
  })
  if (approved) await rewrapConversation(room, conversationId)
}

/** Ends a hold before its day; the slots go back under the key of the month that is theirs without it. */
export async function liftHold(room: Room, actor: StaffActor, holdId: string): Promise<void> {
  const conversationId = await inOwnName(room, actor, async (tx) => {
    const hold = await find(tx, actor, holdId)
    if (!hold.live) refuse(conversationErrors.hold_already_decided)
    await holds.liftHold(tx, holdId, actor.memberId)
    await record(room, tx, 'lift_legal_hold', hold.conversationId, hold.reason)
    return hold.conversationId
  })
  await rewrapConversation(room, conversationId)
}

async function find(tx: Tx, actor: StaffActor, holdId: string): Promise<holds.HoldRow> {
  const hold = await holds.lockHold(tx, holdId, holdsSql(actor))
  if (hold) return hold
  // What can't be changed any more can't be locked either, and can still be seen.
  const seen = (await holds.listHolds(tx, holdsSql(actor))).some(({ id }) => id === holdId)
  return refuse(seen ? conversationErrors.hold_already_decided : conversationErrors.hold_not_found)
}

function record(
  room: Room,
  tx: Tx,
  action: AuditVerb<'conversations'>,
  id: string,
  reason: string,
): Promise<void> {
  const subject = { kind: 'conversation', id } as const
  return room.audit.record(tx, { action: `conversations.${action}`, subject, purpose: reason })
}

function present(row: holds.HoldRow, names: ReadonlyMap<string, string>): LegalHold {
  const person = (memberId: string, at: Date) => {
    const name = names.get(memberId)
    return { memberId, at: at.toISOString(), ...(name === undefined ? {} : { name }) }
  }
  const { decidedBy, decidedAt, liftedBy, liftedAt } = row
  return {
    holdId: row.id,
    conversationId: row.conversationId,
    teamId: row.teamId,
    reason: row.reason,
    until: row.until.toISOString(),
    state: stateOf(row),
    asked: person(row.askedBy, row.askedAt),
    ...(decidedBy && decidedAt ? { decided: person(decidedBy, decidedAt) } : {}),
    ...(liftedBy && liftedAt ? { lifted: person(liftedBy, liftedAt) } : {}),
  }
}

function stateOf({ live, approved, liftedAt, until }: holds.HoldRow): LegalHold['state'] {
  if (live) return 'live'
  if (liftedAt) return 'lifted'
  if (approved === false) return 'refused'
  return until <= new Date() ? 'over' : 'asked'
}
