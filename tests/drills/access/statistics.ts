/*
 * Are two answers told apart by time? Samples come in pairs, taken one right after the other in random order, so
 * that what slows the machine slows both. Whatever else runs on it only ever adds: the quick answers say most about the
 * work itself, so those are compared, with bounds by resampling. A second look at the slowest tenth finds what is
 * slow rarely.
 */

export type Pair = readonly [first: number, second: number]

export type Comparison = {
  /** First − second among the quick ones (where one in six is quicker), in milliseconds, with its bounds. */
  difference: number
  low: number
  high: number
  /** Share of the first kind among the slowest tenth, and how far from a half chance alone takes it. */
  tail: number
  tailBound: number
}

/** Standard deviations for one false alarm in about two thousand. */
const strict = 3.5
const resamples = 400

function quick(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 6)] ?? 0
}

const quickDifference = (pairs: readonly Pair[]) =>
  quick(pairs.map(([first]) => first)) - quick(pairs.map(([, second]) => second))

export function compare(pairs: readonly Pair[]): Comparison {
  const n = pairs.length
  const difference = quickDifference(pairs)
  const again = Array.from({ length: resamples }, () =>
    quickDifference(Array.from({ length: n }, (): Pair => pairs[Math.floor(Math.random() * n)] ?? [0, 0])),
  )
  const mean = again.reduce((sum, each) => sum + each, 0) / resamples
  const spread = Math.sqrt(again.reduce((sum, each) => sum + (each - mean) ** 2, 0) / resamples)
  const slowest = pairs
    .flatMap(([first, second]) => [
      { time: first, of: 1 },
      { time: second, of: 0 },
    ])
    .toSorted((a, b) => b.time - a.time)
    .slice(0, Math.max(1, Math.round(n / 5)))
  return {
    difference,
    low: difference - strict * spread,
    high: difference + strict * spread,
    tail: slowest.reduce((sum, { of }) => sum + of, 0) / slowest.length,
    tailBound: strict / (2 * Math.sqrt(slowest.length)),
  }
}

/** Differences below this are left to chance and to the network (ms). */
export const relevant = 0.25

/** Whether the two are told apart: surely not nothing, and enough to matter; or rarely, but surely. */
export function differs({ difference, low, high, tail, tailBound }: Comparison): boolean {
  const sure = low > 0 || high < 0
  return (sure && Math.abs(difference) > relevant) || Math.abs(tail - 0.5) > tailBound
}

/** Whether the samples are enough to tell a difference that matters from none. */
export function isSharp({ low, high }: Comparison): boolean {
  return high - low < 3 * relevant
}
