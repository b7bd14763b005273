import { sql } from 'kysely'
import type { Tx } from '../../../database/index.ts'
import type { LinkedRow } from './link.ts'
import { isKept, tableOf, type CellKind, type TableName } from './tables.ts'

const types: Record<CellKind, string> = {
  line: 'text', text: 'text', url: 'text', integer: 'integer', age: 'integer', number: 'numeric',
  latitude: 'double precision', longitude: 'double precision', date: 'date', moment: 'timestamptz', boolean: 'boolean',
  list: 'text[]',
} // prettier-ignore

// Columns that reading a row adds to those of HSDS.
const added: Partial<Record<TableName, Record<string, string>>> = {
  schedules: { rules: 'jsonb' },
  languages: { tag: 'text' },
}
// Read, and turned into something else.
const dropped = new Set(['weekday', 'contact_id'])

const rowsAtOnce = 500

function columnsOf(table: TableName): [string, string][] {
  if (isKept(table)) return [['table_name', 'text'], ['data', 'jsonb']] // prettier-ignore
  const { columns, parents } = tableOf(table)
  return [
    ...Object.entries(columns).map(
      ([name, kind]) => [name, types[kind.replace('!', '') as CellKind]] as [string, string],
    ),
    ...Object.keys(parents).map((name) => [name, 'text'] as [string, string]),
    ...Object.entries(added[table] ?? {}),
  ].filter(([name]) => !dropped.has(name))
}

/**
 * Writes rows that are new or differ from what is there, and returns their ids;
 * the others are left alone. `into`: another table of the same columns.
 */
export async function writeRows(
  tx: Tx,
  source: string,
  table: TableName,
  rows: readonly LinkedRow[],
  into?: string,
): Promise<string[]> {
  const columns = columnsOf(table)
  const name = into ?? (isKept(table) ? 'kept_rows' : table)
  const written: string[] = []
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const chunk = rows.slice(from, from + rowsAtOnce)
    const records = chunk.map(({ id, sourceId, hash, values }) => ({
      id,
      source_id: sourceId,
      hash,
      ...values,
    }))
    const list = columns.map(([column]) => column).join(', ')
    const { rows: ids } = await sql<{ id: string }>`
      insert into directory.${sql.raw(name)} (id, source, source_id, hash, ${sql.raw(list)})
      select id, ${source}, source_id, hash, ${sql.raw(listFor(table, columns))}
      from jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
        as given (id text, source_id text, hash text, ${sql.raw(columns.map((column) => column.join(' ')).join(', '))})
      on conflict (id) do update set (hash, ${sql.raw(list)}) =
        (excluded.hash, ${sql.raw(columns.map(([column]) => `excluded.${column}`).join(', '))})
        where ${sql.raw(name)}.hash <> excluded.hash
      returning id`.execute(tx)
    written.push(...ids.map(({ id }) => id))
  }
  return written
}

function listFor(table: TableName, columns: [string, string][]): string {
  // These may not be null, and a source may leave them out.
  const defaults: Partial<Record<TableName, string[]>> = {
    locations: ['confidential'],
    schedules: ['holiday'],
  }
  return columns
    .map(([name]) => (defaults[table]?.includes(name) ? `coalesce(${name}, false)` : name))
    .join(', ')
}

/** Which of these ids are there. */
export async function findExisting(tx: Tx, table: TableName, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from directory.${sql.raw(table)} where id = any (${ids}::text[])`.execute(tx)
  return rows.map(({ id }) => id)
}

/** The places of a source that are confidential already. */
export async function findConfidential(tx: Tx, source: string): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from directory.locations where confidential and source = ${source}`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

/**
 * Deletes rows of a source that belong to these parents and are not among those
 * that were read: what a publisher took out must not stay behind as an opening.
 */
export async function deleteMissing(
  tx: Tx,
  source: string,
  table: TableName,
  parents: ReadonlyMap<string, readonly string[]>,
  kept: readonly string[],
  name: string = table,
): Promise<{ id: string; parents: string[] }[]> {
  const columns = Object.keys(tableOf(table).parents).filter((column) => !dropped.has(column))
  const belongs = columns.map(
    (column) => sql`${sql.ref(column)} = any (${parents.get(column) ?? []}::text[])`,
  )
  if (belongs.length === 0) return []
  const { rows } = await sql<{ id: string; parents: string[] }>`
    delete from directory.${sql.raw(name)}
    where source = ${source} and (${sql.join(belongs, sql` or `)}) and id <> all (${kept}::text[])
    returning id, array_remove(array[${sql.raw(columns.join(', '))}], null) as parents`.execute(tx)
  return rows
}

/** Puts what is withheld of confidential places where only few can read it, and moves addresses that were public before. */
export async function withholdPlaces(
  tx: Tx,
  places: readonly { id: string; details: Record<string, unknown> }[],
): Promise<void> {
  await sql`
    insert into directory.confidential_places (location_id, details)
    select id, details from jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as given (id text, details jsonb)
    on conflict (location_id) do update set details = excluded.details`.execute(tx)
  const ids = places.map(({ id }) => id)
  await sql`
    with moved as (delete from directory.addresses where location_id = any (${ids}::text[]) returning *)
    insert into directory.confidential_addresses select * from moved on conflict (id) do nothing`.execute(tx)
}

/** Places that a source now says are not confidential any more. */
export async function revealPlaces(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`delete from directory.confidential_places where location_id = any (${ids}::text[])`.execute(tx)
  await sql`
    with moved as (delete from directory.confidential_addresses where location_id = any (${ids}::text[]) returning *)
    insert into directory.addresses select * from moved on conflict (id) do nothing`.execute(tx)
}

/** Says whose confidential places are: of their own organisation or, without one, of that of a service there. */
export async function settleKeepers(tx: Tx): Promise<void> {
  await sql`
    with owner as (
      select distinct on (place.location_id) place.location_id, organization.id, organization.keeper_team_id
      from directory.confidential_places place
        join directory.locations location on location.id = place.location_id
        left join directory.service_at_locations link on link.location_id = place.location_id
        left join directory.services service on service.id = link.service_id
        join directory.organizations organization
          on organization.id = coalesce(location.organization_id, service.organization_id)
      order by place.location_id, organization.id
    )
    update directory.confidential_places place set (organization_id, keeper_team_id) = (owner.id, owner.keeper_team_id)
    from owner where owner.location_id = place.location_id`.execute(tx)
}

/** Sets which of the parents that were looked at have an opening that could not be read; returns those for which that is new. */
export async function writeGaps(
  tx: Tx,
  looked: readonly string[],
  gaps: readonly string[],
): Promise<string[]> {
  const { rows: closed } = await sql<{ parent_id: string }>`
    delete from directory.hours_gaps
    where parent_id = any (${looked}::text[]) and parent_id <> all (${gaps}::text[]) returning parent_id`.execute(
    tx,
  )
  const { rows: opened } = await sql<{ parent_id: string }>`
    insert into directory.hours_gaps select distinct unnest(${gaps}::text[]) on conflict do nothing
    returning parent_id`.execute(tx)
  return [...closed, ...opened].map((row) => row.parent_id)
}
