import type { AuditVerb } from '../../contracts/audit-actions.ts'
import type { answerDeletion as answerRoute, BurnDays } from '../../contracts/conversations.ts'
import type { InputOf } from '../../contracts/route.ts'
import { goneBy, type SeekerActor, type StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { tell } from './conversations.events.ts'
import { queueableSql, readableSql } from './conversations.policy.ts'
import {
  burnConversation,
  findConversation,
  lockConversation,
  markDeletionAsked,
  reopenConversation,
  setAsideConversation,
  unmarkDeletionAsked,
  type ConversationRow,
} from './conversations.repository.ts'
import { atDesk, inAudit, type Room } from './conversations.room.ts'
import { ownLine } from './conversations.state.ts'
import { heldUntil } from './legal-holds.repository.ts'
import { leaveForGood } from './visits.repository.ts'
import { deleteWords } from './words.repository.ts'

/**
 * “Delete this conversation.” A visit that began it, was checked, or showed the
 * second secret deletes everything, for both sides, now. One that came by words
 * alone may be whoever found them: it ends, the words with it, and the team is
 * asked. Where a legal hold stands it is shut to everybody at once, and destroyed when the hold ends.
 */
export async function burn(room: Room, actor: SeekerActor): Promise<{ deleted: boolean } & BurnDays> {
  const { conversationId, visitId } = actor
  const burned = await room.database.as(
    actor,
    async (tx) => {
      const { visit } = await ownLine(tx, actor)
      const row = await lockConversation(tx, conversationId)
      if (!row) refuse(conversationErrors.visit_over)
      if (!visit.checked) {
        await askDeletion(room, tx, row, visitId)
        return { deleted: false }
      }
      return destroy(room, tx, row, 'burn')
    },
    { capabilities: [`ends:${visitId}`, `sets_aside:${conversationId}`] },
  )
  room.visits.clear()
  return burned
}

/** Deletes it, or shuts it for the time of a legal hold, and says what is true of its copies. */
async function destroy(
  room: Room,
  tx: Tx,
  row: ConversationRow,
  action: AuditVerb<'conversations'>,
): Promise<{ deleted: boolean } & BurnDays> {
  const held = await heldUntil(tx, row.id)
  await record(room, tx, held ? 'set_aside' : action, row)
  await (held ? setAsideConversation : burnConversation)(tx, row)
  await gone(tx, row)
  if (held) return { deleted: false, heldUntil: held.toISOString().slice(0, 10) }
  await room.audit.forgetSubject(tx, inAudit(row))
  return { deleted: true, goneBy: goneBy(room.outerKeys, row.destroyMonth) }
}

/** Whatever reads later: the visit holds no key of what comes, and the words lead nowhere. */
async function askDeletion(room: Room, tx: Tx, row: ConversationRow, visitId: string): Promise<void> {
  await markDeletionAsked(tx, row.id)
  await deleteWords(tx, row.id)
  // Of an ended conversation no desk would see the question.
  const reopened = row.state === 'ended' && (await reopenConversation(tx, row.id))
  await record(room, tx, 'ask_deletion', row)
  // Last: afterwards this transaction speaks for nobody.
  await leaveForGood(tx, row.id, visitId)
  await tell(tx, { k: 'over', c: row.id, v: visitId })
  await tell(tx, { k: 'state', c: row.id, t: row.teamId, m: reopened ? null : row.claimedBy })
  await tell(tx, { k: 'queue', t: row.teamId, r: reopened })
}

/** Deletes what an unchecked visit asked to have deleted, or keeps it. For whoever has it, and supervisors. */
export async function answerDeletion(
  room: Room,
  actor: StaffActor,
  { conversationId, deleted }: InputOf<typeof answerRoute>,
): Promise<BurnDays> {
  const answer = async (tx: Tx): Promise<BurnDays> => {
    const row = await lockConversation(tx, conversationId, readableSql(actor))
    if (!row) {
      const seen = await findConversation(tx, conversationId, queueableSql(actor))
      refuse(seen ? conversationErrors.not_yours : conversationErrors.not_found)
    }
    if (!row.deletionAskedAt) refuse(conversationErrors.deletion_not_asked)
    if (deleted) {
      const { deleted: _, ...days } = await destroy(room, tx, row, 'delete_as_asked')
      return days
    }
    await record(room, tx, 'keep_though_asked', row)
    await unmarkDeletionAsked(tx, row.id)
    await tell(tx, { k: 'state', c: row.id, t: row.teamId, m: row.claimedBy })
    await tell(tx, { k: 'queue', t: row.teamId, r: false })
    return {}
  }
  const days = await atDesk(room, actor, answer, deleted ? [`sets_aside:${conversationId}`] : [])
  if (deleted) room.visits.clear()
  return days
}

async function gone(tx: Tx, row: ConversationRow): Promise<void> {
  await tell(tx, { k: 'state', c: row.id, t: row.teamId, m: row.claimedBy, b: true })
  await tell(tx, { k: 'queue', t: row.teamId, r: false })
}

function record(room: Room, tx: Tx, action: AuditVerb<'conversations'>, row: ConversationRow): Promise<void> {
  return room.audit.record(tx, { action: `conversations.${action}`, subject: inAudit(row) })
}
