import type { Tx } from '../../../database/index.ts'
import { DateTime } from 'luxon'
import type { DirectorySettings } from '../directory.config.ts'
import type { NeedCode } from '../needs.ts'
import { anywhereKey, areaKeysOf, cellsAround, inProvinceKey, townKey } from '../places/areas.ts'
import { zoneOfProvince } from '../places/provinces.ts'
import { resolvePlace, whereabouts, type KnownPlace, type UnknownPlace } from '../places/resolve.ts'
import { facetKeys, facetsOf, type Facet } from '../whom/facets.ts'
import type { Mode, Trait } from '../whom/traits.ts'
import { believedSince } from '../upkeep/room-text.ts'
import { dayOf } from '../vetting/days.ts'
import { keyOf } from '../words/keys.ts'
import {
  clocksAt,
  findEntries,
  hasUnvetted,
  mostRanked,
  type Clocks,
  type FoundPage,
  type FoundRow,
  type IndexQuery,
  type QueryWord,
} from './search.repository.ts'
import { understand, type SoughtWord, type Understood } from './understand.ts'

/** What is asked of the register: the contract's input, checked. */
export type Asked = {
  need?: NeedCode | undefined
  text?: string | undefined
  place?: string | undefined
  distanceKm?: number | undefined
  language?: string | undefined
  openNow?: boolean | undefined
  at?: Date | undefined
  age?: number | undefined
  who?: readonly Trait[] | undefined
  mode?: Mode | undefined
  free?: boolean | undefined
  discreet?: boolean | undefined
  room?: boolean | undefined
  all?: boolean | undefined
  unvetted?: boolean | undefined
  page: number
  size: number
}

/** What was understood of it, whether chosen or typed. */
export type Meant = {
  need?: NeedCode | undefined
  place?: KnownPlace | undefined
  /** The place that was asked for, even where the search went beyond it. */
  placeLabel?: string | undefined
  placeUnknown?: UnknownPlace | undefined
  language?: string | undefined
  /** Asked to be open at `at`, and as which time that was said. */
  time?: 'now' | 'tonight' | 'at' | undefined
  at: Date
  now: Date
  /** `at` is not now, so a state must be said with its time. */
  later: boolean
  km: number
  /** What was said of room since then is believed. */
  roomSince: Date
  /** What else it must meet, chosen or typed. */
  facets: readonly Facet[]
  words: Understood['words']
  /** What came out of the text. */
  typed: Understood
}

/** How the search was widened because nothing was found: any of the words; none of them; farther; anywhere; also what does not fit. */
export type Widened = 'words' | 'without_words' | 'distance' | 'anywhere' | 'misfits'

export type Results = Found & { meant: Meant; widened?: Widened; unvetted?: number }

/**
 * Searches the register; for any actor, since it reads only what is published. What nobody has vetted is not
 * found unless it is asked for; that there is some is said where there is less than a page of other.
 */
export async function search(
  tx: Tx,
  asked: Asked,
  settings: DirectorySettings,
  locale: string,
  now: Date,
): Promise<Results> {
  const meant = await mean(tx, asked, settings, locale, now)
  const clocks = await clocksAt(tx, meant.at)
  const page = { offset: (asked.page - 1) * asked.size, size: asked.size }
  const all = asked.all === true
  const look = (wanted: Meant, which: IndexQuery['vetted']['which'], also = all, of = page) =>
    find(tx, indexQuery(wanted, clocks, also, which), of)
  const results = await widening(meant, page.offset, (wanted, also) =>
    look(wanted, asked.unvetted ? 'first' : 'only', also),
  )
  const plenty = asked.unvetted || asked.page > 1 || results.total >= asked.size
  if (plenty || !(await hasUnvetted(tx, dayOf(now)))) return results
  const { total } = await look(meant, 'not', all, { offset: 0, size: 1 })
  return total > 0 ? { ...results, unvetted: total } : results
}

/** What is found as it was meant; where that is nothing, wider and wider. `also`: what does not fit too. */
async function widening(
  meant: Meant,
  offset: number,
  look: (meant: Meant, also?: boolean) => Promise<Found>,
): Promise<Results> {
  const found = await look(meant)
  if (found.rows.length > 0 || (offset > 0 && found.total > 0))
    return {
      meant,
      ...found,
      ...(offset === 0 && lacksWords(meant, found.rows) && { widened: 'words' }),
    }
  for (const [widened, wider] of widerThan(meant)) {
    const farther = await look(wider)
    // What was left out near by is still said to be there.
    if (farther.rows.length > 0)
      return { meant: wider, ...farther, closed: found.closed, unfit: found.unfit, widened }
  }
  if (found.closed + found.unfit === 0) return { meant, ...found }
  return { meant, ...(await look(meant, true)), widened: 'misfits' }
}

/** Nothing has every word. */
function lacksWords(meant: Meant, rows: readonly FoundRow[]): boolean {
  const sought = soughtIn(meant).filter(({ ofNeed }) => !ofNeed).length
  return sought > 1 && rows.every(({ mostHad }) => mostHad < sought)
}

async function mean(
  tx: Tx,
  asked: Asked,
  settings: DirectorySettings,
  locale: string,
  now: Date,
): Promise<Meant> {
  const typed: Understood = asked.text
    ? await understand(tx, asked.text, locale, {
        need: !asked.need,
        place: !asked.place,
        language: !asked.language,
        time: !asked.openNow && !asked.at,
        age: asked.age === undefined,
        who: true,
      })
    : { words: [], ofNeed: [], who: [] }
  const resolved = asked.place
    ? await resolvePlace(tx, asked.place, locale)
    : typed.place && (await whereabouts(tx, typed.place.value))
  const place = resolved && 'kind' in resolved ? resolved : undefined
  const time = asked.openNow ? 'now' : asked.at ? 'at' : typed.time?.value
  const at =
    asked.at ?? (time === 'tonight' ? tonight(now, zoneOfProvince(place?.province) ?? settings.zone) : now)
  return {
    need: asked.need ?? typed.need?.value,
    place,
    placeLabel: place?.label,
    placeUnknown: resolved && !('kind' in resolved) ? resolved : undefined,
    language: asked.language?.split('-')[0] ?? typed.language?.value,
    time,
    at,
    now,
    later: at !== now,
    km: asked.distanceKm ?? settings.radiusKm,
    roomSince: believedSince(now, settings),
    facets: facetsOf({
      ...asked,
      age: asked.age ?? typed.age?.value,
      traits: [...(asked.who ?? []), ...typed.who.map(({ value }) => value)],
    }),
    words: typed.words,
    typed,
  }
}

/** Now, if it is evening or night there; else nine in the evening. */
export function tonight(now: Date, zone: string): Date {
  const local = DateTime.fromJSDate(now, { zone })
  if (local.hour >= 18 || local.hour < 5) return now
  return local.set({ hour: 21, minute: 0, second: 0, millisecond: 0 }).toJSDate()
}

// What someone who asks for one of these can be glad of too.
const relatives: Record<string, string[]> = {
  zh: ['cmn', 'yue', 'nan', 'wuu'],
  cmn: ['zh'],
  yue: ['zh'],
  fil: ['tl'],
  tl: ['fil'],
  cr: ['csw', 'crk'],
  fa: ['prs'],
  prs: ['fa'],
}

// Longer than any question; what comes after would only cost time.
const mostWords = 16

/** Whether nothing but the need is looked for: it was chosen, or is all that was said. Among other words it is one of them. */
const needAlone = ({ words, typed }: Meant) => words.length === 0 || typed.need === undefined

/** The words that are searched for, those by which the need was said last; `has` and `inName` of a hit count by these. */
export function soughtIn(meant: Meant): { word: SoughtWord; ofNeed: boolean }[] {
  return [
    ...meant.words.slice(0, mostWords).map((word) => ({ word, ofNeed: false })),
    ...(meant.words.length === 0 ? [] : meant.typed.ofNeed.map((word) => ({ word, ofNeed: true }))),
  ]
}

function indexQuery(
  meant: Meant,
  clocks: Clocks,
  all: boolean,
  which: IndexQuery['vetted']['which'],
): IndexQuery {
  const { need, place, language, km } = meant
  const traits = meant.facets.flatMap((facet) => (facet.about === 'who' ? [facet.trait] : []))
  return {
    clocks,
    open: meant.time !== undefined,
    facets: meant.facets.map(facetKeys),
    roomSince: meant.roomSince,
    only: { any: keyOf('only', '*'), own: traits.map((trait) => keyOf('only', trait)) },
    all,
    vetted: { on: dayOf(meant.now), which },
    ...(need
      ? { need: { sure: keyOf('need', need), maybe: keyOf('maybe', need), must: needAlone(meant) } }
      : {}),
    words: soughtIn(meant).map(({ word, ofNeed }) => queryWord(word, ofNeed)),
    ...(language
      ? {
          language: {
            spoken: [language, ...(relatives[language] ?? [])].map((tag) => keyOf('language', tag)),
            interpreted: keyOf('language', '*'),
            unknown: keyOf('language', '?'),
          },
        }
      : {}),
    ...(place ? { place: placeQuery(place, km) } : {}),
  }
}

function queryWord({ meant, also, weight, having, alsoHaving }: SoughtWord, ofNeed: boolean): QueryWord {
  return {
    itself: meant.map((one) => keyOf('word', one)),
    inName: meant.map((one) => keyOf('title', one)),
    also: also.map((one) => keyOf('word', one)),
    weight,
    having,
    alsoHaving,
    ofNeed,
  }
}

function placeQuery(place: KnownPlace, km: number): NonNullable<IndexQuery['place']> {
  const { point, town, province, kind, nearestTown } = place
  const inTown = town
    ? [townKey(town, province ?? '')]
    : kind === 'province' && province
      ? [inProvinceKey(province)]
      : []
  return {
    ...(point ? { point, near: cellsAround(point, km) } : { near: [] }),
    km,
    inTown,
    serves: areaKeysOf({ town: town ?? nearestTown, province }),
    unknown: anywhereKey,
  }
}

/*
 * What fits everything is looked for first where there is no place: there may be
 * thousands, and only some are ranked. With a place there are rarely so many, and
 * all are ranked at once.
 */
const enough = 50

type Found = FoundPage & { more: boolean }

async function find(tx: Tx, query: IndexQuery, page: { offset: number; size: number }): Promise<Found> {
  const look = async (ways: { strict: boolean; wide: boolean }): Promise<Found> => {
    const found = await findEntries(tx, query, ways, page)
    return { ...found, more: !ways.wide || found.total + found.closed + found.unfit >= mostRanked }
  }
  const soft =
    query.language !== undefined || query.open || query.need !== undefined || query.facets.length > 0
  if (!soft) return look({ strict: false, wide: true })
  if (query.place) {
    const all = await look({ strict: false, wide: true })
    return all.more ? look({ strict: true, wide: true }) : all
  }
  const fitting = await look({ strict: true, wide: false })
  return fitting.total >= enough ? fitting : look({ strict: true, wide: true })
}

function widerThan(meant: Meant): [Widened, Meant][] {
  const { km, need, place, words } = meant
  const farther = Math.max(100, km * 4)
  const anywhere: Meant = { ...meant, place: undefined }
  return [
    // A need was said beside them, which is enough to help by.
    ...(need && words.length > 0 ? [['without_words', { ...meant, words: [] }] as [Widened, Meant]] : []),
    ...(place?.point ? [['distance', { ...meant, km: farther }] as [Widened, Meant]] : []),
    ...(place ? [['anywhere', anywhere] as [Widened, Meant]] : []),
  ]
}
