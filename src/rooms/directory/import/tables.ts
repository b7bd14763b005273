/** How the text of a cell is read (import/cells.ts). */
export type CellKind =
  | 'line'
  | 'text'
  | 'url'
  | 'integer'
  | 'age'
  | 'number'
  | 'latitude'
  | 'longitude'
  | 'date'
  | 'moment'
  | 'boolean'
  | 'list'

/** `!` at its end: a row without it, or with a bad one, is rejected; else the row goes in without the field. */
export type Column = CellKind | `${CellKind}!`

export type Table = {
  columns: Readonly<Record<string, Column>>
  /** Columns that name a row of another table. */
  parents: Readonly<Record<string, TableName>>
  /** Which of them must be there: each, or one of them. */
  needs?: { each: readonly string[] } | { one: readonly string[] }
}

const none = { columns: {}, parents: {} } as const

/** The HSDS tables that are read, in an order in which each comes after what it refers to. */
export const tables = {
  organizations: {
    columns: {
      name: 'line!', alternate_name: 'line', description: 'text', email: 'line', website: 'url', tax_status: 'line',
      tax_id: 'line', year_incorporated: 'integer', legal_status: 'line', logo: 'url', uri: 'url',
    },
    parents: {},
  },
  taxonomies: { columns: { name: 'line!', description: 'text', uri: 'url', version: 'line' }, parents: {} },
  taxonomy_terms: {
    columns: {
      name: 'line!', code: 'line', description: 'text', taxonomy: 'line', language: 'line', term_uri: 'url',
      parent_source_id: 'line',
    },
    parents: { taxonomy_id: 'taxonomies' },
  },
  locations: {
    columns: {
      location_type: 'line', name: 'line', alternate_name: 'line', description: 'text', transportation: 'text',
      url: 'url', latitude: 'latitude', longitude: 'longitude', external_identifier: 'line',
      external_identifier_type: 'line', zone: 'line', confidential: 'boolean', published_area: 'line',
    },
    parents: { organization_id: 'organizations' },
  },
  services: {
    columns: {
      name: 'line!', alternate_name: 'line', description: 'text', url: 'url', email: 'line', status: 'line',
      interpretation_services: 'text', application_process: 'text', fees_description: 'text', wait_time: 'line',
      accreditations: 'text', eligibility_description: 'text', minimum_age: 'age', maximum_age: 'age',
      assured_date: 'date', assurer_email: 'line', licenses: 'text', alert: 'text', last_modified: 'moment',
      language: 'line', zone: 'line', needs: 'list', bring: 'text', sharing: 'line', sharing_text: 'text',
      takes: 'list', refuses: 'list', only_for: 'list', modes: 'list', free: 'boolean',
    },
    parents: { organization_id: 'organizations' },
  },
  service_texts: {
    columns: {
      locale: 'line!', name: 'line', summary: 'text', description: 'text', for_whom: 'text', bring: 'text', cost: 'text',
      how_to_apply: 'text', sharing_text: 'text', alert: 'text',
    },
    parents: { service_id: 'services' },
    needs: { each: ['service_id'] },
  },
  service_at_locations: {
    columns: { description: 'text' },
    parents: { service_id: 'services', location_id: 'locations' },
    needs: { each: ['service_id', 'location_id'] },
  },
  addresses: {
    columns: {
      attention: 'line', address_1: 'text', address_2: 'text', city: 'line', region: 'line', state_province: 'line',
      postal_code: 'line', country: 'line', address_type: 'line',
    },
    parents: { location_id: 'locations', organization_id: 'organizations' },
    needs: { one: ['location_id', 'organization_id'] },
  },
  phones: {
    columns: { number: 'line!', extension: 'line', type: 'line', description: 'text' },
    parents: {
      service_id: 'services', location_id: 'locations', organization_id: 'organizations',
      service_at_location_id: 'service_at_locations', contact_id: 'contacts',
    },
    needs: { one: ['service_id', 'location_id', 'organization_id', 'service_at_location_id', 'contact_id'] },
  },
  schedules: {
    columns: {
      weekday: 'line', valid_from: 'date!', valid_to: 'date!', dtstart: 'date!', timezone: 'number', until: 'date!',
      count: 'integer', wkst: 'line', freq: 'line', interval: 'integer', byday: 'line', byweekno: 'line',
      bymonthday: 'line', byyearday: 'line', opens_at: 'line', closes_at: 'line', description: 'text',
      schedule_link: 'url', attending_type: 'line', notes: 'text', holiday: 'boolean', closed: 'boolean',
    },
    parents: { service_id: 'services', location_id: 'locations', service_at_location_id: 'service_at_locations' },
    needs: { one: ['service_id', 'location_id', 'service_at_location_id'] },
  },
  languages: {
    columns: { name: 'line', code: 'line', note: 'text' },
    parents: { service_id: 'services', location_id: 'locations', phone_id: 'phones' },
    needs: { one: ['service_id', 'location_id', 'phone_id'] },
  },
  service_areas: {
    columns: { name: 'line', description: 'text', extent: 'text', extent_type: 'line', uri: 'url' },
    parents: { service_id: 'services' },
    needs: { each: ['service_id'] },
  },
  required_documents: {
    columns: { document: 'text!', uri: 'url' },
    parents: { service_id: 'services' },
    needs: { each: ['service_id'] },
  },
  cost_options: {
    columns: {
      valid_from: 'date', valid_to: 'date', option: 'line', currency: 'line', amount: 'number', amount_description: 'text',
    },
    parents: { service_id: 'services' },
    needs: { each: ['service_id'] },
  },
  accessibility: {
    columns: { description: 'text', details: 'text', url: 'url' },
    parents: { location_id: 'locations' },
    needs: { each: ['location_id'] },
  },
  // `link_id` may name a row of any table: import/link.ts follows it.
  attributes: {
    columns: { link_id: 'line!', link_entity: 'line', link_type: 'line', value: 'text' },
    parents: { taxonomy_term_id: 'taxonomy_terms' },
    needs: { each: ['taxonomy_term_id'] },
  },
  // Nothing reads these yet: kept whole, for export.
  contacts: none,
  eligibility: none,
  programs: none,
  funding: none,
  organization_identifiers: none,
  metadata: none,
  meta_table_descriptions: none,
  payments_accepted: none,
  service_capacities: none,
  units: none,
  urls: none,
} as const satisfies Record<string, { columns: Record<string, Column>; parents: Record<string, string>; needs?: Table['needs'] }> // prettier-ignore

export type TableName = keyof typeof tables

export const tableNames = Object.keys(tables) as TableName[]

/** A table's description. */
export function tableOf(name: TableName): Table {
  return tables[name]
}

/** Whether a table's rows are kept whole and not read. */
export function isKept(name: TableName): boolean {
  return Object.keys(tables[name].columns).length === 0
}
