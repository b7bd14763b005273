/*
 * Are two answers told apart by time? Samples come in pairs, taken one right after the other in random order, so
 * that what slows the machine slows both. Whatever else runs on it only ever adds: the quicker quarter says most
 * about the answer itself, so that is what is compared, with bounds by resampling. A second look at the slowest
 * tenth finds what is slow rarely.
 */

export type Pair = readonly [first: number, second: number]

export type Comparison = {
  /** First − second at the lower quartile, in milliseconds, with its bounds. */
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

function quartile(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)] ?? 0
}

const quartileDifference = (pairs: readonly Pair[]) =>
  quartile(pairs.map(([first]) => first)) - quartile(pairs.map(([, second]) => second))

export function compare(pairs: readonly Pair[]): Comparison {
  const n = pairs.length
  const difference = quartileDifference(pairs)
  const again = Array.from({ length: resamples }, () =>
    quartileDifference(Array.from({ length: n }, (): Pair => pairs[Math.floor(Math.random() * n)] ?? [0, 0])),
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
