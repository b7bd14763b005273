import { NorthlineError } from '../../../kernel/index.ts'
import { directoryErrors } from '../directory.errors.ts'
import { meaningOfFile, columnName } from './names.ts'
import type { Remark, SourceRow } from './rows.ts'
import type { TableName } from './tables.ts'

/** An object inside another: a child that names its parent, or a parent that the outer one names (`up`). */
type Inner = { table: TableName; link: string; up?: true }

const own = (table: TableName, link: string): Inner => ({ table, link })
const up = (table: TableName, link: string): Inner => ({ table, link, up: true })

const inner: Partial<Record<TableName, Record<string, Inner>>> = {
  services: {
    organization: up('organizations', 'organization_id'),
    program: up('programs', 'program_id'),
    service_at_locations: own('service_at_locations', 'service_id'),
    service_areas: own('service_areas', 'service_id'),
    cost_options: own('cost_options', 'service_id'),
    required_documents: own('required_documents', 'service_id'),
    texts: own('service_texts', 'service_id'),
    phones: own('phones', 'service_id'),
    schedules: own('schedules', 'service_id'),
    languages: own('languages', 'service_id'),
    contacts: own('contacts', 'service_id'),
    funding: own('funding', 'service_id'),
    capacities: own('service_capacities', 'service_id'),
    additional_urls: own('urls', 'service_id'),
  },
  organizations: {
    locations: own('locations', 'organization_id'),
    services: own('services', 'organization_id'),
    programs: own('programs', 'organization_id'),
    organization_identifiers: own('organization_identifiers', 'organization_id'),
    phones: own('phones', 'organization_id'),
    contacts: own('contacts', 'organization_id'),
    funding: own('funding', 'organization_id'),
    additional_websites: own('urls', 'organization_id'),
  },
  locations: {
    addresses: own('addresses', 'location_id'),
    accessibility: own('accessibility', 'location_id'),
    phones: own('phones', 'location_id'),
    schedules: own('schedules', 'location_id'),
    languages: own('languages', 'location_id'),
    contacts: own('contacts', 'location_id'),
  },
  service_at_locations: {
    service: up('services', 'service_id'),
    location: up('locations', 'location_id'),
    phones: own('phones', 'service_at_location_id'),
    schedules: own('schedules', 'service_at_location_id'),
    contacts: own('contacts', 'service_at_location_id'),
  },
  phones: { languages: own('languages', 'phone_id') },
  contacts: { phones: own('phones', 'contact_id') },
  attributes: { taxonomy_term: up('taxonomy_terms', 'taxonomy_term_id') },
  taxonomy_terms: { taxonomy_detail: up('taxonomies', 'taxonomy_id') },
}
const anywhere: Record<string, Inner> = {
  attributes: own('attributes', 'link_id'),
  metadata: own('metadata', 'resource_id'),
}

type Object_ = Record<string, unknown>
const isObject = (value: unknown): value is Object_ =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What `read` found: rows, the parents whose children of a table are all there, and what is to be said. */
export type NestedRows = { rows: SourceRow[]; complete: [TableName, TableName, string][]; remarks: Remark[] }

/** Reads HSDS 3.x JSON: an object, an array, a page with `contents`, or the tabular form by file names. */
export function readJson(file: string, text: string): NestedRows {
  const found: NestedRows = { rows: [], complete: [], remarks: [] }
  const root = parseJson(file, text)
  if (isObject(root) && Object.keys(root).some((key) => key.endsWith('.csv'))) {
    for (const [name, list] of Object.entries(root)) readTabular(found, file, name, list)
    return found
  }
  if (isObject(root) && typeof root['openapi_url'] === 'string') {
    found.remarks.push({ file, reason: 'describes an API and has no rows' })
    return found
  }
  const list = isObject(root) && Array.isArray(root['contents']) ? root['contents'] : undefined
  const objects = list ?? (Array.isArray(root) ? root : [root])
  const prefix = list ? 'contents' : ''
  objects.forEach((object, index) => {
    const path = objects.length === 1 && !list && !Array.isArray(root) ? '' : `${prefix}[${index}]`
    walk(found, file, isObject(object) ? kindOf(object) : undefined, object, path)
  })
  return found
}

/** Parses a JSON text; throws `directory.import_broken_json` with the line and column of its fault. */
export function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const before = text.slice(0, faultIn(text)).split('\n')
    const facts = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
    throw new NorthlineError(directoryErrors.import_broken_json, facts)
  }
}

/** Where a broken JSON text goes wrong: after the longest beginning that is only unfinished. */
function faultIn(text: string): number {
  let [sound, broken] = [0, text.length + 1]
  while (broken - sound > 1) {
    const middle = Math.floor((sound + broken) / 2)
    if (isUnfinished(text.slice(0, middle))) sound = middle
    else broken = middle
  }
  return sound
}

function isUnfinished(beginning: string): boolean {
  try {
    JSON.parse(beginning)
    return true
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1]
    return position === undefined ? /end of JSON/.test(String(error)) : Number(position) >= beginning.length
  }
}

/** What an object at the top of a file is, by the properties that only it has. */
function kindOf(object: Object_): TableName | undefined {
  const has = (...keys: string[]) => keys.some((key) => Object.hasOwn(object, key))
  if (has('location_type', 'latitude', 'addresses')) return 'locations'
  if (has('service_at_locations', 'status', 'eligibility_description', 'fees_description', 'service_areas'))
    return 'services'
  if (has('location', 'service', 'location_id')) return 'service_at_locations'
  if (has('taxonomy_detail', 'taxonomy', 'term_uri', 'parent_id')) return 'taxonomy_terms'
  if (
    has('website', 'tax_status', 'legal_status', 'year_incorporated', 'organization_identifiers', 'locations')
  )
    return 'organizations'
  if (has('organization_id', 'organization')) return 'services'
  if (has('version')) return 'taxonomies'
  return has('name', 'description') ? 'organizations' : undefined
}

function walk(
  found: NestedRows,
  file: string,
  table: TableName | undefined,
  value: unknown,
  path: string,
  link?: [string, string],
): void {
  const row: SourceRow = { table, file, path, values: link ? { [link[0]]: link[1] } : {} }
  found.rows.push(row)
  if (!isObject(value)) {
    row.broken = 'is not an object'
    return
  }
  if (!table) return
  const id = scalarId(value['id'])
  const inners = { ...anywhere, ...inner[table] }
  // Our own additions stand in one object, out of the way of the standard's.
  const flat = isObject(value['northline']) ? { ...value, ...value['northline'] } : value
  for (const [key, part] of Object.entries(flat)) {
    const meant = inners[key]
    if (!meant || (typeof part !== 'object' && part !== undefined)) {
      if (key !== 'northline') row.values[columnName(table, key)] ??= part
    } else if (meant.up) {
      if (!isObject(part)) continue
      row.values[meant.link] ??= scalarId(part['id'])
      walk(found, file, meant.table, part, path ? `${path}.${key}` : key)
    } else if (Array.isArray(part)) {
      if (id) found.complete.push([meant.table, table, id])
      part.forEach((child, index) => {
        const at = found.rows.length
        walk(
          found,
          file,
          meant.table,
          child,
          `${path ? `${path}.` : ''}${key}[${index}]`,
          id ? [meant.link, id] : undefined,
        )
        const made = found.rows[at]
        if (made && meant.table === 'attributes') made.values['link_entity'] = table
      })
    }
  }
}

function scalarId(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function readTabular(found: NestedRows, file: string, name: string, list: unknown): void {
  const meaning = meaningOfFile(name)
  const rows = Array.isArray(list) ? list : [list]
  rows.forEach((value: unknown, index) => {
    const path = `${name}[${index}]`
    const row: SourceRow = { table: meaning?.table, file, path, values: { ...meaning?.constant } }
    if (!isObject(value)) row.broken = 'is not an object'
    else if (meaning)
      for (const [key, part] of Object.entries(value))
        row.values[columnName(meaning.table, key, meaning)] = part
    found.rows.push(row)
  })
}
