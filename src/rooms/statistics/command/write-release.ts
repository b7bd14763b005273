import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { valuesAt } from '../../../contracts/statistics.ts'
import { csv } from '../../../kernel/index.ts'
import type { Codebook, Entry, Release } from '../engine/index.ts'
import type { Content } from '../publication/content.ts'

/** What is said with every figure, whoever passes it on. */
export const note = {
  base: 'Records of people who reached these organisations, not how many are trafficked; one person may be in several. The range is privacy noise only.',
  unit: 'One person in one record. Whether the person is in the data at all is covered. Across organisations the losses of their releases add up.',
  method:
    'Counts with exact discrete Gaussian noise (zero-concentrated differential privacy), made consistent and never negative; synthetic rows drawn from them. No row is a copy of a record.',
} as const

/** Writes a release as a folder, all of it or none: tables.csv, figures.json (the same for programs), rows.csv and release.json. */
export function writeRelease(folder: string, codebook: Codebook, release: Release, paid: Entry): void {
  mkdirSync(dirname(folder), { recursive: true })
  const half = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`))
  try {
    writeFileSync(join(half, 'tables.csv'), csv(tableRows(codebook, release)))
    const { about, figures, rows } = contentOf(codebook, release, paid)
    writeFileSync(join(half, 'figures.json'), `${JSON.stringify(figures)}\n`)
    writeFileSync(join(half, 'rows.csv'), rows)
    writeFileSync(join(half, 'release.json'), `${JSON.stringify({ ...about, ...note }, null, 2)}\n`)
    renameSync(half, folder)
  } catch (error) {
    rmSync(half, { recursive: true, force: true })
    throw error
  }
}

/** A release as it is written and published. */
export function contentOf(codebook: Codebook, release: Release, paid: Entry): Content {
  const { rho, epsilon, delta } = release.loss
  return {
    about: {
      at: paid.at,
      codebook: release.codebook,
      loss: { rho: `${rho.num}/${rho.den}`, epsilon, delta },
      // Published, so that a ledger that is rewritten or cut off contradicts it.
      ledger: { entry: paid.number, hash: paid.hash },
      total: release.total,
    },
    figures: {
      variables: codebook.variables.map(({ name, values }) => ({ name, values: [...values] })),
      tables: release.tables.map(({ variables, cells }) => ({
        variables: [...variables],
        cells: cells.map(({ about, low, high }): [number, number, number] => [about, low, high]),
      })),
    },
    rows: csv([codebook.variables.map(({ name }) => name), ...release.rows]),
  }
}

function* tableRows({ variables }: Codebook, { tables }: Release): Generator<(string | number)[]> {
  yield ['variables', 'values', 'about', 'low', 'high']
  const valuesOf = new Map(variables.map(({ name, values }) => [name, values]))
  for (const table of tables) {
    const own = table.variables.map((name) => valuesOf.get(name) ?? [])
    for (const [index, { about, low, high }] of table.cells.entries())
      yield [table.variables.join(' × '), valuesAt(own, index).join(' × '), about, low, high]
  }
}
