import type { StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { mayAnswer, readableSql } from './conversations.policy.ts'
import { wasBurned } from './conversations.repository.ts'
import { atDesk, inAudit, type Room } from './conversations.room.ts'
import { findDesk, type DeskRow } from './desk.repository.ts'

/** One reading is recorded once in this time (ms), however many pages it has: of one session, one conversation. */
const oneReading = 600_000

/**
 * Reads a conversation at a desk: whoever has it, or a supervisor of its team.
 * That it was opened is in the audit, in the same transaction. What the stream
 * brings to an open conversation is no opening.
 */
export async function reading<Result>(
  room: Room,
  actor: StaffActor,
  id: string,
  work: (tx: Tx, row: DeskRow) => Promise<Result>,
): Promise<Result> {
  const now = Date.now()
  let key = ''
  const result = await atDesk(room, actor, async (tx) => {
    const row = await findDesk(tx, id, readableSql(actor))
    if (!row) refuse((await wasBurned(tx, id)) ? conversationErrors.burned : conversationErrors.not_found)
    const action = mayAnswer(actor, row) ? 'conversations.open' : 'conversations.supervisor_read'
    key = `${actor.sessionId}/${id}/${action}`
    if ((room.readings.get(key) ?? 0) <= now - oneReading) {
      await room.audit.record(tx, { action, subject: inAudit(row) })
    }
    return work(tx, row)
  })
  // Only what was committed counts as told.
  if (room.readings.size > 10_000) room.readings.clear()
  if ((room.readings.get(key) ?? 0) <= now - oneReading) room.readings.set(key, now)
  return result
}
