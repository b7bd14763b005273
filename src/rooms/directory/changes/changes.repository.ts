import { sql, type RawBuilder } from 'kysely'
import type { ChangeState, EntryField, FieldValue } from '../../../contracts/directory-changes.ts'
import type { Tx } from '../../../database/index.ts'
import type { PublishedRow } from '../search/search.repository.ts'
import type { InForce } from './overlay.ts'
import type { SaidOf } from './said.ts'

export type ChangeRow = {
  no: number
  serviceId: string
  field: EntryField
  value: unknown
  was: SaidOf | null
  sourceSaid: SaidOf | null
  why: string
  teamId: string | null
  by: string
  at: Date
  state: ChangeState
  answerWhy: string | null
  answeredBy: string | null
  answeredAt: Date | null
}

// Of those that nobody has answered only the newest waits.
const columns = sql`
  c.no::integer as no, c.service_id as "serviceId", c.field, c.value, c.was, c.source_said as "sourceSaid", c.why,
  c.team_id as "teamId", c.by_member as by, c.at, a.why as "answerWhy", a.by_member as "answeredBy", a.at as "answeredAt",
  case when c.at_once then 'in_force' when a.answer is not null then a.answer
    when exists (select from directory.changes later
      where later.service_id = c.service_id and later.field = c.field and later.no > c.no) then 'replaced'
    else 'waiting' end as state`

async function read(tx: Tx, rest: RawBuilder<unknown>): Promise<ChangeRow[]> {
  const { rows } = await sql<ChangeRow>`
    select ${columns} from directory.changes c left join directory.change_answers a on a.change_no = c.no ${rest}`.execute(
    tx,
  )
  return rows
}

/** A service's changes, the latest first. */
export function changesOf(tx: Tx, serviceId: string): Promise<ChangeRow[]> {
  return read(tx, sql`where c.service_id = ${serviceId} order by c.no desc limit 50`)
}

export async function findChange(tx: Tx, no: number): Promise<ChangeRow | undefined> {
  const [row] = await read(tx, sql`where c.no = ${no}`)
  return row
}

/** What waits for a reviewer, the oldest first. */
export async function waitingChanges(tx: Tx): Promise<ChangeRow[]> {
  const rows = await read(
    tx,
    sql`where not c.at_once and a.answer is null and not exists (select from directory.changes later
      where later.service_id = c.service_id and later.field = c.field and later.no > c.no)
    order by c.no limit 100`,
  )
  return rows
}

/** Of all who change one field of one service, one at a time; the newest change that there is, 0 for none. */
export async function lockField(tx: Tx, serviceId: string, field: EntryField): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`directory ${serviceId} ${field}`}, 0))`.execute(
    tx,
  )
  const { rows } = await sql<{ no: number | null }>`
    select max(no)::integer as no from directory.changes where service_id = ${serviceId} and field = ${field}`.execute(
    tx,
  )
  return rows[0]?.no ?? 0
}

export async function insertChange(
  tx: Tx,
  change: FieldValue & {
    serviceId: string
    was: SaidOf
    sourceSaid: SaidOf
    why: string
    teamId: string | undefined
    by: string
  },
): Promise<void> {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
  await sql`
    insert into directory.changes (service_id, field, value, was, source_said, why, team_id, by_member)
    values (${change.serviceId}, ${change.field}, ${json(change.value)}::jsonb, ${json(change.was)}::jsonb,
      ${json(change.sourceSaid)}::jsonb, ${change.why}, ${change.teamId ?? null}, ${change.by})`.execute(tx)
}

/** False where it was answered before. */
export async function insertAnswer(
  tx: Tx,
  answer: { no: number; answer: 'accepted' | 'refused' | 'withdrawn'; why: string; by: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into directory.change_answers (change_no, answer, why, by_member)
    values (${answer.no}, ${answer.answer}, ${answer.why}, ${answer.by}) on conflict do nothing`.execute(tx)
  return numAffectedRows === 1n
}

/** The changes in force of each of these services, also where what came last is that the source counts again; as `system`. */
export async function changesInForce(tx: Tx, serviceIds: readonly string[]): Promise<Map<string, InForce>> {
  const { rows } = await sql<FieldValue & { serviceId: string; at: Date }>`
    select distinct on (c.service_id, c.field) c.service_id as "serviceId", c.field, c.value, coalesce(a.at, c.at) as at
    from directory.changes c left join directory.change_answers a on a.change_no = c.no
    where c.service_id = any (${[...serviceIds]}::text[]) and (c.at_once or a.answer = 'accepted')
    order by c.service_id, c.field, c.no desc`.execute(tx)
  return new Map(
    [...Map.groupBy(rows, ({ serviceId }) => serviceId)].map(([serviceId, own]) => [
      serviceId,
      {
        values: Object.fromEntries(
          own.flatMap(({ field, value }) => (value === null ? [] : [[field, value]])),
        ),
        at: new Date(Math.max(...own.map(({ at }) => at.getTime()))),
      },
    ]),
  )
}

/** Services whose changes are in force and not yet published; as `system`. */
export async function servicesToRenew(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select service_id as id from directory.changes where at_once and not applied
    union select c.service_id from directory.change_answers a join directory.changes c on c.no = a.change_no
      where a.answer = 'accepted' and not a.applied
    limit 500`.execute(tx)
  return rows.map(({ id }) => id)
}

export async function markPublished(tx: Tx, serviceIds: readonly string[]): Promise<void> {
  const ids = [...serviceIds]
  await sql`update directory.change_answers a set applied = true from directory.changes c
    where c.no = a.change_no and a.answer = 'accepted' and not a.applied and c.service_id = any (${ids}::text[])`.execute(
    tx,
  )
  await sql`update directory.changes set applied = true
    where at_once and not applied and service_id = any (${ids}::text[])`.execute(tx)
}

export type EntryRow = PublishedRow & {
  serviceId: string
  keeper: string | null
  sourceSays: Partial<Record<EntryField, SaidOf>> | null
}

/** Published services as those who keep them see them; for any actor. */
export async function publishedEntries(tx: Tx, serviceIds: readonly string[]): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select service_id as "serviceId", keeper_team_id as keeper, source_says as "sourceSays", listing, rest, places, vetting, room
    from directory.published where service_id = any (${[...serviceIds]}::text[])`.execute(tx)
  return rows
}

/** Which of these lines, folded, is the address of a place that is kept secret; as `system`. */
export async function secretLines(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select distinct address_1 as line from directory.confidential_addresses where address_1 is not null`.execute(
    tx,
  )
  return rows.map(({ line }) => line)
}
