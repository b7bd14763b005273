import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultsOf, type Codebook } from './codebook.ts'
import { ontoSimplex } from './estimate.ts'
import { systemBytes } from './exact/bits.ts'
import { compare, rational } from './exact/rational.ts'
import { firstBroken, fits, leftIn, nextEntry, type Entry } from './ledger.ts'
import { epsilonOf, rhoFor } from './loss.ts'
import { modelOf, tableOf } from './model.ts'
import { encode, type Records } from './records.ts'
import { everyPair, forecast, planOf, release } from './release.ts'
import { costsOf, measure, totalCost } from './tables.ts'

const codebook: Codebook = {
  version: 'test',
  variables: [
    { name: 'a', values: ['', 'x', 'y'] },
    { name: 'b', values: ['', '1', '2', '3'] },
    { name: 'c', values: ['no', 'yes'] },
  ],
}
const sizes = codebook.variables.map(({ values }) => values.length)
const records = (rows: string[][]): Records => {
  const made = encode(codebook, ['a', 'b', 'c'], rows)
  if ('faults' in made) throw new Error(JSON.stringify(made.faults))
  return made.records
}
const some = (count: number) =>
  records(Array.from({ length: count }, (_, at) => [['', 'x', 'y'][at % 3]!, ['1', '2', '3', ''][at % 4]!, at % 3 === 1 ? 'yes' : 'no'])) // prettier-ignore
const plan = (budget = rational(1n)) => ({ tables: everyPair(codebook), budget, delta: 1e-6 })
const options = { particles: 2_000 }

describe('a budget', () => {
  it('is shared out to the last fraction, and noise follows from the share', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 1n, max: 1_000n }), { minLength: 1, maxLength: 30 }),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        (weights, num, den) => {
          const budget = rational(num, den)
          const costs = costsOf(weights.map((weight) => ({ variables: [0], weight })), budget) // prettier-ignore
          const all = costs.reduce(
            (sum, { num: a, den: b }) => rational(sum.num * b + a * sum.den, sum.den * b),
            rational(0n),
          )
          expect(all).toEqual(budget)
        },
      ),
    )
    const measured = measure(codebook, some(10), everyPair(codebook), rational(3n, 7n), systemBytes())
    expect(totalCost(measured)).toEqual(rational(3n, 7n))
    for (const { variance, cost } of measured) expect(rational(variance.den, 2n * variance.num)).toEqual(cost)
    expect(forecast(codebook, plan()).map(({ cost }) => cost)).toEqual(
      costsOf(everyPair(codebook), rational(1n)),
    )
  })

  it('is said as ε no smaller than it is, and an ε allows no more than it says', () => {
    for (const rho of [rational(1n, 100n), rational(311n, 1_000n), rational(2n)])
      for (const delta of [1e-4, 1e-9]) {
        const loss = Number(rho.num) / Number(rho.den)
        const said = epsilonOf(rho, delta)
        // The plain bound (Bun and Steinke 2016) is never better, and a Gaussian of that loss has at least this much.
        expect(said).toBeLessThanOrEqual(loss + 2 * Math.sqrt(loss * Math.log(1 / delta)) + 1e-6)
        expect(said).toBeGreaterThan(Math.sqrt(2 * loss))
      }
    for (const epsilon of [0.1, 1, 4]) {
      const rho = rhoFor(epsilon, 1e-6)
      expect(epsilonOf(rho, 1e-6)).toBeLessThanOrEqual(epsilon)
      expect(epsilonOf(rational(rho.num + 2n * rho.den / 1_000_000n + 2n, rho.den), 1e-6)).toBeGreaterThan(epsilon) // prettier-ignore
    }
  })

  it('is kept in a chain in which every change shows, and is never spent beyond its end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 1n, max: 60n }), { maxLength: 12 }),
        fc.nat(),
        (prices, where) => {
          let entries: Entry[] = [
            nextEntry([], { kind: 'open', name: 'p', rho: rational(100n), at: new Date(0) }),
          ]
          let spent = 0n
          for (const price of prices) {
            const fit = fits(entries, rational(price))
            expect(fit).toBe(spent + price <= 100n)
            if (!fit) continue
            spent += price
            entries = [
              ...entries,
              nextEntry(entries, { kind: 'spend', name: 'r', rho: rational(price), at: new Date(1) }),
            ]
          }
          expect(leftIn(entries)).toEqual(rational(100n - spent))
          expect(firstBroken(entries)).toBeUndefined()
          const at = where % entries.length
          expect(firstBroken(entries.with(at, { ...entries[at]!, rho: '1/1000' }))).toBe(at + 1)
          expect(firstBroken(entries.with(at, { ...entries[at]!, name: 'other' }))).toBe(at + 1)
          if (entries.length > 2) {
            expect(firstBroken(entries.toSpliced(1, 1))).toBe(2)
            expect(firstBroken([entries[0]!, ...entries.slice(1).toReversed()])).toBe(
              entries.length === 2 ? undefined : 2,
            )
          }
        },
      ),
    )
    expect(fits([], rational(1n, 1_000n))).toBe(false)
    const opened = [nextEntry([], { kind: 'open', name: 'p', rho: rational(1n), at: new Date(0) })]
    expect(fits(opened, rational(0n))).toBe(false)
    expect(compare(leftIn([]), rational(0n))).toBe(0n)
  })
})

describe('what is published', () => {
  it('agrees with itself: tables of the model sum to one another, and nothing is negative', () => {
    const measured = measure(codebook, some(400), everyPair(codebook), rational(1n, 10n), systemBytes())
    const model = modelOf(measured, sizes, options)
    const sum = (list: ArrayLike<number>) => Array.from(list).reduce((all, one) => all + one, 0)
    for (const { variables } of everyPair(codebook)) {
      const table = tableOf(model, variables)
      expect(Math.min(...table)).toBeGreaterThanOrEqual(0)
      expect(sum(table)).toBeCloseTo(model.total, 3)
    }
    const [one, pair] = [tableOf(model, [0]), tableOf(model, [0, 1])]
    one.forEach((count, at) => expect(sum(pair.slice(at * 4, at * 4 + 4))).toBeCloseTo(count, 6))
  })

  it('has the true number in its range nineteen times in twenty', () => {
    let [inside, all] = [0, 0]
    const truth = some(300)
    for (let run = 0; run < 12; run++)
      for (const { variables, cells } of release(
        codebook,
        truth,
        plan(rational(1n, 4n)),
        systemBytes(),
        options,
      ).tables) {
        const places = variables.map((name) =>
          codebook.variables.findIndex((variable) => variable.name === name),
        )
        const exact = cells.map(() => 0)
        for (let record = 0; record < truth.count; record++) {
          const at = places.reduce((cell, place) => cell * sizes[place]! + truth.columns[place]![record]!, 0)
          exact[at] = exact[at]! + 1
        }
        cells.forEach(({ about, low, high }, at) => {
          expect(low <= about && about <= high && low >= 0).toBe(true)
          all += 1
          if (low <= exact[at]! && exact[at]! <= high) inside += 1
        })
      }
    expect(inside / all).toBeGreaterThan(0.945)
  })

  it.each([0, 1, 2])('has the same form whatever the data: %i records', (count) => {
    for (let run = 0; run < 6; run++) {
      const made = release(codebook, some(count), plan(rational(1n, 20n)), systemBytes(), options)
      expect(made.tables.map(({ cells }) => cells.length)).toEqual(everyPair(codebook).map(({ variables }) => variables.reduce((size, at) => size * sizes[at]!, 1))) // prettier-ignore
      expect(made.loss.rho).toEqual(rational(1n, 20n))
      for (const row of made.rows)
        row.forEach((value, at) => expect(codebook.variables[at]!.values).toContain(value))
    }
  })

  it('is the nearest that is not negative, where noise went below', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 20 }),
        fc.double({ min: 1, max: 1_000, noNaN: true }),
        (point, total) => {
          const made = ontoSimplex(Float64Array.from(point), total)
          expect(made.reduce((sum, one) => sum + one, 0)).toBeCloseTo(total, 6)
          expect(Math.min(...made)).toBeGreaterThanOrEqual(0)
          // Moving mass from any part to any other brings it no nearer.
          const off = (list: ArrayLike<number>) =>
            point.reduce((sum, one, at) => sum + (one - (list[at] ?? 0)) ** 2, 0)
          for (const [from, part] of made.entries()) {
            const moved = made.slice()
            const little = Math.min(part, total / 1_000)
            moved[from] = part - little
            const to = (from + 1) % made.length
            moved[to] = (moved[to] ?? 0) + little
            expect(off(moved)).toBeGreaterThanOrEqual(off(made) - 1e-6)
          }
        },
      ),
    )
  })
})

describe('tables that are chosen', () => {
  it('of three variables tell what no pair tells', () => {
    const three: Codebook = {
      version: 't',
      variables: ['p', 'q', 'r'].map((name) => ({ name, values: ['0', '1'] })),
    }
    // r says whether p and q differ: each pair is as if by chance.
    const rows = Array.from({ length: 4_000 }, (_, at) => [
      `${at & 1}`,
      `${(at >> 1) & 1}`,
      `${(at & 1) ^ ((at >> 1) & 1)}`,
    ])
    const made = encode(three, ['p', 'q', 'r'], rows)
    if ('faults' in made) throw new Error('faults')
    const impossible = (tables: ReturnType<typeof everyPair>) => {
      const measured = measure(three, made.records, tables, rational(1n), systemBytes())
      return (tableOf(modelOf(measured, [2, 2, 2], { particles: 4_000 }), [0, 1, 2])[1] ?? 0) / 1_000
    }
    const chosen = planOf(three, [{ variables: ['r', 'p', 'q'], weight: 3 }, { variables: ['p', 'q'] }])
    if ('faults' in chosen) throw new Error('faults')
    expect(chosen.tables).toEqual([
      { variables: [0, 1, 2], weight: 3n },
      { variables: [0, 1], weight: 1n },
    ])
    expect(impossible(everyPair(three))).toBeGreaterThan(0.4)
    expect(impossible(chosen.tables)).toBeLessThan(0.05)
  })

  it('leave no variable out, and are named by what is wrong with them', () => {
    expect(planOf(codebook, [{ variables: ['a', 'b'], weight: 2 }])).toEqual({
      tables: [
        { variables: [0, 1], weight: 2n },
        { variables: [2], weight: 1n },
      ],
    })
    expect(
      planOf(codebook, [
        { variables: ['a', 'a'] },
        { variables: [] },
        { variables: ['z'], weight: 0.5 },
        { variables: ['b'] },
        { variables: ['b'] },
      ]),
    ).toEqual({
      // prettier-ignore
      faults: [
        { where: 'a × a', what: 'names a variable twice' },
        { where: 'a table without variables', what: 'has not between 1 and 4 variables' },
        { where: 'z', what: 'z is no variable of the codebook' },
        { where: 'z', what: 'has a weight that is no whole number from 1 to 1000000' },
        { where: 'b', what: 'is asked for twice' },
      ],
    })
  })
})

describe('bad input', () => {
  it('in a codebook is named by its place', () => {
    const bad: Codebook = {
      version: ' ',
      variables: [
        { name: 'a', values: ['x'] },
        { name: 'a', values: ['x', 'y', 'x'] },
        { name: '', values: ['x', 'y'] },
      ],
    }
    expect(faultsOf(bad)).toEqual([
      { where: 'version', what: 'is empty' },
      { where: 'a', what: 'has fewer than two values' },
      { where: 'a', what: 'stands there twice' },
      { where: 'a', what: 'has the value “x” twice' },
      { where: 'variable 3', what: 'has no name' },
    ])
    expect(faultsOf({ version: '1', variables: [] })).toEqual([{ where: 'variables', what: 'are none' }])
    expect(faultsOf(codebook)).toEqual([])
  })

  it('in a file is named by row and column, and nothing is half taken', () => {
    expect(encode(codebook, ['a', 'b', 'b', 'z'], [['x', '1', '1', '']])).toEqual({
      faults: [
        { where: 'b', what: 'is a column twice' },
        { where: 'c', what: 'is a variable of the codebook and no column of the file' },
        { where: 'z', what: 'is a column of the file and no variable of the codebook' },
      ],
    })
    expect(encode(codebook, ['c', 'a', 'b'], [['no', 'x', '1'], ['=1+1', 'x', '9'], ['no']])).toEqual({
      // prettier-ignore
      faults: [
        { where: 'row 3, b', what: '“9” is no value of this variable' },
        { where: 'row 3, c', what: '“=1+1” is no value of this variable' },
        { where: 'row 4', what: 'has 1 cells where there are 3 names' },
      ],
    })
    const many = encode(
      codebook,
      ['a', 'b', 'c'],
      Array.from({ length: 500 }, () => ['q', '', 'no']),
    )
    expect('faults' in many && many.faults.at(-1)).toEqual({
      where: 'further rows',
      what: 'have 400 more faults',
    })
    expect(encode(codebook, ['c', 'b', 'a'], [['yes', '3', 'y']])).toMatchObject({
      records: { count: 1, columns: [Uint16Array.of(2), Uint16Array.of(3), Uint16Array.of(1)] },
    })
  })
})
