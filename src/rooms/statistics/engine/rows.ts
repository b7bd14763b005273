import { tableOf, type Model, type ModelOptions } from './model.ts'

// Exchanging looks at every pair of variables; of very many rows each needs it less.
const mostLooks = 1e9

/**
 * Synthetic rows from a model: as many as its total says, drawn from its imaginary records by even steps and then exchanged
 * one for another as long as that brings the tables of pairs nearer to the model's. None is copied from a real record:
 * the model never saw one. `columns[v][r]` is the value of row r.
 */
export function rowsOf(
  model: Model,
  options: Pick<ModelOptions, 'random'> & { tries?: number } = {},
): Uint16Array[] {
  const { random = Math.random } = options
  const count = Math.max(0, Math.round(model.total))
  const pairCount = (model.sizes.length * (model.sizes.length - 1)) / 2
  const { tries = Math.min(12, mostLooks / Math.max(1, count * pairCount)) } = options
  const chosen = evenly(model, count, random)
  const rows = model.columns.map((column) => Uint16Array.from(chosen, (particle) => column[particle] ?? 0))
  const pairs = pairsOf(model, rows)
  const draw = drawerOf(model, random)
  for (let step = 0; step < count * tries; step++) {
    const row = Math.floor(random() * count)
    const particle = draw()
    let change = 0
    for (const { a, b, width, left } of pairs) {
      const is = (rows[a]?.[row] ?? 0) * width + (rows[b]?.[row] ?? 0)
      const other = (model.columns[a]?.[particle] ?? 0) * width + (model.columns[b]?.[particle] ?? 0)
      if (is !== other) change += (left[is] ?? 0) - (left[other] ?? 0) + 1
    }
    if (change >= 0) continue
    for (const { a, b, width, left } of pairs) {
      const is = (rows[a]?.[row] ?? 0) * width + (rows[b]?.[row] ?? 0)
      const other = (model.columns[a]?.[particle] ?? 0) * width + (model.columns[b]?.[particle] ?? 0)
      left[is] = (left[is] ?? 0) + 1
      left[other] = (left[other] ?? 0) - 1
    }
    rows.forEach((column, variable) => (column[row] = model.columns[variable]?.[particle] ?? 0))
  }
  return rows
}

/** For each pair of variables how many rows are still missing from each cell. */
function pairsOf(model: Model, rows: readonly Uint16Array[]) {
  return model.sizes.flatMap((_, a) =>
    model.sizes.slice(a + 1).map((width, after) => {
      const b = a + 1 + after
      const left = tableOf(model, [a, b])
      const count = rows[a]?.length ?? 0
      for (let row = 0; row < count; row++) {
        const cell = (rows[a]?.[row] ?? 0) * width + (rows[b]?.[row] ?? 0)
        left[cell] = (left[cell] ?? 0) - 1
      }
      return { a, b, width, left }
    }),
  )
}

/** Particles by even steps through their weights, so that each is there as often as it weighs, but for one. */
function evenly({ weights, total }: Model, count: number, random: () => number): Uint32Array {
  const chosen = new Uint32Array(count)
  const step = total / Math.max(1, count)
  let [at, passed, particle] = [step * random(), weights[0] ?? 0, 0]
  for (let row = 0; row < count; row++) {
    while (at >= passed && particle < weights.length - 1) {
      particle += 1
      passed += weights[particle] ?? 0
    }
    chosen[row] = particle
    at += step
  }
  return chosen
}

/** Draws particles as often as they weigh (Walker's alias method). */
function drawerOf({ weights, total }: Model, random: () => number): () => number {
  const count = weights.length
  const share = weights.map((weight) => (weight * count) / total)
  const alias = Uint32Array.from({ length: count }, (_, index) => index)
  const small: number[] = []
  const large: number[] = []
  share.forEach((one, index) => (one < 1 ? small : large).push(index))
  while (small.length > 0 && large.length > 0) {
    const [less, more] = [small.pop() ?? 0, large.at(-1) ?? 0]
    alias[less] = more
    share[more] = (share[more] ?? 0) + (share[less] ?? 0) - 1
    if ((share[more] ?? 0) < 1) small.push(large.pop() ?? 0)
  }
  return () => {
    const index = Math.floor(random() * count)
    return random() < (share[index] ?? 1) ? index : (alias[index] ?? index)
  }
}
