import { readFileSync } from 'node:fs'

/** A file of rows for a measurement: names, and cells by row. */
export type File = { names: string[]; rows: string[][] }

/** Reads a small comma-separated file without quotes, with either line end. */
export function readRows(path: string): File {
  const [head = '', ...lines] = readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '')
  return { names: head.split(','), rows: lines.map((line) => line.split(',')) }
}

/** Counts of combinations as that answer gives them: “H1:2;H2:3 ⇥ 19”. */
export function readAggregates(path: string): { total: number; counts: Map<string, number> } {
  const counts = new Map<string, number>()
  let total = 0
  for (const line of readFileSync(path, 'utf8').split(/\r?\n/).slice(1)) {
    const [selections = '', count = ''] = line.split('\t')
    if (selections === 'record_count') total = Number(count)
    else if (selections !== '') counts.set(selections.split(';').sort().join(';'), Number(count))
  }
  return { total, counts }
}
