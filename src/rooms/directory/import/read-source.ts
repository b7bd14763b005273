import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { NorthlineError } from '../../../kernel/index.ts'
import { directoryErrors } from '../directory.errors.ts'
import { linesOfPaths } from './json-lines.ts'
import { readCsv } from './read-csv.ts'
import { readJson, type JsonRows } from './read-json.ts'
import type { Remark, Source } from './rows.ts'
import type { TableName } from './tables.ts'

// V8 holds no longer text than this; a register of a country is a tenth of it.
const largest = 400 * 1024 * 1024
// They describe a package and hold no rows.
const described = new Set(['datapackage.json', 'package.json', 'openapi.json', 'schema.json'])

/** Reads a file or a folder (not the folders in it). `name` is the folder's, unless one is given. */
export function readSource(path: string, name?: string): Source {
  const whole = resolve(path)
  const files = filesOf(whole)
  const folder = files.length === 1 && files[0] === whole ? dirname(whole) : whole
  const source: Source = {
    name: name ?? basename(folder),
    rows: [],
    remarks: [],
    lineOf: () => undefined,
    complete: new Map(),
  }
  const texts = new Map<string, string>()
  for (const file of files) {
    const short = basename(file)
    const text = readText(file, source.remarks)
    if (extname(file).toLowerCase() === '.csv') addCsv(source, short, text)
    else {
      texts.set(short, text)
      addJson(source, short, text)
    }
  }
  if (!source.rows.some((row) => row.table))
    throw new NorthlineError(directoryErrors.import_nothing_known, { file: basename(whole) })
  source.lineOf = (file, at) => linesOfPaths(texts.get(file) ?? '""', new Set([at])).get(at)
  return source
}

function filesOf(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) throw new NorthlineError(directoryErrors.import_not_found, { file: basename(path) })
  if (stat.isFile()) {
    if (!/\.(csv|json)$/i.test(path))
      throw new NorthlineError(directoryErrors.import_wrong_format, { file: basename(path) })
    return [path]
  }
  const files = readdirSync(path)
    .filter((name) => /\.(csv|json)$/i.test(name) && !described.has(name.toLowerCase()))
    .sort()
  if (files.length === 0)
    throw new NorthlineError(directoryErrors.import_nothing_known, { file: basename(path) })
  return files.map((name) => join(path, name))
}

function readText(path: string, remarks: Remark[]): string {
  const file = basename(path)
  if (statSync(path).size > largest) throw new NorthlineError(directoryErrors.import_too_large, { file })
  const bytes = readFileSync(path)
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  // A NUL in the first bytes: a spreadsheet, an archive or a picture under a wrong name.
  if (bytes.subarray(0, 4_096).includes(0))
    throw new NorthlineError(directoryErrors.import_wrong_format, { file })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    remarks.push({ file, reason: 'is not UTF-8 and was read as Windows-1252' })
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function addCsv(source: Source, file: string, text: string): void {
  const { rows, remarks } = readCsv(file, text)
  source.rows.push(...rows)
  source.remarks.push(...remarks)
  const table = rows[0]?.table
  if (table) source.complete.set(table, '*')
}

function addJson(source: Source, file: string, text: string): void {
  const { rows, complete, remarks } = readJson(file, text)
  source.rows = source.rows.concat(rows)
  source.remarks.push(...remarks)
  for (const [table, parents] of completeOf(complete)) {
    const known = source.complete.get(table)
    if (known === '*') continue
    source.complete.set(table, known && parents !== '*' ? new Set([...known, ...parents]) : parents)
  }
}

/** For each table, the parents of which a JSON text has every child. */
export function completeOf(found: JsonRows['complete']): Source['complete'] {
  const complete: Source['complete'] = new Map()
  for (const [table, parentTable, parent] of found) {
    const known = complete.get(table)
    if (known instanceof Set) known.add(parentKey(parentTable, parent))
    else complete.set(table, new Set([parentKey(parentTable, parent)]))
  }
  return complete
}

/** A parent among those whose children of some table are all there. */
export function parentKey(table: TableName, sourceId: string): string {
  return `${table} ${sourceId}`
}
