/*
 * npm run drill -- privacy [--runs 4000] [--plant sigma-0.8|sigma-0.5|laplace|redraw]
 *
 * Tries to learn from releases whether somebody is in the data, and what is said of them. Many releases are drawn of data
 * with and without one person, chosen to be as visible as can be, and told apart as well as mathematics allows; releases that
 * differ by one person are compared; the same release is asked for again and again. Held when no more can be learnt than
 * the stated loss allows — and when the same attacks see noise that is a fifth, and a half, too small, or they prove nothing.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  approximately,
  encode,
  epsilonOf,
  everyPair,
  measure,
  rational,
  releaseOf,
  systemBytes,
  type Codebook,
  type Measured,
  type Records,
} from '../../src/rooms/statistics/index.ts'
import { say } from '../support/figures.ts'
import { auditOf, boundsOf, normal } from './privacy/bounds.ts'

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '4000' },
    plant: { type: 'string', default: '' },
  },
})
const runs = Number(options.runs)
const budget = rational(1n, 4n)
const loss = 0.25
const delta = 1e-6
const distanceClaimed = Math.sqrt(2 * loss)
const bytes = systemBytes()

const codebook: Codebook = {
  version: 'drill',
  variables: [
    { name: 'region', values: ['', 'r1', 'r2', 'r3', 'r4', 'r5'] },
    { name: 'age', values: ['', 'a1', 'a2', 'a3', 'a4'] },
    { name: 'form', values: ['', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6'] },
    { name: 'who', values: ['', 'w1', 'w2', 'w3'] },
  ],
}
const names = codebook.variables.map(({ name }) => name)
const tables = everyPair(codebook)

function coded(rows: readonly string[][]): Records {
  const made = encode(codebook, names, rows)
  if ('faults' in made) throw new Error('the drill’s own rows are wrong')
  return made.records
}

const common = ['r1', 'a1', 'f1', 'w1']
/** In every variable a value that nobody else has. */
const rare = ['r5', 'a4', 'f6', 'w3']
const crowd = Array.from({ length: 60 }, (_, at) => [
  `r${(at % 3) + 1}`,
  `a${(at % 2) + 1}`,
  `f${(at % 4) + 1}`,
  `w${(at % 2) + 1}`,
])

type Fault = 'sigma-0.8' | 'sigma-0.5' | 'laplace' | ''

/** Measured tables; with a planted fault their noise is too small, or of another kind. */
function measured(rows: readonly string[][], fault: Fault): Measured[] {
  const made = measure(codebook, coded(rows), tables, budget, bytes)
  if (fault === '') return made
  return made.map((table) => {
    const truth = exact(rows, table)
    const deviation = Math.sqrt(approximately(table.variance))
    const counts = table.counts.map((count, cell) => {
      const is = truth[cell] ?? 0
      if (fault !== 'laplace') return is + Math.round((count - is) * (fault === 'sigma-0.8' ? 0.8 : 0.5))
      const u = Math.random() - 0.5
      return is - (deviation / Math.SQRT2) * Math.sign(u) * Math.log(1 - 2 * Math.abs(u))
    })
    return { ...table, counts }
  })
}

function exact(rows: readonly string[][], { variables, sizes, counts }: Measured): Float64Array {
  const cells = new Float64Array(counts.length)
  for (const row of rows) {
    const cell = cellOf(row, variables, sizes)
    cells[cell] = (cells[cell] ?? 0) + 1
  }
  return cells
}

function cellOf(row: readonly string[], variables: readonly number[], sizes: readonly number[]): number {
  return variables.reduce(
    (cell, variable, at) =>
      cell * (sizes[at] ?? 1) + (codebook.variables[variable]?.values.indexOf(row[variable] ?? '') ?? 0),
    0,
  )
}

/** Of all ways to tell whether this person is in, the best there is: what their own cells say together. */
function likeness(made: readonly Measured[], person: readonly string[]): number {
  return made.reduce(
    (sum, { variables, sizes, counts }) => sum + (counts[cellOf(person, variables, sizes)] ?? 0),
    0,
  )
}

const cases: [name: string, without: string[][], person: string[]][] = [
  ['somebody with values that nobody else has', crowd, rare],
  ['somebody like many others', crowd, common],
  ['nobody else in the data', [], rare],
  ['one other in the data, exactly alike', [rare], rare],
]

/** How well the tables tell a person's presence; the distance in standard deviations and ε that are certain. */
function tellApart(fault: Fault, [, without, person]: (typeof cases)[number], times = 1) {
  const draw = (rows: string[][]) =>
    Array.from({ length: runs * times }, () => likeness(measured(rows, fault), person))
  const [out, inside] = [draw(without), draw([...without, person])]
  const deviation = Math.sqrt((tables.length * tables.length) / (2 * loss))
  const base = likeness(measuredExactly(without), person)
  const thresholds = [-1, -0.5, 0, 0.5, 1, 1.5].map((part) => base + part * deviation)
  return auditOf(out, inside, thresholds, delta)
}

/** The same tables without noise, for the drill alone. */
function measuredExactly(rows: readonly string[][]): Measured[] {
  return measure(codebook, coded(rows), tables, budget, bytes).map((table) => ({
    ...table,
    counts: exact(rows, table),
  }))
}

let held = true
const fail = (text: string) => {
  held = false
  say(`  FAILED: ${text}`)
}
const fault = (['sigma-0.8', 'sigma-0.5', 'laplace'].includes(options.plant) ? options.plant : '') as Fault

say(
  `Loss claimed: ρ = ${loss}, ε = ${epsilonOf(budget, delta).toFixed(3)} at δ = ${delta}; ${tables.length} tables, ${runs} releases a side`,
)

say('Noise:')
{
  const noise = Array.from({ length: Math.ceil(runs / 8) }, () => measured(crowd, fault)).flatMap((made) =>
    made.flatMap((table) => {
      const truth = exact(crowd, table)
      const deviation = Math.sqrt(approximately(table.variance))
      return Array.from(table.counts, (count, cell) => ({
        off: (count - (truth[cell] ?? 0)) / deviation,
        whole: Number.isInteger(count),
      }))
    }),
  )
  const spread = noise.reduce((sum, { off }) => sum + off * off, 0) / noise.length
  const far = noise.filter(({ off }) => Math.abs(off) > 3.5).length
  const expected = 2 * normal(-3.5)
  const farLow = boundsOf(far, noise.length, 1e-4).low
  say(
    `  ${noise.length} cells: variance ${spread.toFixed(4)} of what is claimed, ${far} beyond 3.5 standard deviations (expected ${(expected * noise.length).toFixed(0)})`,
  )
  if (!noise.every(({ whole }) => whole))
    fail('numbers that are not whole: their gaps tell what was added to what')
  if (spread < 1 - 5 * Math.sqrt(2 / noise.length)) fail('less noise than claimed')
  if (farLow > 1.5 * expected) fail('noise of another form than claimed')
}

say('Somebody is in or not, from the tables:')
for (const one of cases) {
  const { epsilon, distance } = tellApart(fault, one)
  say(
    `  ${one[0]}: at least ${distance.toFixed(3)} standard deviations apart (claimed ${distanceClaimed.toFixed(3)}), ε ≥ ${epsilon.toFixed(3)}`,
  )
  if (distance > distanceClaimed) fail('told apart better than the loss allows')
  if (epsilon > epsilonOf(budget, delta)) fail('ε is greater than claimed')
}

say('Somebody is in or not, from what is published (numbers, rows, how many):')
{
  const few = Math.max(100, Math.floor(runs / 10))
  const seen = (rows: string[][]) =>
    Array.from({ length: few }, () => {
      const made = releaseOf(codebook, measured(rows, fault), delta, { particles: 1_000, rounds: 6 })
      const own = made.rows.filter((row) => row.every((value, at) => value === rare[at])).length
      const about = made.tables.reduce((sum, { variables, cells }) => {
        const places = variables.map((name) => names.indexOf(name))
        return (
          sum +
          (cells[
            cellOf(
              rare,
              places,
              places.map((place) => codebook.variables[place]?.values.length ?? 1),
            )
          ]?.about ?? 0)
        )
      }, 0)
      return { about, own, length: made.rows.length }
    })
  const [out, inside] = [seen(crowd), seen([...crowd, rare])]
  for (const what of ['about', 'own', 'length'] as const) {
    const [a, b] = [out.map((one) => one[what]), inside.map((one) => one[what])]
    const middle = a.toSorted((x, y) => x - y)
    const thresholds = [0.25, 0.5, 0.75, 0.9].map((part) => middle[Math.floor(part * (few - 1))] ?? 0)
    const { epsilon, distance } = auditOf(a, b, thresholds, delta)
    say(`  by ${what}: at least ${distance.toFixed(3)} standard deviations apart, ε ≥ ${epsilon.toFixed(3)}`)
    if (distance > distanceClaimed) fail('told apart better than the loss allows')
  }
}

say('What is said of somebody, from releases with and without them:')
for (const pairs of [1, 5]) {
  const targets = 60
  let [right, all, exposed] = [0, 0, 0]
  for (let at = 0; at < targets; at++) {
    const person = names.map((_, variable) => {
      const { values } = codebook.variables[variable] ?? { values: [''] }
      return values[1 + ((at * 7 + variable * 3) % (values.length - 1))] ?? ''
    })
    const sum = new Map<string, number>()
    for (let pair = 0; pair < pairs; pair++)
      for (const [sign, rows] of [
        [1, [...crowd, person]],
        [-1, crowd],
      ] as const)
        // prettier-ignore
        for (const { variables, counts } of measured(rows, fault))
          counts.forEach((count, cell) => {
            const key = `${variables.join()} ${cell}`
            sum.set(key, (sum.get(key) ?? 0) + sign * count)
          })
    // The person's whole record is looked for: the one that the differences speak for most.
    const best = everyRecord().reduce((most, row) =>
      speaksFor(sum, row) > speaksFor(sum, most) ? row : most,
    )
    const hits = best.filter((value, variable) => value === person[variable]).length
    right += hits
    all += names.length
    if (hits === names.length) exposed += 1
  }
  // At best: chance, and as much more as releases of so much loss can be told apart.
  const chance = codebook.variables.reduce((share, { values }) => share + 1 / values.length, 0) / names.length
  const most = chance + (2 * normal((distanceClaimed * Math.sqrt(2 * pairs)) / 2) - 1)
  const whole =
    codebook.variables.reduce((share, { values }) => share / values.length, 1) +
    (2 * normal((distanceClaimed * Math.sqrt(2 * pairs)) / 2) - 1)
  const { low } = boundsOf(right, all, 0.001)
  say(
    `  ${2 * pairs} releases: ${right} of ${all} values right (chance ${(chance * all).toFixed(0)}, the loss of all together allows ${(Math.min(1, most) * all).toFixed(0)}); ${exposed} of ${targets} records right in every value`,
  )
  if (low > most || boundsOf(exposed, targets, 0.001).low > whole)
    fail('more was learnt than the loss allows')
}

function everyRecord(): string[][] {
  return codebook.variables.reduce<string[][]>(
    (rows, { values }) => rows.flatMap((row) => values.map((value) => [...row, value])),
    [[]],
  )
}

function speaksFor(sum: ReadonlyMap<string, number>, row: readonly string[]): number {
  return tables.reduce((all, { variables }) => {
    const sizes = variables.map((variable) => codebook.variables[variable]?.values.length ?? 1)
    return all + (sum.get(`${variables.join()} ${cellOf(row, variables, sizes)}`) ?? 0)
  }, 0)
}

say('The same release, asked for 64 times:')
{
  const folder = mkdtempSync(join(tmpdir(), 'northline-privacy-'))
  try {
    writeFileSync(join(folder, 'codebook.json'), JSON.stringify(codebook))
    writeFileSync(join(folder, 'records.csv'), [names, ...crowd].map((row) => row.join()).join('\n'))
    const command = join(import.meta.dirname, '..', '..', 'scripts', 'statistics.ts')
    const answers = Array.from({ length: 64 }, (_, at) => {
      const out = options.plant === 'redraw' ? `out-${at}` : 'out'
      execFileSync(process.execPath, [command, 'release', 'records.csv', '--codebook', 'codebook.json', '--out', out, '--ledger', 'ledger', '--rho', '0.25', '--limit', options.plant === 'redraw' ? '16' : '0.25'], { cwd: folder, stdio: 'pipe' }) // prettier-ignore
      return (
        readFileSync(join(folder, out, 'tables.csv'), 'utf8') +
        readFileSync(join(folder, out, 'rows.csv'), 'utf8')
      )
    })
    const different = new Set(answers).size
    say(`  ${different} different answers`)
    if (different > 1) fail('the noise can be averaged away')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

say('What these attacks can see (noise made too small on purpose):')
for (const control of ['sigma-0.8', 'sigma-0.5'] as const) {
  const { distance } = tellApart(control, cases[0]!, 2)
  say(
    `  ${control}: ${distance.toFixed(3)} standard deviations are certain, ${distanceClaimed.toFixed(3)} claimed`,
  )
  if (distance <= distanceClaimed) fail(`it does not see ${control}: more --runs`)
}

say(held ? 'privacy: held' : 'privacy: NOT held')
process.exit(held ? 0 : 1)
