import { sql } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { buffer } from './envelopes.repository.ts'

/** Sets or changes the second secret. */
export async function putKeep(
  tx: Tx,
  keep: { conversationId: string; keepId: string; tokenHash: Bytes; publicKey: Bytes },
): Promise<void> {
  await sql`
    insert into conversations.keeps (conversation_id, keep_id, token_hash, public_key)
    values (${keep.conversationId}, ${keep.keepId}, ${buffer(keep.tokenHash)}, ${buffer(keep.publicKey)})
    on conflict (conversation_id) do update set keep_id = excluded.keep_id, token_hash = excluded.token_hash,
      public_key = excluded.public_key, tries = 0, tries_since = now()`.execute(tx)
}

/** Counts one try of the second secret and gives what it is compared with; tries begin anew after a day. */
export async function tryKeep(
  tx: Tx,
  conversationId: string,
): Promise<{ tokenHash: Buffer; tries: number } | undefined> {
  const { rows } = await sql<{ tokenHash: Buffer; tries: number }>`
    update conversations.keeps set
      tries = case when tries_since < now() - interval '1 day' then 1 else tries + 1 end,
      tries_since = case when tries_since < now() - interval '1 day' then now() else tries_since end
    where conversation_id = ${conversationId}
    returning token_hash as "tokenHash", tries`.execute(tx)
  return rows[0]
}

/** The secret was right: earlier wrong tries are forgotten. */
export async function clearTries(tx: Tx, conversationId: string): Promise<void> {
  await sql`update conversations.keeps set tries = 0 where conversation_id = ${conversationId}`.execute(tx)
}
