import { sql, type RawBuilder } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { buffer } from './envelopes.repository.ts'

export type RecipientRow = { to: 'visit' | 'keep'; recipient: string; publicKey: Buffer }

/** Who must get a slot in the next generation beside the team: live visits, and the second secret if one is set. */
export async function listRecipients(tx: Tx, conversationId: string): Promise<RecipientRow[]> {
  const { rows } = await sql<RecipientRow>`
    select 'visit' as to, id as recipient, public_key as "publicKey" from conversations.visits
    where conversation_id = ${conversationId} and refused_at is null and live_until > now()
    union all
    select 'keep', keep_id, public_key from conversations.keeps where conversation_id = ${conversationId}
    order by 1 desc, 2`.execute(tx)
  return rows
}

/** Which of these visits belong to the conversation and were not sent away, live or not. */
export async function listSealable(
  tx: Tx,
  conversationId: string,
  visitIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from conversations.visits
    where conversation_id = ${conversationId} and refused_at is null and id = any(${visitIds}::text[])`.execute(
    tx,
  )
  return rows.map(({ id }) => id)
}

export type SlotRow = {
  number: number
  to: 'team' | 'visit' | 'keep' | 'member'
  recipient: string
  /** Wrapped under the outer key of the conversation's month. */
  bytes: Uint8Array
}

/**
 * Makes a generation the current one and adds its slots. Call it with the row
 * of the conversation held, so that of two writers one is first.
 */
export async function insertGeneration(
  tx: Tx,
  conversationId: string,
  generation: { number: number; epochId: string; commit: Bytes; wordsPublicKey?: Uint8Array | undefined },
  slots: readonly SlotRow[],
): Promise<void> {
  const words = generation.wordsPublicKey ? buffer(generation.wordsPublicKey) : null
  await sql`
    update conversations.conversations set generation = ${generation.number}, epoch_id = ${generation.epochId}
    where id = ${conversationId}`.execute(tx)
  await sql`
    insert into conversations.generations (conversation_id, number, epoch_id, commitment, words_public_key)
    values (${conversationId}, ${generation.number}, ${generation.epochId}, ${buffer(generation.commit)}, ${words})`.execute(
    tx,
  )
  await insertSlots(tx, conversationId, slots)
}

/** Adds slots; those that are there already stay as they are. */
export async function insertSlots(tx: Tx, conversationId: string, slots: readonly SlotRow[]): Promise<void> {
  if (slots.length === 0) return
  await sql`
    insert into conversations.slots (conversation_id, number, kind, recipient, bytes)
    select ${conversationId}, s.* from unnest(
      ${slots.map(({ number }) => number)}::int[], ${slots.map(({ to }) => to)}::text[],
      ${slots.map(({ recipient }) => recipient)}::text[], ${slots.map(({ bytes }) => buffer(bytes))}::bytea[]
    ) s on conflict do nothing`.execute(tx)
}

/** Deletes the slots of the second secret, before another one is set. */
export async function deleteKeepSlots(tx: Tx, conversationId: string): Promise<void> {
  await sql`
    delete from conversations.slots where conversation_id = ${conversationId} and kind = 'keep'`.execute(tx)
}

export type GenerationRow = {
  number: number
  epochId: string
  commit: Buffer
  wordsPublicKey: Buffer | null
  to: SlotRow['to']
  recipient: string
  slot: Buffer
  destroyMonth: string
}

/**
 * Whose slots are read: the team's, a member's own (break-glass), or a visit's own, with the second secret's once it
 * was shown.
 */
export type SlotReaderRow = 'team' | { memberId: string } | { visitId: string; second: boolean }

function slotsOf(reader: SlotReaderRow): RawBuilder<unknown> {
  if (reader === 'team') return sql`s.kind = 'team'`
  if ('memberId' in reader) return sql`s.kind = 'member' and s.recipient = ${reader.memberId}`
  return sql`((s.kind = 'visit' and s.recipient = ${reader.visitId}) or (s.kind = 'keep' and ${reader.second}))`
}

/**
 * Generations with the reader's slot, oldest first: the given ones, or those
 * with a higher number than `after`. Where a visit and the second secret both
 * have one, the visit's is given.
 */
export async function listGenerations(
  tx: Tx,
  conversationId: string,
  reader: SlotReaderRow,
  which: { numbers: readonly number[] } | { after: number; limit: number },
): Promise<GenerationRow[]> {
  const mine = slotsOf(reader)
  const wanted =
    'numbers' in which ? sql`g.number = any(${[...which.numbers]}::int[])` : sql`g.number > ${which.after}`
  const page = 'numbers' in which ? sql`` : sql`limit ${which.limit}`
  const { rows } = await sql<GenerationRow>`
    select distinct on (g.number) g.number, g.epoch_id as "epochId", g.commitment as commit,
      g.words_public_key as "wordsPublicKey", s.kind as to, s.recipient, s.bytes as slot,
      c.destroy_month as "destroyMonth"
    from conversations.generations g
    join conversations.slots s on s.conversation_id = g.conversation_id and s.number = g.number and ${mine}
    join conversations.conversations c on c.id = g.conversation_id
    where g.conversation_id = ${conversationId} and ${wanted}
    order by g.number, s.kind desc ${page}`.execute(tx)
  return rows
}
