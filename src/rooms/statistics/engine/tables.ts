import { discreteGaussian } from './exact/discrete-gaussian.ts'
import type { Bytes } from './exact/bits.ts'
import { over, plus, rational, times, type Rational } from './exact/rational.ts'
import type { Codebook } from './codebook.ts'
import type { Records } from './records.ts'

/** A table that is asked for: the variables that it crosses, by their place in the codebook, ascending. */
export type TableSpec = { readonly variables: readonly number[]; readonly weight: bigint }

/**
 * A table with noise. `counts`: the last variable runs fastest; whole numbers, negative ones among them. `variance`: σ² of
 * the noise of each cell; `cost`: what the table took of the budget, ρ.
 */
export type Measured = {
  readonly variables: readonly number[]
  readonly sizes: readonly number[]
  readonly counts: Float64Array
  readonly variance: Rational
  readonly cost: Rational
}

const half = rational(1n, 2n)

/** What each table costs when a budget ρ is shared out by weight. The sum is exactly the budget. */
export function costsOf(specs: readonly TableSpec[], budget: Rational): Rational[] {
  const all = specs.reduce((sum, { weight }) => sum + weight, 0n)
  return specs.map(({ weight }) => times(budget, rational(weight, all)))
}

/** σ² for a count that one person changes by at most one: 1 / 2ρ, exactly. */
export function varianceFor(cost: Rational): Rational {
  return over(half, cost)
}

/** The exact counts of a table. Never leaves the engine. */
function countsOf(
  { columns, count }: Records,
  variables: readonly number[],
  sizes: readonly number[],
): Float64Array {
  const cells = new Float64Array(sizes.reduce((product, size) => product * size, 1))
  const own = variables.map((variable) => columns[variable] ?? new Uint16Array())
  for (let record = 0; record < count; record++) {
    let cell = 0
    for (let at = 0; at < own.length; at++) cell = cell * (sizes[at] ?? 1) + (own[at]?.[record] ?? 0)
    cells[cell] = (cells[cell] ?? 0) + 1
  }
  return cells
}

/**
 * Measures tables with exact discrete Gaussian noise. Each person must stand in at most one record: then one person more or
 * less changes one cell of each table by one, and the tables together cost ρ = the budget of zero-concentrated loss.
 */
export function measure(
  codebook: Codebook,
  records: Records,
  specs: readonly TableSpec[],
  budget: Rational,
  bytes: Bytes,
): Measured[] {
  const costs = costsOf(specs, budget)
  return specs.map(({ variables }, index) => {
    const cost = costs[index] ?? rational(0n)
    const variance = varianceFor(cost)
    const sizes = variables.map((variable) => codebook.variables[variable]?.values.length ?? 1)
    const counts = countsOf(records, variables, sizes)
    for (let cell = 0; cell < counts.length; cell++)
      counts[cell] = (counts[cell] ?? 0) + Number(discreteGaussian(variance, bytes))
    return { variables, sizes, counts, variance, cost }
  })
}

/** What all of them together cost. */
export function totalCost(tables: readonly Measured[]): Rational {
  return tables.reduce((sum, { cost }) => plus(sum, cost), rational(0n))
}
