import { sql } from 'kysely'
import type { Database, Tx } from '../../../../src/database/index.ts'

/*
 * The plain way of a service directory, over the same rows: words against a text index, places within a box and nearer than so
 * many kilometres, sorted by how well the words fit, then by distance; a page of ten with how many there are. No eligibility, no
 * hours, no languages, no typos, no reasons, nothing left out and counted, no vetting.
 */

export type Plain = { words?: string; at?: { latitude: number; longitude: number }; km?: number }

export async function preparePlain(database: Database): Promise<void> {
  const on = database.unguarded
  for (const statement of [
    sql`create schema plain`,
    sql`create table plain.services as
      select e.service_id, e.place, e.latitude, e.longitude,
        to_tsvector('simple', concat_ws(' ', p.listing -> 'words' ->> 'name', p.listing ->> 'organisation',
          p.rest -> 'words' ->> 'description', p.rest -> 'words' ->> 'forWhom', translate(p.listing ->> 'needs', '_"[],', '     '),
          p.places -> e.place ->> 'area')) as words
      from directory.entries e join directory.published p on p.service_id = e.service_id`,
    sql`create index on plain.services using gin (words)`,
    sql`create index on plain.services (latitude, longitude)`,
    sql`analyze plain.services`,
    sql`grant usage on schema plain to northline_app`,
    sql`grant select on plain.services to northline_app`,
  ])
    await statement.execute(on)
}

/** How many there are, once a page of them was read. */
export async function searchPlainly(tx: Tx, { words, at, km = 25 }: Plain): Promise<number> {
  const asked = words ? sql`websearch_to_tsquery('simple', ${words})` : sql`(select null::tsquery)`
  const far = at
    ? sql`2 * 6371 * asin(sqrt(power(sin(radians(latitude - ${at.latitude}) / 2), 2) + cos(radians(${at.latitude}))
        * cos(radians(latitude)) * power(sin(radians(longitude - ${at.longitude}) / 2), 2)))`
    : sql`0`
  const [up, aside] = at ? [km / 111, km / (111 * Math.cos((at.latitude * Math.PI) / 180))] : [0, 0]
  const where = [
    ...(words ? [sql`words @@ q`] : []),
    ...(at
      ? [
          sql`latitude between ${at.latitude - up} and ${at.latitude + up}`,
          sql`longitude between ${at.longitude - aside} and ${at.longitude + aside}`,
          sql`${far} <= ${km}`,
        ]
      : []),
  ]
  const { rows } = await sql<{ total: number }>`
    with found as (
      select service_id, place, count(*) over () as total, coalesce(ts_rank(words, q), 0) as rank, ${far} as far
      from plain.services, ${asked} as asked (q) where ${sql.join(where, sql` and `)}
      order by rank desc, far, service_id limit 10
    )
    select total::integer, listing, places -> place as place from found join directory.published using (service_id)
    order by rank desc, far`.execute(tx)
  return rows[0]?.total ?? 0
}
