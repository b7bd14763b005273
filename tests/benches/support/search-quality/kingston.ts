import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A service of the Kingston collection, with what people might type to find it. */
type Row = {
  id: string
  name: string
  name_fr?: string
  description: string
  description_fr?: string
  url?: string
  address?: string
  fees?: string
  application_process?: string
  eligibility_notes?: string
  eligibility_notes_fr?: string
  hours?: Record<string, { open: string; close: string } | string>
  intent_category: string
  identity_tags: { tag: string }[]
  synthetic_queries: string[]
  synthetic_queries_fr?: string[]
}

export type Query = { service: string; locale: 'en' | 'fr'; text: string; heldOut: boolean }

const days = { monday: 'MO', tuesday: 'TU', wednesday: 'WE', thursday: 'TH', friday: 'FR', saturday: 'SA', sunday: 'SU' } // prettier-ignore

/**
 * The collection as HSDS objects, and its queries. Every third service, by the order of its id, is held out: nothing
 * is tuned by its queries. The queries themselves stand in no service.
 */
export function kingston(folder: string): { objects: object[]; queries: Query[] } {
  const rows = JSON.parse(readFileSync(join(folder, 'services.json'), 'utf8')) as Row[]
  const sorted = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const queries = sorted.flatMap((row, index) =>
    (['en', 'fr'] as const).flatMap((locale) =>
      (locale === 'en' ? row.synthetic_queries : (row.synthetic_queries_fr ?? [])).map((text): Query => ({
        service: row.name,
        locale,
        text,
        heldOut: index % 3 === 2,
      })),
    ),
  )
  return { objects: sorted.map(asService), queries }
}

function asService(row: Row): object {
  const postal = /\b([A-Z]\d[A-Z]) ?\d[A-Z]\d\b/.exec(row.address ?? '')
  const city = /,\s*([^,]+),\s*ON\b/.exec(row.address ?? '')?.[1]
  const schedules = Object.entries(days).flatMap(([day, byday]) => {
    const hours = row.hours?.[day]
    return hours && typeof hours === 'object'
      ? [{ id: `${row.id}-${byday}`, freq: 'WEEKLY', byday, opens_at: hours.open, closes_at: hours.close }]
      : []
  })
  const french = {
    locale: 'fr',
    name: row.name_fr,
    description: row.description_fr,
    for_whom: row.eligibility_notes_fr,
  }
  return {
    id: row.id,
    name: row.name,
    status: 'active',
    description: row.description,
    url: row.url,
    eligibility_description: row.eligibility_notes,
    fees_description: row.fees,
    application_process: row.application_process,
    organization: { id: `of-${row.id}`, name: row.name, description: '-' },
    schedules,
    attributes: [row.intent_category, ...row.identity_tags.map(({ tag }) => tag)].map((name) => ({
      id: `${row.id}-${name}`,
      taxonomy_term: { id: name, name, description: '-' },
    })),
    northline: {
      language: 'en',
      zone: 'America/Toronto',
      ...(french.name || french.description ? { texts: [{ id: `${row.id}-fr`, ...french }] } : {}),
    },
    ...(city && {
      service_at_locations: [
        {
          id: `at-${row.id}`,
          location: {
            id: `place-${row.id}`,
            location_type: 'physical',
            addresses: [
              {
                id: `address-${row.id}`,
                address_1: row.address,
                city,
                state_province: 'ON',
                ...(postal && { postal_code: postal[0] }),
                country: 'CA',
                address_type: 'physical',
              },
            ],
          },
        },
      ],
    }),
  }
}
