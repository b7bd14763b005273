import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../../database/index.ts'
import { minuteOfWeek, wallTime } from '../hours/clock.ts'
import type { Point } from '../places/areas.ts'
import type { FacetKeys } from '../whom/facets.ts'
import type { Listing, Place, Rest } from '../publish/published.ts'
import type { SaidRoom } from '../upkeep/upkeep.repository.ts'
import type { PublicVetting } from '../vetting/standings.repository.ts'

/** A search as keys of the index. */
export type IndexQuery = {
  /** A service that says it meets the need, or whose words suggest it. `must`: nothing else is looked for. */
  need?: { sure: number; maybe: number; must: boolean }
  /** Each makes what has it stand further up; one of them is enough to be found. */
  words: readonly QueryWord[]
  /** The language and its near relatives. */
  language?: { spoken: readonly number[]; interpreted: number; unknown: number }
  /** What the clocks show at the time that counts. */
  clocks: Clocks
  /** It must be open then. */
  open: boolean
  facets: readonly FacetKeys[]
  /** What was said of room since then is believed. */
  roomSince: Date
  /** What is made for one kind of people, and the kinds that the person is of. */
  only: { any: number; own: readonly number[] }
  /** Also what is closed then or does not take the person. */
  all: boolean
  /** What the line has vetted on that day, that and the rest after it, or only the rest. */
  vetted: { on: string; which: 'only' | 'first' | 'not' }
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

/** A word as keys: itself in the texts and in the names, others that mean the same, and how much it tells. */
export type QueryWord = {
  itself: readonly number[]
  inName: readonly number[]
  also: readonly number[]
  weight: number
  /** How many services have it, and how many one of the others. */
  having: number
  alsoHaving: number
  /** Not one of the words that were left, but one by which the need was said. */
  ofNeed: boolean
}

/** What the clock of each zone shows, in the order of the zones' numbers. */
export type Clocks = { walls: readonly string[]; minutesOfWeek: readonly number[] }

/** How a hit meets each thing that was asked: 0 it does, 1 not known, 2 it does not; `need` 3: found by words, says nothing of the need. */
export type Fits = { need: number; language: number; hours: number; reach: number }

export type FoundRow = Fits & {
  /** How it meets each of the facets. */
  facets: (0 | 1 | 2)[]
  serviceId: string
  fit: number
  /** `near`, `serves` or `unknown`. */
  way: 0 | 1 | 2
  distance: number | null
  /** Which of the words it has, by their place in the query, and which in its name. */
  has: number[]
  inName: number[]
  /** The most words that any hit has, on whichever page; without those by which the need was said. */
  mostHad: number
  listing: Listing
  vetting: PublicVetting | null
  room: SaidRoom | null
  place: Place
}

/** One page, how many there are in all, and how many were left out as closed or as not taking the person. */
export type FoundPage = { rows: FoundRow[]; total: number; closed: number; unfit: number }

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

// What opens within so many minutes is as good as what does not say its hours; what opens later comes after both.
const soon = 12 * 60

/** 0 open, 1 opens soon or is not known, 2 later, or full as they said. */
function waitFor({ clocks: { walls, minutesOfWeek }, roomSince }: IndexQuery): RawBuilder<unknown> {
  const minute = sql`(${ints(minutesOfWeek)})[e.zone]`
  return sql`case
    when e.room = 0 and e.room_at >= ${roomSince} then 2
    when e.rules is not null then directory.dated_state(e.rules, e.gap, (${walls}::timestamp[])[e.zone])
    when e.hours is null then 1
    when e.hours @> ${minute} then 0
    when e.gap or exists (select from unnest(e.hours) as opening
      where (lower(opening) - ${minute} + 10080) % 10080 <= ${sql.lit(soon)}) then 1
    else 2 end`
}

// An entry that says anything of ages has an upper end; where nothing is said this is null.
const within = (age: number) => sql`${age}::integer between coalesce(e.age_from, 0) and e.age_to`

function facetFit(facet: FacetKeys, since: Date): RawBuilder<unknown> {
  if ('room' in facet)
    return sql`case when e.room_at >= ${since} then case when e.room > 0 then 0 else 2 end else 1 end`
  if ('age' in facet)
    return sql`case when e.age_to is null then 1 when ${within(facet.age)} then 0 else 2 end`
  return sql`case when e.keys && ${ints(facet.yes)} then 0 when e.keys && ${ints(facet.no)} then 2 else 1 end`
}

function fitsFacet(facet: FacetKeys, since: Date): RawBuilder<unknown> {
  if ('room' in facet) return sql`e.room > 0 and e.room_at >= ${since}`
  return 'age' in facet ? within(facet.age) : sql`e.keys && ${ints(facet.yes)}`
}

/** What is made for some people comes after what is for all, unless the person is of them. */
function narrowness({ only, facets }: IndexQuery): RawBuilder<unknown> {
  const saysAge = facets.some((facet) => 'age' in facet)
  const ages = saysAge
    ? sql`0`
    : sql`(coalesce(e.age_to < 30, false) or coalesce(e.age_from >= 50, false))::integer`
  return sql`(e.keys && ${ints([only.any])} and not e.keys && ${ints(only.own)})::integer + ${ages}`
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

// What a need that was typed among other words is worth: as much as a word that one service in twenty has.
const needWeight = Math.log(21)
// A word in a name tells more than in a text, and another word for it less.
const [nameFactor, synonymFactor, ofNeedFactor] = [1.6, 0.6, 0.8] as const
/** What has less than this share of what the best has is left out. */
const leastShare = 0.35

const weightOf = ({ weight, ofNeed }: QueryWord) => weight * (ofNeed ? ofNeedFactor : 1)

/** How much of the words an entry has, weighed by how much each tells. */
function score({ words, need }: IndexQuery): RawBuilder<unknown> {
  const parts = words.map((word) => {
    const weight = weightOf(word)
    const also =
      word.also.length > 0
        ? sql`when e.keys && ${ints(word.also)} then ${weight * synonymFactor}::float8`
        : sql``
    return sql`case when e.keys && ${ints(word.inName)} then ${weight * nameFactor}::float8
      when e.keys && ${ints(word.itself)} then ${weight}::float8 ${also} else 0 end`
  })
  if (need && !need.must && words.length > 0)
    parts.push(sql`case when e.keys && ${ints([need.sure])} then ${needWeight}::float8
      when e.keys && ${ints([need.maybe])} then ${needWeight * 0.7}::float8 else 0 end`)
  return parts.length > 0 ? sql`(${sql.join(parts, sql` + `)})` : sql`0::float8`
}

// So many entries may be found by their words alone and compared; what is commoner only ranks.
const mostCompared = 600

/** The rarest keys of the words, as many as find no more than can be compared; none where even the rarest is too common. */
function rarest(words: readonly QueryWord[]): number[] {
  const found = words
    .flatMap(({ itself, having, also, alsoHaving }) => [
      { keys: itself, having },
      ...(also.length > 0 ? [{ keys: also, having: alsoHaving }] : []),
    ])
    .toSorted((a, b) => a.having - b.having)
  const keys: number[] = []
  let sum = 0
  for (const { keys: more, having } of found) {
    sum += having
    if (sum > mostCompared) break
    keys.push(...more)
  }
  return keys
}

/** A way to find entries; `compare`: those first that have most of the words. */
type Way = { condition?: RawBuilder<unknown>; compare: boolean }

/**
 * What of the words and of a need among them an entry must have to be found this way; several conditions are several ways
 * to find it. In a town there are so few that any word will do. Without a place a common word alone would bring
 * tens of thousands: then it is the rarest words, all words together, a name, or the need.
 */
function foundBy({ words, need, place }: IndexQuery, way: 0 | 1 | 2): Way[] {
  if (words.length === 0) return [{ compare: false }]
  const soft = need && !need.must ? [need.sure, need.maybe] : []
  const every = [...words.flatMap(({ itself, also }) => [...itself, ...also]), ...soft]
  const any = (keys: readonly number[], compare: boolean) => ({
    condition: sql`e.keys && ${ints(keys)}`,
    compare,
  })
  if (place && way === 0) return [any(every, true)]
  const rare = rarest(words)
  if (place) return [any(rare.length > 0 ? [...rare, ...soft] : every, rare.length > 0)]
  const together = words.filter(({ ofNeed }) => !ofNeed).map(({ itself }) => sql`e.keys && ${ints(itself)}`)
  return [
    any(rare.length > 0 ? rare : every, rare.length > 0),
    { condition: sql.join(together, sql` and `), compare: false },
    any(
      words.flatMap(({ inName }) => inName),
      false,
    ),
    ...(soft.length > 0 ? [any(soft, false)] : []),
  ]
}

/** The ways to find entries: of each so many, those first that have most of the words where they can be compared. */
function branches(query: IndexQuery, way: 0 | 1 | 2, strict: boolean): RawBuilder<unknown>[] {
  const { need, language, open, clocks, facets, roomSince, place, vetted } = query
  const must: RawBuilder<unknown>[] = []
  if (vetted.which !== 'first')
    must.push(vetted.which === 'only' ? isVetted(query) : sql`not ${isVetted(query)}`)
  if (need?.must) must.push(sql`e.keys && ${ints(strict ? [need.sure] : [need.sure, need.maybe])}`)
  if (strict && language) must.push(sql`e.keys && ${ints(language.spoken)}`)
  if (strict && open) must.push(sql`${hoursFit(clocks)} = 0`)
  if (strict) must.push(...facets.map((facet) => fitsFacet(facet, roomSince)))
  if (place) must.push(...reached(place, way))
  return foundBy(query, way).map(({ condition, compare }) => {
    const all = condition ? [condition, ...must] : must
    const where = all.length > 0 ? sql`where ${sql.join(all, sql` and `)}` : sql``
    const best = compare ? sql`order by score desc` : sql``
    return sql`(select e.*, ${sql.lit(way)} as way, ${score(query)} as score from directory.entries e ${where} ${best}
      limit ${sql.lit(mostOfWay[way])})`
  })
}

const isVetted = ({ vetted: { on } }: IndexQuery) => sql`coalesce(e.vetted_until >= ${on}::date, false)`

/** What every found entry is judged by. */
function judged(query: IndexQuery): RawBuilder<unknown> {
  const { need, language, open, clocks, facets, roomSince, place, words } = query
  const having = (keys: (word: QueryWord) => readonly number[]) => {
    const each = words.map(
      (word, index) => sql`case when e.keys && ${ints(keys(word))} then ${sql.lit(index)} end`,
    )
    return each.length > 0
      ? sql`array_remove(array[${sql.join(each)}]::integer[], null)`
      : sql`'{}'::integer[]`
  }
  const needFit = (one: NonNullable<IndexQuery['need']>) =>
    sql`case when e.keys && ${ints([one.sure])} then 0 when e.keys && ${ints([one.maybe])} then 1 else 3 end`
  return sql.join([
    sql`e.service_id, e.place, e.way, e.score`,
    sql`${need ? needFit(need) : sql`0`} as need`,
    sql`${language ? languageFit(language) : sql`0`} as language`,
    sql`${open ? hoursFit(clocks) : sql`0`} as hours`,
    sql`${waitFor(query)} as wait`,
    sql`${narrowness(query)} as narrow`,
    sql`${facets.length > 0 ? sql`array[${sql.join(facets.map((facet) => facetFit(facet, roomSince)))}]` : sql`'{}'::integer[]`} as facets`,
    sql`e.assured`,
    sql`${isVetted(query)} as vetted`,
    sql`${place?.point ? sql`case when e.way = 0 then ${km(place.point)} end` : sql`null::float8`} as distance`,
    sql`${having(({ itself, also }) => [...itself, ...also])} as has`,
    sql`${having(({ inName }) => inName)} as in_name`,
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
 * Ranks what is found and returns one page. What fits all that was asked comes first, then what must be asked about; then
 * what is open or opens sooner, what is for everybody, what is nearer, and what was confirmed later. What is closed when it
 * must be open, or does not take the person, is left out and counted, unless `all` is asked for. Where words were
 * typed, what has more of them comes first, but nothing that does not fit before what may.
 * `strict` adds what fits everything, where the wider ways alone would not reach it.
 */
export async function findEntries(
  tx: Tx,
  query: IndexQuery,
  ways: { strict: boolean; wide: boolean },
  page: { offset: number; size: number },
): Promise<FoundPage> {
  const reach = query.place ? ([0, 1, 2] as const) : ([0] as const)
  const found = [ways.strict ? [true] : [], ways.wide ? [false] : []].flat().flatMap((strict) =>
    // Those of which it is not known where they work don't fit a place for sure.
    reach.filter((way) => !strict || way < 2).flatMap((way) => branches(query, way, strict)),
  )
  // A service that comes to the whole town is as good as five kilometres away, one for the whole province as forty.
  // Last the service's own random id: an entry's number tells when it was last written, and changes with each writing.
  const byWords = query.words.length > 0 ? sql`(fit = 2)::integer, round(score::numeric, 1) desc,` : sql``
  const order = sql`vetted desc, misfit, ${byWords} fit, wait, narrow, coalesce(distance, way * 40), need, assured desc nulls last, service_id`
  const wordsLeft = query.words.filter(({ ofNeed }) => !ofNeed).length
  const { rows } = await sql<Partial<FoundRow> & Omit<FoundPage, 'rows'>>`
    with found as (
      select ${judged(query)} from (${sql.join(found, sql` union all `)}) e
    ), best as (
      select distinct on (service_id) *, coalesce((select max(facet) from unnest(facets) as facet), 0) as facet
      from found
      order by service_id, greatest(hours, case when way = 2 then 1 else 0 end), way, wait, distance nulls last, place
    ), marked as (
      select *, case when facet = 2 then 2 when hours = 2 then 1 else 0 end as misfit,
        greatest(need % 3, language, hours, facet, case when way = 2 then 1 else 0 end) as fit
      from best
      where score >= (select ${leastShare} * max(score) from best)
    ), counted as (
      select count(*) filter (where misfit = 1)::integer as closed, count(*) filter (where misfit = 2)::integer as unfit,
        count(*) filter (where misfit = 0 or ${query.all})::integer as total,
        max((select count(*) from unnest(has) as index where index < ${wordsLeft}))
          filter (where misfit = 0 or ${query.all}) as most_had
      from marked
    ), page as (
      select * from marked where misfit = 0 or ${query.all} order by ${order} limit ${page.size} offset ${page.offset}
    )
    select page.service_id as "serviceId", fit, need, language, hours, facets, way, distance, has,
      in_name as "inName", most_had::integer as "mostHad", total, closed, unfit,
      published.listing, published.vetting, published.room, published.places -> page.place as place
    from counted left join (page join directory.published using (service_id)) on true
    order by ${order}`.execute(tx)
  const { total = 0, closed = 0, unfit = 0 } = rows[0] ?? {}
  return {
    rows: rows.filter((row): row is FoundRow & FoundPage => typeof row.serviceId === 'string'),
    total,
    closed,
    unfit,
  }
}

export type PublishedRow = {
  listing: Listing
  rest: Rest
  places: Place[]
  vetting: PublicVetting | null
  room: SaidRoom | null
}

/** One published service, whole. */
export async function findPublished(tx: Tx, serviceId: string): Promise<PublishedRow | undefined> {
  const { rows } = await sql<PublishedRow>`
    select listing, rest, places, vetting, room from directory.published where service_id = ${serviceId}`.execute(
    tx,
  )
  return rows[0]
}

/** Whether there is anything in the register that nobody has vetted, or not for the day. */
export async function hasUnvetted(tx: Tx, on: string): Promise<boolean> {
  const { rows } = await sql<{ some: boolean }>`
    select exists (select from directory.entries where vetted_until is null)
      or exists (select from directory.entries where vetted_until < ${on}::date) as some`.execute(tx)
  return rows[0]?.some === true
}

/** The languages that services speak, the commonest first. */
export async function findSpoken(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ tag: string }>`
    select tag from directory.spoken order by services desc, tag limit 200`.execute(tx)
  return rows.map(({ tag }) => tag)
}
