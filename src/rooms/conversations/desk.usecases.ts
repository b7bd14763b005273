import type { AuditVerb } from '../../contracts/audit-actions.ts'
import { sql } from 'kysely'
import type { DeskItem } from '../../contracts/conversations.ts'
import type { StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { tell } from './conversations.events.ts'
import { findConversation, type ConversationRow } from './conversations.repository.ts'
import {
  answerableSql,
  answeringTeams,
  queueableSql,
  readableSql,
  supervisedTeams,
} from './conversations.policy.ts'
import { atDesk, inAudit, type Room } from './conversations.room.ts'
import { isSlowed } from './conversations.state.ts'
import * as desk from './desk.repository.ts'
import * as presence from './presence.repository.ts'

const longestList = 200
/** Of a crowd, so many are shown; taken or ended, the next come. */
const firstOfCrowd = 20

export function viewItem(row: desk.DeskRow): DeskItem {
  return {
    conversationId: row.id,
    teamId: row.teamId,
    state: row.state,
    language: row.language,
    ...(row.region !== null && { region: row.region }),
    openedAt: row.openedAt.toISOString(),
    since: row.stateSince.toISOString(),
    ringing: row.state === 'waiting' && row.rangAt !== null,
    backInQueue: row.backInQueue,
    leftMessage: row.leftMessage,
    ...(row.unansweredSince && { unansweredSince: row.unansweredSince.toISOString() }),
    ...(row.claimedBy !== null && { claimedBy: row.claimedBy }),
    ...(row.claimedBy !== null && row.takenAt && { takenAt: row.takenAt.toISOString() }),
    lastPosition: row.lastPosition,
    seekerHere: row.seekerHere,
    unchecked: row.unchecked,
    serverReadable: row.serverReadable,
    ...(row.deletionAskedAt && { deletionAskedAt: row.deletionAskedAt.toISOString() }),
    ...(row.crowd && { crowd: true }),
    ...(isSlowed(row) && { slowedUntil: row.slowedUntil.toISOString() }),
  }
}

/** What waits in my teams, what I have, and, where I supervise, what others have. */
export async function deskQueue(room: Room, actor: StaffActor) {
  const most = longestList + 1
  const { lists, crowd } = await atDesk(room, actor, async (tx) => {
    const supervised = supervisedTeams(actor)
    const waits = sql<boolean>`c.state = 'waiting' and c.crowd and ${queueableSql(actor)}`
    const crowd = {
      ...(await desk.countDesk(tx, waits)),
      first: await desk.listDesk(tx, waits, firstOfCrowd),
    }
    const lists = [
      await desk.listDesk(
        tx,
        sql<boolean>`c.state = 'waiting' and not c.crowd and ${queueableSql(actor)}`,
        most,
      ),
      await desk.listDesk(tx, sql<boolean>`c.state = 'claimed' and ${answerableSql(actor)}`, most),
      await desk.listDesk(
        tx,
        sql<boolean>`c.state = 'claimed' and c.claimed_by <> ${actor.memberId}
          and c.team_id = any(${supervised}::text[])`,
        most,
      ),
    ]
    return { lists, crowd }
  })
  const [waiting = [], mine = [], others = []] = lists.map((rows) => rows.slice(0, longestList).map(viewItem))
  const { since, first } = crowd
  return {
    waiting,
    crowd: {
      waiting: crowd.waiting,
      ...(since && { since: since.toISOString() }),
      first: first.map(viewItem),
    },
    mine,
    others,
    more: lists.some((rows) => rows.length > longestList),
    answerWithin: Math.min(room.settings.silenceSeconds, room.settings.unansweredSeconds),
  }
}

async function changed(tx: Tx, row: ConversationRow, ring: boolean): Promise<void> {
  await tell(tx, { k: 'state', c: row.id, t: row.teamId, m: row.claimedBy })
  await tell(tx, { k: 'queue', t: row.teamId, r: ring })
}

function record(room: Room, tx: Tx, action: AuditVerb<'conversations'>, row: ConversationRow): Promise<void> {
  return room.audit.record(tx, { action: `conversations.${action}`, subject: inAudit(row) })
}

/** Takes a waiting conversation: of two at once, one gets it. */
export async function claim(room: Room, actor: StaffActor, conversationId: string): Promise<DeskItem> {
  return atDesk(room, actor, async (tx) => {
    const rule = queueableSql(actor)
    const won = await desk.claimConversation(tx, conversationId, actor.memberId, rule)
    const row = await desk.findDesk(tx, conversationId, rule)
    if (!row) refuse(conversationErrors.not_found)
    if (!won && row.claimedBy !== actor.memberId) refuse(conversationErrors.already_claimed)
    if (!won && row.state !== 'claimed') refuse(conversationErrors.already_claimed)
    if (won) {
      await record(room, tx, 'claim', row)
      await changed(tx, row, false)
    }
    return viewItem(row)
  })
}

/** Why a change reached no row: it is not there for this member, or it is another's. */
async function refuseChange(tx: Tx, actor: StaffActor, conversationId: string): Promise<never> {
  const seen = await findConversation(tx, conversationId, queueableSql(actor))
  return refuse(seen ? conversationErrors.not_yours : conversationErrors.not_found)
}

/** Gives a conversation back; it rings. */
export async function release(room: Room, actor: StaffActor, conversationId: string): Promise<void> {
  await atDesk(room, actor, async (tx) => {
    const done = await desk.releaseConversation(tx, conversationId, answerableSql(actor))
    if (!done) return refuseChange(tx, actor, conversationId)
    const row = await findConversation(tx, conversationId)
    if (!row) return
    await record(room, tx, 'release', row)
    await changed(tx, row, true)
  })
}

/** Gives a conversation to a colleague of its team who is on duty. */
export async function handOver(
  room: Room,
  actor: StaffActor,
  { conversationId, memberId }: { conversationId: string; memberId: string },
): Promise<void> {
  await atDesk(room, actor, async (tx) => {
    const before = await findConversation(tx, conversationId, readableSql(actor))
    if (!before?.claimedBy) return refuseChange(tx, actor, conversationId)
    const there = await presence.isOnDuty(tx, memberId, before.teamId, room.settings.presenceSeconds)
    if (!there) refuse(conversationErrors.not_on_duty)
    const moved = await desk.moveConversation(tx, conversationId, memberId, readableSql(actor))
    if (!moved) refuse(conversationErrors.not_yours)
    await record(room, tx, 'hand_over', before)
    await changed(tx, { ...before, claimedBy: memberId }, false)
  })
}

/** Ends a conversation; nothing of it is deleted. */
export async function endConversation(room: Room, actor: StaffActor, conversationId: string): Promise<void> {
  await atDesk(room, actor, async (tx) => {
    const done = await desk.endConversation(tx, conversationId, answerableSql(actor))
    if (!done) return refuseChange(tx, actor, conversationId)
    const row = await findConversation(tx, conversationId)
    if (!row) return
    await record(room, tx, 'end', row)
    await changed(tx, row, false)
  })
}

/** Passed on at most once a second; that somebody is at work is all that stays. */
export async function deskTyping(room: Room, actor: StaffActor, conversationId: string): Promise<void> {
  if (!room.hub.mayTell(`typing:${actor.memberId}:${conversationId}`)) return
  await atDesk(room, actor, async (tx) => {
    const rule = answerableSql(actor)
    const row = await findConversation(tx, conversationId, rule)
    if (!row) return refuseChange(tx, actor, conversationId)
    await desk.noteWork(tx, conversationId, rule)
    await tell(tx, { k: 'typing', c: conversationId, by: 'r', m: actor.memberId })
  })
}

/** Heartbeat of an open desk. */
export async function heartbeat(
  room: Room,
  actor: StaffActor,
  input: presence.Heartbeat & { leaving: boolean },
): Promise<{ onDuty: number; waiting: number }> {
  await atDesk(room, actor, (tx) =>
    input.leaving
      ? presence.leave(tx, actor.memberId)
      : presence.beat(tx, actor.memberId, answeringTeams(actor), input),
  )
  const { onDuty, waiting } = await room.board.read()
  return { onDuty, waiting }
}

/** Who of my teams could take a conversation over. */
export async function colleagues(room: Room, actor: StaffActor) {
  return atDesk(room, actor, async (tx) => {
    const rows = await presence.listColleagues(tx, answeringTeams(actor), room.settings.presenceSeconds)
    const ids = [...new Set(rows.map(({ memberId }) => memberId))]
    const names = await room.line.names?.(tx, ids)
    const members = rows.map((row) => {
      const name = names?.get(row.memberId)
      return { ...row, ...(name !== undefined && { name }) }
    })
    return { members }
  })
}
