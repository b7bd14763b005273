import { sql } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { ConversationDeps } from './conversations.deps.ts'
import { destroyMonth, unwrapNote, unwrapSlot, wrapNote, wrapSlot } from './conversations.slots.ts'
import { findNote, putNote } from './desk-note.repository.ts'
import { buffer } from './envelopes.repository.ts'
import type { SlotRow } from './generations.repository.ts'

type ExtendDeps = Pick<ConversationDeps, 'database' | 'settings' | 'outerKeys' | 'audit'>

const system = { kind: 'system' } as const

/**
 * A conversation that goes on is kept longer: its slots (and its note) are wrapped anew under
 * the key of its new month of destruction. To be run every few minutes. Returns
 * how many conversations were moved.
 */
export async function extendConversations(deps: ExtendDeps): Promise<number> {
  const { database, settings } = deps
  const due = await database.as(system, async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select id from conversations.conversations
      where destroy_month < to_char((touched_at + ${settings.keepDays} * interval '1 day') at time zone 'UTC', 'YYYY-MM')
      limit 200`.execute(tx)
    return rows.map(({ id }) => id)
  })
  let moved = 0
  for (const id of due) {
    const done = await database.as(system, (tx) => rewrap(deps, tx, id), { capabilities: [`rewrap:${id}`] })
    if (done) moved++
  }
  return moved
}

async function rewrap(
  { outerKeys, settings, audit }: ExtendDeps,
  tx: Tx,
  conversationId: string,
): Promise<boolean> {
  const { rows } = await sql<{ month: string; touchedAt: Date }>`
    select destroy_month as month, touched_at as "touchedAt" from conversations.conversations
    where id = ${conversationId} for update skip locked`.execute(tx)
  const [row] = rows
  if (!row) return false
  const next = destroyMonth(row.touchedAt, settings.keepDays)
  if (next <= row.month) return false
  const slots = await sql<SlotRow & { bytes: Buffer }>`
    select number, kind as to, recipient, bytes from conversations.slots
    where conversation_id = ${conversationId}`.execute(tx)
  for (const slot of slots.rows) {
    const place = { conversationId, number: slot.number, to: slot.to, recipient: slot.recipient }
    const bytes: Bytes = await unwrapSlot(outerKeys, row.month, place, slot.bytes)
    const wrapped = await wrapSlot(outerKeys, next, place, bytes)
    await sql`
      update conversations.slots set bytes = ${buffer(wrapped.bytes)}
      where conversation_id = ${conversationId} and number = ${slot.number} and kind = ${slot.to}
        and recipient = ${slot.recipient}`.execute(tx)
  }
  const note = await findNote(tx, conversationId)
  if (note) {
    const bytes = await unwrapNote(outerKeys, row.month, conversationId, note.bytes)
    await putNote(tx, conversationId, {
      ...note,
      bytes: await wrapNote(outerKeys, next, conversationId, bytes),
    })
  }
  await audit.moveSubject(tx, { kind: 'conversation', id: conversationId }, next)
  await sql`
    update conversations.conversations set destroy_month = ${next} where id = ${conversationId}`.execute(tx)
  return true
}
