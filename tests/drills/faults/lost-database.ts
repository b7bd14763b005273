import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { helpPaths } from '../../../src/contracts/conversations.ts'
import { createWire } from '../../benches/support/wire.ts'
import { newSeeker } from '../../support/line/seeker.ts'
import { judgeAll } from '../kill/judge.ts'
import { openLedger } from '../kill/ledger.ts'
import { setStage, type Stage } from '../kill/stage.ts'
import { startTraffic } from '../kill/traffic.ts'
import type { Outcome, Plan } from '../faults.drill.ts'
import { until, ready } from './health.ts'
import { foundInLog, writePlainWords } from './plain-words.ts'
import { countRefusals } from './refusals.ts'

/** A PostgreSQL server goes away under load, again and again, and comes back; the app server stays up. */
export async function lostDatabase({ conversations, rounds, plant }: Plan): Promise<Outcome> {
  const faults: string[] = []
  const stage = await setStage('postgres', 1, { stormy: false })
  const { postgres, home } = stage
  const planted: pg.Client[] = []
  try {
    if (!postgres) throw new Error('no server')
    const ledger = openLedger(join(home.root, 'ledger.jsonl'))
    const refusals = countRefusals()
    const { port, child } = stage.server()
    // Whoever writes waits for a server that is gone for ever, so its end ends the drill.
    const died = new Promise<never>((_, reject) =>
      child.once('exit', () => reject(new Error('the app server stopped'))),
    )
    died.catch(() => undefined)
    const starting = startTraffic({
      conversations,
      newClient: stage.newClient,
      responders: stage.responders,
      each: 10,
      record: ledger.record,
      plant: plant === 'lost' ? 'lost' : undefined,
      refused: refusals.note,
    })
    const traffic = await Promise.race([starting, died])
    const words = writePlainWords(stage.newClient())
    const healing: number[] = []
    for (let round = 0; round < rounds && child.exitCode === null; round++) {
      await sleep(2_000)
      await postgres.halt()
      if (!(await until(10_000, async () => (await ready(port)) === 503)))
        faults.push('the database is away, and /health/ready does not say so')
      await sleep(3_000)
      await postgres.resume()
      const since = Date.now()
      if (!(await until(15_000, async () => (await ready(port)) === 200)))
        faults.push('the database is back, and the server is not ready')
      healing.push(Date.now() - since)
      if (plant === 'listener') planted.push(await listenToo(postgres.url))
      if (!(await until(10_000, () => hears(stage, postgres.url))))
        faults.push('the database is back, and what it notifies reaches no stream')
      const listeners = await countListeners(postgres.url)
      if (listeners !== 1) faults.push(`${listeners} connections listen where one should`)
    }
    await words.stop()
    await Promise.race([traffic.finish(), died])
    if (plant === 'log') appendFileSync(home.log, `${words.canaries[0]?.text}\n`)
    const acknowledged = ledger.close()
    const verdict = await judgeAll(acknowledged, await traffic.results())
    faults.push(...verdict.lost, ...verdict.doubled, ...verdict.disordered)
    faults.push(...refusals.faults(new Map([['server.unavailable', 503]])))
    if (refusals.count() === 0) faults.push('the database went away, and no send was refused')
    faults.push(...foundInLog(home.log, words.canaries))
    return {
      faults,
      figure:
        `database away ${rounds} ×: ${acknowledged.length} acknowledged, ${verdict.lost.length} lost, ` +
        `${verdict.doubled.length} doubled, ${verdict.disordered.length} out of order; refused: ${refusals.text()}; ` +
        `pages without script: ${[...words.answers].map(([key, count]) => `${count} × ${key}`).join(', ')}; ` +
        `${words.canaries.length} canaries looked for; ready again after ${healing.join(', ')} ms`,
    }
  } finally {
    for (const client of planted) await client.end().catch(() => undefined)
    await stage.close()
  }
}

/** Whether something notified by another server of the line comes out of a person's stream. */
async function hears(stage: Stage, url: string): Promise<boolean> {
  const wire = createWire(stage.server().port, new URL(stage.origins.help).host)
  const client = stage.newClient()
  try {
    const seeker = await newSeeker(client)
    await seeker.pen.write({ kind: 'text', text: `heard in ${seeker.conversationId}` })
    let heard = false
    const headers = {
      'content-type': 'application/json',
      'x-northline': '1',
      origin: stage.origins.help,
      authorization: `Visit ${seeker.ticketId}`,
    }
    await wire.stream('POST', helpPaths.stream, headers, {
      body: JSON.stringify({}),
      heard: (event, data) => void (heard ||= event === 'typing' || data.includes('"responderTyping":true')),
      ended: () => undefined,
    })
    const typing = { k: 'typing', c: seeker.conversationId, by: 'r', m: null }
    await asAdministrator(url, 'select pg_notify($1, $2)', ['conversations', JSON.stringify(typing)])
    return await until(3_000, async () => heard)
  } catch {
    return false
  } finally {
    wire.close()
    client.close()
  }
}

async function countListeners(url: string): Promise<number> {
  const { rows } = await asAdministrator(
    url,
    `select count(*)::int as n from pg_stat_activity
     where backend_type = 'client backend' and query ilike 'listen %'`,
    [],
  )
  return (rows[0] as { n: number }).n
}

async function listenToo(url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  await client.query('listen conversations')
  return client
}

async function asAdministrator(url: string, text: string, values: unknown[]): Promise<pg.QueryResult> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await client.query(text, values)
  } finally {
    await client.end()
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
