import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { firstBroken, fits, leftIn, nextEntry, type Entry } from '../engine/ledger.ts'
import { approximately, type Rational } from '../engine/index.ts'
import { Refused } from './refused.ts'

/*
 * A ledger as a folder with a file for each entry, numbered. An entry is written whole beside its place and then linked to
 * its number, which succeeds for one process only: no lock, nothing half written, and whoever came second looks again. A
 * release is computed only after its entry is on the disk. Killed in between, the budget is gone and nothing was released: the safe side.
 */

const fileOf = (number: number) => `${String(number).padStart(6, '0')}.json`

/** The entries in order; none where there is no folder. Refused where one is missing or is not as it was written. */
export function readLedger(folder: string): Entry[] {
  const broken = (what: string) =>
    new Refused(
      'statistics.ledger_broken',
      `${folder}: ${what}. Nothing is spent from it until it is put back as it was.`,
    )
  const files = namesIn(folder).filter((name) => /^\d{6}\.json$/.test(name)).sort() // prettier-ignore
  const gap = files.findIndex((name, index) => name !== fileOf(index + 1))
  if (gap !== -1) throw broken(`${fileOf(gap + 1)} is missing`)
  const entries = files.map((name) => {
    try {
      return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Entry
    } catch {
      throw broken(`${name} is no entry`)
    }
  })
  const at = firstBroken(entries)
  if (at !== undefined) throw broken(`${fileOf(at)} is not as it was written`)
  return entries
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Opens a ledger with so much in it, or checks that there is one. */
export function openLedger(folder: string, population: string, limit: Rational | undefined, now: Date): void {
  while (readLedger(folder).length === 0) {
    if (!limit)
      throw new Refused(
        'statistics.no_ledger',
        `There is no ledger at ${folder} yet. Say with --limit how much loss (ρ) all releases of these data may cost together.`,
      )
    mkdirSync(folder, { recursive: true })
    if (added(folder, nextEntry([], { kind: 'open', name: population, rho: limit, at: now }))) return
  }
}

/** Takes the price of a release out of the ledger, durably, and returns the entry; or refuses and says what is left. */
export function reserve(folder: string, release: string, price: Rational, now: Date): Entry {
  for (;;) {
    const entries = readLedger(folder)
    if (!fits(entries, price)) {
      const [cost, left] = [price, leftIn(entries)].map(approximately)
      throw new Refused(
        'statistics.spent',
        `This release would cost ρ = ${cost}; ${left} is left in ${folder}. Ask for fewer tables or a smaller budget.`,
      )
    }
    const entry = nextEntry(entries, { kind: 'spend', name: release, rho: price, at: now })
    if (added(folder, entry)) return entry
  }
}

/** Whether the entry got its number; not where another process was faster. */
function added(folder: string, entry: Entry): boolean {
  const half = join(folder, `.${process.pid}-${crypto.randomUUID()}`)
  const file = openSync(half, 'wx')
  try {
    writeSync(file, `${JSON.stringify(entry)}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    linkSync(half, join(folder, fileOf(entry.number)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(half, { force: true })
  }
  const directory = openSync(folder, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
  return true
}
