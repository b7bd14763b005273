import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../database/index.ts'
import { entryColumns, type EntryRow } from './leaves.repository.ts'

/** Entries as they are read. The second wall decides what is there at all. */

export type ReadRow = EntryRow & { number: string | null }

export type Filter = {
  from: Date
  to: Date
  action?: string | undefined
  who?: string | undefined
  subject?: string | undefined
  before?: { at: Date; place: string } | undefined
}

const withNumber = sql`${entryColumns}, l.number::text`

/** Entries for which `rule` (over `e`) holds, newest first. */
export async function findEntries(
  tx: Tx,
  rule: RawBuilder<boolean>,
  filter: Filter,
  limit: number,
): Promise<ReadRow[]> {
  const { from, to, action, who, subject, before } = filter
  const also = [
    ...(action === undefined ? [] : [sql`e.action = ${action}`]),
    ...(who === undefined ? [] : [sql`e.who = ${who}`]),
    ...(subject === undefined ? [] : [sql`e.subject = ${subject}`]),
    ...(before === undefined
      ? []
      : [sql`(date_trunc('milliseconds', e.at), e.id) < (${before.at}, ${before.place}::bigint)`]),
  ]
  const { rows } = await sql<ReadRow>`
    select ${withNumber} from audit.entries e left join audit.leaves l on l.entry = e.id
    where ${rule} and e.at >= ${from} and e.at <= ${to} and ${sql.join([sql`true`, ...also], sql` and `)}
    order by date_trunc('milliseconds', e.at) desc, e.id desc limit ${limit}`.execute(tx)
  return rows
}

/** Entries for which `rule` holds, in the order in which they were written, after a place. */
export async function pageOfEntries(
  tx: Tx,
  rule: RawBuilder<boolean>,
  { from, to, after }: { from: Date; to: Date; after: string },
  limit: number,
): Promise<ReadRow[]> {
  const { rows } = await sql<ReadRow>`
    select ${withNumber} from audit.entries e left join audit.leaves l on l.entry = e.id
    where ${rule} and e.at >= ${from} and e.at <= ${to} and e.id > ${after}::bigint
    order by e.id limit ${limit}`.execute(tx)
  return rows
}

/** Names of the conversations that the asker took or opened, with when they last did. */
export async function workOf(
  tx: Tx,
  memberId: string,
  since: Date,
  limit: number,
): Promise<Map<string, Date>> {
  const { rows } = await sql<{ subject: string; at: Date }>`
    select e.subject, max(e.at) as at from audit.entries e
    where e.who = ${memberId} and e.at >= ${since} and e.subject_kind = 'conversation'
      and e.action in ('conversations.claim', 'conversations.open')
    group by e.subject order by max(e.at) desc limit ${limit}`.execute(tx)
  return new Map(rows.map(({ subject, at }) => [subject, at]))
}

/** What other members did with these conversations, newest first. */
export async function othersWith(
  tx: Tx,
  memberId: string,
  subjects: readonly string[],
  since: Date,
  limit: number,
): Promise<ReadRow[]> {
  const { rows } = await sql<ReadRow>`
    select ${withNumber} from audit.entries e left join audit.leaves l on l.entry = e.id
    where e.subject_kind = 'conversation' and e.subject = any(${[...subjects]}::text[]) and e.at >= ${since}
      and e.who <> ${memberId} and e.who not in ('seeker', 'public', 'system')
    order by e.at desc, e.id desc limit ${limit}`.execute(tx)
  return rows
}

export type Opening = { action: string; at: Date; who: string }

/** Who opened the seeker's own conversation, newest first. */
export async function openingsOf(tx: Tx, subject: string, limit: number): Promise<Opening[]> {
  const { rows } = await sql<Opening>`
    select e.action, e.at, e.who from audit.entries e
    where e.subject_kind = 'conversation' and e.subject = ${subject}
      and e.action in ('conversations.open', 'conversations.supervisor_read')
    order by e.at desc, e.id desc limit ${limit}`.execute(tx)
  return rows
}
