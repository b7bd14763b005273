import {
  coverageHours,
  coverageLanguages,
  coverageLevels,
  type CoverageCounts,
  type CoverageHour,
  type CoverageLanguage,
} from '../../../contracts/directory-coverage.ts'
import { needCodes, type NeedCode } from '../needs.ts'
import { areaKeysOf, areaKey, distanceBetween, type Point } from '../places/areas.ts'
import type { PostalArea } from './areas.ts'

/** A vetted service at one of its places, or without any, as far as it counts for coverage. */
export type Served = {
  needs: readonly string[]
  /** Language tags; none: it does not say. */
  languages: readonly string[]
  interpreters: boolean
  /** For each of `coverageHours`: 0 open, 1 not known, 2 closed. */
  states: readonly number[]
  /** Where it is; a confidential place is in the middle of its town. */
  point?: Point | undefined
  /** Whether it can be had without going there: by phone or video, or because it comes. */
  remote: boolean
  /** Whether it comes to where people are. */
  comes: boolean
  /** The areas that it says it serves. */
  serves: readonly string[]
}

const level = (name: (typeof coverageLevels)[number]) => coverageLevels.indexOf(name)

/** How well each postal area is served, by need, language and hour: the best that any service does there. */
export class Stock {
  readonly #areas: readonly PostalArea[]
  readonly #byLatitude: readonly { index: number; area: PostalArea }[]
  readonly #byKey = new Map<number, number[]>()
  readonly #levels = new Map<string, Uint8Array>()
  readonly #reachKm: number

  /** `towns`: the town around each area, folded, where the register knows one; what serves a town serves it by that name. */
  constructor(areas: readonly PostalArea[], towns: ReadonlyMap<string, string>, reachKm: number) {
    this.#areas = areas
    this.#reachKm = reachKm
    this.#byLatitude = areas
      .map((area, index) => ({ index, area }))
      .sort((a, b) => a.area.latitude - b.area.latitude)
    areas.forEach(({ code, province }, index) => {
      for (const key of areaKeysOf({ town: towns.get(code), province })) {
        const own = this.#byKey.get(key)
        if (own) own.push(index)
        else this.#byKey.set(key, [index])
      }
    })
    for (const need of needCodes)
      for (const language of coverageLanguages)
        for (const hour of coverageHours)
          this.#levels.set(keyOf(need, language, hour), new Uint8Array(areas.length))
  }

  add(service: Served): void {
    const near = service.point ? this.#around(service.point) : []
    const served = service.serves.flatMap((name) => this.#byKey.get(areaKey(name)) ?? [])
    const reached: [readonly number[], number][] = [
      [near, level('near')],
      [served, level(service.comes ? 'near' : 'afar')],
    ]
    // It says neither where it is nor whom it serves.
    if (!service.point && served.length === 0 && service.remote)
      reached.push([this.#areas.map((_, index) => index), level('unknown')])
    for (const need of service.needs)
      for (const language of coverageLanguages) {
        const speaks = speaksIt(service, language)
        if (speaks === 'no') continue
        coverageHours.forEach((hour, slot) => {
          const state = service.states[slot] ?? 1
          if (state === 2) return
          const sure = state === 0 && speaks === 'yes'
          const levels = this.#levels.get(keyOf(need, language, hour))
          for (const [areas, how] of reached) raise(levels, areas, sure ? how : level('unknown'))
        })
      }
  }

  /** One byte for each area, in their order. */
  levelsOf(need: NeedCode, language: CoverageLanguage, hour: CoverageHour): Uint8Array {
    return this.#levels.get(keyOf(need, language, hour)) ?? new Uint8Array(this.#areas.length)
  }

  #around(point: Point): number[] {
    const up = this.#reachKm / 111
    const found: number[] = []
    let at = this.#firstFrom(point.latitude - up)
    for (; at < this.#byLatitude.length; at++) {
      const entry = this.#byLatitude[at]
      if (!entry || entry.area.latitude > point.latitude + up) break
      if (distanceBetween(point, entry.area) <= this.#reachKm) found.push(entry.index)
    }
    return found
  }

  #firstFrom(latitude: number): number {
    let [low, high] = [0, this.#byLatitude.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#byLatitude[middle]?.area.latitude ?? 90) < latitude) low = middle + 1
      else high = middle
    }
    return low
  }
}

const keyOf = (need: string, language: CoverageLanguage, hour: CoverageHour) => `${need} ${language} ${hour}`

function raise(levels: Uint8Array | undefined, areas: readonly number[], to: number): void {
  if (!levels) return
  for (const index of areas) if ((levels[index] ?? 0) < to) levels[index] = to
}

function speaksIt({ languages, interpreters }: Served, language: CoverageLanguage): 'yes' | 'no' | 'unknown' {
  if (language === 'any' || languages.some((tag) => tag === language || tag.startsWith(`${language}-`)))
    return 'yes'
  if (languages.length === 0 || interpreters) return 'unknown'
  return 'no'
}

/** How many areas are at each level. */
export function countLevels(levels: Iterable<number>): CoverageCounts {
  const counts = { none: 0, unknown: 0, afar: 0, near: 0 }
  for (const one of levels) counts[coverageLevels[one] ?? 'none']++
  return counts
}
