import type { deskNote as noteRoute, keepDeskNote as keepRoute } from '../../contracts/conversations.ts'
import type { InputOf, OutputOf } from '../../contracts/route.ts'
import type { StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { anyBytes, shown } from './conversations.bytes.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { answerableSql, readableSql } from './conversations.policy.ts'
import { lockConversation, type ConversationRow } from './conversations.repository.ts'
import { atDesk, type Room } from './conversations.room.ts'
import { unwrapNote, wrapNote } from './conversations.slots.ts'
import { reading } from './desk-reading.ts'
import { findNote, putNote } from './desk-note.repository.ts'
import { findDesk } from './desk.repository.ts'

/**
 * The conversation, held, if this member has it: of a hand-over and a late write, one
 * is first, and a change of month waits.
 */
async function own(tx: Tx, actor: StaffActor, id: string): Promise<ConversationRow> {
  const row = await lockConversation(tx, id, answerableSql(actor))
  if (row) return row
  const seen = await findDesk(tx, id, readableSql(actor))
  return refuse(seen ? conversationErrors.not_yours : conversationErrors.not_found)
}

/** What was under way, for whoever has the conversation now. */
export async function deskNote(
  room: Room,
  actor: StaffActor,
  { conversationId }: InputOf<typeof noteRoute>,
): Promise<OutputOf<typeof noteRoute>> {
  const { note, month } = await reading(room, actor, conversationId, async (tx) => {
    const row = await own(tx, actor, conversationId)
    return { note: await findNote(tx, conversationId), month: row.destroyMonth }
  })
  if (!note) return { note: null }
  const bytes = await unwrapNote(room.outerKeys, month, conversationId, note.bytes)
  return { note: { epochId: note.epochId, bytes: shown(bytes) } }
}

/** Keeps what is under way; the server can't read it, and it is no message: nobody is answered by it. */
export async function keepDeskNote(
  room: Room,
  actor: StaffActor,
  { conversationId, epochId, bytes }: InputOf<typeof keepRoute>,
): Promise<void> {
  await atDesk(room, actor, async (tx) => {
    const row = await own(tx, actor, conversationId)
    const wrapped = await wrapNote(room.outerKeys, row.destroyMonth, conversationId, anyBytes(bytes))
    await putNote(tx, conversationId, { epochId, bytes: wrapped })
  })
}
