import type * as z from 'zod'
import type { searchServices } from '../../../../src/contracts/directory.ts'
import type { Plain } from './plain.ts'
import { needs, numbersFrom, towns, type GeneratedTown } from './generated-services.ts'

export type SearchInput = z.input<(typeof searchServices)['input']>

/** Twelve kinds of search, each with its share of a hundred. */
const kinds: readonly [name: string, share: number, make: (pick: Pick, town: GeneratedTown) => SearchInput][] = [
  ['typed: need, town, language, tonight', 20, (pick, town) => ({ text: `${pick(typedNeeds)}, ${town.name}, ${pick(['French', 'Arabic', 'Spanish', 'English'])}, tonight` })],
  ['need and town', 15, (pick, town) => ({ need: pick(needs), place: town.name })],
  ['need, town and language', 10, (pick, town) => ({ need: pick(needs), place: town.name, language: pick(['fr', 'ar', 'es', 'pa']) })],
  ['need and town, open now', 10, (pick, town) => ({ need: pick(needs), place: town.name, openNow: true })],
  ['words anywhere', 9, (pick) => ({ text: `${pick(rare)} ${pick(common)}` })],
  ['typo and town', 8, (pick, town) => ({ text: `${pick(['sheltr', 'lawer', 'detxo', 'counseling', 'librarry'])} ${town.name.slice(0, 3)}${town.name.slice(4)}` })],
  ['need and postal area', 6, (pick, town) => ({ need: pick(needs), place: `${town.area} 1A1` })],
  ['need and coordinates', 6, (pick, town) => ({ need: pick(needs), place: `${town.latitude.toFixed(3)},${town.longitude.toFixed(3)}`, distanceKm: 50 })],
  ['one common word', 4, (pick) => ({ text: pick(common) })],
  ['need anywhere', 4, (pick) => ({ need: pick(needs) })],
  ['need and language anywhere', 4, (pick) => ({ need: pick(needs), language: pick(['fr', 'ar', 'es', 'pa', 'cr']) })],
  ['all that a town has', 4, (_pick, town) => ({ place: town.name })],
] // prettier-ignore

type Pick = <Value>(of: readonly Value[]) => Value

const typedNeeds = [
  'safe bed',
  'shelter',
  'detox',
  'legal help',
  'food',
  'someone to talk to',
  'tattoo removal',
  'a ride',
]
const common = ['support', 'people', 'family', 'women', 'warm']
const rare = ['circle', 'shower', 'library', 'clothing', 'church', 'brother']

/** What the plain way can be asked of the same search: its words, and the place as somebody else has found it. */
export function plainOf({ text, need, place, distanceKm }: SearchInput, town: GeneratedTown): Plain {
  const typed = (text ?? '')
    .replaceAll(/,|\b(French|Arabic|Spanish|English|tonight)\b/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '' && word !== town.name && !isTypoOfTown(word, town))
  const words = [...typed, ...(need ? need.split('_') : [])].join(' ')
  const placed = place !== undefined || (text ?? '').includes(town.name.slice(0, 3))
  return {
    ...(words ? { words } : {}),
    ...(placed ? { at: town, km: distanceKm ?? 25 } : {}),
  }
}

const isTypoOfTown = (word: string, { name }: GeneratedTown) => word === `${name.slice(0, 3)}${name.slice(4)}`

export const kindNames = kinds.map(([name]) => name)

/** A search, always the same for a number; towns follow the same steep curve as the services. */
export function searchNumber(
  index: number,
  places = towns(),
): { kind: number; input: SearchInput; town: GeneratedTown } {
  const next = numbersFrom(index * 7_919 + 3)
  const pick: Pick = (of) => of[Math.floor(next() * of.length)] as (typeof of)[number]
  let left = next() * 100
  const kind = Math.max(
    0,
    kinds.findIndex(([, share]) => (left -= share) < 0),
  )
  const town = places[Math.floor(next() ** 2.2 * places.length)] as GeneratedTown
  const [, , make] = kinds[kind] as (typeof kinds)[number]
  return { kind, input: make(pick, town), town }
}
