import type { Tx } from '../../../database/index.ts'
import type { NeedCode } from '../needs.ts'
import { placeFrom, provincePlace, type KnownPlace } from '../places/resolve.ts'
import { postalAreaOf, provinceNamed } from '../places/provinces.ts'
import type { Gazetteered } from '../places/places.repository.ts'
import { speaks, stem, wordsOf, type Word } from '../words/fold.ts'
import { languageNames } from '../words/languages.ts'
import { synonymsOf } from '../words/synonyms.ts'
import { timePhrases, typedPhrases } from '../words/phrases.ts'
import { typosForgiven } from '../words/typos.ts'
import { ageIn, traitPhrases } from '../whom/said.ts'
import type { Trait } from '../whom/traits.ts'
import { closestIn } from './typed.ts'
import { findAlike, findNamed } from './words.repository.ts'

/** A part of the text that was understood, and where it stands. */
type Part<Value> = { value: Value; from: number; to: number }

export type Understood = {
  need?: Part<NeedCode>
  place?: Part<KnownPlace>
  language?: Part<string>
  time?: Part<'now' | 'tonight'>
  age?: Part<number>
  /** What they said of the person. */
  who: Part<Trait>[]
  /** What is left to be searched for. */
  words: SoughtWord[]
  /** Words by which the need or the person was said: they tell apart what meets it. */
  ofNeed: SoughtWord[]
}

/** A word as typed; the words it may be, folded and stemmed; others that mean the same; and how much it tells, from 0 on. */
export type SoughtWord = {
  typed: string
  meant: string[]
  also: readonly string[]
  weight: number
  /** How many services have it, and how many one of the others. */
  having: number
  alsoHaving: number
}

export type Kinds = Record<'need' | 'place' | 'language' | 'time' | 'age' | 'who', boolean>

type Found = { kind: keyof Kinds; value: unknown; first: number; last: number }

const longestPhrase = 5

/**
 * Reads “safe bed, Kingston, French, tonight” or « lit sûr à Kingston, en
 * français, ce soir »: the longest phrases first, one of each kind; `open` says
 * which kinds are still to be found. Words that are left and unknown are mended.
 */
export async function understand(tx: Tx, text: string, locale: string, open: Kinds): Promise<Understood> {
  const words = wordsOf(text)
  const stems = words.map(({ folded }) => stem(folded))
  const known = [...new Set([...stems, ...stems.flatMap(synonymsOf)])]
  const named = await findNamed(tx, keysIn(words), known)
  const taken: Found[] = []
  const kinds = { ...open }
  take(taken, kinds, phrasesIn(words, kinds, named.places, locale))
  const unknown = left(words, taken).filter(({ folded }) => !named.words.has(stem(folded)))
  let alike: Awaited<ReturnType<typeof findAlike>> = { places: [], words: new Map() }
  if (unknown.length > 0) {
    take(taken, kinds, mendedIn(words, unknown, kinds))
    const still = left(words, taken).filter(
      (word) => unknown.includes(word) && typosForgiven(word.folded) > 0,
    )
    if (still.length > 0) alike = await findAlike(tx, still.map(({ folded }) => folded)) // prettier-ignore
    take(taken, kinds, townsAlike(words, still, kinds, alike.places))
  }
  const sought = (word: Word): SoughtWord => {
    const own = stem(word.folded)
    const meant = named.words.has(own) ? [own] : (alike.words.get(word.folded) ?? [own])
    // A word that nothing is known of may be the rarest of all, or a number: it tells as one that ten services have.
    const having = named.words.get(own) ?? 10
    const also = meant.flatMap(synonymsOf)
    return {
      typed: text.slice(word.from, word.to),
      meant,
      also,
      weight: weightOf(having, named.services),
      having,
      alsoHaving: also.reduce((sum, other) => sum + (named.words.get(other) ?? 0), 0),
    }
  }
  const needed = taken.filter(({ kind }) => kind === 'need' || kind === 'who')
  return {
    ...partsOf(words, taken),
    words: left(words, taken).map(sought),
    ofNeed: words
      .filter(
        ({ folded }, at) => speaks(folded) && needed.some(({ first, last }) => at >= first && at <= last),
      )
      .map(sought),
  }
}

/** How much it tells that a service has a word which so many of all have (inverse document frequency). */
function weightOf(having: number, all: number): number {
  return Math.log(1 + Math.max(all, having) / (1 + having))
}

/** Runs of up to three words: what a town or a postal area may be called. */
function keysIn(words: readonly Word[]): string[] {
  const keys = new Set<string>()
  words.forEach((_, first) => {
    for (let length = 1; length <= 3 && first + length <= words.length; length++) {
      const run = words.slice(first, first + length).map(({ folded }) => folded)
      if (length > 1 || speaks(run[0] ?? '')) keys.add(run.join(' '))
    }
  })
  return [...keys]
}

function phrasesIn(
  words: readonly Word[],
  kinds: Kinds,
  places: readonly Gazetteered[],
  locale: string,
): Found[] {
  const found: Found[] = []
  // “Men and women” says nothing of who is asking.
  const gendersSaid = new Set(
    words
      .map(({ folded }) => traitPhrases.get(folded))
      .filter((trait) => trait === 'women' || trait === 'men'),
  )
  for (let length = Math.min(longestPhrase, words.length); length > 0; length--)
    for (let first = 0; first + length <= words.length; first++) {
      const run = words.slice(first, first + length).map(({ folded }) => folded)
      const phrase = run.join(' ')
      const add = (kind: keyof Kinds, value: unknown) => {
        if (value !== undefined && kinds[kind]) found.push({ kind, value, first, last: first + length - 1 })
      }
      add('need', typedPhrases.get(phrase))
      add('time', timePhrases.get(phrase))
      if (phrase.length > 2 && (length > 1 || speaks(phrase))) add('language', languageNames.get(phrase))
      add('age', ageIn(run))
      const trait = traitPhrases.get(phrase)
      if (gendersSaid.size < 2 || (trait !== 'women' && trait !== 'men')) add('who', trait)
      add('place', placeIn(phrase, words.slice(first + length), places, locale))
    }
  return found
}

function placeIn(
  phrase: string,
  after: readonly Word[],
  places: readonly Gazetteered[],
  locale: string,
): KnownPlace | undefined {
  // “Kingston, Ontario”: of two towns of one name, the one in the province that follows.
  const province = provinceNamed(after[0]?.folded ?? '')
  const same = places.filter(({ key }) => key === phrase)
  const town = same.find((place) => place.province === province) ?? same[0]
  if (town) return placeFrom(town)
  const postal = postalAreaOf(phrase)
  const area = postal && places.find(({ kind, key }) => kind === 'postal' && key === postal)
  if (area) return placeFrom(area)
  const code = provinceNamed(phrase)
  return code ? provincePlace(code, locale) : undefined
}

/** Takes the first of each kind, of traits each once; longer ones before shorter, none over another. */
function take(taken: Found[], kinds: Kinds, found: readonly Found[]): void {
  for (const part of found) {
    if (!kinds[part.kind] || taken.some(({ first, last }) => part.first <= last && part.last >= first))
      continue
    if (part.kind !== 'who') kinds[part.kind] = false
    else if (taken.some(({ kind, value }) => kind === 'who' && value === part.value)) continue
    taken.push(part)
  }
}

function left(words: readonly Word[], taken: readonly Found[]): Word[] {
  return words.filter(
    ({ folded }, at) => speaks(folded) && !taken.some(({ first, last }) => at >= first && at <= last),
  )
}

/** `frnch`, `sheltr`, `tonigth`. */
function mendedIn(words: readonly Word[], unknown: readonly Word[], kinds: Kinds): Found[] {
  return unknown.flatMap((word) => {
    const at = words.indexOf(word)
    const meant = closestIn(word.folded)
    return meant && kinds[meant.kind] ? [{ ...meant, first: at, last: at }] : []
  })
}

function townsAlike(
  words: readonly Word[],
  still: readonly Word[],
  kinds: Kinds,
  places: readonly (Gazetteered & { typed: string })[],
): Found[] {
  if (!kinds.place) return []
  return still.flatMap((word) => {
    const place = places.find(({ typed }) => typed === word.folded)
    const at = words.indexOf(word)
    return place ? [{ kind: 'place' as const, value: placeFrom(place), first: at, last: at }] : []
  })
}

type Parts = Omit<Understood, 'words' | 'ofNeed'>

function partsOf(words: readonly Word[], taken: readonly Found[]): Parts {
  const isFree = (at: number) => at >= 0 && !taken.some(({ first, last }) => at >= first && at <= last)
  const parts = taken.map(({ kind, value, first, last }) => {
    // “in Kingston”, « en français »: what leads to it goes with it.
    let start = first
    while (isFree(start - 1) && !speaks(words[start - 1]?.folded ?? '')) start--
    return [kind, { value, from: words[start]?.from ?? 0, to: words[last]?.to ?? 0 }] as const
  })
  const who = parts.filter(([kind]) => kind === 'who').map(([, part]) => part)
  return {
    ...(Object.fromEntries(parts.filter(([kind]) => kind !== 'who')) as Omit<Parts, 'who'>),
    who: who as Part<Trait>[],
  }
}

/** The text without one of its parts, tidied. */
export function without(text: string, { from, to }: { from: number; to: number }): string {
  return `${text.slice(0, from)} ${text.slice(to)}`
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(\s*,)+\s*/g, ', ')
    .replaceAll(/^[\s,]+|[\s,]+$/g, '')
}
