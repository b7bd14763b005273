import type { Remark } from './rows.ts'
import type { TableName } from './tables.ts'

/**
 * What an import did. Each row that was read is in exactly one of `imported`,
 * `unchanged` and `rejected`.
 */
export type ImportReport = {
  source: string
  read: number
  /** New, or changed since the last import. */
  imported: number
  /** There already as it is; also a row that only repeats another. */
  unchanged: number
  rejected: number
  /** Rows of an earlier import that the source no longer has under what it does have. */
  removed: number
  files: { file: string; read: number; rejected: number }[]
  tables: Partial<Record<TableName, { imported: number; unchanged: number }>>
  /** One for each rejected row. */
  rejections: Remark[]
  /** Rows that went in without a field, and columns that are not read. */
  remarks: Remark[]
  /** Services that were published anew. */
  published: number
}

/** What an import would do, with the first rows of each table as they would go in. */
export type CheckedImport = {
  report: ImportReport
  examples: { table: TableName; rows: Record<string, unknown>[] }[]
}

/** How far an import is, for whoever watches it. */
export type ImportStep =
  | { step: 'read'; rows: number }
  | { step: 'stored'; table: TableName; rows: number }
  | { step: 'published'; done: number; of: number }

/** A remark as one line: `phones.csv, line 12, number: is missing`. */
export function remarkLine({ file, line, path, field, reason }: Remark): string {
  const place = [file, line === undefined ? '' : `line ${line}`, path ?? '', field ?? '']
    .filter(Boolean)
    .join(', ')
  return `${place}: ${reason}`
}

const linesShown = 8

/** Remarks that say the same of many rows, on one line each. */
function grouped(title: string, remarks: readonly Remark[]): string[] {
  if (remarks.length === 0) return []
  const groups = Map.groupBy(remarks, ({ file, field, reason }) => JSON.stringify([file, field, reason]))
  const lines = [...groups.values()].map((same) => {
    const [first] = same
    if (!first || same.length === 1) return first ? remarkLine(first) : ''
    const at = same.slice(0, linesShown).map(({ line, path }) => line ?? path ?? '?')
    const more = same.length > linesShown ? ', …' : ''
    return `${[first.file, first.field].filter(Boolean).join(', ')}: ${first.reason} (${same.length} rows, lines ${at.join(', ')}${more})`
  })
  return ['', `${title}:`, ...lines.map((line) => `  ${line}`)]
}

/** The report for a person to read; the JSON has a line for each row. */
export function reportText(report: ImportReport): string {
  const { read, imported, unchanged, rejected, removed, rejections, remarks } = report
  return [
    `Source “${report.source}”: ${read} rows read = ${imported} imported + ${unchanged} unchanged + ${rejected} rejected`,
    ...(removed > 0 ? [`${removed} rows of an earlier import are no longer there and were removed`] : []),
    `${report.published} services published`,
    '',
    ...report.files.map((file) => `  ${file.file}: ${file.read} read, ${file.rejected} rejected`),
    ...grouped('Rejected', rejections),
    ...grouped('Taken in with a remark', remarks),
    '',
  ].join('\n')
}
