import type { ReadingPurpose } from '../../contracts/conversations.ts'
import type { StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { groundsFor, letInSql, readableSql, type Ground } from './conversations.policy.ts'
import { wasBurned } from './conversations.repository.ts'
import { atDesk, inAudit, type Room } from './conversations.room.ts'
import { findDesk, type DeskRow } from './desk.repository.ts'
import type { SlotReaderRow } from './generations.repository.ts'
import { openGlassOf } from './glass.repository.ts'

/** One reading is recorded once in this time (ms), however many pages it has: of one session, one conversation. */
const oneReading = 600_000

/** A conversation that is to be read, and what for: said by whoever does not have it. */
export type Opening = { conversationId: string; purpose?: ReadingPurpose | undefined }

type Readable = { row: DeskRow; ground: Ground }

/** The conversation, and what gives it to the actor: the rules of the team first, then a break-glass. */
async function find(tx: Tx, actor: StaffActor, id: string): Promise<Readable> {
  const own = await findDesk(tx, id, readableSql(actor))
  const glass = own ? [] : await openGlassOf(tx, actor.memberId)
  const row = own ?? (glass.length > 0 ? await findDesk(tx, id, letInSql(glass)) : undefined)
  const [ground] = row ? groundsFor(actor, row, glass) : []
  if (row && ground) return { row, ground }
  return refuse((await wasBurned(tx, id)) ? conversationErrors.burned : conversationErrors.not_found)
}

const actions = {
  has_it: 'conversations.open',
  supervises: 'conversations.supervisor_read',
  break_glass: 'conversations.glass_read',
  may_take_it: 'conversations.open',
} as const

/** What an opening was for: nothing of one's own, the reason that was agreed to, or what was said now. */
function purposeOf(ground: Ground, said: ReadingPurpose | undefined): string | undefined {
  if (ground.by === 'has_it') return undefined
  if (ground.by === 'break_glass') return ground.reason
  return said ?? refuse(conversationErrors.purpose_needed)
}

/**
 * Reads a conversation at a desk: whoever has it, a supervisor of its team, who says
 * what for, or somebody who was let in, whose reason is known. That it was opened is in
 * the audit, in the same transaction. What the stream brings to an open conversation is no opening.
 */
export async function reading<Result>(
  room: Room,
  actor: StaffActor,
  { conversationId: id, purpose: said }: Opening,
  work: (tx: Tx, row: DeskRow, reader: SlotReaderRow) => Promise<Result>,
): Promise<Result> {
  const now = Date.now()
  let key = ''
  const result = await atDesk(room, actor, async (tx) => {
    const { row, ground } = await find(tx, actor, id)
    const read = await work(tx, row, ground.by === 'break_glass' ? { memberId: actor.memberId } : 'team')
    const action = actions[ground.by]
    key = `${actor.sessionId}/${id}/${action}`
    if ((room.readings.get(key) ?? 0) <= now - oneReading) {
      const purpose = purposeOf(ground, said)
      await room.audit.record(tx, {
        action,
        subject: inAudit(row),
        ...(purpose !== undefined && { purpose }),
      })
    }
    return read
  })
  // Only what was committed counts as told.
  if (room.readings.size > 10_000) room.readings.clear()
  if ((room.readings.get(key) ?? 0) <= now - oneReading) room.readings.set(key, now)
  return result
}
