/*
 * npm run bench -- queue [--engine PGlite|PostgreSQL] [--openings 100]
 * From a seeker's first message to the queue of every desk: with fifty conversations
 * waiting and ten desks open, the time from sending until the last desk has been told,
 * has asked again, as the workspace does, and holds the new conversation. Beside it, in
 * turns, the same question asked once by one desk that nothing has happened for.
 */
import { parseArgs } from 'node:util'
import { deskPaths, deskQueue, presence } from '../../src/contracts/conversations.ts'
import { startPostgres } from '../postgres/server.ts'
import { quantile, ratio, say, spread } from '../support/figures.ts'
import { newSeeker } from '../support/line/seeker.ts'
import { createClosing } from './support/closing.ts'
import { eachOf } from './support/each-of.ts'
import { startNorthline, type NorthlineLine, type Responder } from './support/northline-line.ts'

const { values: options } = parseArgs({
  options: { engine: { type: 'string' }, openings: { type: 'string', default: '100' } },
})
const openings = Number(options.openings)
const desks = 10
const waiting = 50
/** Issue "First light": a new conversation is in the queue within a second. */
const longest = 1_000

let late = 0
for (const engine of ['PGlite', 'PostgreSQL'] as const) {
  if (options.engine && options.engine !== engine) continue
  const closing = createClosing()
  try {
    const postgres = engine === 'PostgreSQL' ? await startPostgres(['fsync=on']) : undefined
    if (postgres) closing.add(() => postgres.stop())
    const line = await startNorthline({ databaseUrl: postgres?.url, responders: desks })
    closing.add(() => line.stop())
    const { shown, least } = await measure(line)
    late += shown.filter((time) => time > longest).length
    say(`${engine}: ${openings} openings, ${waiting} waiting, ${desks} desks`)
    say(`  until every desk shows it   ${spread(shown)}`)
    say(`  one look at the queue       ${spread(least)}`)
    say(`  ${ratio(quantile(shown, 0.95), quantile(least, 0.95))} one look at p95`)
  } finally {
    await closing.all()
  }
}
say(`queue: ${late} of the openings took longer than ${longest} ms`)
if (late > 0) process.exitCode = 1

async function measure(line: NorthlineLine): Promise<{ shown: number[]; least: number[] }> {
  const wanted = new Map<string, { missing: Set<Responder>; done: () => void }>()
  for (const responder of line.responders) {
    await responder.client.call(presence, { available: true, languages: ['en'] })
    const look = async () => {
      const { waiting: rows } = await responder.client.call(deskQueue, {})
      for (const { conversationId } of rows) {
        const awaited = wanted.get(conversationId)
        if (awaited?.missing.delete(responder) && awaited.missing.size === 0) awaited.done()
      }
    }
    await line.workspace.stream('GET', deskPaths.stream, responder.headers(), {
      heard: (event) => void (event === 'queue' && look()),
      ended: () => undefined,
    })
  }
  await eachOf(Array.from({ length: waiting }), 4, async () => {
    const seeker = await newSeeker(line.publicClient)
    await seeker.pen.write({ kind: 'text', text: 'Hello.' })
  })

  const shown: number[] = []
  const least: number[] = []
  for (let opening = 0; opening < openings; opening++) {
    const seeker = await newSeeker(line.publicClient)
    const everywhere = new Promise<void>((done) =>
      wanted.set(seeker.conversationId, { missing: new Set(line.responders), done }),
    )
    const begun = performance.now()
    await seeker.pen.write({ kind: 'text', text: 'Hello.' })
    await everywhere
    shown.push(performance.now() - begun)
    await new Promise((resolve) => setTimeout(resolve, 50))
    const asked = performance.now()
    await line.responders[0]?.client.call(deskQueue, {})
    least.push(performance.now() - asked)
  }
  return { shown, least }
}
