import { sql } from 'kysely'
import type { Tx } from '../../database/index.ts'
import type { StoredEntry } from './audit.entry.ts'

/** What a transaction says of itself, and the key of a subject by its reference. */
export type About = {
  at: string
  who: string
  organisations: string[]
  month: string | null
  wrapped: Buffer | null
}

/** Shows `ref` for the rest of the transaction, too. */
export async function about(tx: Tx, ref: string | null): Promise<About> {
  const { rows } = await sql<About>`select * from audit.about(${ref})`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('a transaction that says nothing of itself')
  return row
}

export async function insertEntry(tx: Tx, entry: StoredEntry, seal: Buffer): Promise<void> {
  await sql`
    insert into audit.entries (entry_id, at, who, organisations, action, subject_kind, subject, purpose, seal)
    values (${entry.entryId}, ${entry.at}::timestamptz, ${entry.who}, ${entry.organisations}::text[],
      ${entry.action}, ${entry.subjectKind}, ${entry.subject}, ${entry.purpose}, ${seal})`.execute(tx)
}

type SubjectKey = { ref: string; month: string; wrapped: Uint8Array }

/** False when another transaction kept one first. */
export async function insertSubjectKey(tx: Tx, { ref, month, wrapped }: SubjectKey): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into audit.subject_keys (ref, month, wrapped) values (${ref}, ${month}, ${Buffer.from(wrapped)})
    on conflict do nothing`.execute(tx)
  return numAffectedRows === 1n
}

export async function updateSubjectKey(tx: Tx, { ref, month, wrapped }: SubjectKey): Promise<void> {
  await sql`
    update audit.subject_keys set month = ${month}, wrapped = ${Buffer.from(wrapped)} where ref = ${ref}`.execute(
    tx,
  )
}

export async function deleteSubjectKey(tx: Tx, ref: string): Promise<void> {
  await sql`delete from audit.subject_keys where ref = ${ref}`.execute(tx)
}

/** Keys whose month is long over: of records that went without a word, such as by a restored backup. */
export async function deleteSubjectKeysOver(tx: Tx): Promise<void> {
  await sql`
    delete from audit.subject_keys
    where month < to_char((now() - interval '2 months') at time zone 'UTC', 'YYYY-MM')`.execute(tx)
}
