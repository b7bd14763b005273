import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  coverageHours,
  coverageLanguages,
  coverageLevels,
  type CoverageHour,
  type CoverageLanguage,
} from '../../../contracts/directory-coverage.ts'
import { distanceBetween } from '../places/areas.ts'
import { postalAreas, type PostalArea } from './areas.ts'
import { countLevels, Stock, type Served } from './stock.ts'
import { daysAfter, mondayOf, ordinaryWeek } from './weeks.ts'

const areas: PostalArea[] = [
  { code: 'K7L', name: 'Kingston', province: 'ON', latitude: 44.23, longitude: -76.48 },
  { code: 'K7R', name: 'Napanee', province: 'ON', latitude: 44.25, longitude: -76.95 },
  { code: 'M5V', name: 'Toronto', province: 'ON', latitude: 43.64, longitude: -79.39 },
  { code: 'H2X', name: 'Montréal', province: 'QC', latitude: 45.51, longitude: -73.57 },
]
const towns = new Map([
  ['K7L', 'kingston'],
  ['M5V', 'toronto'],
])

const service = (more: Partial<Served> = {}): Served => ({
  needs: ['safe_bed'], languages: ['en'], interpreters: false, states: [0, 0, 0, 0, 0], remote: false, comes: false, serves: [], ...more,
}) // prettier-ignore

function levels(
  services: readonly Served[],
  language: CoverageLanguage = 'any',
  hour: CoverageHour = 'ever',
) {
  const stock = new Stock(areas, towns, 50)
  for (const one of services) stock.add(one)
  return [...stock.levelsOf('safe_bed', language, hour)].map((level) => coverageLevels[level])
}
const kingston = { latitude: 44.231, longitude: -76.486 }

describe('how an area is served', () => {
  it('is near by within reach of a place, and nowhere else', () => {
    expect(levels([service({ point: kingston })])).toEqual(['near', 'near', 'none', 'none'])
  })

  it('is from afar where somebody says that they serve it, by the town, the province or the country', () => {
    expect(levels([service({ remote: true, serves: ['Toronto'] })])).toEqual(['none', 'none', 'afar', 'none'])
    expect(levels([service({ remote: true, serves: ['Ontario'] })])).toEqual(['afar', 'afar', 'afar', 'none'])
    expect(levels([service({ remote: true, serves: ['Canada'] })])).toEqual(['afar', 'afar', 'afar', 'afar'])
    expect(levels([service({ comes: true, serves: ['Kingston'] })])).toEqual(['near', 'none', 'none', 'none'])
  })

  it('is not known where a service does not say whether it is open, which languages it has, or where it works', () => {
    const unsure = service({ point: kingston, languages: [], states: [1, 1, 1, 1, 1] })
    expect(levels([unsure])).toEqual(['unknown', 'unknown', 'none', 'none'])
    expect(levels([service({ point: kingston, languages: [] })], 'fr')).toEqual([
      'unknown',
      'unknown',
      'none',
      'none',
    ])
    expect(levels([service({ point: kingston, interpreters: true })], 'fr')[0]).toBe('unknown')
    expect(levels([service({ remote: true })])).toEqual(['unknown', 'unknown', 'unknown', 'unknown'])
  })

  it('is by nobody in another language or at an hour when it is closed', () => {
    expect(levels([service({ point: kingston })], 'fr')).toEqual(['none', 'none', 'none', 'none'])
    const byDay = service({ point: kingston, states: [0, 0, 2, 2, 2] })
    expect(levels([byDay], 'en', 'day')[0]).toBe('near')
    expect(levels([byDay], 'en', 'night')[0]).toBe('none')
  })
})

describe('any services together', () => {
  const any = fc.record({
    needs: fc.constantFrom(['safe_bed'], ['detox'], ['safe_bed', 'detox']),
    languages: fc.constantFrom([], ['en'], ['fr', 'en'], ['fr-CA'], ['ar']),
    interpreters: fc.boolean(),
    states: fc.array(fc.constantFrom(0, 1, 2), { minLength: 5, maxLength: 5 }),
    point: fc.option(
      fc.record({
        latitude: fc.double({ min: 43, max: 46, noNaN: true }),
        longitude: fc.double({ min: -80, max: -73, noNaN: true }),
      }),
      { nil: undefined },
    ),
    remote: fc.boolean(),
    comes: fc.boolean(),
    serves: fc.constantFrom([], ['Ontario'], ['Kingston', 'Toronto'], ['Canada'], ['Nowhere']),
  })
  const lies: Record<string, string[]> = {
    Ontario: ['K7L', 'K7R', 'M5V'],
    Kingston: ['K7L'],
    Toronto: ['M5V'],
    Canada: ['K7L', 'K7R', 'M5V', 'H2X'],
  }

  /** The same, area by area and service by service, as one would explain it. */
  function slowly(one: Served, area: PostalArea, language: CoverageLanguage, slot: number): number {
    const state = one.states[slot] ?? 1
    const has = one.languages.some((tag) => tag.split('-')[0] === language)
    const speaks = language === 'any' || has ? 2 : one.languages.length === 0 || one.interpreters ? 1 : 0
    if (!one.needs.includes('safe_bed') || state === 2 || speaks === 0) return 0
    const serves = one.serves.some((name) => lies[name]?.includes(area.code))
    const near = one.point !== undefined && distanceBetween(one.point, area) <= 50
    const anywhere = !one.point && one.remote && !one.serves.some((name) => lies[name])
    const best = near || (serves && one.comes) ? 3 : serves ? 2 : anywhere ? 1 : 0
    return best === 0 ? 0 : state === 0 && speaks === 2 ? best : 1
  }

  it('serve an area as well as the best of them does', () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 6 }), (services) => {
        const stock = new Stock(areas, towns, 50)
        for (const one of services) stock.add(one)
        for (const language of coverageLanguages)
          coverageHours.forEach((hour, slot) => {
            const wanted = areas.map((area) =>
              Math.max(0, ...services.map((one) => slowly(one, area, language, slot))),
            )
            expect([...stock.levelsOf('safe_bed', language, hour)]).toEqual(wanted)
          })
      }),
    )
  })
})

describe('the postal areas', () => {
  it('are all of Canada where people live, each in its province, with its name whole', () => {
    expect(postalAreas.length).toBeGreaterThan(1_600)
    expect(new Set(postalAreas.map(({ province }) => province)).size).toBe(13)
    const of = (code: string) => postalAreas.find((area) => area.code === code)
    expect(of('K7L')).toMatchObject({ province: 'ON', name: 'Kingston (Downtown)' })
    expect(of('G0C')?.name).toMatch(/^Gaspésie/)
    expect(of('X0A')?.province).toBe('NU')
    expect(of('X1A')?.province).toBe('NT')
    expect(of('H0H')).toBeUndefined()
    for (const { latitude, longitude, name } of postalAreas) {
      expect(latitude).toBeGreaterThan(41)
      expect(latitude).toBeLessThan(84)
      expect(longitude).toBeGreaterThan(-142)
      expect(longitude).toBeLessThan(-52)
      expect(name).not.toMatch(/[\ufffd?]/)
    }
  })
})

describe('the week', () => {
  it('begins on Monday, and an ordinary one is the next', () => {
    expect(mondayOf(new Date('2026-11-29T23:59:00Z'))).toBe('2026-11-23')
    expect(mondayOf(new Date('2026-11-30T00:00:00Z'))).toBe('2026-11-30')
    expect(daysAfter('2026-12-31', 1)).toBe('2027-01-01')
    expect(ordinaryWeek(new Date('2026-11-27T12:00:00Z'))).toEqual([
      { at: '2026-12-01T14:00:00', minute: 2_280 },
      { at: '2026-12-01T20:00:00', minute: 2_640 },
      { at: '2026-12-02T03:00:00', minute: 3_060 },
      { at: '2026-12-06T14:00:00', minute: 9_480 },
    ])
  })

  it('counts what is at each level', () => {
    expect(countLevels([0, 3, 3, 1])).toEqual({ none: 1, unknown: 1, afar: 0, near: 2 })
  })
})
