import { createHash } from 'node:crypto'
import { compare, minus, plus, rational, readRational, type Rational } from './exact/rational.ts'

/*
 * What was spent of a privacy budget: entries that only ever grow in number, each with the hash of the one before. The
 * first says how much there is; each other one what a release took, before it was computed. In whole numbers.
 */

export type Entry = {
  readonly number: number
  /** `open`: how much there is. `spend`: what a release took. */
  readonly kind: 'open' | 'spend'
  /** Whose data it is, or which release. */
  readonly name: string
  /** ρ, as a fraction. */
  readonly rho: string
  readonly at: string
  readonly previous: string
  readonly hash: string
}

const textOf = ({ num, den }: Rational) => `${num}/${den}`
const beginning = '0'.repeat(64)

function hashOf(entry: Omit<Entry, 'hash'>): string {
  const { number, kind, name, rho, at, previous } = entry
  return createHash('sha256')
    .update(JSON.stringify([number, kind, name, rho, at, previous]))
    .digest('hex')
}

/** The entry that comes after these. */
export function nextEntry(
  entries: readonly Entry[],
  { kind, name, rho, at }: { kind: Entry['kind']; name: string; rho: Rational; at: Date },
): Entry {
  const entry = {
    number: entries.length + 1,
    kind,
    name,
    rho: textOf(rho),
    at: at.toISOString(),
    previous: entries.at(-1)?.hash ?? beginning,
  }
  return { ...entry, hash: hashOf(entry) }
}

/** The number of the first entry that is not as it was written; undefined where all are. */
export function firstBroken(entries: readonly Entry[]): number | undefined {
  const at = entries.findIndex(
    (entry, index) =>
      entry.number !== index + 1 ||
      entry.kind !== (index === 0 ? 'open' : 'spend') ||
      entry.previous !== (entries[index - 1]?.hash ?? beginning) ||
      entry.hash !== hashOf(entry),
  )
  return at === -1 ? undefined : at + 1
}

/** How much is left, and whether a release at that price still fits. Anything unreadable leaves nothing. */
export function leftIn(entries: readonly Entry[]): Rational {
  const [first, ...spent] = entries
  if (!first) return rational(0n)
  const all = spent.reduce((sum, { rho }) => plus(sum, readRational(rho)), rational(0n))
  return minus(readRational(first.rho), all)
}

export function fits(entries: readonly Entry[], price: Rational): boolean {
  return compare(price, leftIn(entries)) <= 0n && compare(price, rational(0n)) > 0n
}
