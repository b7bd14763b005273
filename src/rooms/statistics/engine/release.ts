import { approximately } from './approximate.ts'
import type { Codebook, Fault } from './codebook.ts'
import { totalOf } from './estimate.ts'
import type { Bytes } from './exact/bits.ts'
import type { Rational } from './exact/rational.ts'
import { epsilonOf } from './loss.ts'
import { modelOf, tableOf, type ModelOptions } from './model.ts'
import type { Records } from './records.ts'
import { rowsOf } from './rows.ts'
import { measure, totalCost, varianceFor, costsOf, type Measured, type TableSpec } from './tables.ts'

/** A number with the range that its noise leaves open. */
export type Figure = { readonly about: number; readonly low: number; readonly high: number }

export type ReleasedTable = {
  readonly variables: readonly string[]
  /** In the order of the codebook's values, the last variable running fastest. */
  readonly cells: readonly Figure[]
}

export type Release = {
  readonly codebook: string
  /** What it cost: ρ of zero-concentrated loss, and the same said as (ε, δ). */
  readonly loss: { readonly rho: Rational; readonly epsilon: number; readonly delta: number }
  readonly total: Figure
  readonly tables: readonly ReleasedTable[]
  /** Synthetic rows, as codes of the codebook. */
  readonly rows: readonly (readonly string[])[]
}

export type Plan = {
  readonly tables: readonly TableSpec[]
  readonly budget: Rational
  readonly delta: number
}

/** Every variable alone and every pair, at the same price. */
export function everyPair(codebook: Codebook): TableSpec[] {
  const all = codebook.variables.map((_, variable) => variable)
  return [
    ...all.map((variable) => ({ variables: [variable], weight: 1n })),
    ...all.flatMap((a) => all.slice(a + 1).map((b) => ({ variables: [a, b], weight: 1n }))),
  ]
}

/** A table as somebody asks for it; `weight`: how much of the budget it gets beside the others, 1 if nothing is said. */
export type Asked = { readonly variables: readonly string[]; readonly weight?: number | undefined }

const mostTogether = 4
const mostWeight = 1_000_000

/**
 * The plan that tables asked for by name make, and every variable alone that none of them is of: one that nothing is
 * known of could not be said. Or what is wrong with them.
 */
export function planOf(
  { variables }: Codebook,
  asked: readonly Asked[],
): { tables: TableSpec[] } | { faults: Fault[] } {
  const places = new Map(variables.map(({ name }, place) => [name, place]))
  const faults: Fault[] = []
  const seen = new Set<string>()
  const tables = asked.map(({ variables: names, weight = 1 }): TableSpec => {
    const where = names.join(' × ') || 'a table without variables'
    for (const name of names)
      if (!places.has(name)) faults.push({ where, what: `${name} is no variable of the codebook` })
    const own = [...new Set(names)].flatMap((name) => places.get(name) ?? []).toSorted((a, b) => a - b)
    if (names.length === 0 || names.length > mostTogether)
      faults.push({ where, what: `has not between 1 and ${mostTogether} variables` })
    if (new Set(names).size !== names.length) faults.push({ where, what: 'names a variable twice' })
    const key = JSON.stringify(names.toSorted())
    if (seen.has(key)) faults.push({ where, what: 'is asked for twice' })
    seen.add(key)
    if (!Number.isInteger(weight) || weight < 1 || weight > mostWeight)
      faults.push({ where, what: `has a weight that is no whole number from 1 to ${mostWeight}` })
    return { variables: own, weight: BigInt(Number.isInteger(weight) ? weight : 1) }
  })
  const said = new Set(tables.flatMap((table) => table.variables))
  const alone = variables.flatMap((_, place) => (said.has(place) ? [] : [{ variables: [place], weight: 1n }]))
  return faults.length > 0 ? { faults } : { tables: [...tables, ...alone] }
}

// 19 times in 20 the noise of a cell is smaller than this many standard deviations; rounded up, and one more for its being whole numbers.
const often = 1.96
const reachOf = (variance: Rational) => Math.ceil(often * Math.sqrt(approximately(variance))) + 1

export type Forecast = {
  readonly variables: readonly string[]
  readonly cost: Rational
  readonly within: number
}

/** What each table of a plan would cost, and within how much its numbers would be right 19 times in 20. Spends nothing. */
export function forecast(codebook: Codebook, { tables, budget }: Plan): Forecast[] {
  const costs = costsOf(tables, budget)
  return tables.flatMap(({ variables }, index) => {
    const cost = costs[index]
    return cost ? [{ variables: namesOf(codebook, variables), cost, within: reachOf(varianceFor(cost)) }] : []
  })
}

/** Computes a release. Only `measure` sees the records; everything after it works on what it gave. */
export function release(
  codebook: Codebook,
  records: Records,
  plan: Plan,
  bytes: Bytes,
  options: ModelOptions = {},
): Release {
  const measured = measure(codebook, records, plan.tables, plan.budget, bytes)
  return releaseOf(codebook, measured, plan.delta, options)
}

/** The release that follows from measured tables. */
export function releaseOf(
  codebook: Codebook,
  measured: readonly Measured[],
  delta: number,
  options: ModelOptions = {},
): Release {
  const sizes = codebook.variables.map(({ values }) => values.length)
  const model = modelOf(measured, sizes, options)
  const columns = rowsOf(model, options)
  const rho = totalCost(measured)
  const about = Math.round(model.total)
  const spread = Math.ceil(often * totalOf(measured).deviation)
  return {
    codebook: codebook.version,
    loss: { rho, epsilon: epsilonOf(rho, delta), delta },
    total: { about, low: Math.max(0, about - spread - 1), high: about + spread + 1 },
    tables: measured.map((table) => ({
      variables: namesOf(codebook, table.variables),
      cells: figuresOf(table, tableOf(model, table.variables)),
    })),
    rows: Array.from({ length: columns[0]?.length ?? 0 }, (_, row) =>
      codebook.variables.map(({ values }, variable) => values[columns[variable]?.[row] ?? 0] ?? ''),
    ),
  }
}

/** What was measured gives the range, the model the number; the range always has the number in it. */
function figuresOf({ counts, variance }: Measured, modelled: Float64Array): Figure[] {
  const reach = reachOf(variance)
  return Array.from(counts, (measured, cell) => {
    const about = Math.round(modelled[cell] ?? 0)
    return {
      about,
      low: Math.max(0, Math.min(about, measured - reach)),
      high: Math.max(about, measured + reach, 0),
    }
  })
}

function namesOf({ variables }: Codebook, places: readonly number[]): string[] {
  return places.map((place) => variables[place]?.name ?? '')
}
