import type { Codebook, Records } from '../../../../src/rooms/statistics/index.ts'
import type { File } from './files.ts'

/** The same numbers every time (mulberry32), so that figures can be compared. */
export function steady(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Ten variables of four kinds of cases: who knows one of them knows much of the others. */
export function dependent(count: number): File {
  const random = steady(11)
  const names = Array.from({ length: 10 }, (_, at) => `v${at + 1}`)
  const rows = Array.from({ length: count }, () => {
    const kind = Math.floor(random() ** 1.7 * 4)
    return names.map((_, at) => {
      const size = 4 + (at % 3)
      const usual = (kind * (at + 2)) % size
      return random() < 0.1 ? '' : `x${random() < 0.85 ? usual : Math.floor(random() * size)}`
    })
  })
  return { names, rows }
}

const sizes = [22, 4, 10, 3, 40, 40, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 12, 8, 4, 4, 4, 4, 4, 6]

/** As many variables, of as many values each, as a published CTDC file has: year, sex, age, country, many yes–no–not known. */
export function ctdcShaped(count: number): { codebook: Codebook; records: Records } {
  const random = steady(5)
  const columns = sizes.map(() => new Uint16Array(count))
  for (let record = 0; record < count; record++) {
    const kind = random()
    columns.forEach((column, at) => {
      const size = sizes[at] ?? 2
      const skewed = Math.floor(size * random() ** (1.2 + 2 * kind))
      column[record] = random() < 0.15 ? 0 : Math.min(size - 1, skewed)
    })
  }
  const variables = sizes.map((size, at) => ({
    name: `v${at + 1}`,
    values: Array.from({ length: size }, (_, value) => `${value}`),
  }))
  return { codebook: { version: 'bench', variables }, records: { count, columns } }
}
