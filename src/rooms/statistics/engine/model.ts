import { apart, marginsOf, shrunk, totalOf } from './estimate.ts'
import type { Measured } from './tables.ts'

/**
 * Many weighted imaginary records that together say what the tables say: the distribution that has the measured tables and
 * as little else as possible. All figures are sums over them, so that they agree with each other and none is negative.
 */
export type Model = {
  readonly total: number
  readonly sizes: readonly number[]
  readonly columns: readonly Uint16Array[]
  /** They sum to `total`. */
  readonly weights: Float64Array
}

export type ModelOptions = {
  /** Imaginary records; more follow the tables more closely, in time and memory that grow with them. */
  particles?: number
  rounds?: number
  /** Uniform numbers in [0, 1). No privacy rests on them. */
  random?: () => number
}

/**
 * Builds the model from tables measured over the same records. Those of two variables first; what was measured of three and
 * more is then held against what the pairs alone would make of it.
 */
export function modelOf(
  tables: readonly Measured[],
  sizes: readonly number[],
  options: ModelOptions = {},
): Model {
  const { particles = 100_000, rounds = 12, random = Math.random } = options
  const { total } = totalOf(tables)
  const margins = marginsOf(tables, sizes, total)
  const targets = tables
    .filter(({ variables }) => variables.length === 2)
    .map((table): Pair => {
      const expected = apart(table, margins, total)
      return { ...table, expected, target: shrunk(table, expected) }
    })
  const columns = scatter(treeOf(targets, total), margins, particles, random)
  const weights = new Float64Array(particles).fill(total / particles)
  const model = { total, sizes, columns, weights }
  const ones = margins.map((target, variable) => ({
    variables: [variable],
    sizes: [sizes[variable] ?? 1],
    target,
  }))
  const rakeAll = (times: number, own: readonly Target[]) => {
    for (let round = 0; round < times; round++)
      for (const target of [...own, ...ones]) rake(columns, weights, target)
  }
  rakeAll(rounds, targets)
  const wider = tables
    .filter(({ variables }) => variables.length > 2)
    .map((table) => ({ ...table, target: shrunk(table, tableOf(model, table.variables)) }))
  if (wider.length > 0) rakeAll(rounds, [...targets, ...wider])
  return model
}

type Target = { variables: readonly number[]; sizes: readonly number[]; target: Float64Array }

/** A table of two variables, and what it would be if they had nothing to do with each other. */
type Pair = Target & { expected: Float64Array }

/** How much two variables tell of each other, in nats, after their table. */
function informationOf({ target, expected }: Pair, total: number): number {
  return target.reduce((sum, count, cell) => {
    const alone = expected[cell] ?? 0
    return count > 0 && alone > 0 ? sum + (count / total) * Math.log(count / alone) : sum
  }, 0)
}

type Edge = { from: number; to: number; table: Target }

/** The tree of pairs that tells most (Chow and Liu 1968), from its root outwards. */
function treeOf(tables: readonly Pair[], total: number): Edge[] {
  const pairs = tables
    .map((table) => ({ table, told: informationOf(table, total) }))
    .toSorted((a, b) => b.told - a.told)
  const reached = new Set<number>([pairs[0]?.table.variables[0] ?? 0])
  const edges: Edge[] = []
  for (;;) {
    const next = pairs.find(({ table: { variables: [a = 0, b = 0] } }) => reached.has(a) !== reached.has(b)) // prettier-ignore
    if (!next) return edges
    const [a = 0, b = 0] = next.table.variables
    const [from, to] = reached.has(a) ? [a, b] : [b, a]
    edges.push({ from, to, table: next.table })
    reached.add(to)
  }
}

/** Draws from the tree: each variable after the one it hangs on, those that hang on none by themselves; evenly, not by chance. */
function scatter(
  edges: readonly Edge[],
  margins: readonly Float64Array[],
  particles: number,
  random: () => number,
): Uint16Array[] {
  const columns = margins.map(() => new Uint16Array(particles))
  const drawn = new Set(edges.map(({ to }) => to))
  margins.forEach((margin, variable) => {
    if (!drawn.has(variable))
      spread(columns[variable] ?? new Uint16Array(), margin, shuffled(particles, random), random)
  })
  for (const { from, to, table } of edges) {
    const [a = 0] = table.variables
    const width = table.sizes[1] ?? 1
    const parents = columns[from] ?? new Uint16Array()
    const groups = new Map<number, number[]>()
    parents.forEach((value, particle) => {
      const group = groups.get(value)
      if (group) group.push(particle)
      else groups.set(value, [particle])
    })
    const size = margins[to]?.length ?? 1
    for (const [value, group] of groups) {
      const given = Float64Array.from({ length: size }, (_, other) =>
        Math.max(1e-9, table.target[a === from ? value * width + other : other * width + value] ?? 0),
      )
      shuffle(group, random)
      spread(columns[to] ?? new Uint16Array(), given, group, random)
    }
  }
  return columns
}

/** Gives values to particles in the proportions of `shares`, by even steps from a chance beginning. */
function spread(
  column: Uint16Array,
  shares: Float64Array,
  particles: readonly number[] | Uint32Array,
  random: () => number,
): void {
  const all = shares.reduce((sum, share) => sum + share, 0)
  const step = all / particles.length
  let [value, passed, at] = [0, shares[0] ?? 0, step * random()]
  for (const particle of particles) {
    while (at >= passed && value < shares.length - 1) {
      value += 1
      passed += shares[value] ?? 0
    }
    column[particle] = value
    at += step
  }
}

function shuffled(count: number, random: () => number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index)
  shuffle(order, random)
  return order
}

function shuffle(list: number[] | Uint32Array, random: () => number): void {
  for (let at = list.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const kept = list[at] ?? 0
    list[at] = list[other] ?? 0
    list[other] = kept
  }
}

/** Weighs the particles so that one table comes out as it should (iterative proportional fitting). */
function rake(
  columns: readonly Uint16Array[],
  weights: Float64Array,
  { variables, sizes, target }: Target,
): void {
  const cells = cellsOf(columns, variables, sizes, weights.length)
  const now = new Float64Array(target.length)
  for (let particle = 0; particle < weights.length; particle++) {
    const cell = cells[particle] ?? 0
    now[cell] = (now[cell] ?? 0) + (weights[particle] ?? 0)
  }
  const factors = now.map((count, cell) => (count > 0 ? (target[cell] ?? 0) / count : 1))
  for (let particle = 0; particle < weights.length; particle++)
    weights[particle] = (weights[particle] ?? 0) * (factors[cells[particle] ?? 0] ?? 1)
}

function cellsOf(
  columns: readonly Uint16Array[],
  variables: readonly number[],
  sizes: readonly number[],
  count: number,
): Uint32Array {
  const cells = new Uint32Array(count)
  variables.forEach((variable, at) => {
    const [column, size] = [columns[variable] ?? new Uint16Array(), sizes[at] ?? 1]
    for (let particle = 0; particle < count; particle++)
      cells[particle] = (cells[particle] ?? 0) * size + (column[particle] ?? 0)
  })
  return cells
}

/** A table of any variables, as the model has it. */
export function tableOf({ columns, weights, sizes }: Model, variables: readonly number[]): Float64Array {
  const own = variables.map((variable) => sizes[variable] ?? 1)
  const counts = new Float64Array(own.reduce((product, size) => product * size, 1))
  const cells = cellsOf(columns, variables, own, weights.length)
  for (let particle = 0; particle < weights.length; particle++) {
    const cell = cells[particle] ?? 0
    counts[cell] = (counts[cell] ?? 0) + (weights[particle] ?? 0)
  }
  return counts
}
