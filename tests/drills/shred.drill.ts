/*
 * npm run drill -- shred [--engine pglite|postgres]
 *
 * People talk with a real server. Copies are made as operators make them: data
 * folder, dump, archived log of changes. Everything in them opens with the outer
 * keys and the responder's and seekers' own (the control). Then one person deletes, the
 * time of others runs out, months pass, and the keys that are due are destroyed.
 * Held when nothing of these opens any more from any copy, with every key that can be
 * found anywhere and all keys of people, and what goes on still opens.
 */
import { cpSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as conversations from '../../src/contracts/conversations.ts'
import { monthAfter, type Bytes } from '../../src/kernel/index.ts'
import { outerFingerprint, type Pair } from '../../src/sealing/index.ts'
import { lootOf, rowsOf, type Loot } from '../support/opening/loot.ts'
import { countOf, openLoot, type AttackKeys } from '../support/opening/open.ts'
import { dump, filesBelow, lootOfFolder, lootOfLog, markLog, onDatabase, residueIn } from './shred/copies.ts'
import { engines, setStage, type Engine, type Stage } from './shred/stage.ts'

const { values: options } = parseArgs({
  options: {
    engine: { type: 'string' },
    /** copy: somebody kept a copy of the keys that nobody listed. */
    plant: { type: 'string' },
  },
})
const say = (line: string) => process.stdout.write(`${line}\n`)

/** Every outer key by month that lies anywhere below the installation, whatever the file is called. */
async function keysAnywhere(stage: Stage): Promise<{ month: string; key: Bytes }[]> {
  const rows = await onDatabase(stage, (database) =>
    rowsOf<{ month: string; fingerprint: string }>(
      database,
      'select month, fingerprint from northline.month_keys',
    ),
  )
  const months = new Map(rows.map(({ month, fingerprint }) => [fingerprint, month]))
  const found: { month: string; key: Bytes }[] = []
  for (const file of filesBelow(stage.home.root)) {
    if (statSync(file).size !== 32) continue
    const key = new Uint8Array(readFileSync(file))
    const month = months.get(await outerFingerprint(key))
    if (month) found.push({ month, key })
  }
  return found
}

async function drill(engine: Engine): Promise<boolean> {
  const stage = await setStage(engine)
  const faults: string[] = []
  try {
    const old = [
      await stage.talk(['one', 'two', 'three']),
      await stage.talk(['four']),
      await stage.talk(['five']),
    ]
    const live = await stage.talk(['six', 'seven'])
    const seekers = [...old, live]
    const [burner] = old
    await stage.stop()

    const snapshot = await stage.copy('snapshot')
    const dumped = await dump(stage)
    await markLog(stage)
    const before = await onDatabase(stage, lootOf)
    const epochs = await onDatabase(stage, (database) =>
      rowsOf<{ id: string }>(database, 'select id from identity.epochs'),
    )
    await stage.start()
    const pairs: Pair[] = seekers.map(({ visit }) => visit.pair)
    for (const { id } of epochs) {
      const epoch = await stage.responder.epochKey(id)
      if (epoch) pairs.push(epoch)
    }
    if (burner) {
      const input = [conversations.burn, {}, { ticket: burner.ticketId }] as const
      const { deleted, goneBy } = await burner.client.call(...input)
      say(`  ${engine}: the person was told: deleted ${deleted}, no copy opens after ${goneBy}`)
    }
    await stage.stop()
    if (options.plant === 'copy') {
      const kept = join(stage.home.root, 'kept')
      mkdirSync(kept)
      cpSync(stage.home.outerKeys, kept, { recursive: true })
    }

    const sources: Record<string, () => Promise<Loot>> = {
      'data folder': async () => residueIn(await stage.copy(`now-${Date.now()}`), before),
      snapshot: () => lootOfFolder(stage, snapshot),
      [`dump (${dumped.how})`]: dumped.read,
      ...(engine === 'postgres' ? { 'log of changes, played back': () => lootOfLog(stage) } : {}),
    }
    const loots = new Map<string, Loot>()
    for (const [name, take] of Object.entries(sources)) loots.set(name, await take())
    const keysNow = async (): Promise<AttackKeys> => ({ outer: await keysAnywhere(stage), months: [], pairs })

    const total = before.envelopes.length
    const first = await keysNow()
    for (const [name, loot] of loots) {
      const opened = countOf(await openLoot(loot, first))
      say(`  ${engine}: before, from ${name}: ${opened} of ${total} messages open`)
      if (opened === 0 || (name !== 'data folder' && opened !== total))
        faults.push(`control: from ${name} only ${opened} of ${total} opened`)
    }

    // The time of the others runs out, and the month of all old copies with it.
    const months = await onDatabase(stage, async (database) => {
      const ids = old.map(({ conversationId }) => `'${conversationId}'`).join()
      await rowsOf(
        database,
        `update conversations.conversations set touched_at = touched_at - interval '200 days' where id in (${ids})`,
      )
      return rowsOf<{ month: string }>(
        database,
        'select destroy_month as month from conversations.conversations',
      )
    })
    const last =
      months
        .map(({ month }) => month)
        .sort()
        .at(-1) ?? ''
    const then = new Date(`${monthAfter(last, 1)}-03T00:00:00Z`)
    say(
      `  ${engine}, ${then.toISOString().slice(0, 10)}: ${(await stage.keys(then, 'destroy-due')).trim().replaceAll('\n', ' ')}`,
    )

    const after = await keysNow()
    let shut = 0
    loots.set('data folder, after', residueIn(await stage.copy('after'), before))
    for (const [name, loot] of loots) {
      const opened = countOf(await openLoot(loot, after))
      shut += opened
      say(
        `  ${engine}: after, from ${name}: ${opened} open (${loot.slots.length} slots, ${loot.envelopes.length} messages lie there)`,
      )
      if (opened > 0) faults.push(`${opened} messages open from ${name} although their keys were destroyed`)
    }
    // What was destroyed with the rows themselves must not be in the database either; what goes on must be.
    const now = await onDatabase(stage, lootOf)
    const left = await openLoot(now, after)
    const going = before.envelopes.filter(
      ({ conversationId }) => conversationId === live.conversationId,
    ).length
    if (left.length !== 1 || left[0]?.conversationId !== live.conversationId || countOf(left) !== going)
      faults.push(`${left.length} conversations open in the database, not the one that goes on`)
    for (const fault of faults) say(`  ${fault}`)
    say(
      `shred, ${engine}: ${total} messages opened from ${loots.size - 1} kinds of copies before, ${shut} after; ` +
        `what goes on: ${countOf(left)} of ${going} open`,
    )
    return faults.length === 0
  } finally {
    await stage.close()
  }
}

const chosen = engines.filter((engine) => options.engine === undefined || options.engine === engine)
if (chosen.length === 0) throw new Error(`--engine is one of ${engines.join(', ')}`)
let held = true
for (const engine of chosen) held = (await drill(engine)) && held
say(held ? 'shred: held' : 'shred: NOT held')
process.exit(held ? 0 : 1)
