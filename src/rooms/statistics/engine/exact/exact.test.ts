import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { below, systemBytes, type Bytes } from './bits.ts'
import { discreteGaussian } from './discrete-gaussian.ts'
import { compare, minus, over, plus, rational, readRational, rootOf, times } from './rational.ts'

const whole = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
const fraction = fc
  .tuple(
    whole,
    whole.filter((n) => n !== 0n),
  )
  .map(([a, b]) => rational(a, b))

describe('fractions', () => {
  it('are never rounded: what is added comes off again, what is multiplied divides again', () => {
    fc.assert(
      fc.property(fraction, fraction, (a, b) => {
        expect(minus(plus(a, b), b)).toEqual(a)
        if (b.num !== 0n) expect(over(times(a, b), b)).toEqual(a)
        expect(compare(a, b) < 0n).toBe(compare(b, a) > 0n)
      }),
    )
  })

  it('are read from decimals and fractions, and from nothing else', () => {
    expect(readRational('0.125')).toEqual(rational(1n, 8n))
    expect(readRational('22037/250000')).toEqual(rational(22037n, 250000n))
    for (const text of ['', '-1', '1e3', '.5', '1/0', 'NaN', 'Infinity', '0x10', '1,5', ' 1'])
      expect(() => readRational(text)).toThrow(RangeError)
  })

  it('a root is the greatest whole number whose square is not greater', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 60n }), (n) => {
        const root = rootOf(n)
        expect(root * root <= n && (root + 1n) * (root + 1n) > n).toBe(true)
      }),
    )
  })
})

/** A steady source, so that a test of chance gives the same answer every time. */
function steady(seed: number): Bytes {
  let state = seed >>> 0
  return (length) =>
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      const mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d)
      return (mixed ^ (mixed >>> 12)) >>> 8
    })
}

/** Pearson's statistic of counts against probabilities. */
function chiSquare(counts: readonly number[], chances: readonly number[]): number {
  const all = counts.reduce((sum, count) => sum + count, 0)
  return counts.reduce(
    (sum, count, at) => sum + (count - all * (chances[at] ?? 0)) ** 2 / (all * (chances[at] ?? 0)),
    0,
  )
}

describe('draws', () => {
  it('below a bound are each equally likely, and never reach it', () => {
    for (const bound of [1n, 2n, 3n, 10n, 257n]) {
      const bytes = steady(Number(bound))
      const counts = Array.from({ length: Number(bound) }, () => 0)
      for (let draw = 0; draw < 10_000; draw++) {
        const at = Number(below(bound, bytes))
        expect(at < Number(bound)).toBe(true)
        counts[at] = (counts[at] ?? 0) + 1
      }
      const chances = counts.map(() => 1 / counts.length)
      // Far beyond what chance brings once in a million.
      expect(chiSquare(counts, chances)).toBeLessThan(counts.length + 5 * Math.sqrt(2 * counts.length) + 20)
    }
  })

  it.each([
    ['a small variance', rational(1n, 2n)],
    ['σ² = 3', rational(3n)],
    ['a variance that is no square', rational(1_234_577n, 100_003n)],
  ])('follow the discrete Gaussian of %s: every likely number as often as it should be', (_, variance) => {
    const bytes = steady(41)
    const v = Number(variance.num) / Number(variance.den)
    const reach = Math.ceil(2.6 * Math.sqrt(v))
    const mass = (y: number) => Math.exp((-y * y) / (2 * v))
    const all = Array.from({ length: 2_001 }, (_one, at) => mass(at - 1_000)).reduce(
      (sum, one) => sum + one,
      0,
    )
    const inside = Array.from({ length: 2 * reach + 1 }, (_one, at) => mass(at - reach) / all)
    const chances = [...inside, 1 - inside.reduce((sum, one) => sum + one, 0)]
    const counts = chances.map(() => 0)
    let [sum, squares] = [0, 0]
    const draws = 20_000
    for (let draw = 0; draw < draws; draw++) {
      const y = Number(discreteGaussian(variance, bytes))
      const at = Math.abs(y) <= reach ? y + reach : chances.length - 1
      counts[at] = (counts[at] ?? 0) + 1
      sum += y
      squares += y * y
    }
    expect(chiSquare(counts, chances)).toBeLessThan(chances.length + 5 * Math.sqrt(2 * chances.length))
    const exact =
      Array.from({ length: 2_001 }, (_one, at) => (at - 1_000) ** 2 * mass(at - 1_000)).reduce(
        (a, b) => a + b,
        0,
      ) / all
    expect(Math.abs(sum / draws)).toBeLessThan(5 * Math.sqrt(exact / draws))
    expect(Math.abs(squares / draws / exact - 1)).toBeLessThan(5 * Math.sqrt(2.2 / draws) + 1 / draws)
  })

  it('of the operating system differ, and leave nothing of themselves in the block', () => {
    const bytes = systemBytes(64)
    const taken = Array.from({ length: 40 }, () => Buffer.from(bytes(16)).toString('hex'))
    expect(new Set(taken).size).toBe(40)
    expect(() => bytes(65)).toThrow(RangeError)
    expect(discreteGaussian(rational(0n), bytes)).toBe(0n)
    expect(() => discreteGaussian(rational(-1n), bytes)).toThrow(RangeError)
  })
})

/** Whatever could bring a floating-point number into a step that the guarantee rests on. */
const floating = /\bMath\.|\bNumber\(|\bparseFloat\b|(?<![\w.])\d*\.\d+|\d[eE][-+]?\d|\bFloat(32|64)Array\b/

describe('the exact part', () => {
  it('has no floating-point number in it', () => {
    const files = globSync('*.ts', { cwd: import.meta.dirname }).filter((name) => !name.endsWith('.test.ts'))
    expect(files.length).toBeGreaterThan(2)
    for (const file of files) {
      const code = readFileSync(join(import.meta.dirname, file), 'utf8').replaceAll(
        /\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'|`[^`]*`/g,
        '',
      )
      expect(floating.exec(code)?.[0], file).toBeUndefined()
    }
    for (const planted of ['Math.sqrt(x)', 'Number(n)', 'x * 0.5', 'new Float64Array(1)', '1e-9'])
      expect(planted).toMatch(floating)
  })
})
