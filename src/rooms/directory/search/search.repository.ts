import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../../database/index.ts'
import { minuteOfWeek, wallTime } from '../hours/clock.ts'
import type { Point } from '../places/areas.ts'
import type { Listing, Place, Rest } from '../publish/published.ts'

/** A search as keys of the index. */
export type IndexQuery = {
  /** A service that says it meets the need, or whose words suggest it. */
  need?: { sure: number; maybe: number }
  /** For each word, what it may be. `any`: one of them is enough. */
  words: readonly (readonly number[])[]
  titles: readonly number[]
  anyWord: boolean
  /** The language and its near relatives. */
  language?: { spoken: readonly number[]; interpreted: number; unknown: number }
  /** What the clocks show at the time at which it must be open. */
  open?: Clocks
  place?: {
    point?: Point
    km: number
    /** Cells of the map around the point, and the town itself. */
    near: readonly number[]
    inTown: readonly number[]
    /** The areas that the place lies in, and the mark of those that say no area. */
    serves: readonly number[]
    unknown: number
  }
}

/** What the clock of each zone shows, in the order of the zones' numbers. */
export type Clocks = { walls: readonly string[]; minutesOfWeek: readonly number[] }

/** How a hit meets each thing that was asked: 0 it does, 1 not known, 2 it does not. */
export type Fits = { need: number; language: number; hours: number; reach: number }

export type FoundRow = Fits & {
  serviceId: string
  fit: number
  /** `near`, `serves` or `unknown`. */
  way: 0 | 1 | 2
  distance: number | null
  titles: number
  listing: Listing
  place: Place
  total: number
}

/** Services that are looked at and ranked; counting stops there too. */
export const mostRanked = 400

const km = (point: Point) => sql`12742 * asin(least(1, sqrt(
  sin(radians(e.latitude - ${point.latitude}::float8) / 2) ^ 2
  + cos(radians(e.latitude)) * ${Math.cos((point.latitude * Math.PI) / 180)}::float8
    * sin(radians(e.longitude - ${point.longitude}::float8) / 2) ^ 2)))`

const ints = (keys: readonly number[]) => sql`${keys}::integer[]`

/** The state on the clock of each entry's zone. */
function hoursFit({ walls, minutesOfWeek }: Clocks): RawBuilder<unknown> {
  return sql`case
    when e.rules is not null then directory.dated_state(e.rules, e.gap, (${walls}::timestamp[])[e.zone])
    when e.hours is null then 1
    when e.hours @> (${ints(minutesOfWeek)})[e.zone] then 0
    when e.gap then 1 else 2 end`
}

/**
 * What the clocks of all zones show at a moment. By Node's rules of summer time,
 * as on the pages, and not by the database's, which may be of another year.
 */
export async function clocksAt(tx: Tx, at: Date): Promise<Clocks> {
  const { rows } = await sql<{ name: string }>`select name from directory.zones order by no`.execute(tx)
  return {
    walls: rows.map(({ name }) => wallTime(at, name)),
    minutesOfWeek: rows.map(({ name }) => minuteOfWeek(at, name)),
  }
}

function languageFit({
  spoken,
  interpreted,
  unknown,
}: NonNullable<IndexQuery['language']>): RawBuilder<unknown> {
  return sql`case when e.keys && ${ints(spoken)} then 0 when e.keys && ${ints([interpreted, unknown])} then 1 else 2 end`
}

// Those that only serve the place, or of which that is not known, must not crowd out what is near.
const mostOfWay = [mostRanked, 100, 25] as const

/** One way to find entries: so many of them, in the order in which they lie. */
function branch(query: IndexQuery, way: 0 | 1 | 2, strict: boolean): RawBuilder<unknown> {
  const { need, words, anyWord, language, open, place } = query
  const must: RawBuilder<unknown>[] = []
  const needKeys = need ? (strict ? [need.sure] : [need.sure, need.maybe]) : []
  if (needKeys.length > 0) must.push(sql`e.keys && ${ints(needKeys)}`)
  if (anyWord && words.length > 0) must.push(sql`e.keys && ${ints(words.flat())}`)
  else for (const meant of words) must.push(sql`e.keys && ${ints(meant)}`)
  if (strict && language) must.push(sql`e.keys && ${ints(language.spoken)}`)
  if (strict && open) must.push(sql`${hoursFit(open)} = 0`)
  if (place) must.push(...reached(place, way))
  const where = must.length > 0 ? sql`where ${sql.join(must, sql` and `)}` : sql``
  return sql`(select e.*, ${sql.lit(way)} as way from directory.entries e ${where} limit ${sql.lit(mostOfWay[way])})`
}

/** What every found entry is judged by. */
function judged({ need, language, open, place, titles }: IndexQuery): RawBuilder<unknown> {
  const inTitle = titles.map((key) => sql`(e.keys && ${ints([key])})::integer`)
  return sql.join([
    sql`e.service_id, e.place, e.way`,
    sql`${need ? sql`case when e.keys && ${ints([need.sure])} then 0 else 1 end` : sql`0`} as need`,
    sql`${language ? languageFit(language) : sql`0`} as language`,
    sql`${open ? hoursFit(open) : sql`0`} as hours`,
    sql`${place?.point ? sql`case when e.way = 0 then ${km(place.point)} end` : sql`null::float8`} as distance`,
    sql`${inTitle.length > 0 ? sql.join(inTitle, sql` + `) : sql`0`} as titles`,
  ])
}

function reached(place: NonNullable<IndexQuery['place']>, way: 0 | 1 | 2): RawBuilder<unknown>[] {
  if (way === 1) return [sql`e.keys && ${ints(place.serves)}`]
  if (way === 2) return [sql`e.keys && ${ints([place.unknown])}`]
  if (!place.point) return [sql`e.keys && ${ints(place.inTown)}`]
  // A large circle has no cells: the distance alone must do.
  const inCells = place.near.length > 0 ? [sql`e.keys && ${ints([...place.near, ...place.inTown])}`] : []
  const within = sql`${km(place.point)} <= ${place.km}`
  return [...inCells, place.inTown.length > 0 ? sql`(${within} or e.keys && ${ints(place.inTown)})` : within]
}

/**
 * Ranks what is found and returns one page. What fits all that was asked comes
 * first, then what must be asked about, then the rest; among equals the words in
 * its name count, then nearness. `strict` adds what fits everything, where the
 * wider ways alone would not reach it.
 */
export async function findEntries(
  tx: Tx,
  query: IndexQuery,
  ways: { strict: boolean; wide: boolean },
  page: { offset: number; size: number },
): Promise<FoundRow[]> {
  const reach = query.place ? ([0, 1, 2] as const) : ([0] as const)
  const branches = [ways.strict ? [true] : [], ways.wide ? [false] : []].flat().flatMap((strict) =>
    // Those of which it is not known where they work don't fit a place for sure.
    reach.filter((way) => !strict || way < 2).map((way) => branch(query, way, strict)),
  )
  // A service that comes to the whole town is as good as five kilometres away, one for the whole province as forty.
  // Last the service's own random id: an entry's number tells when it was last written, and changes with each writing.
  const order = sql`fit, titles desc, coalesce(distance, way * 40), need, service_id`
  const { rows } = await sql<FoundRow>`
    with found as (
      select ${judged(query)} from (${sql.join(branches, sql` union all `)}) e
    ), best as (
      select distinct on (service_id) *, greatest(need, language, hours, case when way = 2 then 1 else 0 end) as fit
      from found
      order by service_id, greatest(hours, case when way = 2 then 1 else 0 end), way, distance nulls last, place
    ), page as (
      select *, count(*) over () as total from best order by ${order} limit ${page.size} offset ${page.offset}
    )
    select page.service_id as "serviceId", fit, need, language, hours, way, distance, titles, total::integer,
      published.listing, published.places -> page.place as place
    from page join directory.published using (service_id)
    order by ${order}`.execute(tx)
  return rows
}

export type PublishedRow = { listing: Listing; rest: Rest; places: Place[] }

/** One published service, whole. */
export async function findPublished(tx: Tx, serviceId: string): Promise<PublishedRow | undefined> {
  const { rows } = await sql<PublishedRow>`
    select listing, rest, places from directory.published where service_id = ${serviceId}`.execute(tx)
  return rows[0]
}

/** The languages that services speak, the commonest first. */
export async function findSpoken(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ tag: string }>`
    select tag from directory.spoken order by services desc, tag limit 200`.execute(tx)
  return rows.map(({ tag }) => tag)
}
