import { approximately } from './approximate.ts'
import { rational, type Rational } from './exact/rational.ts'

/*
 * Zero-concentrated loss ρ said as (ε, δ), after Canonne, Kamath and Steinke 2020, Corollary 13: for every α > 1,
 * δ = e^((α−1)(αρ−ε)) / (α−1) · (1 − 1/α)^α. Figures for people to read: the budget itself is kept and spent as ρ, in whole
 * numbers. Whatever is rounded is rounded against ourselves.
 */

/** The least δ for which ρ is (ε, δ), found over α; logarithm, to stay in range. */
function logDelta(rho: number, epsilon: number): number {
  let least = Infinity
  // The best α lies near (ε + ρ) / 2ρ; the bound holds for any.
  const near = Math.max(1.0001, (epsilon + rho) / (2 * rho))
  for (let step = -200; step <= 200; step++) {
    const alpha = 1 + (near - 1) * Math.exp(step / 60)
    const log = (alpha - 1) * (alpha * rho - epsilon) - Math.log(alpha - 1) + alpha * Math.log1p(-1 / alpha)
    if (log < least) least = log
  }
  return least
}

const margin = 1e-9

/** ε for a given δ, rounded up. */
export function epsilonOf(rho: Rational, delta: number): number {
  const loss = approximately(rho)
  if (loss === 0) return 0
  let [low, high] = [0, loss + 2 * Math.sqrt(loss * Math.log(1 / delta)) + 1]
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2
    if (logDelta(loss, middle) <= Math.log(delta)) high = middle
    else low = middle
  }
  return high * (1 + margin)
}

/** The greatest ρ, in millionths, that is still (ε, δ); rounded down. */
export function rhoFor(epsilon: number, delta: number): Rational {
  let [low, high] = [0n, 1_000_000_000n]
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    const fits = epsilonOf(rational(middle, 1_000_000n), delta) <= epsilon
    if (fits) low = middle
    else high = middle
  }
  return rational(low, 1_000_000n)
}
