import { foldPhrase } from '../words/fold.ts'
import { keyOf } from '../words/keys.ts'
import { countryOfProvince, provinceNamed } from './provinces.ts'

export type Point = { latitude: number; longitude: number }

const countries: Record<string, string> = {
  canada: 'CA', national: 'CA', nationwide: 'CA', 'canada wide': 'CA', 'across canada': 'CA', pancanadien: 'CA',
  'partout au canada': 'CA', 'united states': 'US', usa: 'US',
} // prettier-ignore

const countryKey = (code: string) => keyOf('area', `country ${code}`)

/**
 * The key of an area that a service says it serves: a country, a province by
 * name, or the words themselves (a town, a county).
 */
export function areaKey(name: string): number {
  const folded = foldPhrase(name).replace(
    /^(all of|province of|toute? l|toute? le|province de l|province de) /,
    '',
  )
  const country = countries[folded]
  return country ? countryKey(country) : keyOf('area', provinceNamed(folded) ?? folded)
}

/** Where a service works is not known. */
export const anywhereKey = keyOf('area', '?')

/** What serves a town serves it by its own name, its province's or its country's. */
export function areaKeysOf(place: { town?: string | undefined; province?: string | undefined }): number[] {
  const { town, province } = place
  const country = countryOfProvince(province)
  const own = [town, province].flatMap((name) => (name ? [keyOf('area', name)] : []))
  return country ? [...own, countryKey(country)] : own
}

/** What lies in a town, wherever in it. */
export function townKey(town: string, province: string): number {
  return keyOf('area', `in ${town}, ${province}`)
}

/** What lies in a province. */
export function inProvinceKey(province: string): number {
  return keyOf('area', `in ${province}`)
}

const fine = 0.2
const wide = 1
const kmPerDegree = 111.2

const square = (value: number, size: number) => Math.floor(value / size + 1e-9)

/** The squares of the map, small and wide, in which a point lies. */
export function cellKeysOf({ latitude, longitude }: Point): number[] {
  return [
    keyOf('cell', `${square(latitude, fine)}:${square(longitude, fine)}`),
    keyOf('wide-cell', `${square(latitude, wide)}:${square(longitude, wide)}`),
  ]
}

/** The squares that cover a circle: at most 150; none where it is too large for that to help. */
export function cellsAround({ latitude, longitude }: Point, km: number): number[] {
  const up = km / kmPerDegree
  const across = km / (kmPerDegree * Math.max(0.05, Math.cos((latitude * Math.PI) / 180)))
  const cover = (kind: 'cell' | 'wide-cell', size: number) => {
    const keys: number[] = []
    for (let y = square(latitude - up, size); y <= square(latitude + up, size); y++)
      for (let x = square(longitude - across, size); x <= square(longitude + across, size); x++) {
        keys.push(keyOf(kind, `${y}:${x}`))
        if (keys.length > 150) return []
      }
    return keys
  }
  const small = cover('cell', fine)
  return small.length > 0 && small.length <= 40 ? small : cover('wide-cell', wide)
}

const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Kilometres between two points on the ground (haversine). */
export function distanceBetween(a: Point, b: Point): number {
  const h =
    Math.sin(radians(b.latitude - a.latitude) / 2) ** 2 +
    Math.cos(radians(a.latitude)) *
      Math.cos(radians(b.latitude)) *
      Math.sin(radians(b.longitude - a.longitude) / 2) ** 2
  return 12_742 * Math.asin(Math.min(1, Math.sqrt(h)))
}
