import { CompiledQuery } from 'kysely'
import type { Database } from '../../../src/database/index.ts'

export type SlotRow = {
  conversationId: string
  number: number
  to: 'team' | 'visit' | 'keep'
  recipient: string
  bytes: Buffer
}
export type GenerationRow = {
  conversationId: string
  number: number
  epochId: string
  commitment: Buffer
  wordsPublicKey: Buffer | null
}
export type EnvelopeRow = { conversationId: string; bytes: Buffer }

/** What somebody has who took a database, and needs to open a message. */
export type Loot = { slots: SlotRow[]; generations: GenerationRow[]; envelopes: EnvelopeRow[] }

/** As whoever the connection belongs to: a superuser, whom no policy binds. */
export async function rowsOf<Row>(database: Database, text: string): Promise<Row[]> {
  await database.unguarded.executeQuery(CompiledQuery.raw('reset role'))
  return (await database.unguarded.executeQuery<Row>(CompiledQuery.raw(text))).rows
}

/** Takes it all. */
export async function lootOf(database: Database): Promise<Loot> {
  return {
    slots: await rowsOf<SlotRow>(
      database,
      `select conversation_id as "conversationId", number, kind as "to", recipient, bytes from conversations.slots`,
    ),
    generations: await rowsOf<GenerationRow>(
      database,
      `select conversation_id as "conversationId", number, epoch_id as "epochId", commitment,
         words_public_key as "wordsPublicKey" from conversations.generations`,
    ),
    envelopes: await rowsOf<EnvelopeRow>(
      database,
      `select conversation_id as "conversationId", bytes from conversations.envelopes order by position`,
    ),
  }
}
