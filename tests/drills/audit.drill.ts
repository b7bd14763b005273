/*
 * npm run drill -- audit [--quick] [--engine pglite|postgres] [--rounds 8] [--plant leaves|seals|missing]
 *
 * A database's superuser edits, deletes, reorders, inserts, truncates and cuts off audit
 * entries that a real witness process has signed for, at random, many times. After the next
 * checkpoint the export is given to `audit:verify`, a process of its own. Held when each
 * tampering is found and its first entry named. `--plant` leaves a check of the verifier out.
 */
import { parseArgs } from 'node:util'
import { auditSettings } from '../../src/rooms/audit/index.ts'
import { quantile, say } from '../support/figures.ts'
import { engines, setStage, type Engine, type Plant } from './audit/stage.ts'
import { tamperings } from './audit/tampering.ts'
import { measureWindow, tamperInWindow, writersDoNotWait } from './audit/window.ts'
import { databaseUser } from './audit/witness-process.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    engine: { type: 'string' },
    rounds: { type: 'string' },
    plant: { type: 'string' },
  },
})
const rounds = Number(options.rounds ?? (options.quick ? 2 : 8))
const handOver = 2

async function drill(engine: Engine): Promise<boolean> {
  const faults: string[] = []
  const stage = await setStage(engine, options.plant as Plant | undefined)
  try {
    const first = await stage.home.start()
    for (let batch = 0; batch < 6; batch++) {
      for (let i = 0; i < 8; i++) await stage.record()
      await stage.checkpoint(first)
    }
    await first.stop()
    await stage.keep()
    // Untouched, it holds: or nothing that follows means anything.
    const calm = await stage.verify(stage.home)
    if (!calm.held) faults.push(`untouched: ${calm.text}`)
    const witnessed = 48
    let tried = 0
    let found = 0
    let named = 0
    for (const [kind, tamper] of Object.entries(tamperings)) {
      let here = 0
      for (let round = 0; round < rounds; round++) {
        await stage.putBack()
        const home = stage.home.copy()
        const witness = await home.start()
        const expected = await tamper(stage, witnessed)
        await stage.record()
        await stage.checkpoint(witness)
        await witness.stop()
        const { held, first: told } = await stage.verify(home)
        home.remove()
        tried++
        if (!held) here++
        if (told?.number === expected) named++
        else
          faults.push(
            `${kind}, round ${round + 1}: entry ${expected} was to be named; ${told?.line ?? 'it held'}`,
          )
      }
      found += here
      say(`  ${kind}: ${here} of ${rounds} found`)
    }
    await stage.putBack()
    const delays = await measureWindow(stage, handOver, options.quick ? 2 : 5)
    const at = (share: number) => quantile(delays, share).toFixed(2)
    const window = `p50 ${at(0.5)} s, longest ${at(1)} s with a hand-over every ${handOver} s (${auditSettings.checkpointSeconds.fallback} s by default)`
    const { edited, inserted, deleted } = await tamperInWindow(stage)
    say(
      `  in the window: edited ${edited ? 'found' : 'NOT found'}, inserted ${inserted ? 'found' : 'NOT found'}, deleted ${deleted ? 'found' : 'not found, as said'}`,
    )
    if (!edited || !inserted) faults.push('an edit or a forgery in the window was not found')
    if (engine === 'postgres') {
      const { ms, lateKept } = await writersDoNotWait(stage)
      say(
        `  a second server wrote in ${ms.toFixed(1)} ms while the first had not committed; the late entry was ${lateKept ? 'numbered after' : 'LOST'}`,
      )
      if (!lateKept || ms > 1_000) faults.push('writers waited for each other, or a late entry was lost')
    }
    if (stage.home.apart) {
      const open = await stage.home.readableTo(databaseUser)
      say(
        `  the witness ran as a user of its own; its key is ${open ? 'READABLE' : 'not readable'} to the database’s user`,
      )
      if (open) faults.push('the witness’s key is readable to others')
    } else say('  the witness had no user of its own here: run the drill as root to see that')
    for (const fault of faults.slice(0, 12)) say(`  ${fault}`)
    say(
      `audit, ${engine}: ${tried} tamperings, ${found} found, ${named} named by the right entry; undetected window ${window}`,
    )
    return faults.length === 0 && found === tried
  } finally {
    await stage.close()
  }
}

let held = true
for (const engine of engines) {
  if (options.engine === undefined || options.engine === engine) held = (await drill(engine)) && held
}
say(held ? 'audit: held' : 'audit: NOT held')
process.exit(held ? 0 : 1)
