/*
 * npm run drill -- consent
 *
 * Referrals through the real API of a real server on PostgreSQL, with the code
 * that the workspace and the conversation script use. At each step everything
 * the provider is given, opened with all their keys, and everything that lies in
 * the database, also opened with these keys, is searched. Held when nothing is
 * seen but the ticked fields, and these only between sending and closing.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { CompiledQuery } from 'kysely'
import type { EpochKey } from '../../src/sealing/index.ts'
import { createSearcher } from '../support/canary/search.ts'
import { cases, type Moment, type Plant } from './consent/cases.ts'
import { databaseSight, providerSight, type Sight } from './consent/sight.ts'
import { setStage } from './consent/stage.ts'

const { values: options } = parseArgs({ options: { plant: { type: 'string' }, case: { type: 'string' } } })
const plant = options.plant as Plant | undefined
const say = (line: string) => process.stdout.write(`${line}\n`)

const stage = await setStage()
const { provider, database, outerKeys } = stage
const mailboxes: string[] = []
const faults: string[] = []
let looks = 0
let seen = 0

async function epochsOf(): Promise<EpochKey[]> {
  const { rows } = await database.unguarded.executeQuery<{ id: string }>(
    CompiledQuery.raw('select id from identity.epochs'),
  )
  const keys: EpochKey[] = []
  for (const { id } of rows) {
    const key = await provider.epochKey(id)
    if (key) keys.push(key)
  }
  return keys
}

/** The places where a canary is, among what somebody can read. */
function placesOf(sights: readonly Sight[], canaries: Moment['visible']): Map<string, Set<string>> {
  const searcher = createSearcher(canaries)
  const places = new Map<string, Set<string>>()
  for (const { where, text } of sights) {
    for (const { canary } of searcher.searchBytes(text, where).finds)
      places.set(canary, (places.get(canary) ?? new Set()).add(where))
  }
  return places
}

async function look({ name, visible, hidden }: Moment): Promise<void> {
  looks += 1
  if (plant === 'story' && looks === 1) {
    const leak = `insert into referrals.receivers values ('${hidden[0]?.text}', 'team')`
    await database.unguarded.executeQuery(CompiledQuery.raw(leak))
  }
  const atProvider = await providerSight(provider)
  const epochs = await epochsOf()
  const inDatabase = await databaseSight(database, outerKeys, { teamId: provider.teamId, epochs, mailboxes })
  const log = [{ where: 'log', text: readFileSync(stage.home.log, 'latin1') }]
  const places = placesOf([...atProvider, ...inDatabase, ...log], [...visible, ...hidden])
  seen += atProvider.length + inDatabase.length
  for (const canary of hidden)
    for (const where of places.get(canary.label) ?? []) faults.push(`${name}: “${canary.label}” in ${where}`)
  for (const canary of visible) {
    const found = [...(places.get(canary.label) ?? [])]
    // Seen where it should be, or the search proves nothing.
    if (!found.includes('packet')) faults.push(`${name}: “${canary.label}” did not reach the provider`)
    for (const where of found)
      if (where !== 'packet' && where !== 'referrals.packets.packet, opened')
        faults.push(`${name}: “${canary.label}” in ${where}`)
  }
}

/** As a server would that only hides a closed packet. */
async function keepPackets(): Promise<void> {
  const run = (text: string) => database.unguarded.executeQuery(CompiledQuery.raw(text))
  await run('alter table referrals.packets drop constraint closed_means_erased')
  await run(`create function keep() returns trigger language plpgsql as
    $$ begin new.packet := old.packet; return new; end $$`)
  await run('create trigger keep before update on referrals.packets for each row execute function keep()')
}

try {
  if (plant === 'kept') await keepPackets()
  const chosen = cases.filter(({ name }) => options.case === undefined || name.includes(options.case))
  for (const { name, play } of chosen) {
    const before = faults.length
    await play({ scene: await stage.newScene(), provider, look, mailboxes, plant })
    say(`  ${name}: ${faults.length === before ? 'held' : 'NOT held'}`)
  }
} finally {
  await stage.close()
}
for (const fault of faults.slice(0, 12)) say(`  ${fault}`)
say(`consent: ${looks} looks, ${seen} values read: ${faults.length} seen that should not be`)
say(faults.length === 0 ? 'consent: held' : 'consent: NOT held')
process.exit(faults.length === 0 ? 0 : 1)
