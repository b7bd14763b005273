/*
 * npm run drill -- faults [--quick] [--only disk|database] [--plant lost|log|listener]
 *
 * What the embedded database's disk and a PostgreSQL server do on a bad day, under load through the real HTTP
 * API: the disk fills up and is cleared; the database goes away and comes back. Held when sends were refused
 * with the right code and a sentence, nothing acknowledged was lost, doubled or half-written, everything healed
 * (a PostgreSQL's servers by themselves, with one listening connection), and no word of anybody is in a log.
 *
 * Exit 0: held. 1: not. 2: the small disk can't be mounted here (root only), so half of it was not drilled.
 */
import { parseArgs } from 'node:util'
import { fullDisk } from './faults/full-disk.ts'
import { lostDatabase } from './faults/lost-database.ts'
import { NoSmallDisk } from './faults/tiny-disk.ts'

export type Plan = {
  conversations: number
  rounds: number
  /** A fault put in on purpose; the drill must then not hold. */
  plant?: string | undefined
}
export type Outcome = { faults: string[]; figure: string }

const scenes = { disk: fullDisk, database: lostDatabase }

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    plant: { type: 'string' },
  },
})

const say = (line: string) => process.stdout.write(`${line}\n`)
const plan = options.quick ? { conversations: 4, rounds: 2 } : { conversations: 40, rounds: 4 }

async function run(): Promise<number> {
  let held = true
  let skipped = false
  const figures: string[] = []
  for (const [name, scene] of Object.entries(scenes)) {
    if (options.only !== undefined && options.only !== name) continue
    try {
      const { faults, figure } = await scene({ ...plan, plant: options.plant })
      for (const fault of faults.slice(0, 12)) say(`  ${name}: ${fault}`)
      if (faults.length > 0) held = false
      figures.push(figure)
    } catch (error) {
      if (!(error instanceof NoSmallDisk)) {
        say(`  ${name}: ${error instanceof Error ? error.message : 'unknown'}`)
        held = false
        continue
      }
      skipped = true
      figures.push(`${name}: not drilled, ${error.message}`)
    }
  }
  for (const figure of figures) say(figure)
  if (!held) say('faults: NOT held')
  else say(skipped ? 'faults: held as far as it could be drilled here' : 'faults: held')
  return held ? (skipped ? 2 : 0) : 1
}

if (options.only !== undefined && !(options.only in scenes)) throw new Error('--only is disk or database')
process.exit(await run())
