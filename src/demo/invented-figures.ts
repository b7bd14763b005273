import {
  codebookFor,
  contentOf,
  encoderFor,
  nextEntry,
  planOf,
  publishRelease,
  rational,
  release,
  rhoFor,
  standardRecord,
  systemBytes,
  type Asked,
  type Codebook,
} from '../rooms/statistics/index.ts'
import type { Database } from '../database/index.ts'

/*
 * A release of figures about nobody, so that the public page of the demo shows something. Records are invented, with what depends on what
 * in the world left out on purpose: nobody should learn anything from them. The engine is the real one.
 */

const people = 6_000
const parts = {
  exploitation: ['sexual', 'labour', 'domestic', 'marriage', 'criminality'],
  needed: ['safe_bed', 'counselling', 'health_care', 'legal_aid', 'housing'],
  met: ['safe_bed', 'counselling', 'health_care', 'legal_aid', 'housing'],
} as const

/** Only some of the standard record: a page that is read, not a whole survey. */
function codebook(): Codebook {
  const whole = codebookFor(standardRecord, [
    'quarter',
    'region',
    'age',
    'gender',
    'decided_by',
    ...Object.keys(parts),
  ])
  const wanted = new Set(
    Object.entries(parts).flatMap(([code, values]) => values.map((value) => `${code}.${value}`)),
  )
  return {
    ...whole,
    variables: whole.variables.filter(({ name }) => !name.includes('.') || wanted.has(name)),
  }
}

function tables({ variables }: Codebook): Asked[] {
  const names = variables.map(({ name }) => name)
  const exploitation = names.filter((name) => name.startsWith('exploitation.'))
  return [
    ...names.map((name) => ({ variables: [name], weight: 4 })),
    ...names.filter((name) => name !== 'gender').map((name) => ({ variables: [name, 'gender'], weight: 2 })),
    ...exploitation.flatMap((name) => [{ variables: ['age', name] }, { variables: ['region', name] }]),
    ...parts.met.map((value) => ({ variables: [`needed.${value}`, `met.${value}`] })),
    { variables: ['quarter', 'region'] },
    { variables: ['region', 'age'] },
  ]
}

// Nobody is behind these, so any dice will do; the noise of the release itself is the engine's own.

/** One of a list, the earlier ones oftener. */
function pick(values: readonly string[], random: () => number): string {
  return values[Math.floor(random() ** 1.6 * values.length)] ?? ''
}

function invent({ variables }: Codebook, random: () => number): string[] {
  const said = new Map<string, string>()
  for (const { name, values } of variables) {
    const [, of, value] = /^(needed|met)\.(.+)$/.exec(name) ?? []
    // What nobody needed was not met either.
    if (of === 'met' && said.get(`needed.${value}`) !== 'yes') said.set(name, 'no')
    else if (random() < 0.12) said.set(name, pick(['not_asked', 'not_known', 'declined'], random))
    else said.set(name, pick(values.slice(3), random))
  }
  return variables.map(({ name }) => said.get(name) ?? '')
}

/** Publishes the invented release; what is there already is left alone. */
export async function publishInventedFigures(database: Database, now: Date): Promise<void> {
  const book = codebook()
  const encoder = encoderFor(
    book,
    book.variables.map(({ name }) => name),
  )
  for (let person = 0; person < people; person++) encoder.add(invent(book, Math.random))
  const encoded = encoder.end()
  const plan = planOf(book, tables(book))
  const delta = 1e-6
  const budget = rhoFor(2, delta)
  if ('faults' in encoded || 'faults' in plan || !budget)
    throw new Error('the invented figures are no release')
  const opened = nextEntry([], { kind: 'open', name: 'invented records', rho: rational(1n), at: now })
  const paid = nextEntry([opened], { kind: 'spend', name: 'invented release', rho: budget, at: now })
  const made = release(book, encoded.records, { tables: plan.tables, budget, delta }, systemBytes(), {
    // Enough for so few tables, and the demo is ready sooner.
    particles: 20_000,
  })
  await publishRelease({ database }, contentOf(book, made, paid), {
    title: { en: 'Invented figures, 2025 and 2026', fr: 'Chiffres inventés, 2025 et 2026' },
    invented: true,
  })
}
