import { at, type Row } from './convert.ts'
import { contentHash, importedId } from './ids.ts'
import type { Remark } from './rows.ts'
import { isKept, tableNames, tableOf, type TableName } from './tables.ts'

/** A row ready to be written: its own id, its content's hash, and columns with the ids of its parents. */
export type LinkedRow = {
  table: TableName
  id: string
  sourceId: string
  hash: string
  values: Record<string, unknown>
}

export type Linked = {
  rows: Map<TableName, LinkedRow[]>
  rejected: Remark[]
  remarks: Remark[]
  repeated: number
}

/** Ids, by table, that rows name and that the source itself does not have. */
export function namedElsewhere(source: string, rows: readonly Row[]): Map<TableName, Set<string>> {
  const here = new Set(rows.map((row) => `${row.table} ${row.sourceId}`))
  const elsewhere = new Map<TableName, Set<string>>()
  for (const row of rows)
    for (const [column, parent] of Object.entries(row.parents)) {
      const table = tableOf(row.table).parents[column]
      if (!table || here.has(`${table} ${parent}`) || isKept(table)) continue
      const ids = elsewhere.get(table) ?? new Set()
      elsewhere.set(table, ids.add(importedId(source, table, parent)))
    }
  return elsewhere
}

/**
 * Follows what rows name. A row whose necessary parent is not there, or was
 * rejected, is rejected; another link that leads nowhere is left out.
 * `stored`: ids of `namedElsewhere` that an earlier import brought.
 */
export function linkRows(source: string, rows: readonly Row[], stored: ReadonlySet<string>): Linked {
  const linked: Linked = { rows: new Map(), rejected: [], remarks: [], repeated: 0 }
  const accepted = new Set<string>()
  const byTable = Map.groupBy(rows, (row) => row.table)
  for (const table of orderOfTables) {
    const written = new Map<string, LinkedRow>()
    for (const row of byTable.get(table) ?? []) {
      const parents = followParents(source, row, (id) => accepted.has(id) || stored.has(id), linked)
      if (!parents) continue
      const sourceId = row.sourceId ?? `~${contentHash([row.values, row.parents])}`
      const id = importedId(source, table, sourceId)
      const values = valuesOf(row, parents)
      accepted.add(id)
      if (written.has(id)) linked.repeated++
      else written.set(id, { table, id, sourceId, hash: contentHash(values), values })
    }
    for (const row of written.values()) {
      const into = 'table_name' in row.values && !isKept(table) ? 'contacts' : table
      const list = linked.rows.get(into) ?? []
      linked.rows.set(into, list)
      list.push(row)
    }
  }
  return linked
}

// A phone of nobody but a contact person is kept with the contacts: it is not offered to a seeker.
function valuesOf(row: Row, parents: Record<string, string>): Record<string, unknown> {
  if (isKept(row.table)) return { table_name: row.table, data: row.values }
  const { contact_id: contact, ...others } = parents
  if (row.table === 'phones' && contact && Object.keys(others).length === 0)
    return { table_name: 'phones', data: { ...row.values, contact_id: row.parents['contact_id'] } }
  return { ...row.values, ...others }
}

// Attributes may be linked to anything, contacts' phones to contacts.
const orderOfTables: TableName[] = [
  ...tableNames.filter((table) => isKept(table)),
  ...tableNames.filter((table) => !isKept(table)),
]

function followParents(
  source: string,
  row: Row,
  isThere: (id: string) => boolean,
  linked: Linked,
): Record<string, string> | undefined {
  const reject = (reason: string, field: string) => {
    linked.rejected.push(at(row.from, reason, field))
    return undefined
  }
  const { parents: links, needs } = tableOf(row.table)
  const found: Record<string, string> = {}
  const lost: string[] = []
  for (const [column, table] of Object.entries(links)) {
    const parent = row.parents[column]
    if (parent === undefined) continue
    const id = importedId(source, table, parent)
    if (isThere(id)) found[column] = id
    else lost.push(column)
  }
  const names = (column: string) => `names a row of ${links[column]} that is not there or was rejected`
  if (needs && 'each' in needs) {
    const missing = needs.each.find((column) => found[column] === undefined)
    if (missing) return reject(lost.includes(missing) ? names(missing) : 'is missing', missing)
  }
  if (needs && 'one' in needs && !needs.one.some((column) => found[column] !== undefined)) {
    const [first] = lost
    return first
      ? reject(names(first), first)
      : reject('names nothing that it belongs to', needs.one[0] ?? 'id')
  }
  if (row.table === 'attributes' && !followLink(source, row, isThere))
    return reject('names a row that is not there or was rejected', 'link_id')
  for (const column of lost)
    linked.remarks.push(at(row.from, `${names(column)}; taken in without it`, column))
  return found
}

/** Turns an attribute's `link_id` into our id, in the table that `link_entity` names or else in any. */
function followLink(source: string, row: Row, isThere: (id: string) => boolean): boolean {
  const entity = String(row.values['link_entity'] ?? '')
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
  const named = tableNames.find(
    (table) => table === entity || table === `${entity}s` || table.replace(/ies$/, 'y') === entity,
  )
  for (const table of named ? [named] : tableNames) {
    const id = importedId(source, table, String(row.values['link_id']))
    if (!isThere(id)) continue
    row.values = { ...row.values, link_id: id, link_entity: table }
    return true
  }
  return false
}
