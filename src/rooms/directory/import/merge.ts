import { at, convert, type Row } from './convert.ts'
import { contentHash } from './ids.ts'
import type { Remark, SourceRow } from './rows.ts'

export type Merged = {
  rows: Row[]
  rejected: Remark[]
  remarks: Remark[]
  /** Rows that only say again what another one says. */
  repeated: number
  /** Places and services of which an opening could not be read: `column sourceId`. */
  gaps: Set<string>
}

/**
 * Converts every row and joins those with the same id: HSDS JSON repeats an
 * organisation inside each of its services. Two that contradict each other can't
 * both be right, and the second is rejected.
 */
export function mergeRows(source: readonly SourceRow[]): Merged {
  const merged: Merged = { rows: [], rejected: [], remarks: [], repeated: 0, gaps: new Set() }
  const known = new Map<string, Row>()
  for (const from of source) {
    const { row, rejected, remarks } = convert(from)
    if (!row) {
      if (rejected) merged.rejected.push(rejected)
      noteGap(merged.gaps, from)
      continue
    }
    const key = `${row.table} ${row.sourceId ?? `~${contentHash([row.values, row.parents])}`}`
    const first = known.get(key)
    if (!first) {
      known.set(key, row)
      merged.rows.push(row)
      merged.remarks.push(...remarks)
      continue
    }
    const conflict = conflictBetween(first, row)
    if (conflict) {
      const where =
        first.from.line === undefined ? `at ${first.from.path || 'the top'}` : `on line ${first.from.line}`
      merged.rejected.push(
        at(from, `has the id of a row of ${first.from.file} ${where} and says something else`, conflict),
      )
      continue
    }
    first.values = { ...row.values, ...first.values }
    first.parents = { ...row.parents, ...first.parents }
    merged.repeated++
  }
  return merged
}

function conflictBetween(first: Row, second: Row): string | undefined {
  for (const part of ['values', 'parents'] as const)
    for (const [field, value] of Object.entries(second[part])) {
      const before = first[part][field]
      if (before !== undefined && contentHash(before) !== contentHash(value)) return field
    }
  return undefined
}

function noteGap(gaps: Set<string>, from: SourceRow): void {
  if (from.table !== 'schedules') return
  for (const column of ['service_id', 'location_id', 'service_at_location_id']) {
    const id = from.values[column]
    if (typeof id === 'string' || typeof id === 'number') gaps.add(`${column} ${id}`)
  }
}
