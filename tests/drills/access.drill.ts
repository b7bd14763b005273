/*
 * npm run drill -- access [--engine pglite|postgres] [--quick] [--only http,sql,time] [--who …] [--plant …]
 *
 * Every role × every route × own, colleague's, foreign and absent record, over HTTP; every role × every table ×
 * select, insert, update, delete in SQL under the app role. Routes, roles and tables come from the contracts, the
 * kernel and the catalogue; what each may do comes from tests/drills/access/oracle*.json, written by hand. Held
 * when every cell is as written, nothing of a stranger is in any answer, and a foreign record is answered as an
 * absent one is: the same bytes, and in no other time.
 */
import { parseArgs } from 'node:util'
import { CompiledQuery } from 'kysely'
import { deskMessages } from '../../src/contracts/conversations.ts'
import { roles } from '../../src/kernel/index.ts'
import { missing, tryEveryRoute, type Asker, type Tally } from './access/http.ts'
import { oracle } from './access/oracle.ts'
import { hire, hireEverybody, type Person } from './access/people.ts'
import { keepState, lendTo, makeRecords } from './access/records.ts'
import { fillRegister, seedFor, seedTables } from './access/seeds.ts'
import { everyTable, labelsFor, missingTables, tryEveryTable } from './access/sql.ts'
import { engines, setStage, type Engine } from './access/stage.ts'
import { timeForeignAndAbsent } from './access/timing.ts'
import { createWire } from './access/wire.ts'

const { values: options } = parseArgs({
  options: {
    engine: { type: 'string' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    /** Askers by name, with commas: public, seeker, supervisor@hotline … */
    who: { type: 'string' },
    /** route: one is opened to every role. policy: row-level security of one table lets everybody read. oracle: a row is missing. time: absent is 1 ms slower. all: the first three. */
    plant: { type: 'string' },
  },
})
const { plant } = options
const named = options.who?.split(',')
const say = (line: string) => process.stdout.write(`${line}\n`)
const part = (name: string) => options.only === undefined || options.only.split(',').includes(name)

if (plant === 'route' || plant === 'all') Object.assign(deskMessages, { access: 'staff' })
if (plant === 'oracle' || plant === 'all') delete oracle.routes['referrals.open']

async function drill(engine: Engine): Promise<boolean> {
  const stage = await setStage(engine)
  const { database } = stage.northline
  const run = (text: string) => database.unguarded.executeQuery(CompiledQuery.raw(text))
  const tally: Tally = { cells: 0, faults: missing(oracle.routes, roles), leaks: [], alike: 0 }
  let inSql = 0
  let worst = ''
  try {
    const line = await hire(stage, 'hotline', 'responder', true)
    const provider = await hire(stage, 'provider', 'provider')
    const shelter = await hire(stage, 'provider', 'provider')
    const people = await hireEverybody(stage, part('time') ? undefined : named)
    const records = await makeRecords(stage, line, provider, shelter)
    await seedTables(stage, records, people)
    tally.faults.push(...(await fillRegister(stage)))
    const found = await everyTable(stage)
    tally.faults.push(...missingTables(found))
    if (plant === 'policy' || plant === 'all')
      await run('create policy leak on conversations.envelopes for select using (true)')

    const help = createWire(stage.origins.help, stage.port)
    const workspace = createWire(stage.origins.workspace, stage.port)
    const { ticketId, conversationId, visit } = records.conversations.mine
    const member = (person: Person): Asker => ({
      ...person,
      person,
      headers: { cookie: person.cookie },
    })
    const seeker: Asker = {
      name: 'seeker',
      kind: 'seeker',
      wire: help,
      headers: { authorization: `Visit ${ticketId}` },
    }
    const nobody: Asker = { name: 'public', kind: 'public', wire: workspace, headers: {} }
    const lend = (who: Asker) => lendTo(stage, records, who.person)

    for (const who of [nobody, seeker, ...people.map(member)]) {
      if (named && !named.includes(who.name)) continue
      await lend(who)
      const restore = await keepState(stage)
      if (part('http')) {
        if (who.kind === 'public') {
          await tryEveryRoute(who, ['workspace', 'both'], records, restore, tally)
          await tryEveryRoute({ ...who, wire: help }, ['help', 'both'], records, restore, tally)
        } else
          await tryEveryRoute(
            who,
            who.kind === 'seeker' ? ['help', 'both'] : ['workspace', 'both'],
            records,
            restore,
            tally,
          )
        // A ticket is nothing at the workspace, and a session nothing at the help site.
        if (who.kind === 'seeker')
          await tryEveryRoute(
            { ...who, kind: 'public', wire: workspace },
            ['workspace'],
            records,
            restore,
            tally,
          )
        if (who.kind === 'staff')
          await tryEveryRoute({ ...who, kind: 'public', wire: help }, ['help'], records, restore, tally)
      }
      if (!part('sql')) continue
      await seedFor(stage, records, who.person)
      const actor =
        who.person?.actor ??
        (who.kind === 'seeker'
          ? { kind: 'seeker' as const, conversationId, visitId: visit.id }
          : { kind: 'public' as const })
      inSql += await tryEveryTable(
        stage,
        found,
        who,
        actor,
        await labelsFor(stage, records, who),
        tally.faults,
      )
      await restore()
    }

    if (part('time')) {
      const askers = people.map(member)
      const pairs = options.quick ? 120 : 250
      const [control] = await timeForeignAndAbsent(askers, records, lend, { pairs, slower: 1, routes: 1 })
      if (!control?.differs)
        tally.faults.push('the control, one millisecond, was not seen: nothing is proven')
      const slower = plant === 'time' ? 1 : 0
      const timed = await timeForeignAndAbsent(askers, records, lend, { pairs, slower, routes: Infinity })
      for (const { name, comparison, differs, sharp } of timed) {
        if (!sharp && !differs)
          tally.faults.push(
            `${name}: the machine was too busy to tell foreign from absent by time; run it again`,
          )
        if (differs)
          tally.leaks.push(`${name}: foreign and absent differ by ${comparison.difference.toFixed(2)} ms`)
      }
      const most = Math.max(...timed.map(({ comparison }) => Math.abs(comparison.difference)))
      worst = `; ${timed.length} routes timed, at most ${most.toFixed(2)} ms apart (control: ${Math.abs(control?.comparison.difference ?? 0).toFixed(2)} ms for 1 ms)`
    }
  } finally {
    await stage.close()
  }
  const { cells, faults, leaks, alike } = tally
  for (const fault of [...leaks, ...faults].slice(0, 60)) say(`  ${fault}`)
  const right = cells + inSql - Math.min(cells + inSql, faults.length)
  const share = cells + inSql === 0 ? 0 : Math.floor((1_000 * right) / (cells + inSql)) / 10
  say(
    `access: ${engine}: ${cells} cells over HTTP, ${inSql} in SQL: ${share} % as specified, ${leaks.length} leaks; ${alike} answers to foreign records the same as to absent ones${worst}`,
  )
  return faults.length === 0 && leaks.length === 0
}

let held = true
for (const engine of engines) {
  if (options.engine === undefined || options.engine === engine) held = (await drill(engine)) && held
}
say(held ? 'access: held' : 'access: NOT held')
process.exit(held ? 0 : 1)
