import type { AuditVerb } from '../../contracts/audit-actions.ts'
import type { slowings as slowingsRoute } from '../../contracts/conversations.ts'
import type { OutputOf } from '../../contracts/index.ts'
import type { StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { tell } from './conversations.events.ts'
import { answerableSql, queueableSql, readableSql, supervisedTeams } from './conversations.policy.ts'
import { findConversation, type ConversationRow } from './conversations.repository.ts'
import { atDesk, type Room } from './conversations.room.ts'
import * as slowing from './slowing.repository.ts'

/**
 * Ends an abusive contact and slows the next. What is kept of it: on the
 * conversation until when, and a count for the team and the day. Which network
 * waits is known to the memory of the servers that saw the visit, and to nothing else.
 */
export async function endAndSlow(
  room: Room,
  actor: StaffActor,
  conversationId: string,
): Promise<{ until: string }> {
  return atDesk(room, actor, async (tx) => {
    const { slowedMinutes } = room.settings
    const until = await slowing.slowConversation(tx, conversationId, slowedMinutes, answerableSql(actor))
    const row = await findConversation(tx, conversationId, queueableSql(actor))
    if (!row) refuse(conversationErrors.not_found)
    if (!until) refuse(conversationErrors.not_yours)
    await slowing.countSlowing(tx, row.teamId, 'times')
    await changed(room, tx, row, 'end_and_slow', true)
    return { until: until.toISOString() }
  })
}

/** Takes it back: a judgement may be wrong. */
export async function undoSlowing(room: Room, actor: StaffActor, conversationId: string): Promise<void> {
  await atDesk(room, actor, async (tx) => {
    const row = await findConversation(tx, conversationId, queueableSql(actor))
    if (!row) refuse(conversationErrors.not_found)
    const mine = await findConversation(tx, conversationId, readableSql(actor))
    if (!mine) refuse(conversationErrors.not_yours)
    const undone = await slowing.unslowConversation(tx, conversationId, readableSql(actor))
    if (!undone) refuse(conversationErrors.not_slowed)
    await slowing.countSlowing(tx, row.teamId, 'undone')
    await changed(room, tx, row, 'undo_slowing', false)
  })
}

async function changed(
  room: Room,
  tx: Tx,
  { id, teamId, claimedBy }: ConversationRow,
  action: AuditVerb<'conversations'>,
  on: boolean,
): Promise<void> {
  await room.audit.record(tx, { action: `conversations.${action}`, subject: { kind: 'conversation', id } })
  await tell(tx, { k: 'slowed', c: id, v: on ? await slowing.recentVisits(tx, id) : [] })
  await tell(tx, { k: 'state', c: id, t: teamId, m: claimedBy })
  await tell(tx, { k: 'queue', t: teamId, r: false })
}

/** What is slowed now, and for a supervisor how often it was done. */
export async function slowings(room: Room, actor: StaffActor): Promise<OutputOf<typeof slowingsRoute>> {
  const teams = supervisedTeams(actor)
  return atDesk(room, actor, async (tx) => {
    const rows = await slowing.listSlowed(tx, readableSql(actor))
    const now = rows.map(({ until, ...row }) => ({ ...row, until: until.toISOString() }))
    return { now, ...(teams.length > 0 && { counts: await slowing.listCounts(tx, teams) }) }
  })
}
