import { isWeekly } from '../hours/rules.ts'
import { weekRanges } from '../hours/week.ts'
import { anywhereKey, areaKey, cellKeysOf, inProvinceKey, townKey, type Point } from '../places/areas.ts'
import { speaks, stem, wordsOf } from '../words/fold.ts'
import { keyOf } from '../words/keys.ts'
import type { BasePlace } from './base.ts'
import { areaWords } from './compose.ts'
import type { Place, Published } from './published.ts'

/** A line of the search index, before its zone has a number. */
export type Entry = {
  place: number
  latitude: number | null
  longitude: number | null
  zone: string
  hours: string | null
  rules: Place['rules'] | null
  gap: boolean
  keys: number[]
  age_from: number | null
  age_to: number | null
  assured: string | null
}

// More words than this say no more of a service.
const mostWords = 300

/** The words of a service as published, folded; `title` those of its names. */
export function indexWords({ listing, rest }: Published): { title: Set<string>; all: Set<string> } {
  const fold = (texts: (string | undefined)[]) =>
    wordsOf(texts.join(' ')).flatMap(({ folded }) => (speaks(folded) && folded.length <= 40 ? [folded] : []))
  const versions = [rest.words, ...Object.values(rest.others)]
  const title = new Set(fold([listing.organisation, ...versions.map(({ name }) => name)]))
  const texts = versions.flatMap(({ summary, description, forWhom, cost }) => [
    summary,
    description,
    forWhom,
    cost,
  ])
  return {
    title,
    all: new Set(
      [...title, ...fold([...(rest.terms ?? []), ...texts, ...listing.serves])].slice(0, mostWords),
    ),
  }
}

/**
 * The index lines of a service, one for each place. `townOf` gives the middle of
 * a confidential place's town, as published: its own coordinates are not known here.
 */
export function entriesOf(
  published: Published,
  places: readonly BasePlace[],
  townOf: (place: BasePlace) => Point | undefined,
): Entry[] {
  const { listing } = published
  const { title, all } = indexWords(published)
  const shared = [
    ...listing.needs.map((need) => keyOf('need', need)),
    ...listing.maybe.map((need) => keyOf('maybe', need)),
    ...listing.languages.flatMap(({ tag }) => (tag ? [keyOf('language', tag)] : [])),
    ...(listing.languages.length === 0 ? [keyOf('language', '?')] : []),
    ...(listing.interpreters ? [keyOf('language', '*')] : []),
    ...[...title].map((word) => keyOf('title', stem(word))),
    ...[...all].map((word) => keyOf('word', stem(word))),
    ...listing.serves.flatMap(areasIn).map(areaKey),
    ...facetKeys(listing),
  ]
  const { ages } = listing.whom ?? {}
  const said = {
    age_from: ages?.from ?? null,
    // One limit alone says that the other end is open.
    age_to: ages ? (ages.to ?? oldest) : null,
    assured: listing.assured ?? null,
  }
  return published.places.map((place, index) => {
    const base = places[index]
    const point = base && (base.confidential ? coarse(base, townOf) : pointOf(base))
    const { rules } = place
    const weekly = rules.every(isWeekly)
    return {
      place: index,
      latitude: point?.latitude ?? null,
      longitude: point?.longitude ?? null,
      zone: place.zone,
      hours: weekly && rules.length > 0 ? (weekRanges(rules) ?? null) : null,
      rules: weekly ? null : rules,
      gap: place.gap,
      ...said,
      keys: [...new Set([...shared, ...placeKeys(base, point, listing.serves.length > 0)])],
    }
  })
}

// Nobody is older.
const oldest = 150

/** What a service says yes or no to; what it does not say has no key and must be asked. */
function facetKeys({ whom, modes, free, sharing }: Published['listing']): number[] {
  return [
    ...(whom?.takes ?? []).map((trait) => keyOf('takes', trait)),
    ...(whom?.refuses ?? []).map((trait) => keyOf('refuses', trait)),
    ...(whom?.only.length ? ['*', ...whom.only].map((trait) => keyOf('only', trait)) : []),
    ...(modes?.modes ?? []).map((mode) => keyOf('mode', mode)),
    ...(modes?.sure ? [keyOf('mode', '!')] : []),
    ...(free === undefined ? [] : [keyOf('free', String(free))]),
    ...(sharing === undefined ? [] : [keyOf('shares', String(sharing === 'yes'))]),
  ]
}

// Where even the town is not to be said, its middle would say it.
function coarse(base: BasePlace, townOf: (place: BasePlace) => Point | undefined): Point | undefined {
  return base.publishedArea ? undefined : townOf(base)
}

function pointOf({ latitude, longitude }: BasePlace): Point | undefined {
  return latitude === null || longitude === null ? undefined : { latitude, longitude }
}

function placeKeys(base: BasePlace | undefined, point: Point | undefined, serves: boolean): number[] {
  if (!base) return serves ? [] : [anywhereKey]
  const keys = point ? cellKeysOf(point) : []
  for (const { folded } of wordsOf(areaWords(base))) keys.push(keyOf('word', stem(folded)))
  if (base.publishedArea) return [...keys, ...areasIn(base.publishedArea).map(areaKey)]
  if (base.townKey) keys.push(townKey(base.townKey, base.province ?? ''))
  if (base.province) keys.push(inProvinceKey(base.province))
  // Without a town or a point it could be anywhere.
  return point || base.townKey || serves ? keys : [...keys, anywhereKey]
}

/** The areas in “Frontenac, Lennox and Addington; Kingston”. */
function areasIn(text: string): string[] {
  return text.length > 300 ? [] : [text, ...text.split(/[,;/\n]/)].map((part) => part.trim()).filter(Boolean)
}
