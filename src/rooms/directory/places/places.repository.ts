import { sql } from 'kysely'
import type { Tx } from '../../../database/index.ts'
import { foldPhrase } from '../words/fold.ts'
import { distanceBetween, type Point } from './areas.ts'
import { countryOfProvince, postalAreaOf, provinceOf, provinceOfPostalArea } from './provinces.ts'

type Located = { id: string; city: string | null; province: string | null; code: string | null; country: string | null; confidential: boolean } // prettier-ignore

/** Works out town, province and postal area of places from their addresses. */
export async function settlePlaces(tx: Tx, ids: readonly string[]): Promise<void> {
  // Address by address through the index: a join of all at once was planned as a loop over a loop once there were many.
  const { rows } = await sql<Located>`
    select location.id, city, state_province as province, postal_code as code, line.country, confidential
    from directory.locations location left join lateral (
      select * from (
        select city, state_province, postal_code, country, address_type, id from directory.addresses
          where location_id = location.id
        union all
        select city, state_province, postal_code, country, address_type, id from directory.confidential_addresses
          where location_id = location.id
      ) lines
      order by (address_type = 'physical') desc nulls last, (city is not null) desc, id limit 1
    ) line on true
    where location.id = any (${ids}::text[])
    order by location.id`.execute(tx)
  const settled = rows.map(({ id, city, province: named, code, country, confidential }) => {
    const area = code ? postalAreaOf(code) : undefined
    const province =
      (named ? (provinceOf(named) ?? named.slice(0, 60)) : undefined) ??
      (area ? provinceOfPostalArea(area) : undefined)
    const town = city?.slice(0, 100)
    return {
      id,
      town,
      town_key: town ? foldPhrase(town) : undefined,
      province,
      // Three letters of a postal code are finer than a town.
      postal_area: confidential ? undefined : area,
      country: countryOfProvince(province) ?? country,
    }
  })
  const column = (name: Exclude<keyof (typeof settled)[number], 'id'>) =>
    settled.map((place) => place[name] ?? null)
  // Arrays, and not JSON: the planner knows how long an array is.
  await sql`
    update directory.locations location
    set (town, town_key, province, postal_area, country) =
      (given.town, given.town_key, given.province, given.postal_area, given.country)
    from unnest(${settled.map(({ id }) => id)}::text[], ${column('town')}::text[], ${column('town_key')}::text[],
      ${column('province')}::text[], ${column('postal_area')}::text[], ${column('country')}::text[])
      as given (id, town, town_key, province, postal_area, country)
    where location.id = given.id`.execute(tx)
}

/**
 * Makes the gazetteer anew. Coordinates come from places that are not
 * confidential; a town that has none but a confidential one has a name and no
 * coordinates, and none at all where even the town is not to be said.
 */
export async function refreshGazetteer(tx: Tx): Promise<void> {
  await sql`delete from directory.gazetteer`.execute(tx)
  await sql`
    insert into directory.gazetteer (kind, key, province, name, country, latitude, longitude, services)
    select 'town', town_key, coalesce(province, ''), mode() within group (order by town),
      coalesce(max(country), ''), percentile_cont(0.5) within group (order by latitude) filter (where not confidential),
      percentile_cont(0.5) within group (order by longitude) filter (where not confidential), count(*)
    from directory.locations
    where town_key <> '' and published_area is null
    group by town_key, coalesce(province, '')`.execute(tx)
  await sql`
    insert into directory.gazetteer (kind, key, province, name, country, latitude, longitude, services)
    select 'postal', postal_area, coalesce(province, ''), upper(postal_area), coalesce(max(country), ''),
      percentile_cont(0.5) within group (order by latitude), percentile_cont(0.5) within group (order by longitude), count(*)
    from directory.locations
    where postal_area is not null and not confidential
    group by postal_area, coalesce(province, '')`.execute(tx)
}

export type Gazetteered = {
  kind: 'town' | 'postal'
  key: string
  province: string
  name: string
  latitude: number | null
  longitude: number | null
  services: number
}

const columns = sql`kind, key, province, name, latitude, longitude, services`

/** Towns and postal areas of exactly these names, folded; the ones with most services first. */
export async function findPlaces(tx: Tx, keys: readonly string[]): Promise<Gazetteered[]> {
  const { rows } = await sql<Gazetteered>`
    select ${columns} from directory.gazetteer where key = any (${keys}::text[])
    order by services desc, province`.execute(tx)
  return rows
}

/** Towns that begin with a text or are spelled like it, the likeliest first. */
export async function findPlacesLike(tx: Tx, key: string, limit: number): Promise<Gazetteered[]> {
  const prefix = key.replaceAll(/[\\%_]/g, '\\$&')
  const { rows } = await sql<Gazetteered>`
    select ${columns} from directory.gazetteer
    where kind = 'town' and (key like ${`${prefix}%`} or key % ${key})
    order by key like ${`${prefix}%`} desc, similarity(key, ${key}) desc, services desc, key, province
    limit ${limit}`.execute(tx)
  return rows
}

/** The town whose middle is nearest to a point, at most so many kilometres away. */
export async function findNearestTown(tx: Tx, point: Point, km: number): Promise<Gazetteered | undefined> {
  const up = km / 111
  const across = up / Math.max(0.05, Math.cos((point.latitude * Math.PI) / 180))
  const { rows } = await sql<Gazetteered>`
    select ${columns} from directory.gazetteer
    where kind = 'town' and latitude between ${point.latitude - up} and ${point.latitude + up}
      and longitude between ${point.longitude - across} and ${point.longitude + across}`.execute(tx)
  const away = ({ latitude, longitude }: Gazetteered) =>
    distanceBetween(point, { latitude: latitude ?? 0, longitude: longitude ?? 0 })
  const [nearest] = rows.sort((a, b) => away(a) - away(b))
  return nearest && away(nearest) <= km ? nearest : undefined
}

/** The middles of towns, by `key, province`, for places whose own coordinates are confidential. */
export async function townMiddles(
  tx: Tx,
  towns: readonly string[],
): Promise<Map<string, { latitude: number; longitude: number }>> {
  const { rows } = await sql<{ key: string; province: string; latitude: number; longitude: number }>`
    select key, province, latitude, longitude from directory.gazetteer
    where kind = 'town' and key = any (${towns}::text[]) and latitude is not null and longitude is not null`.execute(
    tx,
  )
  return new Map(
    rows.map(({ key, province, latitude, longitude }) => [`${key}, ${province}`, { latitude, longitude }]),
  )
}
