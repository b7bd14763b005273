import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areaKey, areaKeysOf, cellKeysOf, cellsAround, distanceBetween } from './areas.ts'
import { postalAreaOf, provinceName, provinceOf, provinceOfPostalArea, zoneOfProvince } from './provinces.ts'

const latitude = fc.double({ min: 25, max: 72, noNaN: true })
const longitude = fc.double({ min: -140, max: -53, noNaN: true })
const point = fc.record({ latitude, longitude })

describe('cells of the map', () => {
  it('around a point hold every point that is near enough, wherever it lies', () => {
    fc.assert(
      fc.property(
        point,
        point,
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (centre, other, km, share) => {
          // A point at most `km` away: between the two, as far as is asked.
          const far = distanceBetween(centre, other)
          const t = Math.min(1, (km * share * 0.999) / Math.max(far, 0.001))
          const near = {
            latitude: centre.latitude + (other.latitude - centre.latitude) * t,
            longitude: centre.longitude + (other.longitude - centre.longitude) * t,
          }
          fc.pre(distanceBetween(centre, near) <= km)
          const cells = cellsAround(centre, km)
          if (cells.length > 0) expect(cellKeysOf(near).some((key) => cells.includes(key))).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('are few', () => {
    fc.assert(
      fc.property(point, fc.integer({ min: 1, max: 2_000 }), (centre, km) => {
        expect(cellsAround(centre, km).length).toBeLessThanOrEqual(150)
      }),
    )
  })
})

it('distances are those of the ground', () => {
  const kingston = { latitude: 44.2312, longitude: -76.486 }
  const ottawa = { latitude: 45.4215, longitude: -75.6972 }
  expect(distanceBetween(kingston, ottawa)).toBeCloseTo(146.3, 0)
  expect(distanceBetween(kingston, kingston)).toBe(0)
})

describe('areas', () => {
  it('that a service names meet those in which a town lies', () => {
    const keys = areaKeysOf({ town: 'kingston', province: 'ON' })
    for (const name of [
      'Kingston',
      'kingston',
      'Ontario',
      'All of Ontario',
      'Province de Ontario',
      'Canada',
      'National',
    ])
      expect(keys).toContain(areaKey(name))
    for (const name of ['Québec', 'Napanee', 'California', 'United States'])
      expect(keys).not.toContain(areaKey(name))
  })

  it('of California are not those of Canada', () => {
    expect(areaKeysOf({ province: 'CA' })).not.toContain(areaKey('Canada'))
  })
})

describe('provinces', () => {
  it('are known by code and by name in both languages', () => {
    expect(
      ['ON', 'ontario', 'Québec', 'Colombie-Britannique', 'IL', 'Texas', 'Narnia'].map(provinceOf),
    ).toEqual(['ON', 'ON', 'QC', 'BC', 'IL', 'TX', undefined])
    expect([provinceName('BC', 'fr'), provinceName('BC', 'en'), provinceName('??', 'en')]).toEqual([
      'Colombie-Britannique',
      'British Columbia',
      '??',
    ])
  })

  it('have a zone that the clock knows', () => {
    expect([zoneOfProvince('NL'), zoneOfProvince('IL'), zoneOfProvince(null)]).toEqual([
      'America/St_Johns',
      'America/Chicago',
      undefined,
    ])
  })

  it('are told by the first letter of a postal code', () => {
    expect(['K7L 1A1', 'k7l1a1', 'K7L', '60601-1234', 'SW1A 1AA', 'hello'].map(postalAreaOf)).toEqual([
      'k7l',
      'k7l',
      'k7l',
      '60601',
      'sw1a',
      undefined,
    ])
    expect(['k7l', 'h2x', '60601'].map(provinceOfPostalArea)).toEqual(['ON', 'QC', undefined])
  })
})
