import { approximately } from './approximate.ts'
import type { Measured } from './tables.ts'

/*
 * From noisy tables to the best guess of the true ones. Nothing here touches a record: what is done with numbers that were
 * published already costs nothing more.
 */

/** How many records there are, as all tables together say it, and the standard deviation of that. At least 1, so that shares can be worked out. */
export function totalOf(tables: readonly Measured[]): { total: number; deviation: number } {
  let [sum, weight] = [0, 0]
  for (const { counts, variance } of tables) {
    const trust = 1 / (counts.length * approximately(variance))
    sum += trust * counts.reduce((all, count) => all + count, 0)
    weight += trust
  }
  return { total: Math.max(1, sum / weight), deviation: Math.sqrt(1 / weight) }
}

/** The sums of a table over all variables but the one at place `at`. */
function marginOf({ sizes, counts }: Pick<Measured, 'sizes' | 'counts'>, at: number): Float64Array {
  const size = sizes[at] ?? 1
  const after = sizes.slice(at + 1).reduce((product, one) => product * one, 1)
  const margin = new Float64Array(size)
  for (let cell = 0; cell < counts.length; cell++) {
    const value = Math.floor(cell / after) % size
    margin[value] = (margin[value] ?? 0) + (counts[cell] ?? 0)
  }
  return margin
}

/** Each variable alone, from every table that it stands in, weighed by how much noise there is; never negative, summing to the total. */
export function marginsOf(
  tables: readonly Measured[],
  sizes: readonly number[],
  total: number,
): Float64Array[] {
  return sizes.map((size, variable) => {
    const sums = new Float64Array(size)
    let weight = 0
    for (const table of tables) {
      const at = table.variables.indexOf(variable)
      if (at === -1) continue
      const trust = size / (table.counts.length * approximately(table.variance))
      marginOf(table, at).forEach((count, value) => (sums[value] = (sums[value] ?? 0) + trust * count))
      weight += trust
    }
    return ontoSimplex(weight > 0 ? sums.map((sum) => sum / weight) : sums.fill(total / size), total)
  })
}

/** The nearest point, by squares, whose parts are not negative and sum to the total. */
export function ontoSimplex(point: Float64Array, total: number): Float64Array {
  const sorted = Float64Array.from(point).sort().reverse()
  let [sum, shift] = [0, 0]
  for (let k = 0; k < sorted.length; k++) {
    sum += sorted[k] ?? 0
    const candidate = (sum - total) / (k + 1)
    if ((sorted[k] ?? 0) - candidate > 0) shift = candidate
  }
  return point.map((part) => Math.max(0, part - shift))
}

// A cell that differs by so many standard deviations of the noise begins to be taken at its word, whatever its neighbours do, and is wholly one further.
const doubted = 3
// Where there should be many and were measured to be fewer than the noise alone may bring, there are none: a combination that does not exist.
const [many, none] = [4, 1]

/** A table as it would be if its variables had nothing to do with one another. */
export function apart(
  { sizes, counts, variables }: Measured,
  margins: readonly Float64Array[],
  total: number,
): Float64Array {
  return Float64Array.from(counts, (_, cell) => {
    let [share, rest] = [total, cell]
    for (let at = sizes.length - 1; at >= 0; at--) {
      const size = sizes[at] ?? 1
      share *= (margins[variables[at] ?? 0]?.[rest % size] ?? 0) / total
      rest = Math.floor(rest / size)
    }
    return share
  })
}

/**
 * A table as it probably is: what is expected without having measured it, and of what was measured beside that as much as is
 * not noise. How much is signal is read off the whole table.
 */
export function shrunk(table: Measured, expected: Float64Array): Float64Array {
  const noise = approximately(table.variance)
  let [squares, mass] = [0, 0]
  expected.forEach((count, cell) => {
    squares += ((table.counts[cell] ?? 0) - count) ** 2 - noise
    mass += count
  })
  const spread = Math.max(0, squares / Math.max(1, mass))
  const deviation = Math.sqrt(noise)
  return expected.map((count, cell) => {
    const measured = table.counts[cell] ?? 0
    if (count > many * deviation && measured < none * deviation) return 0
    const beside = measured - count
    const signal = spread * count
    const told = Math.min(1, Math.max(0, Math.abs(beside) / deviation - doubted))
    return Math.max(0, count + Math.max(signal / (signal + noise), told) * beside)
  })
}
