import type { Row } from './raw.repository.ts'

/* Which fields of our rows go out as HSDS, and in which shape. Only named ones do, so that a column nobody thought of never does. */

/** An object of HSDS. */
export type Hsds = Record<string, unknown>

const fields = {
  service: [
    'name', 'alternate_name', 'description', 'url', 'email', 'status', 'interpretation_services', 'application_process',
    'fees_description', 'wait_time', 'accreditations', 'eligibility_description', 'minimum_age', 'maximum_age', 'assured_date',
    'licenses', 'alert', 'last_modified',
  ],
  organization: ['name', 'alternate_name', 'description', 'email', 'website', 'tax_status', 'tax_id', 'year_incorporated', 'legal_status', 'logo', 'uri'],
  location: ['location_type', 'url', 'name', 'alternate_name', 'description', 'transportation', 'latitude', 'longitude', 'external_identifier', 'external_identifier_type'],
  address: ['attention', 'address_1', 'address_2', 'city', 'region', 'state_province', 'postal_code', 'country', 'address_type'],
  phone: ['number', 'type', 'description'],
  schedule: [
    'valid_from', 'valid_to', 'dtstart', 'timezone', 'until', 'count', 'wkst', 'freq', 'interval', 'byday', 'byweekno', 'bymonthday',
    'byyearday', 'description', 'opens_at', 'closes_at', 'schedule_link', 'attending_type', 'notes',
  ],
  language: ['name', 'code', 'note'],
  service_area: ['name', 'description', 'extent', 'extent_type', 'uri'],
  required_document: ['document', 'uri'],
  cost_option: ['valid_from', 'valid_to', 'option', 'currency', 'amount', 'amount_description'],
  accessibility: ['description', 'details', 'url'],
  term: ['code', 'name', 'description', 'taxonomy', 'language', 'term_uri'],
  taxonomy: ['name', 'description', 'uri', 'version'],
} as const // prettier-ignore

/** Kinds of objects whose fields are named here. */
export type Kind = keyof typeof fields

export const uris = new Set(['url', 'website', 'uri', 'term_uri', 'schedule_link'])
export const emails = new Set(['email'])
const choices: Record<string, readonly string[]> = {
  wkst: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'],
  freq: ['WEEKLY', 'MONTHLY'],
  address_type: ['physical', 'postal', 'virtual'],
  location_type: ['physical', 'postal', 'virtual'],
}

/** Whether a value is of the shape that HSDS demands of a field of that name. */
export function fits(field: string, value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false
  if (uris.has(field))
    return typeof value === 'string' && /^[a-z][a-z0-9+.-]*:[!-~]+$/i.test(value) && URL.canParse(value)
  if (emails.has(field))
    return typeof value === 'string' && /^[\w.+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(value)
  const allowed = choices[field]
  return allowed ? allowed.includes(String(value)) : true
}

/** The named fields of a row that have the shape HSDS wants. */
export function shaped(kind: Kind, row: Row | undefined): Hsds {
  return Object.fromEntries(
    fields[kind].flatMap((field): [string, unknown][] =>
      row && fits(field, row[field]) ? [[field, row[field]]] : [],
    ),
  )
}
