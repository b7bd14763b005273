import { CsvError, parse } from 'csv-parse/sync'
import { NorthlineError } from '../../../kernel/index.ts'
import { directoryErrors } from '../directory.errors.ts'
import { columnName, meaningOfFile, type FileMeaning } from './names.ts'
import type { Remark, SourceRow } from './rows.ts'
import { tableOf, type TableName } from './tables.ts'

/** A record of a CSV text, and the line it begins on. */
export type CsvRecord = { record: string[]; line: number }

// Whose rows others name: without its id column nothing could be joined.
const named = new Set<TableName>(['organizations', 'services', 'locations'])

/**
 * Reads one CSV file of a package. Cells may have several lines; a byte order
 * mark, CRLF and rows that are too short or too long are all met in real packages.
 */
export function readCsv(file: string, text: string): { rows: SourceRow[]; remarks: Remark[] } {
  const [first, ...records] = recordsOf(file, text)
  const header = first?.record ?? []
  const meaning = meaningOfFile(file)
  const columns = header.map((name) => (meaning ? columnName(meaning.table, name, meaning) : name))
  if (meaning) requireColumns(file, meaning, columns)
  const rows = records.map(({ record, line }) => rowOf({ file, line, meaning, columns, record }))
  return { rows, remarks: meaning ? unknownColumns(file, meaning, header, columns) : [] }
}

/** The records of a CSV text, its header among them. `delimiter`: a comma where nothing is said. */
export function recordsOf(file: string, text: string, delimiter = ','): CsvRecord[] {
  const options = {
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  }
  try {
    // `bytes`: where the record ends in the text as UTF-8. (Its `lines` counts CRLF inside a cell twice.)
    const found = parse(text, options) as unknown as { record: string[]; info: { bytes: number } }[]
    const lineAt = lineCounter(text)
    let end = 0
    return found.map(({ record, info }) => {
      const line = lineAt(end)
      end = info.bytes
      return { record, line }
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    // A quotation mark that is never closed takes the rest of the file with it: no row after it can be trusted.
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1
    throw new NorthlineError(directoryErrors.import_wrong_format, { file, line, reason: error.code })
  }
}

/** Gives the line of the first thing that is not a line's end, at or after a byte; for bytes that only rise. */
function lineCounter(text: string): (from: number) => number {
  const bytes = Buffer.from(text)
  const [newline, carriage] = [10, 13]
  let at = 0
  let line = 1
  const step = () => {
    const isEnd = bytes[at] === newline || (bytes[at] === carriage && bytes[at + 1] !== newline)
    if (isEnd) line++
    at++
  }
  return (from) => {
    while (at < from) step()
    while (bytes[at] === newline || bytes[at] === carriage) step()
    return line
  }
}

type Parts = {
  file: string
  line: number
  meaning: FileMeaning | undefined
  columns: string[]
  record: string[]
}

function rowOf({ file, line, meaning, columns, record }: Parts): SourceRow {
  const values: Record<string, unknown> = { ...meaning?.constant }
  columns.forEach((column, index) => {
    const cell = record[index]
    if (cell !== undefined && cell.trim() !== '' && column) values[column] = cell
  })
  const row: SourceRow = { table: meaning?.table, file, line, values }
  const beyond = record.slice(columns.length).some((cell) => cell.trim() !== '')
  if (beyond) row.broken = `has ${record.length} cells under ${columns.length} columns`
  return row
}

function requireColumns(file: string, { table }: FileMeaning, columns: readonly string[]): void {
  const { columns: known, needs } = tableOf(table)
  const missing = Object.entries(known)
    .filter(([name, kind]) => kind.endsWith('!') && !kind.startsWith('date') && !columns.includes(name))
    .map(([name]) => name)
    // A 1.x file of terms has its own way to say these (import/names.ts).
    .filter((name) => !(table === 'attributes' && name === 'link_id' && columns.includes('service_id')))
  if (named.has(table) && !columns.includes('id')) missing.unshift('id')
  if (needs && 'each' in needs) missing.push(...needs.each.filter((name) => !columns.includes(name)))
  if (needs && 'one' in needs && !needs.one.some((name) => columns.includes(name)))
    missing.push(needs.one.join(' or '))
  if (missing.length > 0)
    throw new NorthlineError(directoryErrors.import_missing_columns, { file, columns: missing.join(', ') })
}

function unknownColumns(
  file: string,
  { table }: FileMeaning,
  header: readonly string[],
  columns: readonly string[],
): Remark[] {
  const { columns: known, parents } = tableOf(table)
  if (Object.keys(known).length === 0) return []
  // Columns of the standard that say nothing to a seeker.
  const silent = ['id', 'program_id', 'parent_organization_id', 'parent_name', 'licenses', 'language']
  return columns.flatMap((column, index) =>
    Object.hasOwn(known, column) || Object.hasOwn(parents, column) || silent.includes(column)
      ? []
      : [{ file, line: 1, field: header[index] ?? column, reason: 'is not a column of HSDS that is read' }],
  )
}
