/*
 * npm run bench -- chat [--quick] [--engine PGlite|PostgreSQL] [--profile <folder>]
 * From send to shown with 500 live conversations, beside the least that any chat
 * which loses nothing can do, in the same run. This process is the load generator;
 * every server is a process of its own, on loopback.
 */
import { parseArgs } from 'node:util'
import { quantile, ratio, say } from '../support/figures.ts'
import { benchEngine, type EngineFigures, type Held, type Plan } from './support/engine.ts'
import type { Figures } from './support/load.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    engine: { type: 'string' },
    profile: { type: 'string' },
  },
})

const full: Plan = {
  conversations: 500,
  responders: 10,
  rate: 100,
  rounds: 3,
  seconds: 10,
  steps: [200, 400, 800, 1_600],
  stepSeconds: 5,
}
const quick: Plan = {
  ...full,
  conversations: 200,
  responders: 4,
  rate: 40,
  rounds: 2,
  seconds: 5,
  steps: [400],
  stepSeconds: 3,
}
const plan: Plan = {
  ...(options.quick ? quick : full),
  ...(options.profile && { nodeOptions: ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] }),
}

const engines = (['PGlite', 'PostgreSQL'] as const).filter(
  (engine) => !options.engine || options.engine === engine,
)
if (engines.length === 0) throw new Error('--engine is PGlite or PostgreSQL')
const measured: EngineFigures[] = []
for (const engine of engines) {
  say(`${engine} …`)
  measured.push(await benchEngine(engine, plan))
}
say('')
say(`${plan.conversations} live conversations, one message each ${plan.conversations / plan.rate} s,`)
say(`${plan.rounds} rounds of ${plan.seconds} s on each side in turns; milliseconds from send to shown`)
for (const figures of measured) report(figures)
if (measured.some(({ northline }) => northline.some((round) => faultsOf(round) > 0))) process.exitCode = 1

function report({ engine, northline, least, memory, highest }: EngineFigures): void {
  say('')
  say(`${engine.padEnd(24)}     p50     p95     p99   server CPU per message`)
  say(row('Northline', all(northline, shownOf), northline))
  say(
    row(
      '  seeker → responder',
      all(northline, ({ shown }) => shown.seeker),
    ),
  )
  say(
    row(
      '  responder → seeker',
      all(northline, ({ shown }) => shown.responder),
    ),
  )
  say(
    row(
      '  with sealing, opening',
      all(northline, ({ felt }) => felt),
    ),
  )
  say(row('the least chat', all(least, shownOf), least))
  const p95 = (rounds: Figures[]) => quantile(all(rounds, shownOf), 0.95)
  const each = northline.map((round, index) => ratio(p95([round]), p95(least.slice(index, index + 1))))
  say(`p95 ${ratio(p95(northline), p95(least))} the least (aim ≤ 2 ×); by round ${each.join(', ')}`)
  const felt = quantile(
    all(northline, (round) => round.felt),
    0.95,
  )
  say(`  with sealing and opening on the two devices ${ratio(felt, p95(least))}`)
  say(`highest rate held, p95 ≤ 250 ms: ${held(highest.northline)}; the least ${held(highest.least)}`)
  say(memoryOf(memory))
  const sent = northline.reduce((sum, round) => sum + round.sent, 0)
  const faults = northline.reduce((sum, round) => sum + faultsOf(round), 0)
  say(`${sent} messages: ${faults} lost, doubled, wrong, refused or cut off`)
  for (const { lost, doubled, wrong, refused, broken, refusal } of northline.filter(faultsOf)) {
    say(`  lost ${lost}, doubled ${doubled}, wrong ${wrong}, refused ${refused}, streams cut off ${broken}`)
    if (refusal) say(`  ${refusal}`)
  }
  const late = quantile(
    all([...northline, ...least], (round) => round.late),
    0.95,
  )
  if (late > 2) say(`the generator itself was late: p95 ${late.toFixed(1)} ms`)
}

function memoryOf({ before, after }: EngineFigures['memory']): string {
  const [least, most] = [before, after].map((bytes) => `${Math.round(bytes / 1_048_576)} MiB`)
  const each = Math.round((after - before) / plan.conversations / 1_024)
  return `memory of one open conversation: ${each} KiB (server ${least} without, ${most} with ${plan.conversations})`
}

function row(name: string, samples: number[], rounds?: Figures[]): string {
  const at = (share: number) => quantile(samples, share).toFixed(2).padStart(8)
  const cpu = rounds ? rounds.reduce((sum, round) => sum + round.cpu, 0) / rounds.length : undefined
  return `${name.padEnd(24)}${at(0.5)}${at(0.95)}${at(0.99)}${cpu === undefined ? '' : `   ${cpu.toFixed(2)}`}`
}

function all(rounds: Figures[], of: (round: Figures) => number[]): number[] {
  return rounds.flatMap(of)
}

function shownOf({ shown }: Figures): number[] {
  return [...shown.seeker, ...shown.responder]
}

function faultsOf({ lost, doubled, wrong, refused, broken }: Figures): number {
  return lost + doubled + wrong + refused + broken
}

function held({ rate, failedAt }: Held): string {
  return failedAt === undefined ? `≥ ${rate}/s (no higher was tried)` : `${rate}/s (not ${failedAt})`
}
