import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { NorthlineError } from '../../../kernel/index.ts'
import { directoryErrors } from '../directory.errors.ts'
import { linesOfPaths } from './json-lines.ts'
import { readCsv } from './read-csv.ts'
import { readAirs } from './read-airs.ts'
import { readJson, type NestedRows } from './read-json.ts'
import { readText } from './read-text.ts'
import type { Source } from './rows.ts'
import type { TableName } from './tables.ts'

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
    const kind = extname(file).toLowerCase()
    if (kind === '.csv') addCsv(source, short, text)
    else if (kind === '.xml') addNested(source, readAirs(short, text))
    else {
      texts.set(short, text)
      addNested(source, readJson(short, text))
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
    if (!/\.(csv|json|xml)$/i.test(path))
      throw new NorthlineError(directoryErrors.import_wrong_format, { file: basename(path) })
    return [path]
  }
  const files = readdirSync(path)
    .filter((name) => /\.(csv|json|xml)$/i.test(name) && !described.has(name.toLowerCase()))
    .sort()
  if (files.length === 0)
    throw new NorthlineError(directoryErrors.import_nothing_known, { file: basename(path) })
  return files.map((name) => join(path, name))
}

function addCsv(source: Source, file: string, text: string): void {
  const { rows, remarks } = readCsv(file, text)
  source.rows.push(...rows)
  source.remarks.push(...remarks)
  const table = rows[0]?.table
  if (table) source.complete.set(table, '*')
}

function addNested(source: Source, { rows, complete, remarks }: NestedRows): void {
  source.rows = source.rows.concat(rows)
  source.remarks.push(...remarks)
  for (const [table, parents] of completeOf(complete)) {
    const known = source.complete.get(table)
    if (known === '*') continue
    source.complete.set(table, known && parents !== '*' ? new Set([...known, ...parents]) : parents)
  }
}

/** For each table, the parents of which a JSON text has every child. */
export function completeOf(found: NestedRows['complete']): Source['complete'] {
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
