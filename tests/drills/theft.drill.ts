/*
 * npm run drill -- theft [--engine pglite|postgres]
 *
 * An attacker has the database, a backup, the log, the code and the configuration, and tries
 * every value of 32 bytes that is anywhere in them as every kind of key; then the same with all
 * outer keys, too. Held when no message opens either way; when one seeker's words and second secret open exactly
 * that one's (the control), and a member's passphrase what their team may read; and when what is legible
 * is, column by column, what docs/threat-model.md says.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase, type Database } from '../../src/database/index.ts'
import type { Bytes } from '../../src/kernel/index.ts'
import { deriveKeep, derivePassphrase, deriveReceipt, type Pair } from '../../src/sealing/index.ts'
import { createSearcher } from '../support/canary/search.ts'
import { everyCell } from '../support/canary/tables.ts'
import { differences, listedColumns, type Columns } from '../support/metadata.ts'
import { lootOf, rowsOf } from '../support/opening/loot.ts'
import type { Seeker } from '../support/line/seeker.ts'
import { countOf, openLoot, type Opened } from '../support/opening/open.ts'
import { filesBelow, onDatabase } from './shred/copies.ts'
import { engines, setStage, type Engine } from './shred/stage.ts'
import { asPairs, attackMembers, likelyKeys } from './theft/attack.ts'
import { keepWaysBack } from './theft/ways-back.ts'

const { values: options } = parseArgs({
  options: {
    engine: { type: 'string' },
    /** key: a team's private key lies in the log; column: a table that nobody listed. */
    plant: { type: 'string' },
  },
})
const say = (line: string) => process.stdout.write(`${line}\n`)
const project = join(import.meta.dirname, '..', '..')

async function columnsOf(database: Database): Promise<Columns> {
  const rows = await rowsOf<{ name: string; type: string }>(
    database,
    `select table_schema || '.' || table_name || '.' || column_name as name, data_type as type
     from information_schema.columns
     where table_schema not in ('pg_catalog', 'information_schema') and table_schema !~ '^pg_'`,
  )
  return new Map(rows.map(({ name, type }) => [name, { type }]))
}

async function drill(engine: Engine): Promise<boolean> {
  const stage = await setStage(engine)
  const faults: string[] = []
  const expect = (what: string, wanted: unknown, got: unknown) => {
    if (JSON.stringify(wanted) !== JSON.stringify(got))
      faults.push(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`)
  }
  try {
    const said = ['where the house is', 'who has the key', 'when I can speak', 'what I was told']
    const seekers: Seeker[] = []
    for (const text of said) seekers.push(await stage.talk([`${text}, spoken plainly`, 'and more']))
    const kept = await Promise.all(seekers.slice(0, 2).map((seeker) => keepWaysBack(seeker)))
    await stage.stop()
    const epochs = await onDatabase(stage, (database) =>
      rowsOf<{ id: string }>(database, 'select id from identity.epochs'),
    )
    if (options.plant === 'key') {
      await stage.start()
      const epoch = await stage.responder.epochKey(epochs[0]?.id ?? '')
      await stage.stop()
      writeFileSync(stage.home.log, `key ${Buffer.from(epoch?.privateKey ?? []).toString('base64url')}\n`, {
        flag: 'a',
      })
    }
    const backup = await stage.copy('backup')
    const configuration = join(stage.home.root, 'northline.env')
    writeFileSync(configuration, JSON.stringify(stage.environment))

    await onDatabase(stage, async (database) => {
      if (options.plant === 'column') await rowsOf(database, 'create table public.planted (note text)')
      const loot = await lootOf(database)
      const total = loot.envelopes.length
      const months = [
        ...new Set(
          (await rowsOf<{ month: string }>(database, 'select month from northline.month_keys')).map(
            ({ month }) => month,
          ),
        ),
      ]
      const [{ inUse = '' } = {}] = await rowsOf<{ inUse: string }>(
        database,
        'select destroy_month as "inUse" from conversations.conversations limit 1',
      )
      const files = [stage.home.log, configuration, ...filesBelow(join(project, 'src'))]
      // The embedded backup is opened like the database; a server's lies there as files, which are searched as such.
      const copy = stage.postgres ? undefined : await openDatabase({ dataDir: backup })
      const candidates = await likelyKeys([database, ...(copy ? [copy] : [])], files)
      const backupLoot = copy ? await lootOf(copy) : loot
      await copy?.close()
      const pairs = await asPairs(candidates)

      const guesses = candidates.map((key) => ({ month: inUse, key }))
      let without = 0
      for (const taken of [loot, backupLoot])
        without += countOf(await openLoot(taken, { outer: guesses, months: [], pairs }))
      const members = await attackMembers(database, candidates, async () => candidates)
      expect('members opened without the outer keys', 0, members.length)

      const outer = filesBelow(stage.home.outerKeys).flatMap((file) => {
        const month = /month-(.+)\.key$/.exec(file)?.[1]
        return month ? [{ month, key: new Uint8Array(readFileSync(file)) }] : []
      })
      const staff: Bytes = new Uint8Array(readFileSync(join(stage.home.outerKeys, 'staff.key')))
      const fallen = await attackMembers(database, [staff], async () => candidates)
      expect('members opened with the outer keys', 0, fallen.length)
      const attempt = (with_: readonly Pair[]): Promise<Opened[]> =>
        openLoot(loot, { outer, months: [], pairs: with_ })
      const withKeys = countOf(await attempt([...pairs, ...fallen]))

      // The controls: the same attack, with one secret of a person.
      const [first, second] = kept
      if (!first || !second) throw new Error('two people were to keep words')
      const { pair } = await deriveKeep(first.receipt, first.second)
      const opened = await attempt([pair])
      expect(
        'conversations opened by one person’s words and second secret',
        [seekers[0]?.conversationId],
        opened.map(({ conversationId }) => conversationId),
      )
      const own = loot.envelopes.filter(({ conversationId }) => conversationId === seekers[0]?.conversationId)
      expect('their messages', own.length, countOf(opened))
      const wordsAlone = (await deriveReceipt(first.receipt)).pair
      const crossed = (await deriveKeep(first.receipt, second.second)).pair
      expect(
        'opened by the words alone, or with another’s second secret',
        0,
        countOf(await attempt([wordsAlone, crossed])),
      )
      const team = await attackMembers(database, [staff], async (memberId) => {
        const [row] = await rowsOf<{ salt: Buffer }>(
          database,
          `select salt from identity.passphrases where member_id = '${memberId}'`,
        )
        const salt = new Uint8Array(row?.salt ?? [])
        return [(await derivePassphrase(stage.responder.passphrase, salt)).wrapKey]
      })
      expect('opened by a member’s passphrase', total, countOf(await attempt(team)))

      // What is legible is what is listed, and none of it was said by a person.
      const columns = await columnsOf(database)
      const listed = listedColumns()
      faults.push(...differences(columns, listed))
      const searcher = createSearcher(said.map((text) => ({ label: text, text: `${text}, spoken plainly` })))
      let cells = 0
      for await (const { table, column, bytes } of everyCell(database)) {
        cells++
        for (const { canary } of searcher.searchBytes(bytes, `${table}.${column}`).finds)
          faults.push(`“${canary}” is legible in ${table}.${column}`)
      }
      expect('opened without the outer keys', 0, without)
      expect('opened with the outer keys', 0, withKeys)
      const legible = [...listed.values()].filter((sort) => sort === 'legible').length
      for (const fault of faults) say(`  ${fault}`)
      say(
        `theft, ${engine}: ${total} messages, ${candidates.length} values tried as keys, ${cells} cells read: ` +
          `${without} opened without the outer keys, ${withKeys} with all ${outer.length} of ${months.length} months; ` +
          `one person’s secrets opened ${countOf(opened)} of their ${own.length}; ` +
          `${columns.size} columns, ${legible} legible and listed, ${differences(columns, listed).length} not`,
      )
    })
    return faults.length === 0
  } finally {
    await stage.close()
  }
}

const chosen = engines.filter((engine) => options.engine === undefined || options.engine === engine)
if (chosen.length === 0) throw new Error(`--engine is one of ${engines.join(', ')}`)
let held = true
for (const engine of chosen) held = (await drill(engine)) && held
say(held ? 'theft: held' : 'theft: NOT held')
process.exit(held ? 0 : 1)
