import { sql } from 'kysely'
import type { Tx } from '../../database/index.ts'
import { buffer } from './envelopes.repository.ts'

/** A note as it lies there: wrapped under the outer key of the conversation's month. */
export type NoteRow = { epochId: string; bytes: Uint8Array }

export async function putNote(tx: Tx, conversationId: string, { epochId, bytes }: NoteRow): Promise<void> {
  await sql`
    insert into conversations.desk_notes (conversation_id, epoch_id, bytes)
    values (${conversationId}, ${epochId}, ${buffer(bytes)})
    on conflict (conversation_id) do update set epoch_id = excluded.epoch_id, bytes = excluded.bytes`.execute(
    tx,
  )
}

export async function findNote(tx: Tx, conversationId: string): Promise<NoteRow | undefined> {
  const { rows } = await sql<NoteRow>`
    select epoch_id as "epochId", bytes from conversations.desk_notes
    where conversation_id = ${conversationId}`.execute(tx)
  return rows[0]
}
