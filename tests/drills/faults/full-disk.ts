import { appendFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { newSeeker } from '../../support/line/seeker.ts'
import { makeHome } from '../../support/line/server-process.ts'
import { judgeAll } from '../kill/judge.ts'
import { openLedger } from '../kill/ledger.ts'
import { setStage, type Stage } from '../kill/stage.ts'
import { startTraffic } from '../kill/traffic.ts'
import type { Outcome, Plan } from '../faults.drill.ts'
import { until, ready } from './health.ts'
import { roomInLog } from './log-of-changes.ts'
import { foundInLog, writePlainWords } from './plain-words.ts'
import { countRefusals } from './refusals.ts'
import { mountTinyDisk } from './tiny-disk.ts'

/** Enough for a new database, its log of changes and some conversations. */
const size = 160 * 1024 * 1024

/** The disk under the embedded database fills up while people write; then somebody makes room. */
export async function fullDisk({ conversations, rounds, plant }: Plan): Promise<Outcome> {
  const home = makeHome()
  const disk = mountTinyDisk(join(home.root, 'disk'), size)
  const faults: string[] = []
  const data = join(disk.folder, 'data')
  try {
    const stage = await setStage('pglite', 1, {
      home: { ...home, data, remove: () => undefined },
      stormy: false,
    })
    try {
      const ledger = openLedger(join(home.root, 'ledger.jsonl'))
      const refusals = countRefusals()
      const traffic = await startTraffic({
        conversations,
        newClient: stage.newClient,
        responders: stage.responders,
        each: 10,
        record: ledger.record,
        plant: plant === 'lost' ? 'lost' : undefined,
        refused: refusals.note,
      })
      const words = writePlainWords(stage.newClient())
      let restarts = 0
      for (let round = 0; round < rounds; round++) {
        await sleep(2_000)
        // In turn: no room for a table, which is an error; none for the log of changes, which ends the engine.
        const log = round % 2 === 1
        const heavy = log ? writeMuch(stage) : undefined
        if (log) await until(60_000, async () => roomInLog(data) < 6_000_000)
        disk.fill(log ? roomInLog(data) * 1.3 + 3_000_000 : 200_000)
        const before = refusals.count()
        const met = await until(60_000, async () => refusals.count() > before + 3)
        if (!met) faults.push('the disk was filled, and no send was refused within a minute')
        await sleep(2_000)
        await heavy?.()
        disk.clear()
        // A server that gave up is started again, as its operator's service manager does.
        const { child } = stage.server()
        if (child.exitCode !== null || child.signalCode !== null) {
          restarts += 1
          await stage.killOnce()
        }
        const healed = await until(20_000, async () => (await ready(stage.server().port)) === 200)
        if (!healed) {
          faults.push('there is room again, and the server is neither ready nor has it stopped')
          await stage.killOnce()
        }
      }
      await words.stop()
      await traffic.finish()
      if (plant === 'log') appendFileSync(home.log, `${words.canaries[0]?.text}\n`)
      const acknowledged = ledger.close()
      const verdict = await judgeAll(acknowledged, await traffic.results())
      faults.push(...verdict.lost, ...verdict.doubled, ...verdict.disordered)
      // While a server that gave up is not started again yet, nobody is there to answer.
      const nobody: [string, number][] = restarts > 0 ? [['network.unreachable', 0]] : []
      faults.push(...refusals.faults(new Map([['server.full', 507], ...nobody])))
      if (restarts === 0 && rounds > 1)
        faults.push('the log of changes had no room, and the server did not stop')
      faults.push(...foundInLog(home.log, words.canaries))
      return {
        faults,
        figure:
          `full disk ${rounds} ×: ${acknowledged.length} acknowledged, ${verdict.lost.length} lost, ` +
          `${verdict.doubled.length} doubled, ${verdict.disordered.length} out of order; refused: ${refusals.text()}; ` +
          `pages without script: ${[...words.answers].map(([key, count]) => `${count} × ${key}`).join(', ')}; ` +
          `${words.canaries.length} canaries looked for; ${restarts} restarts`,
      }
    } finally {
      await stage.close()
    }
  } finally {
    disk.remove()
    home.remove()
  }
}

/** Somebody writes the longest messages there are, as fast as they are taken, until told to stop. */
function writeMuch(stage: Stage): () => Promise<void> {
  let over = false
  const write = async () => {
    const client = stage.newClient()
    while (!over) {
      try {
        const { pen } = await newSeeker(client)
        while (!over) await pen.write({ kind: 'text', text: randomBytes(5_000).toString('hex') })
      } catch {
        await sleep(100)
      }
    }
  }
  const running = [write(), write()]
  return async () => {
    over = true
    await Promise.all(running)
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
