import { sql } from 'kysely'
import type { Tx } from '../../database/index.ts'
import type { StoredEntry } from './audit.entry.ts'

/*
 * Numbers for entries, given after they were committed. None is skipped: what has
 * no number is looked for by its absence, not behind a mark that a late
 * transaction could fall behind.
 */

/** For the advisory lock of whoever gives numbers; writers of entries never ask for it. */
const numbering = 727_002

export type EntryRow = StoredEntry & { id: string; seal: Buffer | null }

export const entryColumns = sql`e.id::text, e.entry_id as "entryId",
  to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.who, e.organisations, e.action,
  e.subject_kind as "subjectKind", e.subject, e.purpose, e.seal`

/** False while another server gives numbers. Held until the transaction ends. */
export async function takeNumbering(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(${numbering}::bigint) as taken`.execute(tx)
  return rows[0]?.taken === true
}

/** Every transaction before this one has ended: what it wrote is seen by whatever is asked from now on. */
export async function horizonOf(tx: Tx): Promise<string> {
  const { rows } = await sql<{ xmin: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as xmin`.execute(tx)
  return rows[0]?.xmin ?? '0'
}

/** Committed entries without a number, oldest first; transactions before `horizon` are known to have none left. */
export async function unnumbered(tx: Tx, horizon: string, limit: number): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select ${entryColumns} from audit.entries e
    where e.written_in >= ${horizon}::xid8 and not exists (select from audit.leaves l where l.entry = e.id)
    order by e.written_in, e.id limit ${limit}`.execute(tx)
  return rows
}

export async function lastNumber(tx: Tx): Promise<number> {
  const { rows } = await sql<{ last: string }>`
    select coalesce(max(number), 0)::text as last from audit.leaves`.execute(tx)
  return Number(rows[0]?.last ?? 0)
}

export async function insertLeaves(
  tx: Tx,
  first: number,
  leaves: readonly { id: string; leaf: Buffer }[],
): Promise<void> {
  const ids = leaves.map(({ id }) => id)
  const hashes = leaves.map(({ leaf }) => leaf.toString('hex'))
  await sql`
    insert into audit.leaves (number, entry, leaf)
    select ${first}::bigint - 1 + n, entry, decode(hash, 'hex')
    from unnest(${ids}::bigint[], ${hashes}::text[]) with ordinality as given (entry, hash, n)`.execute(tx)
}

/** A place in the tree with the entry that stands there now; null where there is none any more. */
export type LeafRow = { number: string; leaf: Buffer; entry: EntryRow | null }

/** Places after a number, in order. */
export async function leavesAfter(tx: Tx, after: number, limit: number): Promise<LeafRow[]> {
  const { rows } = await sql<EntryRow & { number: string; leaf: Buffer }>`
    select l.number::text, l.leaf, ${entryColumns}
    from audit.leaves l left join audit.entries e on e.id = l.entry
    where l.number > ${after} order by l.number limit ${limit}`.execute(tx)
  return rows.map(({ number, leaf, ...entry }) => ({ number, leaf, entry: entry.id === null ? null : entry }))
}

export type CheckpointRow = { log: string; number: number; entries: number; at: string }

export async function insertCheckpoint(tx: Tx, { log, number, entries, at }: CheckpointRow): Promise<void> {
  await sql`
    insert into audit.checkpoints (log, number, entries, at) values (${log}, ${number}, ${entries}, ${at})
    on conflict do nothing`.execute(tx)
}

/** The newest one that came back from the witness. */
export async function lastCheckpoint(tx: Tx): Promise<{ entries: number; at: Date } | undefined> {
  const { rows } = await sql<{ entries: string; at: Date }>`
    select entries::text, at from audit.checkpoints order by at desc, number desc limit 1`.execute(tx)
  const [row] = rows
  return row && { entries: Number(row.entries), at: row.at }
}
