/*
 * npm run drill -- recover [--engine pglite|postgres]
 *
 * Loss, one kind after the other, through the real API of a real server: each way that
 * opens a member's keys; new keys and a colleague; any two of three; a code in a safe;
 * everything. Held when each brings back every message that it should, when one person
 * with a dump and the outer keys opens none, and when the page says of a total loss what
 * is true.
 */
import { parseArgs } from 'node:util'
import { say } from '../support/figures.ts'
import { engines, type Engine } from './keys/stage.ts'
import { openSetting, type Setting } from './recover/setting.ts'
import { recoverByCode, recoverByTwo } from './recover/team.ts'
import { loseAndRenew, openByEachSlot } from './recover/member.ts'
import { loseEverything } from './recover/total.ts'

const { values: options } = parseArgs({
  options: {
    engine: { type: 'string' },
    /** alone: one person has a second one's keys too. truth: the page keeps silent. slot: a wrong code is typed. all: the three. */
    plant: { type: 'string' },
  },
})

async function drill(engine: Engine): Promise<boolean> {
  const setting: Setting = await openSetting(engine, options.plant)
  const scenes = { openByEachSlot, loseAndRenew, recoverByTwo, recoverByCode, loseEverything }
  try {
    for (const [name, scene] of Object.entries(scenes)) {
      const before = setting.faults.length
      const figure = await scene(setting)
      say(`  ${name}: ${figure}${setting.faults.length === before ? '' : ' · NOT held'}`)
    }
    for (const fault of setting.faults.slice(0, 12)) say(`  ${fault}`)
    say(
      `recover, ${engine}: ${setting.messages.length} messages; ${setting.ways.length} ways back opened all of them ` +
        `(${setting.ways.join(', ')}); one person alone, a wrong code and a total loss opened 0`,
    )
    return setting.faults.length === 0
  } finally {
    await setting.stage.close()
  }
}

const chosen = engines.filter((engine) => options.engine === undefined || options.engine === engine)
if (chosen.length === 0) throw new Error(`--engine is one of ${engines.join(', ')}`)
let held = true
for (const engine of chosen) held = (await drill(engine)) && held
say(held ? 'recover: held' : 'recover: NOT held')
process.exit(held ? 0 : 1)
