import { quantile } from '../../support/figures.ts'
import { startPostgres, type PostgresServer } from '../../postgres/server.ts'
import { collectGarbage, inspectable } from './collect-garbage.ts'
import { createClosing } from './closing.ts'
import { createDatabase } from './create-database.ts'
import { startLeast } from './least-side.ts'
import { putLoad, type Figures } from './load.ts'
import { startNorthline } from './northline-line.ts'
import { openConversations } from './northline-side.ts'
import { residentMemory } from './process-cost.ts'
import type { Side } from './side.ts'

export type Plan = {
  conversations: number
  responders: number
  /** Messages a second of the main rounds. */
  rate: number
  rounds: number
  seconds: number
  /** Rates to be tried after that, rising, and for how long each. */
  steps: readonly number[]
  stepSeconds: number
  /** Of Northline's server process. */
  nodeOptions?: string[]
}

export type EngineFigures = {
  engine: string
  northline: Figures[]
  least: Figures[]
  /** Bytes of resident memory, without conversations and with all of them open. */
  memory: { before: number; after: number }
  /** Messages a second, and whether the last rate that was tried held too. */
  highest: { northline: Held; least: Held }
}

export type Held = { rate: number; failedAt: number | undefined }

/** Everything on one engine: both sides up, rounds in turns, then the rates. */
export async function benchEngine(engine: 'PGlite' | 'PostgreSQL', plan: Plan): Promise<EngineFigures> {
  const closing = createClosing()
  try {
    const postgres = engine === 'PostgreSQL' ? await startPostgres(['fsync=on']) : undefined
    if (postgres) closing.add(() => postgres.stop())
    const line = await startNorthline({
      databaseUrl: await databaseOn(postgres, 'northline_bench'),
      responders: plan.responders,
      environment: { NODE_OPTIONS: [inspectable, ...(plan.nodeOptions ?? [])].join(' ') },
    })
    closing.add(() => line.stop())
    const held = async () => {
      await collectGarbage(line.server)
      return residentMemory(line.server.pid)
    }
    const before = await held()
    const northline = await openConversations(line, plan.conversations)
    closing.add(northline.stop)
    const memory = { before, after: await held() }
    const least = await startLeast(await databaseOn(postgres, 'least'), plan)
    closing.add(least.stop)
    const figures = await rounds(northline, least, plan)
    const highest = {
      northline: await highestRate(northline, plan),
      least: await highestRate(least, plan),
    }
    return { engine, ...figures, memory, highest }
  } finally {
    await closing.all()
  }
}

async function databaseOn(postgres: PostgresServer | undefined, name: string): Promise<string | undefined> {
  return postgres && createDatabase(postgres.url, name)
}

/** A B A B: what the machine does beside falls on both. The first of each is a warm-up and is not counted. */
async function rounds(northline: Side, least: Side, { rate, rounds, seconds }: Plan) {
  const figures: { northline: Figures[]; least: Figures[] } = { northline: [], least: [] }
  for (const side of [northline, least]) await putLoad(side, { rate, seconds: Math.min(seconds, 5) })
  for (let round = 0; round < rounds; round++) {
    figures.northline.push(await putLoad(northline, { rate, seconds }))
    figures.least.push(await putLoad(least, { rate, seconds }))
  }
  return figures
}

/** The highest rate at which p95 stays within 250 ms and nothing is lost; between the last two, one more is tried. */
async function highestRate(side: Side, { rate, steps, stepSeconds }: Plan): Promise<Held> {
  let held = rate
  for (const step of steps) {
    // A second chance, since the machine may have been busy with something else.
    if ((await holds(side, step, stepSeconds)) || (await holds(side, step, stepSeconds))) {
      held = step
      continue
    }
    const between = (held + step) / 2
    return (await holds(side, between, stepSeconds))
      ? { rate: between, failedAt: step }
      : { rate: held, failedAt: between }
  }
  return { rate: held, failedAt: undefined }
}

async function holds(side: Side, rate: number, seconds: number): Promise<boolean> {
  const figures = await putLoad(side, { rate, seconds, patience: 15 })
  const { lost, doubled, wrong, refused, broken, shown } = figures
  const faults = lost + doubled + wrong + refused + broken
  return faults === 0 && quantile([...shown.seeker, ...shown.responder], 0.95) <= 250
}
