/* What can be said for sure of chances from counts, and what a Gaussian of so much loss allows. */

/** The probability that a standard normal number is at most z: by its series in the middle, by its continued fraction in the tails. */
export function normal(z: number): number {
  if (z < -9) return 0
  if (z > 9) return 1
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  if (Math.abs(z) < 5) {
    let [term, sum] = [z, z]
    for (let k = 1; k < 200; k++) {
      term *= (z * z) / (2 * k + 1)
      sum += term
    }
    return 0.5 + density * sum
  }
  let fraction = 0
  for (let k = 60; k > 0; k--) fraction = k / (Math.abs(z) + fraction)
  const tail = density / (Math.abs(z) + fraction)
  return z > 0 ? 1 - tail : tail
}

/** The z of which `normal` is p. */
export function quantileOf(p: number): number {
  let [low, high] = [-9, 9]
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2
    if (normal(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

const factorials = [0]

/** log of n choose k. */
function logChoose(n: number, k: number): number {
  for (let at = factorials.length; at <= n; at++) factorials.push((factorials[at - 1] ?? 0) + Math.log(at))
  return (factorials[n] ?? 0) - (factorials[k] ?? 0) - (factorials[n - k] ?? 0)
}

/** The probability of at least `hits` of `tries` at chance p. */
function atLeast(hits: number, tries: number, p: number): number {
  if (hits <= 0) return 1
  if (p <= 0) return 0
  if (p >= 1) return 1
  const chanceOf = (k: number) =>
    Math.exp(logChoose(tries, k) + k * Math.log(p) + (tries - k) * Math.log1p(-p))
  // From the side on which there is less, or the sum would begin with nothing.
  if (hits > tries * p) {
    let [term, sum] = [chanceOf(hits), 0]
    for (let k = hits; k <= tries && term > 0; k++) {
      sum += term
      term *= (((tries - k) / (k + 1)) * p) / (1 - p)
    }
    return Math.min(1, sum)
  }
  let [term, sum] = [chanceOf(hits - 1), 0]
  for (let k = hits - 1; k >= 0 && term > 0; k--) {
    sum += term
    term *= ((k / (tries - k + 1)) * (1 - p)) / p
  }
  return Math.max(0, 1 - sum)
}

/** Clopper and Pearson's exact bounds of a chance, each wrong with probability `alpha`. */
export function boundsOf(hits: number, tries: number, alpha: number): { low: number; high: number } {
  const find = (is: (p: number) => boolean) => {
    let [low, high] = [0, 1]
    for (let step = 0; step < 60; step++) {
      const middle = (low + high) / 2
      if (is(middle)) high = middle
      else low = middle
    }
    return (low + high) / 2
  }
  return {
    low: hits === 0 ? 0 : find((p) => atLeast(hits, tries, p) > alpha),
    high: hits === tries ? 1 : find((p) => 1 - atLeast(hits + 1, tries, p) <= alpha),
  }
}

export type Audit = {
  /** The greatest ratio of true to false alarms that is certain, as ε at δ. */
  epsilon: number
  /** The least distance of two normal distributions that explains what was seen, in standard deviations. */
  distance: number
}

/** What the best of some thresholds proves about how well two lists of numbers can be told apart. */
export function auditOf(
  without: readonly number[],
  withOne: readonly number[],
  thresholds: readonly number[],
  delta: number,
): Audit {
  const alpha = 0.001 / thresholds.length
  let [epsilon, distance] = [0, 0]
  for (const threshold of thresholds) {
    const above = (list: readonly number[]) => list.filter((one) => one > threshold).length
    const [alarms, hits] = [above(without), above(withOne)]
    for (const [falseOnes, trueOnes] of [
      [alarms, hits],
      [withOne.length - hits, without.length - alarms],
    ] as const) {
      // prettier-ignore
      const wrong = boundsOf(falseOnes, without.length, alpha).high
      const right = boundsOf(trueOnes, withOne.length, alpha).low
      if (right > delta) epsilon = Math.max(epsilon, Math.log((right - delta) / wrong))
      if (right > 0 && wrong < 1) distance = Math.max(distance, quantileOf(right) - quantileOf(wrong))
    }
  }
  return { epsilon, distance }
}
