import { basename, dirname, join } from 'node:path'
import { statSync } from 'node:fs'
import { NorthlineError } from '../../../../kernel/index.ts'
import { directoryErrors } from '../../directory.errors.ts'
import { linesOfPaths } from '../json-lines.ts'
import { recordsOf } from '../read-csv.ts'
import { parseJson } from '../read-json.ts'
import { readText } from '../read-text.ts'
import type { Remark, Source, SourceRow } from '../rows.ts'
import { readMapping, type FileRule, type RowRule } from './mapping.ts'
import { asText, isTemplate, lookUp, make, pathsOf, type Scope } from './values.ts'

/** One entry of a list in a file, before the mapping. */
type SourceRecord = { value: unknown; at: { line?: number; path?: string } }

/**
 * Reads the files that a mapping names, in a folder or as one file, into rows of HSDS. A record of which the mapping
 * makes nothing is rejected; what the files have and the mapping never asks for is remarked on.
 */
export function readMapped(path: string, mappingFile: string, name?: string): Source {
  const mapping = readMapping(mappingFile)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) throw new NorthlineError(directoryErrors.import_not_found, { file: basename(path) })
  const folder = stat.isFile() ? dirname(path) : path
  const files = stat.isFile()
    ? mapping.files.filter(({ file }) => file === basename(path) || mapping.files.length === 1)
    : mapping.files
  if (files.length === 0)
    throw new NorthlineError(directoryErrors.import_nothing_known, { file: basename(path) })
  const source: Source = {
    name: name ?? mapping.source ?? basename(folder),
    rows: [],
    remarks: [],
    lineOf: () => undefined,
    complete: new Map(),
  }
  const texts = new Map<string, string>()
  for (const rule of files) {
    const file = stat.isFile() ? basename(path) : rule.file
    const text = readText(join(folder, file), source.remarks)
    texts.set(file, text)
    const records = /\.(csv|tsv|txt)$/i.test(file)
      ? csvRecords(file, text, rule)
      : jsonRecords(file, text, rule)
    mapFile(source, file, rule, records)
  }
  source.lineOf = (file, at) => linesOfPaths(texts.get(file) ?? '""', new Set([at])).get(at)
  return source
}

function csvRecords(file: string, text: string, { delimiter }: FileRule): SourceRecord[] {
  const [header, ...rows] = recordsOf(file, text, delimiter)
  const names = (header?.record ?? []).map((column) => column.trim())
  return rows.map(({ record, line }) => ({
    value: Object.fromEntries(
      names.flatMap((column, index) => (column ? [[column, record[index] ?? '']] : [])),
    ),
    at: { line },
  }))
}

function jsonRecords(file: string, text: string, { list }: FileRule): SourceRecord[] {
  const root = parseJson(file, text)
  const found = list === undefined ? root : lookUp({ record: root }, list)
  if (!Array.isArray(found))
    throw new NorthlineError(directoryErrors.import_mapping_wrong, {
      file,
      faults: `there is no list at “${list ?? 'the top'}”`,
    })
  return found.map((value: unknown, index) => ({ value, at: { path: `${list ?? ''}[${index}]` } }))
}

function mapFile(source: Source, file: string, rule: FileRule, records: readonly SourceRecord[]): void {
  const met = new Set<string>()
  for (const record of records) {
    const rows = rule.make.flatMap((one) => rowsOf(file, one, record, met, source.remarks))
    if (rows.length > 0) source.rows = source.rows.concat(rows)
    else source.rows.push({ table: rule.make[0]?.table, file, ...record.at, values: {}, broken: nothingMade })
  }
  source.remarks.push(...unmet(file, rule, met), ...unasked(file, rule, records))
}

const nothingMade = 'is a record of which the mapping makes nothing'

function rowsOf(
  file: string,
  rule: RowRule,
  { value: record, at }: SourceRecord,
  met: Set<string>,
  remarks: Remark[],
): SourceRow[] {
  return scopesOf(rule, record, met).flatMap((scope) => {
    const look = (path: string) => {
      const found = lookUp(scope, path)
      if (asText(found) !== undefined) met.add(path)
      return found
    }
    const values: Record<string, unknown> = {}
    const unknown: Remark[] = []
    for (const [column, how] of Object.entries(rule.set)) {
      const made = make(how, look)
      if (made.value !== undefined) values[column] = made.value
      if (made.unknown !== undefined)
        unknown.push({
          file,
          ...at,
          field: column,
          reason: `“${made.unknown}” is not among the words of the mapping`,
        })
    }
    const isThere = (needed: string) =>
      (isTemplate(needed) ? make(needed, look).value : values[needed]) !== undefined
    if (!(rule.only_with ?? []).every(isThere)) return []
    remarks.push(...unknown)
    return [{ table: rule.table, file, ...at, values }]
  })
}

function scopesOf(rule: RowRule, record: unknown, met: Set<string>): Scope[] {
  if (rule.for_each === undefined) return [{ record }]
  const found = lookUp({ record }, rule.for_each)
  if (found !== undefined && found !== null && found !== '') met.add(rule.for_each)
  if (typeof found === 'string') {
    const parts = rule.split === undefined ? [found] : found.split(rule.split)
    return parts.flatMap((part, index) =>
      part.trim() === '' ? [] : [{ record, item: part.trim(), key: String(index) }],
    )
  }
  if (typeof found !== 'object' || found === null) return []
  return Object.entries(found).map(([key, item]: [string, unknown]) => ({ record, item, key }))
}

/** Paths that the mapping names and no record has: a slip of the pen, or a column that was renamed. */
function unmet(file: string, rule: FileRule, met: ReadonlySet<string>): Remark[] {
  const named = rule.make.flatMap((row) => [
    ...(row.for_each === undefined ? [] : [row.for_each]),
    ...pathsIn(row),
  ])
  return [...new Set(named)]
    .filter((path) => !met.has(path))
    .map((path) => ({
      file,
      field: path,
      reason: 'is named by the mapping, and no record has anything there',
    }))
}

/** What records have at their top and the mapping never reads; said once. */
function unasked(file: string, rule: FileRule, records: readonly SourceRecord[]): Remark[] {
  const asked = rule.make.flatMap((row) => [row.for_each ?? '', ...pathsIn(row)])
  const isAsked = (key: string) => asked.some((path) => path === key || path.startsWith(`${key}.`))
  const keys = new Set(
    records.flatMap(({ value }) => (typeof value === 'object' && value !== null ? Object.keys(value) : [])),
  )
  const left = [...keys].filter((key) => !isAsked(key))
  return left.length === 0
    ? []
    : [{ file, reason: `the mapping does not read ${left.map((key) => `“${key}”`).join(', ')}` }]
}

function pathsIn({ set, only_with: needed = [] }: RowRule): string[] {
  return [...Object.values(set), ...needed.filter(isTemplate)].flatMap(pathsOf)
}
