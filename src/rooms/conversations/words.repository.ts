import { sql } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { buffer } from './envelopes.repository.ts'

export type WordsRow = { conversationId: string; tokenHash: Buffer; publicKey: Buffer }

/** The words that a look-up value names. */
export async function findWords(tx: Tx, lookup: Bytes): Promise<WordsRow | undefined> {
  const { rows } = await sql<WordsRow>`
    select conversation_id as "conversationId", token_hash as "tokenHash", public_key as "publicKey"
    from conversations.words where lookup = ${buffer(lookup)}`.execute(tx)
  return rows[0]
}

/** Registers words; false when the conversation has others. The same again changes nothing. */
export async function insertWords(
  tx: Tx,
  words: { conversationId: string; lookup: Bytes; tokenHash: Bytes; publicKey: Bytes },
): Promise<boolean> {
  await sql`
    insert into conversations.words (conversation_id, lookup, token_hash, public_key)
    values (${words.conversationId}, ${buffer(words.lookup)}, ${buffer(words.tokenHash)}, ${buffer(words.publicKey)})
    on conflict do nothing`.execute(tx)
  const { rows } = await sql`
    select from conversations.words
    where conversation_id = ${words.conversationId} and lookup = ${buffer(words.lookup)}
      and token_hash = ${buffer(words.tokenHash)}`.execute(tx)
  return rows.length === 1
}

/** The words stop working. */
export async function deleteWords(tx: Tx, conversationId: string): Promise<void> {
  await sql`delete from conversations.words where conversation_id = ${conversationId}`.execute(tx)
}

/** Whether the words are still those that a grant was given for. The transaction speaks for a live visit. */
export async function areWords(tx: Tx, conversationId: string, publicKey: Uint8Array): Promise<boolean> {
  const { rows } = await sql`
    select from conversations.words
    where conversation_id = ${conversationId} and public_key = ${buffer(publicKey)}`.execute(tx)
  return rows.length === 1
}

/** What of the ways back is set, and until when a legal hold forbids to destroy it. */
export async function findWaysBack(
  tx: Tx,
  conversationId: string,
): Promise<{ words: boolean; second: boolean; heldUntil: Date | null }> {
  const { rows } = await sql<{ words: boolean; second: boolean; heldUntil: Date | null }>`
    select exists (select from conversations.words where conversation_id = ${conversationId}) as words,
      exists (select from conversations.keeps where conversation_id = ${conversationId}) as second,
      (select max(h.until) from conversations.legal_holds h
        where h.conversation_id = ${conversationId} and conversations.hold_is_live(h)) as "heldUntil"`.execute(
    tx,
  )
  return rows[0] ?? { words: false, second: false, heldUntil: null }
}

/** Words were shown: one return within five minutes. */
export async function insertGrant(
  tx: Tx,
  grant: { hash: Bytes; conversationId: string; publicKey: Uint8Array },
): Promise<void> {
  await sql`
    insert into conversations.grants (hash, conversation_id, words_public_key, expires_at)
    values (${buffer(grant.hash)}, ${grant.conversationId}, ${buffer(grant.publicKey)}, now() + interval '5 minutes')`.execute(
    tx,
  )
}

/** Of all that use one grant, one at a time, until the transaction ends. */
export async function holdGrant(tx: Tx, hash: Bytes): Promise<void> {
  const name = `grant ${buffer(hash).toString('hex')}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx)
}

/** The grant, if its time is not over. It is used up by takeGrant(). */
export async function findGrant(
  tx: Tx,
  hash: Bytes,
): Promise<{ conversationId: string; wordsPublicKey: Buffer } | undefined> {
  const { rows } = await sql<{ conversationId: string; wordsPublicKey: Buffer }>`
    select conversation_id as "conversationId", words_public_key as "wordsPublicKey"
    from conversations.grants where hash = ${buffer(hash)} and expires_at > now()`.execute(tx)
  return rows[0]
}

/** Uses a grant up; false when somebody else just did. */
export async function takeGrant(tx: Tx, hash: Bytes): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from conversations.grants where hash = ${buffer(hash)} and expires_at > now()`.execute(tx)
  return numAffectedRows === 1n
}
