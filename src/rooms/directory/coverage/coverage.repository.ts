import { sql } from 'kysely'
import type { Tx } from '../../../database/index.ts'
import type { Listing } from '../publish/published.ts'

/** One line of the search index with what its service says; the point is that of its town where the place is confidential. */
export type StockRow = {
  id: number
  listing: Pick<Listing, 'needs' | 'languages' | 'interpreters' | 'modes' | 'serves' | 'phones'>
  latitude: number | null
  longitude: number | null
  states: number[]
}

/**
 * Vetted entries after one, in the order of their ids, with their state at each of these wall times (and first whether they
 * are ever open): 0 open, 1 not known, 2 closed. For any actor.
 */
export async function stockRows(
  tx: Tx,
  {
    after,
    most,
    on,
    walls,
  }: { after: number; most: number; on: string; walls: readonly { at: string; minute: number }[] },
): Promise<StockRow[]> {
  const ever = sql`case when e.rules is null and e.hours is null then 1 else 0 end`
  const at = walls.map(
    ({ at: wall, minute }) => sql`case
      when e.rules is not null then directory.dated_state(e.rules, e.gap, ${wall}::timestamp)
      when e.hours is null then 1
      when e.hours @> ${minute}::integer then 0
      when e.gap then 1 else 2 end`,
  )
  const { rows } = await sql<StockRow>`
    select e.id, e.latitude::float8 as latitude, e.longitude::float8 as longitude, array[${sql.join([ever, ...at])}]::integer[] as states,
      jsonb_build_object('needs', p.listing -> 'needs', 'languages', p.listing -> 'languages', 'interpreters', p.listing -> 'interpreters',
        'modes', p.listing -> 'modes', 'serves', p.listing -> 'serves', 'phones', p.listing -> 'phones') as listing
    from directory.entries e join directory.published p using (service_id)
    where e.id > ${after} and e.vetted_until >= ${on}::date order by e.id limit ${most}`.execute(tx)
  return rows
}

/** Towns of the register with a middle; for any actor. */
export async function knownTowns(tx: Tx): Promise<{ key: string; latitude: number; longitude: number }[]> {
  const { rows } = await sql<{ key: string; latitude: number; longitude: number }>`
    select key, latitude, longitude from directory.gazetteer
    where kind = 'town' and latitude is not null and longitude is not null`.execute(tx)
  return rows
}

export type StoredLevels = { need: string; language: string; hour: string; levels: Uint8Array }

/** The day of the latest stock. */
export async function latestStock(tx: Tx): Promise<string | undefined> {
  const { rows } = await sql<{ day: string | null }>`
    select to_char(max(taken_on), 'YYYY-MM-DD') as day from directory.coverage`.execute(tx)
  return rows[0]?.day ?? undefined
}

/** Writes the stock of a day and forgets those that are neither the latest nor the first of a month; as `system`. */
export async function writeStock(tx: Tx, day: string, stored: readonly StoredLevels[]): Promise<void> {
  await sql`delete from directory.coverage where taken_on = ${day}::date`.execute(tx)
  await sql`
    insert into directory.coverage (taken_on, need, language, hour, levels)
    select ${day}::date, need, language, hour, decode(levels, 'base64') from jsonb_to_recordset(${JSON.stringify(
      stored.map(({ levels, ...rest }) => ({ ...rest, levels: Buffer.from(levels).toString('base64') })),
    )}::jsonb) as given (need text, language text, hour text, levels text)`.execute(tx)
  await sql`
    delete from directory.coverage where taken_on < ${day}::date and taken_on not in
      (select min(taken_on) from directory.coverage group by date_trunc('month', taken_on))`.execute(tx)
}

/** A need's levels on each day that is kept, the earliest first. */
export async function levelsOverTime(
  tx: Tx,
  { need, language, hour }: Omit<StoredLevels, 'levels'>,
): Promise<{ day: string; levels: Uint8Array }[]> {
  const { rows } = await sql<{ day: string; levels: Uint8Array }>`
    select to_char(taken_on, 'YYYY-MM-DD') as day, levels from directory.coverage
    where need = ${need} and language = ${language} and hour = ${hour} order by taken_on`.execute(tx)
  return rows
}

/** Every need's levels on a day. */
export async function levelsOn(
  tx: Tx,
  day: string,
  { language, hour }: { language: string; hour: string },
): Promise<{ need: string; levels: Uint8Array }[]> {
  const { rows } = await sql<{ need: string; levels: Uint8Array }>`
    select need, levels from directory.coverage
    where taken_on = ${day}::date and language = ${language} and hour = ${hour} order by need`.execute(tx)
  return rows
}

export type UnmetCount = { week: string; need: string; province: string; times: number }

/** Adds what was counted; as `system`. */
export async function addUnmet(tx: Tx, counts: readonly UnmetCount[]): Promise<void> {
  await sql`
    insert into directory.unmet (week, need, province, times)
    select week, need, province, times from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb)
      as given (week date, need text, province text, times integer)
    on conflict (week, need, province) do update set times = unmet.times + excluded.times`.execute(tx)
  await sql`delete from directory.unmet where week < current_date - 1100`.execute(tx)
}

/** What was looked for in vain in the weeks from one day to another, the most first; for reviewers. */
export async function unmetBetween(tx: Tx, from: string, to: string): Promise<Omit<UnmetCount, 'week'>[]> {
  const { rows } = await sql<Omit<UnmetCount, 'week'>>`
    select need, province, sum(times)::integer as times from directory.unmet
    where week >= ${from}::date and week < ${to}::date group by need, province
    order by sum(times) desc, need, province limit 100`.execute(tx)
  return rows
}
