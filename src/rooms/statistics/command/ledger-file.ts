import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { firstBroken, fits, leftIn, nextEntry, type Entry } from '../engine/ledger.ts'
import type { Rational } from '../engine/index.ts'
import { Refused } from './refused.ts'

/*
 * A ledger as a file of lines. An entry counts once its line is whole and on the disk; a release is computed only after
 * that. Killed in between, the budget is gone and nothing was released: the safe side.
 */

/** What is in the file; a last line that was cut off by a crash was never acknowledged and is dropped. */
export function readLedger(path: string): Entry[] {
  if (!existsSync(path)) return []
  const text = readFileSync(path, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  let entries: Entry[]
  try {
    entries = whole.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Entry) // prettier-ignore
  } catch {
    throw new Refused(
      'statistics.ledger_broken',
      `${path} has a line that is no entry. Nothing is spent from it until it is put back as it was.`,
    )
  }
  const broken = firstBroken(entries)
  if (broken !== undefined)
    throw new Refused(
      'statistics.ledger_broken',
      `Entry ${broken} of ${path} is not as it was written. Nothing is spent from it until it is put back as it was.`,
    )
  return entries
}

/** Opens a ledger with so much in it, or checks that there is one. */
export function openLedger(path: string, population: string, limit: Rational | undefined, now: Date): void {
  locked(path, () => {
    if (readLedger(path).length > 0) return
    if (!limit)
      throw new Refused(
        'statistics.no_ledger',
        `There is no ledger at ${path} yet. Say with --limit how much loss (ρ) all releases of these data may cost together.`,
      )
    append(path, nextEntry([], { kind: 'open', name: population, rho: limit, at: now }))
  })
}

/** Takes the price of a release out of the ledger, durably, or refuses and says what is left. */
export function reserve(path: string, release: string, price: Rational, now: Date): void {
  locked(path, () => {
    const entries = readLedger(path)
    if (!fits(entries, price)) {
      const [cost, left] = [price, leftIn(entries)].map(({ num, den }) => Number(num) / Number(den))
      throw new Refused(
        'statistics.spent',
        `This release would cost ρ = ${cost}; ${left} is left in ${path}. Ask for fewer tables or a smaller budget.`,
      )
    }
    append(path, nextEntry(entries, { kind: 'spend', name: release, rho: price, at: now }))
  })
}

function append(path: string, entry: Entry): void {
  const isNew = !existsSync(path)
  if (!isNew) {
    const text = readFileSync(path)
    const end = text.lastIndexOf(10) + 1
    if (end !== text.length) truncateSync(path, end)
  }
  const file = openSync(path, 'a')
  try {
    writeSync(file, `${JSON.stringify(entry)}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  if (isNew) {
    const folder = openSync(dirname(path), 'r')
    fsyncSync(folder)
    closeSync(folder)
  }
}

/** One process at a time. A lock whose process is gone is taken over. */
function locked<T>(path: string, run: () => T): T {
  const lock = `${path}.lock`
  for (let tries = 0; ; tries++) {
    try {
      const file = openSync(lock, 'wx')
      writeSync(file, String(process.pid))
      closeSync(file)
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (tries > 0 || isAlive(lock))
        throw new Refused(
          'statistics.ledger_busy',
          `Another release is writing to ${path} (${lock} is there). Try again when it is done.`,
        )
      rmSync(lock, { force: true })
    }
  }
  try {
    return run()
  } finally {
    rmSync(lock, { force: true })
  }
}

function isAlive(lock: string): boolean {
  try {
    const owner = Number(readFileSync(lock, 'utf8'))
    if (!Number.isInteger(owner) || owner <= 0) return false
    process.kill(owner, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
