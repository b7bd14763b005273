import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Listing, Place } from '../publish/published.ts'
import { evidenceOf, leastScore, matchKeysOf, scoreOf, type Compared } from './evidence.ts'

type Given = Partial<Pick<Listing, 'organisation' | 'needs' | 'whom'>> & {
  name?: string
  french?: string
  phone?: string
  url?: string
  email?: string
  address?: string
  area?: string
  source?: string
}

function service(given: Given): Compared {
  const { name = 'Invented', french, phone, url, email, address, area, source = 'a', ...listing } = given
  const place: Place | undefined =
    area === undefined
      ? undefined
      : {
          locationId: 'x',
          area,
          zone: 'UTC',
          rules: [],
          gap: true,
          phones: [],
          ...(address ? { address } : {}),
        }
  return {
    serviceId: 'x',
    source,
    listing: {
      organisation: '', lang: 'en', words: { name }, others: french ? { fr: { name: french } } : {}, needs: [], maybe: [],
      languages: [], phones: phone ? [{ number: phone, kind: 'voice' }] : [], serves: [], ...listing,
    },
    rest: { words: {}, others: {}, accessibility: [], ...(url ? { url } : {}), ...(email ? { email } : {}) },
    places: place ? [place] : [],
  } // prettier-ignore
}

const codes = (one: Given, other: Given) => evidenceOf(service(one), service(other)).map(({ code }) => code)
const score = (one: Given, other: Given) => scoreOf(evidenceOf(service(one), service(other)))

describe('what speaks for two entries being one', () => {
  it('is a name, however written and in either language', () => {
    expect(codes({ name: 'The Lantern’s House' }, { name: 'house – LANTERN S' })).toContain('same_name')
    expect(codes({ name: 'Lantern', french: 'La Lanterne' }, { name: 'Lanterne' })).toContain('same_name')
    expect(codes({ name: 'Youth beds' }, { name: 'Youth beds (North End)' })).toContain('similar_name')
    expect(codes({ name: 'Youth beds' }, { name: 'Legal aid' })).toContain('other_name')
  })

  it('is a telephone, whatever stands around its digits; a fax is none', () => {
    expect(codes({ phone: '1 (613) 555-0100' }, { phone: '613.555.0100' })).toContain('same_phone')
    expect(codes({ phone: '613-555-0100' }, { phone: '613-555-0101' })).toContain('other_phone')
    expect(codes({ phone: '613-555-0100' }, {})).not.toContain('other_phone')
  })

  it('is a page more than a site, and an address in any spelling', () => {
    expect(codes({ url: 'https://www.x.example/beds/' }, { url: 'http://x.example/beds' })).toContain(
      'same_page',
    )
    expect(codes({ url: 'https://x.example' }, { url: 'https://x.example/' })).toContain('same_site')
    expect(
      codes(
        { address: '12 Main Street West, Kingston', area: 'Kingston, ON' },
        { address: '12 main st. W Kingston', area: 'Kingston, ON' },
      ),
    ).toContain('same_address')
    expect(codes({ address: 'Main campus', area: 'A' }, { address: 'Main campus', area: 'A' })).not.toContain(
      'same_address',
    )
  })
})

describe('what speaks against it', () => {
  it('weighs more than a name that many have', () => {
    const beds = { name: 'Safe beds', phone: '613-555-0100', area: 'Kingston, ON' }
    expect(score(beds, { ...beds, source: 'b' })).toBeGreaterThanOrEqual(leastScore)
    expect(
      score(beds, { name: 'Safe beds', phone: '416-555-0199', area: 'Toronto, ON', source: 'b' }),
    ).toBeLessThan(leastScore)
    const branch = (place: string) => ({
      name: `Legal help – ${place}`,
      phone: '613-555-0100',
      organisation: 'Clinic',
    })
    expect(score(branch('Pilsen'), { ...branch('Austin'), source: 'a' })).toBeLessThan(leastScore)
  })

  it('is that one is for women and one for men, or for other ages, though everything else is alike', () => {
    const house = { name: 'House', phone: '613-555-0100', source: 'b' }
    const only = (...kinds: ('women' | 'men')[]) => ({ whom: { takes: kinds, refuses: [], only: kinds } })
    expect(codes({ ...house, ...only('women') }, { ...house, ...only('men') })).toContain('other_people')
    const ages = (from: number, to: number) => ({
      whom: { ages: { from, to }, takes: [], refuses: [], only: [] },
    })
    expect(codes({ ...house, ...ages(16, 24) }, { ...house, ...ages(25, 60) })).toContain('other_ages')
  })

  it('is that a source lists them side by side under one organisation', () => {
    const two = { organisation: 'Invented House' }
    expect(codes({ ...two, name: 'Beds' }, { ...two, name: 'Meals' })).toContain('listed_apart')
    expect(codes({ ...two, name: 'Beds' }, { ...two, name: 'Beds', source: 'b' })).toContain(
      'same_organisation',
    )
  })
})

const few = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
const given = fc.record({
  name: fc.constantFrom('Safe beds', 'Safe beds north', 'Beds', 'Legal aid', 'Aide juridique'),
  phone: few('613-555-0100', '1-613-555-0100', '416-555-0101'),
  url: few('https://x.example/a', 'https://x.example', 'https://y.example/a'),
  email: few('a@x.example', 'A@x.example', 'b@x.example'),
  organisation: fc.constantFrom('', 'House', 'Clinic'),
  address: few('1 Main St', '1 Main Street', '2 Main St'),
  area: few('Kingston, ON', 'Toronto, ON'),
  source: fc.constantFrom('a', 'b'),
})

describe('any two entries', () => {
  const clean = (raw: object) =>
    service(Object.fromEntries(Object.entries(raw).filter(([, v]) => v !== undefined)))

  it('are compared alike from both sides', () => {
    fc.assert(
      fc.property(given, given, (a, b) => {
        const seen = (one: object, other: object) =>
          evidenceOf(clean(one), clean(other))
            .map(({ code, weight }) => `${code}${weight}`)
            .sort()
        expect(seen(a, b)).toEqual(seen(b, a))
      }),
    )
  })

  it('that score enough share a key, so that looking by keys misses none', () => {
    fc.assert(
      fc.property(given, given, (a, b) => {
        const [one, other] = [clean(a), clean(b)]
        if (scoreOf(evidenceOf(one, other)) < leastScore) return
        const keys = new Set(matchKeysOf(one))
        expect(matchKeysOf(other).some((key) => keys.has(key))).toBe(true)
      }),
      { numRuns: 3_000 },
    )
  })
})
