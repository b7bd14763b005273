import { sql } from 'kysely'
import type { Tx } from '../../../database/index.ts'

export type Row = Record<string, unknown>

/** What a source says of some services, table by table, each table by what its rows belong to; not for publication. */
export type Raw = {
  service: (id: string) => Row | undefined
  organisation: (id: string) => Row | undefined
  location: (id: string) => Row | undefined
  links: (serviceId: string) => Row[]
  /** Rows of a table under any parent: phones, schedules, languages, … */
  of: (table: Child, parentId: string) => Row[]
}

/** Tables whose rows hang on a service, a place, a service at a place or an organisation, and by which columns. */
const children = {
  phones: ['service_at_location_id', 'service_id', 'location_id', 'organization_id'],
  schedules: ['service_at_location_id', 'service_id', 'location_id'],
  languages: ['service_id', 'location_id'],
  service_areas: ['service_id'],
  required_documents: ['service_id'],
  cost_options: ['service_id'],
  accessibility: ['location_id'],
  addresses: ['location_id'],
} as const
export type Child = keyof typeof children | 'attributes'

/** Reads it all for a batch, each table once by its indexes; as `system`. */
export async function readRaw(tx: Tx, serviceIds: readonly string[]): Promise<Raw> {
  const services = await rowsBy(tx, 'services', 'id', serviceIds)
  const links = await rowsBy(tx, 'service_at_locations', 'service_id', serviceIds)
  const text = (rows: readonly Row[], column: string) => [
    ...new Set(rows.flatMap((row) => (typeof row[column] === 'string' ? [row[column]] : []))),
  ]
  const organisations = await rowsBy(tx, 'organizations', 'id', text(services, 'organization_id'))
  const locations = await rowsBy(tx, 'locations', 'id', text(links, 'location_id'))
  const parents = [services, links, organisations, locations].flatMap((rows) => text(rows, 'id'))
  const found = new Map<string, Row[]>()
  for (const [table, columns] of Object.entries(children))
    for (const column of columns)
      // A row belongs to the narrowest of its parents.
      for (const row of await rowsBy(tx, table, column, parents))
        if (columns.find((one) => row[one] !== null) === column)
          add(found, `${table} ${String(row[column])}`, row)
  for (const row of await attributesOf(tx, parents)) add(found, `attributes ${String(row['link_id'])}`, row)
  const byId = (rows: readonly Row[]) => {
    const known = new Map(rows.map((row) => [row['id'], row]))
    return (id: string) => known.get(id)
  }
  const linksOf = Map.groupBy(links, (row) => row['service_id'])
  return {
    service: byId(services),
    organisation: byId(organisations),
    location: byId(locations),
    links: (id) => linksOf.get(id) ?? [],
    of: (table, parentId) => found.get(`${table} ${parentId}`) ?? [],
  }
}

function add(found: Map<string, Row[]>, key: string, row: Row): void {
  const rows = found.get(key)
  if (rows) rows.push(row)
  else found.set(key, [row])
}

async function rowsBy(tx: Tx, table: string, column: string, values: readonly string[]): Promise<Row[]> {
  const { rows } = await sql<{ row: Row }>`
    select to_jsonb(t) as row from directory.${sql.raw(table)} t
    where ${sql.ref(`t.${column}`)} = any (${[...values]}::text[]) order by t.id`.execute(tx)
  return rows.map(({ row }) => row)
}

async function attributesOf(tx: Tx, parents: readonly string[]): Promise<Row[]> {
  const { rows } = await sql<{ row: Row }>`
    select to_jsonb(attribute) || jsonb_build_object('term', to_jsonb(term), 'vocabulary', to_jsonb(vocabulary)) as row
    from directory.attributes attribute
    left join directory.taxonomy_terms term on term.id = attribute.taxonomy_term_id
    left join directory.taxonomies vocabulary on vocabulary.id = term.taxonomy_id
    where attribute.link_id = any (${[...parents]}::text[]) order by attribute.id`.execute(tx)
  return rows.map(({ row }) => row)
}
