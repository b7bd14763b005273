/** A fraction in lowest terms; the denominator is positive. Nothing here is ever rounded. */
export type Rational = { readonly num: bigint; readonly den: bigint }

function divisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b]
  return a < 0n ? -a : a
}

export function rational(num: bigint, den = 1n): Rational {
  if (den === 0n) throw new RangeError('a fraction with the denominator 0')
  const by = divisor(num, den) || 1n
  const sign = den < 0n ? -1n : 1n
  return { num: (sign * num) / by, den: (sign * den) / by }
}

/** Reads `0.25`, `3`, `1/8`; throws a RangeError for anything else, since a budget must never be guessed. */
export function readRational(text: string): Rational {
  const fraction = /^(\d{1,30})\/(\d{1,30})$/.exec(text)
  if (fraction) return rational(BigInt(fraction[1] ?? ''), BigInt(fraction[2] ?? ''))
  const decimal = /^(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text)
  if (!decimal) throw new RangeError('is neither a decimal number nor a fraction')
  const places = decimal[2] ?? ''
  return rational(BigInt(`${decimal[1]}${places}`), 10n ** BigInt(places.length))
}

export const plus = (a: Rational, b: Rational) => rational(a.num * b.den + b.num * a.den, a.den * b.den)
export const minus = (a: Rational, b: Rational) => rational(a.num * b.den - b.num * a.den, a.den * b.den)
export const times = (a: Rational, b: Rational) => rational(a.num * b.num, a.den * b.den)
export const over = (a: Rational, b: Rational) => rational(a.num * b.den, a.den * b.num)
/** Negative, zero or positive, as a is smaller than, equal to or greater than b. */
export const compare = (a: Rational, b: Rational) => a.num * b.den - b.num * a.den
export const whole = ({ num, den }: Rational) => num / den

/** The greatest whole number whose square is not greater than n. */
export function rootOf(n: bigint): bigint {
  if (n < 2n) return n
  let guess = 1n << (BigInt(n.toString(2).length + 1) / 2n)
  for (;;) {
    const next = (guess + n / guess) / 2n
    if (next >= guess) return guess
    guess = next
  }
}
