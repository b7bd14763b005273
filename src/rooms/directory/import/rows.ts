import type { TableName } from './tables.ts'

/** A row as it stands in a source, before anything is believed of it. */
export type SourceRow = {
  /** Undefined: a file that HSDS doesn't know. */
  table: TableName | undefined
  /** File name, without its folder. */
  file: string
  /** CSV: the line it begins on. JSON: worked out from `path` when somebody needs it. */
  line?: number
  /** JSON: where it is, such as `contents[3].phones[0]`. */
  path?: string
  values: Record<string, unknown>
  /** Set where the row can't be read at all. */
  broken?: string
}

/** Something to be known about a row: why it was rejected, or what it was taken in without. */
export type Remark = { file: string; line?: number; path?: string; field?: string; reason: string }

/** What a source holds. */
export type Source = {
  /** What the ids of its rows are unique in. */
  name: string
  rows: SourceRow[]
  /** About files and columns, not rows. */
  remarks: Remark[]
  /** Gives a JSON path its line, for the report. */
  lineOf: (file: string, path: string) => number | undefined
  /** For each table, the parents whose rows are all in this source, so that what is missing was removed. `*` is every parent. */
  complete: Map<TableName, Set<string> | '*'>
}
