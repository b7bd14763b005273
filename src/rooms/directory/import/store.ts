import type { Tx } from '../../../database/index.ts'
import { importedId } from './ids.ts'
import { deleteMissing, revealPlaces, withholdPlaces, writeGaps, writeRows } from './import.repository.ts'
import type { Linked, LinkedRow } from './link.ts'
import type { ImportStep } from './report.ts'
import type { Source } from './rows.ts'
import { isKept, tableNames, tableOf, type TableName } from './tables.ts'

export type Stored = {
  /** How many rows of each table are new or changed. */
  written: Map<TableName, number>
  removed: number
  /** Ids of everything that changed or lost something, and of what it belongs to. */
  changed: string[]
}

// What is not said of a confidential place.
const withheldColumns = ['name', 'alternate_name', 'description', 'transportation', 'url', 'latitude', 'longitude', 'external_identifier', 'external_identifier_type'] // prettier-ignore

/** Writes linked rows, in the order of the tables; `before`: places that were confidential already. */
export async function store(
  tx: Tx,
  source: Source,
  linked: Linked,
  gaps: ReadonlySet<string>,
  before: ReadonlySet<string>,
  onStep: (step: ImportStep) => void = () => {},
): Promise<Stored> {
  const changed = new Set<string>()
  const stored = new Map<TableName, number>()
  const confidential = new Set(before)
  for (const table of tableNames) {
    const rows = linked.rows.get(table) ?? []
    if (rows.length === 0) continue
    let written: string[]
    if (table === 'locations') written = await storeLocations(tx, source.name, rows, confidential)
    else if (table === 'addresses') written = await storeAddresses(tx, source.name, rows, confidential)
    else written = await writeRows(tx, source.name, table, rows)
    stored.set(table, written.length)
    onStep({ step: 'stored', table, rows: rows.length })
    const ids = new Set(written)
    for (const row of rows) if (ids.has(row.id)) for (const id of idsOf(row)) changed.add(id)
  }
  const removed = await removeMissing(tx, source, linked, changed)
  await storeGaps(tx, source.name, linked, gaps, changed)
  return { written: stored, removed, changed: [...changed] }
}

// A changed row concerns what it belongs to as well.
function idsOf({ id, table, values }: LinkedRow): string[] {
  const links = [...Object.keys(tableOf(table).parents), 'link_id']
  return [id, ...links.flatMap((column) => (typeof values[column] === 'string' ? [values[column]] : []))]
}

async function storeLocations(
  tx: Tx,
  source: string,
  rows: readonly LinkedRow[],
  confidential: Set<string>,
): Promise<string[]> {
  const hidden = rows.filter(({ values }) => values['confidential'] === true)
  const shown = hidden.map((row) => ({ ...row, values: without(row.values, withheldColumns) }))
  const open = rows.filter(({ values }) => values['confidential'] !== true)
  const revealed = open.filter(({ id }) => confidential.has(id)).map(({ id }) => id)
  for (const { id } of hidden) confidential.add(id)
  for (const id of revealed) confidential.delete(id)
  const written = await writeRows(tx, source, 'locations', [...open, ...shown])
  const ids = new Set(written)
  const places = hidden.filter(({ id }) => ids.has(id)).map(({ id, values }) => ({ id, details: values }))
  if (places.length > 0) await withholdPlaces(tx, places)
  if (revealed.length > 0) await revealPlaces(tx, revealed)
  return written
}

async function storeAddresses(
  tx: Tx,
  source: string,
  rows: readonly LinkedRow[],
  confidential: ReadonlySet<string>,
): Promise<string[]> {
  const isHidden = ({ values }: LinkedRow) => confidential.has(String(values['location_id']))
  const open = await writeRows(
    tx,
    source,
    'addresses',
    rows.filter((row) => !isHidden(row)),
  )
  const hidden = await writeRows(tx, source, 'addresses', rows.filter(isHidden), 'confidential_addresses')
  return [...open, ...hidden]
}

function without(values: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)))
}

async function removeMissing(tx: Tx, source: Source, linked: Linked, changed: Set<string>): Promise<number> {
  let removed = 0
  for (const [table, whole] of source.complete) {
    if (isKept(table)) continue
    const parents = new Map<string, string[]>()
    for (const [column, parentTable] of Object.entries(tableOf(table).parents)) {
      if (isKept(parentTable)) continue
      const ids =
        whole === '*'
          ? (linked.rows.get(parentTable) ?? []).map(({ id }) => id)
          : [...whole].flatMap((key) => {
              const [of, ...id] = key.split(' ')
              return of === parentTable ? [importedId(source.name, parentTable, id.join(' '))] : []
            })
      parents.set(column, ids)
    }
    // Not these: a place stays when its organisation is gone from the file, and so does a service.
    if (['services', 'locations', 'organizations', 'taxonomy_terms', 'attributes'].includes(table)) continue
    const kept = (linked.rows.get(table) ?? []).map(({ id }) => id)
    for (const name of table === 'addresses' ? ['addresses', 'confidential_addresses'] : [table]) {
      const gone = await deleteMissing(tx, source.name, table, parents, kept, name)
      removed += gone.length
      for (const row of gone) for (const id of row.parents) changed.add(id)
    }
  }
  return removed
}

async function storeGaps(
  tx: Tx,
  source: string,
  linked: Linked,
  gaps: ReadonlySet<string>,
  changed: Set<string>,
): Promise<void> {
  const tables: [string, TableName][] = [
    ['service_id', 'services'],
    ['location_id', 'locations'],
    ['service_at_location_id', 'service_at_locations'],
  ]
  const looked = tables.flatMap(([, table]) => (linked.rows.get(table) ?? []).map(({ id }) => id))
  const there = new Set(looked)
  const found = tables.flatMap(([column, table]) =>
    [...gaps].flatMap((gap) => {
      const [of, ...id] = gap.split(' ')
      const own = importedId(source, table, id.join(' '))
      return of === column && there.has(own) ? [own] : []
    }),
  )
  for (const id of await writeGaps(tx, looked, found)) changed.add(id)
}
