import { closeSync, createReadStream, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { parse } from 'csv-parse'
import * as z from 'zod'
import {
  encoderFor,
  faultsOf,
  planOf,
  type Codebook,
  type Fault,
  type Records,
  type TableSpec,
} from '../engine/index.ts'
import { Refused } from './refused.ts'

const codebookFile = z.object({
  version: z.string().max(100),
  variables: z.array(z.object({ name: z.string().max(200), values: z.array(z.string().max(200)) })),
})

const list = (faults: readonly Fault[]) => faults.map(({ where, what }) => `  ${where}: ${what}`).join('\n')

function jsonIn(path: string, code: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new Refused(code, `${path} is not there or is no JSON.`)
  }
}

/** Reads a codebook: JSON with `version` and `variables`, each with `name` and `values`. */
export function readCodebook(path: string): Codebook {
  const read = codebookFile.safeParse(jsonIn(path, 'statistics.bad_codebook'))
  if (!read.success) {
    const [issue] = read.error.issues
    throw new Refused(
      'statistics.bad_codebook',
      `${path} is no codebook: ${issue?.path.join('.') || 'it'}: ${issue?.message}.`,
    )
  }
  const faults = faultsOf(read.data)
  if (faults.length > 0) throw new Refused('statistics.bad_codebook', `${path} has faults:\n${list(faults)}`)
  return read.data
}

/** Of comma, semicolon and tab the one that the line of names has most of. */
function delimiterOf(path: string): string {
  const start = Buffer.alloc(65_536)
  const file = openSync(path, 'r')
  const length = readSync(file, start)
  closeSync(file)
  const [names = ''] = start.toString('utf8', 0, length).split(/\r?\n/, 1)
  const count = (mark: string) => names.split(mark).length
  return [';', '\t'].reduce((most, mark) => (count(mark) > count(most) ? mark : most), ',')
}

const tablesFile = z.array(
  z.object({ variables: z.array(z.string().max(200)).max(100), weight: z.number().optional() }),
)

/** Reads which tables are asked for: JSON, a list of `variables` by name, each with a `weight` if it is to get more than others. */
export function readTables(path: string, codebook: Codebook): TableSpec[] {
  const read = tablesFile.safeParse(jsonIn(path, 'statistics.bad_tables'))
  if (!read.success)
    throw new Refused(
      'statistics.bad_tables',
      `${path} is no list of tables such as [{"variables": ["age", "region"], "weight": 2}].`,
    )
  const made = planOf(codebook, read.data)
  if ('faults' in made)
    throw new Refused('statistics.bad_tables', `${path} has faults:\n${list(made.faults)}`)
  return made.tables
}

// A line longer than this is no record of a codebook's values.
const longestRecord = 1_000_000

/**
 * Reads records row by row: commas, semicolons or tabs, quoted or not, either line end, UTF-8 with or without a byte order
 * mark. One wrong cell, and nothing is taken.
 */
export async function readRecords(
  path: string,
  codebook: Codebook,
  onProgress: (bytes: number, all: number) => void,
): Promise<Records> {
  let all: number
  try {
    all = statSync(path).size
  } catch {
    throw new Refused('statistics.bad_file', `${path} is not there.`)
  }
  const file = createReadStream(path)
  const parser = file.pipe(
    parse({
      bom: true,
      delimiter: delimiterOf(path),
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: longestRecord,
    }),
  )
  let encoder: ReturnType<typeof encoderFor> | undefined
  let rows = 0
  try {
    for await (const row of parser as AsyncIterable<string[]>) {
      if (row.some((cell) => cell.includes('\uFFFD')))
        throw new Refused('statistics.bad_file', `${path} is not UTF-8 (row ${rows + 1}). Save it as UTF-8.`)
      if (encoder) encoder.add(row)
      else encoder = encoderFor(codebook, row)
      rows += 1
      if (rows % 50_000 === 0) onProgress(file.bytesRead, all)
    }
  } catch (error) {
    if (error instanceof Refused) throw error
    throw new Refused('statistics.bad_file', `${path} can’t be read as a table: ${(error as Error).message}`)
  }
  if (!encoder) throw new Refused('statistics.bad_file', `${path} is empty: not even names of columns.`)
  const made = encoder.end()
  if ('faults' in made)
    throw new Refused(
      'statistics.bad_file',
      `${path} does not fit the codebook. Nothing was taken.\n${list(made.faults)}`,
    )
  return made.records
}
