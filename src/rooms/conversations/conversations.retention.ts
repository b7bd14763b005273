import { sql } from 'kysely'
import { monthOf, type Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { ConversationDeps } from './conversations.deps.ts'
import { keptUntilSql, wrapMonth } from './conversations.months.ts'
import { unwrapNote, unwrapSlot, wrapNote, wrapSlot } from './conversations.slots.ts'
import { findNote, putNote } from './desk-note.repository.ts'
import { buffer } from './envelopes.repository.ts'
import type { SlotRow } from './generations.repository.ts'

type RetentionDeps = Pick<ConversationDeps, 'database' | 'settings' | 'outerKeys' | 'audit'>

const system = { kind: 'system' } as const

/** Rows looked at in one go. */
const batch = 200

type Kept = { id: string; month: string; keptUntil: Date | null }

/**
 * Wraps conversations anew under the key of the month that is theirs now: later for one that is still
 * kept, or held; earlier again for one whose hold was lifted. Only the outer wrap changes, the
 * content under it does not. To be run every few minutes, on any number of servers. Returns how many moved.
 */
export async function extendConversations(deps: RetentionDeps, now = new Date()): Promise<number> {
  let moved = 0
  let after = ''
  for (;;) {
    const rows = await listKept(deps, after)
    for (const { id, month, keptUntil } of rows) {
      if (!keptUntil || !shouldMove(month, wrapMonth(now, keptUntil, deps.settings), now)) continue
      if (await rewrapConversation(deps, id, now)) moved++
    }
    after = rows.at(-1)?.id ?? ''
    if (rows.length < batch) return moved
  }
}

/** One conversation, at once: after a hold was approved or lifted. */
export async function rewrapConversation(
  deps: RetentionDeps,
  id: string,
  now = new Date(),
): Promise<boolean> {
  return deps.database.as(system, (tx) => rewrap(deps, tx, id, now), { capabilities: [`rewrap:${id}`] })
}

/** A month that is over is no place to move to: what is due there is deleted. */
function shouldMove(month: string, wanted: string, now: Date): boolean {
  return wanted !== month && wanted >= monthOf(now)
}

async function listKept({ database, settings }: RetentionDeps, after: string): Promise<Kept[]> {
  const kept = keptUntilSql(settings)
  return database.as(system, async (tx) => {
    const { rows } = await sql<Kept>`
      select c.id, c.destroy_month as month, ${kept} as "keptUntil" from conversations.conversations c
      where c.id > ${after} order by c.id limit ${batch}`.execute(tx)
    return rows
  })
}

async function rewrap(
  { outerKeys, settings, audit }: RetentionDeps,
  tx: Tx,
  conversationId: string,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<Omit<Kept, 'id'>>`
    select c.destroy_month as month, ${keptUntilSql(settings)} as "keptUntil" from conversations.conversations c
    where c.id = ${conversationId} for update of c skip locked`.execute(tx)
  const [row] = rows
  if (!row?.keptUntil) return false
  const next = wrapMonth(now, row.keptUntil, settings)
  if (!shouldMove(row.month, next, now)) return false
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

/**
 * Deletes, with everything in them and their names in the audit, conversations whose time ended in a month that is over, and those that were
 * deleted and held once no hold stands. Row-level security keeps a held one where it is. Returns how many.
 */
export async function destroyConversations(
  { database, settings, audit }: Pick<RetentionDeps, 'database' | 'settings' | 'audit'>,
  now = new Date(),
): Promise<number> {
  const kept = keptUntilSql(settings)
  return database.as(system, async (tx) => {
    const { rows } = await sql<{ id: string }>`
      delete from conversations.conversations where id in (
        select c.id from conversations.conversations c
        where (c.destroy_month < ${monthOf(now)} or c.set_aside_at is not null)
          and (${kept} is null or to_char(${kept} at time zone 'UTC', 'YYYY-MM') < ${monthOf(now)})
        limit 50 for update of c skip locked)
      returning id`.execute(tx)
    for (const { id } of rows) await audit.forgetSubject(tx, { kind: 'conversation', id })
    return rows.length
  })
}
