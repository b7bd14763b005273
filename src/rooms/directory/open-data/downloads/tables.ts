import type { Hsds } from '../shape.ts'
import { uuidFrom } from '../uuid.ts'

/* The tabular form of HSDS 3.0 (datapackage.json of the standard): which file has which columns, in the standard's order. */

export const csvTables = {
  organizations: ['id', 'name', 'alternate_name', 'description', 'email', 'website', 'tax_status', 'tax_id', 'year_incorporated', 'legal_status', 'logo', 'uri', 'parent_organization_id'],
  services: [
    'id', 'organization_id', 'program_id', 'name', 'alternate_name', 'description', 'url', 'email', 'status', 'interpretation_services', 'application_process',
    'fees_description', 'wait_time', 'fees', 'accreditations', 'eligibility_description', 'minimum_age', 'maximum_age', 'assured_date', 'assurer_email', 'licenses',
    'alert', 'last_modified',
  ],
  service_at_location: ['id', 'service_id', 'location_id', 'description'],
  locations: ['id', 'location_type', 'url', 'organization_id', 'name', 'alternate_name', 'description', 'transportation', 'latitude', 'longitude', 'external_identifier', 'external_identifier_type'],
  addresses: ['id', 'location_id', 'attention', 'address_1', 'address_2', 'city', 'region', 'state_province', 'postal_code', 'country', 'address_type'],
  phones: ['id', 'location_id', 'service_id', 'organization_id', 'contact_id', 'service_at_location_id', 'number', 'extension', 'type', 'description'],
  schedules: [
    'id', 'service_id', 'location_id', 'service_at_location_id', 'valid_from', 'valid_to', 'dtstart', 'timezone', 'until', 'count', 'wkst', 'freq', 'interval', 'byday', 'byweekno',
    'bymonthday', 'byyearday', 'description', 'opens_at', 'closes_at', 'schedule_link', 'attending_type', 'notes',
  ],
  service_areas: ['id', 'service_id', 'name', 'description', 'extent', 'extent_type', 'uri'],
  required_documents: ['id', 'service_id', 'document', 'uri'],
  languages: ['id', 'service_id', 'location_id', 'phone_id', 'name', 'code', 'note'],
  accessibility: ['id', 'location_id', 'description', 'details', 'url'],
  cost_options: ['id', 'service_id', 'valid_from', 'valid_to', 'option', 'currency', 'amount', 'amount_description'],
  attributes: ['id', 'link_id', 'taxonomy_term_id', 'link_type', 'link_entity', 'value'],
  taxonomy_terms: ['id', 'code', 'name', 'description', 'parent_id', 'taxonomy', 'language', 'taxonomy_id', 'term_uri'],
  taxonomies: ['id', 'name', 'description', 'uri', 'version'],
} as const // prettier-ignore

export type CsvTable = keyof typeof csvTables

// What the standard wants said, and a source may not say.
const demanded: Partial<Record<CsvTable, readonly string[]>> = {
  organizations: ['description'],
  addresses: ['address_1', 'city', 'state_province', 'postal_code', 'country'],
  taxonomy_terms: ['description'],
  taxonomies: ['description'],
}
/** Stands where the standard demands a value and the source has none; an import reads it as nothing. */
export const notSaid = '-'

type Row = { table: CsvTable; values: Hsds }
const list = (value: unknown) => (Array.isArray(value) ? (value as Hsds[]) : [])
const inner = (value: unknown) => (typeof value === 'object' && value !== null ? (value as Hsds) : undefined)

/** A whole service as rows of the tables; the same row (of an organization, a place, a term) comes again with each service that has it. */
export function rowsOf(service: Hsds): Row[] {
  const organization = inner(service['organization']) ?? ownOrganization(service)
  const rows: Row[] = [
    row('organizations', organization),
    row('services', { ...service, organization_id: organization['id'] }),
  ]
  rows.push(...childrenOf(organization, 'organization_id'), ...childrenOf(service, 'service_id'))
  for (const link of list(service['service_at_locations'])) {
    const location = inner(link['location'])
    rows.push(row('service_at_location', link), ...childrenOf(link, 'service_at_location_id'))
    if (location) rows.push(row('locations', location), ...childrenOf(location, 'location_id'))
  }
  return rows
}

// The standard has no service without one.
function ownOrganization(service: Hsds): Hsds {
  return { id: uuidFrom('organization of', String(service['id'])), name: service['name'] }
}

const nested: [field: string, table: CsvTable][] = [
  ['phones', 'phones'],
  ['schedules', 'schedules'],
  ['languages', 'languages'],
  ['service_areas', 'service_areas'],
  ['required_documents', 'required_documents'],
  ['cost_options', 'cost_options'],
  ['addresses', 'addresses'],
  ['accessibility', 'accessibility'],
]

function childrenOf(parent: Hsds, link: string): Row[] {
  const rows = nested.flatMap(([field, table]) =>
    list(parent[field]).map((child) => row(table, { ...child, [link]: parent['id'] })),
  )
  for (const attribute of list(parent['attributes'])) {
    const term = inner(attribute['taxonomy_term'])
    if (!term) continue
    rows.push(row('attributes', { ...attribute, taxonomy_term_id: term['id'] }), row('taxonomy_terms', term))
    const taxonomy = inner(term['taxonomy_detail'])
    if (taxonomy) rows.push(row('taxonomies', taxonomy))
  }
  return rows
}

function row(table: CsvTable, given: Hsds): Row {
  const values = Object.fromEntries(csvTables[table].map((column) => [column, given[column]]))
  for (const column of demanded[table] ?? [])
    if (values[column] === undefined || values[column] === '') values[column] = notSaid
  return { table, values }
}

/** A table's first line. */
export function headerOf(table: CsvTable): string {
  return `${csvTables[table].join(',')}\r\n`
}

/** A row as a line of CSV (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe, a telephone's + excepted. */
export function lineOf({ table, values }: Row): string {
  const cell = (value: unknown) => {
    const text = value === undefined || value === null ? '' : String(value)
    const safe = /^(?:[=@\t\r]|[+-](?![\d(\s]|$))/.test(text) ? `'${text}` : text
    return /[",\r\n']/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return `${csvTables[table].map((column) => cell(values[column])).join(',')}\r\n`
}

const links: Record<string, CsvTable> = {
  organization_id: 'organizations', service_id: 'services', location_id: 'locations', service_at_location_id: 'service_at_location',
  taxonomy_term_id: 'taxonomy_terms', taxonomy_id: 'taxonomies',
} // prettier-ignore

/** The description of the package (Frictionless Data), for tools that read it. */
export function dataPackage(): object {
  return {
    name: 'northline-register',
    title: 'Northline register, open data',
    profile: 'tabular-data-package',
    resources: Object.entries(csvTables).map(([table, columns]) => ({
      name: table,
      path: `${table}.csv`,
      profile: 'tabular-data-resource',
      encoding: 'utf-8',
      schema: {
        fields: columns.map((name) => ({ name, type: 'string' })),
        primaryKey: 'id',
        foreignKeys: columns.flatMap((column) =>
          links[column] ? [{ fields: column, reference: { resource: links[column], fields: 'id' } }] : [],
        ),
      },
    })),
  }
}
