import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import * as z from 'zod'
import { NorthlineError } from '../../../../kernel/index.ts'
import { directoryErrors } from '../../directory.errors.ts'
import { isTemplate } from './values.ts'
import { isKept, tableNames, tableOf, type TableName } from '../tables.ts'

const readable = tableNames.filter((table) => !isKept(table)) as [TableName, ...TableName[]]

const path = z.string().min(1).max(200)
const valueRule = z.union([
  z.string().max(2_000),
  z.strictObject({
    from: z.union([path, z.array(path).min(1).max(20)]),
    join: z.string().max(20).optional(),
    match: z.string().min(1).max(500).optional(),
    words: z.record(z.string(), z.string()).optional(),
    otherwise: z.string().max(200).optional(),
  }),
])
const rowRule = z.strictObject({
  table: z.enum(readable),
  for_each: path.optional(),
  split: z.string().min(1).max(20).optional(),
  only_with: z.array(path).max(20).optional(),
  set: z.record(z.string(), valueRule),
})
const fileRule = z.strictObject({
  file: z.string().min(1).max(200),
  list: path.optional(),
  delimiter: z.string().length(1).optional(),
  make: z.array(rowRule).min(1).max(100),
})
const shape = z.strictObject({
  northline_mapping: z.literal(1),
  about: z.string().optional(),
  source: z.string().min(1).max(100).optional(),
  files: z.array(fileRule).min(1).max(50),
})

/** How one value of a row is made: text with `{paths}` in it, or a rule (docs/directory.md, “A register in a shape of its own”). */
export type ValueRule = z.infer<typeof valueRule>
/** How records of a file become rows of one table. */
export type RowRule = z.infer<typeof rowRule>
export type FileRule = z.infer<typeof fileRule>
/** A whole mapping, checked. */
export type Mapping = z.infer<typeof shape>

/**
 * Reads and checks a mapping file. Throws `directory.import_mapping_wrong` with every fault in it, each with its
 * place, so that a person mends them in one go.
 */
export function readMapping(file: string): Mapping {
  const name = basename(file)
  const wrong = (faults: readonly string[]) =>
    new NorthlineError(directoryErrors.import_mapping_wrong, { file: name, faults: faults.join('; ') })
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new NorthlineError(directoryErrors.import_not_found, { file: name })
  }
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (error) {
    throw wrong([`is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`])
  }
  const read = shape.safeParse(raw)
  if (!read.success)
    throw wrong(read.error.issues.map(({ path: at, message }) => `${at.join('.') || 'the file'}: ${message}`))
  const faults = faultsOf(read.data)
  if (faults.length > 0) throw wrong(faults)
  return read.data
}

function faultsOf(mapping: Mapping): string[] {
  const made = new Set(mapping.files.flatMap(({ make }) => make.map(({ table }) => table)))
  return mapping.files.flatMap(({ make }, index) =>
    make.flatMap((rule, row) =>
      faultsOfRule(rule, made).map((fault) => `files.${index}.make.${row}: ${fault}`),
    ),
  )
}

function faultsOfRule(
  { table, set, split, for_each: each, only_with: needed }: RowRule,
  made: ReadonlySet<TableName>,
): string[] {
  const { columns, parents, needs } = tableOf(table)
  const faults: string[] = []
  const known = new Set(['id', ...Object.keys(columns), ...Object.keys(parents)])
  const has = (column: string) => Object.hasOwn(set, column)
  for (const column of Object.keys(set))
    if (!known.has(column))
      faults.push(`“${column}” is no column of ${table}; there are ${[...known].join(', ')}`)
  for (const [column, kind] of Object.entries(columns))
    if (kind.endsWith('!') && !kind.startsWith('date') && !has(column))
      faults.push(`${table} needs “${column}”`)
  if (needs && 'each' in needs)
    for (const column of needs.each) if (!has(column)) faults.push(`${table} needs “${column}”`)
  if (needs && 'one' in needs && !needs.one.some(has))
    faults.push(`${table} needs one of ${needs.one.join(', ')}`)
  for (const [column, parent] of Object.entries(parents))
    if (has(column) && !made.has(parent))
      faults.push(`“${column}” names a row of ${parent}, and nothing here makes any`)
  for (const column of needed ?? [])
    if (!isTemplate(column) && !has(column)) faults.push(`only_with names “${column}”, which is not set`)
  if (split !== undefined && each === undefined) faults.push('split needs for_each')
  for (const [column, rule] of Object.entries(set))
    if (typeof rule === 'object' && rule.match !== undefined) {
      const fault = faultOfPattern(rule.match)
      if (fault) faults.push(`“${column}”: match ${fault}`)
    }
  return faults
}

function faultOfPattern(pattern: string): string | undefined {
  try {
    // One more way to match, the empty one, tells how many groups there are.
    const groups = (new RegExp(`${pattern}|`, 'u').exec('')?.length ?? 1) - 1
    return groups === 1 ? undefined : 'needs one group, in round brackets, that is the value'
  } catch (error) {
    return `is no regular expression: ${error instanceof Error ? error.message : 'unreadable'}`
  }
}
