/*
 * npm run drill -- kill [--quick] [--engine pglite|postgres|two-servers]
 *
 * 200 conversations in flight through the real HTTP API of a real server process,
 * sealed as a browser seals. The process dies by SIGKILL twenty times at random
 * moments; the network drops answers after the server has committed; a ledger
 * outside, synced to the disk, holds what was acknowledged. Held when nothing
 * acknowledged or written is lost, doubled or out of order for any reader.
 */
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { judgeAll } from './kill/judge.ts'
import { openLedger } from './kill/ledger.ts'
import { engines, setStage, type Engine } from './kill/stage.ts'
import { startTraffic, type Plant } from './kill/traffic.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    engine: { type: 'string' },
    kills: { type: 'string' },
    conversations: { type: 'string', default: '200' },
    /** lost | doubled | disordered: one fault of that kind is put in, and the drill must not hold. */
    plant: { type: 'string' },
  },
})

const say = (line: string) => process.stdout.write(`${line}\n`)

async function drill(engine: Engine, kills: number): Promise<boolean> {
  const conversations = Number(options.conversations)
  const stage = await setStage(engine, Math.min(4, Math.ceil(conversations / 50)))
  try {
    const ledger = openLedger(join(stage.home.root, 'ledger.jsonl'))
    const traffic = await startTraffic({
      conversations,
      newClient: stage.newClient,
      responders: stage.responders,
      each: 10,
      record: ledger.record,
      plant: options.plant as Plant | undefined,
    })
    const [changer] = stage.responders
    for (let kill = 1; kill <= kills; kill++) {
      await new Promise((resolve) => setTimeout(resolve, randomInt(300, 2_500)))
      // Halfway the team’s key changes, so that new generations are made while processes die.
      if (kill === Math.ceil(kills / 2)) await changer?.nextEpoch()
      await stage.killOnce()
    }
    stage.calm()
    await traffic.finish()
    const acknowledged = ledger.close()
    const results = await traffic.results()
    const total = await judgeAll(acknowledged, results)
    const readers = results.flatMap(({ listings }) => listings).length
    const writers = results.flatMap(({ written }) => [...written.values()])
    const messages = writers.flat().length
    for (const fault of [...total.lost, ...total.doubled, ...total.disordered].slice(0, 12)) say(`  ${fault}`)
    say(
      `kill, ${engine}: ${results.length} conversations, ${writers.length} writers, ${messages} messages, ` +
        `${acknowledged.length} acknowledged, ${kills} × SIGKILL, ${traffic.retries()} retries, ${readers} readings: ` +
        `${total.lost.length} lost, ${total.doubled.length} doubled, ${total.disordered.length} out of order`,
    )
    const complete = acknowledged.length >= messages && messages > results.length
    return complete && total.lost.length + total.doubled.length + total.disordered.length === 0
  } finally {
    await stage.close()
  }
}

const kills = Number(options.kills ?? (options.quick ? 4 : 20))
const chosen = engines.filter((engine) => options.engine === undefined || options.engine === engine)
if (chosen.length === 0) throw new Error(`--engine is one of ${engines.join(', ')}`)
let held = true
for (const engine of chosen) held = (await drill(engine, kills)) && held
say(held ? 'kill: held' : 'kill: NOT held')
process.exit(held ? 0 : 1)
