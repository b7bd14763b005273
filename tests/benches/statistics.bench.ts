/*
 * npm run bench -- statistics [--runs 3] [--only accuracy|size] [--folder ../shared/data/statistics]
 *
 * How far private figures are from the true ones, over every combination of up to four values: our tables and our synthetic
 * rows; the answers of Microsoft's Synthetic Data Showcase to the same files (ε = 4), scored by the same code; and a plain
 * baseline, the single variables alone as if none had to do with another. Then time and memory for files in CTDC's shape.
 * ε = 4 at δ = 10⁻⁶ here, which is stricter than the δ of that answer.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  encode,
  everyPair,
  measure,
  modelOf,
  rhoFor,
  rowsOf,
  systemBytes,
  tableOf,
  type Codebook,
} from '../../src/rooms/statistics/index.ts'
import { say } from '../support/figures.ts'
import { readAggregates, readRows, type File } from './support/statistics/files.ts'
import { ctdcShaped, dependent } from './support/statistics/invented-records.ts'
import { countsOf, overall, scoreOf, type Coded, type Score } from './support/statistics/score.ts'

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    most: { type: 'string', default: '1000000' },
    folder: {
      type: 'string',
      default: join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'statistics'),
    },
  },
})
const delta = 1e-6
const budget = rhoFor(4, delta)
const runs = Number(options.runs)

/** A codebook read off a file: allowed in a measurement only, since here the file is nobody's. */
function codebookOf({ names, rows }: File): Codebook {
  return {
    version: 'bench',
    variables: names.map((name, at) => ({
      name,
      values: [...new Set(['', ...rows.map((row) => row[at] ?? '')])].sort(),
    })),
  }
}

function coded(codebook: Codebook, { names, rows }: File): Coded {
  const made = encode(codebook, names, rows)
  if ('faults' in made) throw new Error(JSON.stringify(made.faults[0]))
  const { variables } = codebook
  return {
    sizes: variables.map(({ values }) => values.length),
    columns: made.records.columns,
    none: variables.map(({ values }) => values.map((value) => value === '' || value === '0')),
  }
}

function tell(name: string, scores: readonly Score[]): number {
  const { error, errorOfGiven } = overall(scores)
  const lengths = scores.map(
    (one) =>
      `${one.length}: ${one.error.toFixed(2)} (left out ${(100 * one.suppressed).toFixed(1)} %, fabricated ${(100 * one.fabricated).toFixed(1)} %)`,
  )
  say(
    `  ${name.padEnd(34)} ${error.toFixed(2).padStart(6)}; of those given ${errorOfGiven.toFixed(2)}   ${lengths.join('  ')}`,
  )
  return error
}

function accuracy(
  title: string,
  file: File,
  longest: number,
  theirs?: { tables: string; rows: string },
): void {
  const codebook = codebookOf(file)
  const truth = coded(codebook, file)
  const records = { count: file.rows.length, columns: truth.columns }
  say(
    `\n${title}: ${file.rows.length} records, ${file.names.length} variables; mean absolute error of every combination`,
  )
  const ours = { tables: [] as number[], rows: [] as number[] }
  for (let run = 0; run < runs; run++) {
    const measured = measure(codebook, records, everyPair(codebook), budget, systemBytes())
    const model = modelOf(measured, truth.sizes)
    const rounded = (variables: readonly number[]) =>
      tableOf(model, variables).map((count) => Math.round(count))
    ours.tables.push(tell(`Northline, tables (run ${run + 1})`, scoreOf(truth, rounded, longest)))
    const rows: Coded = { ...truth, columns: rowsOf(model) }
    ours.rows.push(
      tell(
        `Northline, rows (run ${run + 1})`,
        scoreOf(truth, (variables) => countsOf(rows, variables), longest),
      ),
    )
  }
  const singles = everyPair(codebook).filter(({ variables }) => variables.length === 1)
  const alone = modelOf(measure(codebook, records, singles, budget, systemBytes()), truth.sizes)
  const plain = tell(
    'single variables alone',
    scoreOf(truth, (variables) => tableOf(alone, variables).map(Math.round), longest),
  )
  const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length
  say(
    `  tables ${(mean(ours.tables) / plain).toFixed(2)} ×, rows ${(mean(ours.rows) / plain).toFixed(2)} × the single variables alone`,
  )
  if (!theirs) return
  const { counts } = readAggregates(theirs.tables)
  const said = (variables: readonly number[]) => theirTable(codebook, counts, variables)
  const tables = tell('SDS, tables', scoreOf(truth, said, longest))
  const theirRows = coded(codebook, inOrder(readRows(theirs.rows), file.names))
  const rows = tell(
    'SDS, rows',
    scoreOf(truth, (variables) => countsOf(theirRows, variables), longest),
  )
  say(
    `  tables ${(mean(ours.tables) / tables).toFixed(2)} × SDS, rows ${(mean(ours.rows) / rows).toFixed(2)} × SDS (aim ≤ 0.50)`,
  )
}

function theirTable(
  codebook: Codebook,
  counts: ReadonlyMap<string, number>,
  variables: readonly number[],
): Float64Array {
  const own = variables.map((variable) => codebook.variables[variable])
  const cells = new Float64Array(
    own.reduce((product, variable) => product * (variable?.values.length ?? 1), 1),
  )
  for (let cell = 0; cell < cells.length; cell++) {
    let rest = cell
    const named: string[] = []
    for (const variable of own.toReversed()) {
      const size = variable?.values.length ?? 1
      named.push(`${variable?.name}:${variable?.values[rest % size]}`)
      rest = Math.floor(rest / size)
    }
    cells[cell] = counts.get(named.sort().join(';')) ?? 0
  }
  return cells
}

/** Their rows in our order of columns; a value that is not in the truth's file counts as none. */
function inOrder({ names, rows }: File, order: readonly string[]): File {
  return { names: [...order], rows: rows.map((row) => order.map((name) => row[names.indexOf(name)] ?? '')) }
}

function size(): void {
  say(
    '\nTime and memory in the shape of CTDC: 27 variables, every single one and all 351 pairs, tables and rows, one core',
  )
  const most = Number(options.most)
  const counts = [10_000, 30_000, 100_000, 300_000, 1_000_000].filter((count) => count <= most)
  for (const count of counts) {
    const { codebook, records } = ctdcShaped(count)
    const start = performance.now()
    const measured = measure(codebook, records, everyPair(codebook), budget, systemBytes())
    const tables = performance.now()
    const model = modelOf(
      measured,
      codebook.variables.map(({ values }) => values.length),
    )
    const modelled = performance.now()
    const rows = rowsOf(model)
    const end = performance.now()
    const seconds = (from: number, to: number) => ((to - from) / 1_000).toFixed(1)
    const memory = process.resourceUsage().maxRSS / 1_048_576
    say(
      `  ${String(count).padStart(9)} records: ${seconds(start, end)} s (tables ${seconds(start, tables)}, model ${seconds(tables, modelled)}, ` +
        `${rows[0]?.length} rows ${seconds(modelled, end)}); at most ${memory.toFixed(2)} GiB so far (aim ≤ 60 s, ≤ 2 GB)`,
    )
  }
}

if (options.only !== 'size') {
  const at = (name: string) => join(options.folder, name)
  if (existsSync(at('pacsynth-6000x10.csv'))) {
    accuracy('pacsynth-6000x10', readRows(at('pacsynth-6000x10.csv')), 4, {
      tables: at('pacsynth-6000x10.sds-dp-eps4-r4.aggregate.tsv'),
      rows: at('pacsynth-6000x10.sds-dp-eps4-r4.synthetic.csv'),
    })
    accuracy('trafficking-like-10000x10', readRows(at('trafficking-like-10000x10.csv')), 3, {
      tables: at('trafficking-like-10000x10.sds-dp-eps4-r3.aggregate.tsv'),
      rows: at('trafficking-like-10000x10.sds-dp-eps4-r3.synthetic.csv'),
    })
  } else say(`The files of ../shared/data/statistics are not in ${options.folder}: no comparison with SDS.`)
  accuracy('strongly dependent (invented)', dependent(6_000), 3)
}
if (options.only !== 'accuracy') size()
