import { below, type Bytes } from './bits.ts'
import { compare, minus, over, rational, rootOf, times, whole, type Rational } from './rational.ts'

/*
 * The discrete Gaussian of Canonne, Kamath and Steinke (The Discrete Gaussian for Differential Privacy, 2020), drawn
 * exactly: every probability is a fraction of whole numbers, every draw a comparison of whole numbers. Noise drawn with
 * floating-point numbers leaves gaps that can be recognised (Mironov 2012).
 */

const one = rational(1n)

/** True with probability γ, a fraction between 0 and 1. */
function happens(chance: Rational, bytes: Bytes): boolean {
  return below(chance.den, bytes) < chance.num
}

/** True with probability e^−γ, for γ between 0 and 1. */
function decaysWithin(gamma: Rational, bytes: Bytes): boolean {
  let k = 1n
  while (happens(rational(gamma.num, gamma.den * k), bytes)) k += 1n
  return k % 2n === 1n
}

/** True with probability e^−γ. */
function decays(gamma: Rational, bytes: Bytes): boolean {
  const full = whole(gamma)
  for (let k = 0n; k < full; k += 1n) if (!decaysWithin(one, bytes)) return false
  return decaysWithin(minus(gamma, rational(full)), bytes)
}

/** A whole number y with probability proportional to e^−|y|/t. */
function discreteLaplace(t: bigint, bytes: Bytes): bigint {
  for (;;) {
    const negative = happens(rational(1n, 2n), bytes)
    let within = below(t, bytes)
    while (!decaysWithin(rational(within, t), bytes)) within = below(t, bytes)
    let steps = 0n
    while (decaysWithin(one, bytes)) steps += 1n
    const size = within + t * steps
    if (!(negative && size === 0n)) return negative ? -size : size
  }
}

/**
 * A whole number y with probability proportional to e^(−y²/2σ²). `variance`: σ², at most 10^60; 0 gives 0.
 * Adding it to a count that one person changes by at most 1 costs ρ = 1/(2σ²) of zero-concentrated privacy loss.
 */
export function discreteGaussian(variance: Rational, bytes: Bytes): bigint {
  if (variance.num < 0n) throw new RangeError('a negative variance')
  if (variance.num === 0n) return 0n
  const t = rootOf(whole(variance)) + 1n
  const centre = over(variance, rational(t))
  const double = times(variance, rational(2n))
  for (;;) {
    const y = discreteLaplace(t, bytes)
    const size = rational(y < 0n ? -y : y)
    const off = compare(size, centre) < 0n ? minus(centre, size) : minus(size, centre)
    if (decays(over(times(off, off), double), bytes)) return y
  }
}
