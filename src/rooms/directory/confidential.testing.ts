import * as fc from 'fast-check'
import { expect } from 'vitest'
import { foldPhrase } from './words/fold.ts'

/* A house whose address is typed into every text that a source can have, and a look for any trace of it. */

export type Secret = {
  number: number
  street: string
  kind: string
  postal: string
  latitude: number
  longitude: number
}
export const anySecret: fc.Arbitrary<Secret> = fc.record({
  number: fc.integer({ min: 2, max: 9_999 }),
  street: fc.constantFrom('Wrenfield', 'Quillwater', 'Émeraude', 'Thornapple', 'Saint-Zotique'),
  kind: fc.constantFrom('Lane', 'Street', 'Avenue', 'Crescent', 'Road'),
  postal: fc.constantFrom('K7L 5Z9', 'K7M 9X8'),
  latitude: fc.integer({ min: 442_000, max: 443_000 }).map((n) => n / 10_000),
  longitude: fc.integer({ min: -766_000, max: -765_000 }).map((n) => n / 10_000),
})

/** Ways in which people write an address into a text. */
export function spellings({ number, street, kind, postal, latitude, longitude }: Secret): string[] {
  const short = { Lane: 'Ln', Street: 'St.', Avenue: 'Ave', Crescent: 'Cres', Road: 'Rd' }[kind]
  return [
    `We are at ${number} ${street} ${kind}, ring twice.`,
    `${number} ${street.toUpperCase()} ${short}`,
    `${street} ${kind}`,
    `Find us: https://maps.example/?q=${number}+${encodeURI(street)}+${kind}`,
    `code ${postal.replace(' ', '')}`,
    `gps ${latitude},${longitude}`,
  ]
}

export function planted(secret: Secret, text: string, id: string): object {
  const { number, street, kind, postal, latitude, longitude } = secret
  const words = {
    locale: 'fr',
    name: `Lits ${text}`,
    summary: text,
    description: text,
    for_whom: text,
    bring: text,
    cost: text,
    how_to_apply: text,
    sharing_text: text,
    alert: text,
  }
  return {
    id,
    name: `Beds ${text}`,
    alternate_name: text,
    description: text,
    status: 'active',
    url: `https://example.org/${encodeURIComponent(text)}`,
    interpretation_services: text,
    application_process: text,
    fees_description: text,
    eligibility_description: text,
    alert: text,
    organization: { id: `${id}-o`, name: `House ${text}`, description: text, website: 'https://example.org' },
    phones: [{ number: '613-555-0101', description: text }],
    languages: [{ code: 'fr', note: text }, { name: text }],
    schedules: [{ description: text }],
    service_areas: [{ name: 'Kingston' }, { name: text }],
    required_documents: [{ document: text }],
    cost_options: [{ option: text }],
    northline: {
      needs: ['safe_bed'],
      bring: text,
      sharing: 'if_you_ask',
      sharing_text: text,
      texts: [words],
    },
    service_at_locations: [
      {
        id: `${id}-at`,
        description: text,
        phones: [{ number: '613-555-0102', description: text }],
        schedules: [{ byday: 'MO', opens_at: '17:00', closes_at: '09:00', description: text }],
        location: {
          id: `${id}-place`,
          location_type: 'physical',
          name: text,
          description: text,
          transportation: text,
          url: 'https://example.org/house',
          external_identifier: 'cheer.parent.mole',
          latitude,
          longitude,
          northline: { confidential: true },
          phones: [{ number: '613-555-0103', description: text }],
          accessibility: [{ description: text }],
          addresses: [
            {
              attention: `${street} House`,
              address_1: `${number} ${street} ${kind}`,
              address_2: 'Back door',
              city: 'Kingston',
              state_province: 'ON',
              postal_code: postal,
              country: 'CA',
              address_type: 'physical',
            },
          ],
        },
      },
    ],
  }
}

/** Nothing in a value says where the house is. */
export function expectNothing({ number, street, postal, latitude, longitude }: Secret, value: unknown): void {
  const text = JSON.stringify(value)
  const folded = foldPhrase(decodeURIComponent(text.replaceAll('%', '%25')))
  for (const trace of [
    foldPhrase(street),
    foldPhrase(`${number} ${street}`),
    foldPhrase(postal),
    foldPhrase(postal.replace(' ', '')),
    'cheer parent mole',
    'back door',
  ])
    expect(folded).not.toContain(trace)
  expect(text).not.toContain(String(latitude))
  expect(text).not.toContain(String(Math.abs(longitude)))
}
