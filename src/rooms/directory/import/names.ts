import { tableNames, type TableName } from './tables.ts'

/** A CSV file of some HSDS version: its table, other names of columns, and what its name alone says. */
export type FileMeaning = {
  table: TableName
  renamed?: Record<string, string>
  constant?: Record<string, string>
}

const regular: FileMeaning = { table: 'schedules' }
const serviceTerms: FileMeaning = {
  table: 'attributes',
  renamed: { service_id: 'link_id', taxonomy_id: 'taxonomy_term_id', taxonomy_detail: 'value' },
  constant: { link_entity: 'service' },
}

// HSDS 1.0–2.0 names (specification, tags 1.0, 1.1, 2.0.1), and singular or plural as publishers write them.
const files: Record<string, FileMeaning> = {
  service_at_location: { table: 'service_at_locations' },
  services_at_location: { table: 'service_at_locations' },
  regular_schedules: regular,
  regular_schedule: regular,
  holiday_schedules: {
    table: 'schedules',
    renamed: { start_date: 'valid_from', end_date: 'valid_to' },
    constant: { holiday: 'true' },
  },
  physical_addresses: { table: 'addresses', constant: { address_type: 'physical' } },
  postal_addresses: { table: 'addresses', constant: { address_type: 'postal' } },
  accessibility_for_disabilities: { table: 'accessibility', renamed: { accessibility: 'description' } },
  service_taxonomy: serviceTerms,
  services_taxonomy: serviceTerms,
  service_attributes: serviceTerms,
  service_attribute: serviceTerms,
  other_attributes: { table: 'attributes', renamed: { link_type: 'link_entity' } },
  taxonomy: { table: 'taxonomy_terms', renamed: { vocabulary: 'taxonomy', parent_id: 'parent_source_id' } },
  language: { table: 'languages' },
  fundings: { table: 'funding' },
}

const columns: Partial<Record<TableName, Record<string, string>>> = {
  organizations: { url: 'website' },
  services: { fees: 'fees_description', eligibility: 'eligibility_description', licences: 'licenses' },
  languages: { language: 'name' },
  service_areas: { service_area: 'name' },
  taxonomy_terms: { parent_id: 'parent_source_id' },
  phones: { department: 'description' },
}

/** What a CSV file's name means; undefined where HSDS knows no such table. */
export function meaningOfFile(name: string): FileMeaning | undefined {
  const base = name
    .toLowerCase()
    .replace(/\.csv$/, '')
    .replaceAll(/[\s-]+/g, '_')
  const table = [base, `${base}s`, base.replace(/y$/, 'ies')].find((candidate): candidate is TableName =>
    tableNames.some((known) => known === candidate),
  )
  // 1.x has taxonomy.csv for terms; 3.x has taxonomies.csv beside taxonomy_terms.csv.
  return files[base] ?? (table ? { table } : undefined)
}

/** A column's name in HSDS 3.x, from its name in any version. `northline_zone` and the like are our own additions. */
export function columnName(table: TableName, name: string, meaning?: FileMeaning): string {
  const column = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
    .replace(/^northline_/, '')
  return meaning?.renamed?.[column] ?? columns[table]?.[column] ?? column
}
