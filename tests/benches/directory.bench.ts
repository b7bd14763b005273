/*
 * npm run bench -- directory [--services 100000] [--rounds 3000] [--only pglite|postgres]
 * A mix of searches over generated services, each followed by `select 1` and by the plain way to look for the same (support/directory/plain.ts), on the
 * same connection: on the embedded database, and on PostgreSQL (DATABASE_URL, or one
 * that is started for it).
 */
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { searchServices } from '../../src/contracts/directory.ts'
import type { Database, Tx } from '../../src/database/index.ts'
import {
  acceptInvented,
  createDirectory,
  loadObjects,
  type DirectoryDeps,
} from '../../src/rooms/directory/index.ts'
import { quantile, ratio, say, spread } from '../support/figures.ts'
import { openEmbedded, openServer } from './support/directory/databases.ts'
import { services, towns } from './support/directory/generated-services.ts'
import { preparePlain, searchPlainly } from './support/directory/plain.ts'
import { kindNames, plainOf, searchNumber } from './support/directory/searches.ts'

const { values: options } = parseArgs({
  options: {
    services: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3000' },
    only: { type: 'string', default: '' },
  },
})
const count = Number(options.services)
const rounds = Number(options.rounds)
const aim = 20
const settings = { zone: 'America/Toronto', language: 'en', radiusKm: 25, reachKm: 50, roomHours: 6 }
const at = new Date('2026-11-24T02:30:00Z')
const places = towns()

const engines = { pglite: openEmbedded, postgres: () => openServer(process.env['DATABASE_URL']) }
for (const [engine, open] of Object.entries(engines)) {
  if (options.only && options.only !== engine) continue
  const { name, database, close } = await open()
  try {
    say(`\n${name}, ${count} services`)
    await fill(database)
    await measure(database)
  } finally {
    await close()
  }
}

async function fill(database: Database): Promise<void> {
  const deps: DirectoryDeps = { database, settings, now: () => at }
  await acceptInvented(deps, 'bench')
  const start = performance.now()
  let rows = 0
  for (let from = 0; from < count; from += 10_000) {
    const report = await loadObjects(deps, 'bench', [...services(from, Math.min(count, from + 10_000))])
    if (report.rejected > 0) throw new Error('a generated row was rejected')
    rows += report.imported
  }
  const seconds = (performance.now() - start) / 1_000
  say(`  loaded and published in ${seconds.toFixed(0)} s, ${(rows / seconds).toFixed(0)} rows a second`)
}

async function measure(database: Database): Promise<void> {
  const byKind = kindNames.map((): number[] => [])
  const searches: number[] = []
  const least: number[] = []
  const plain: number[] = []
  let found = 0
  await preparePlain(database)
  await database.as({ kind: 'public' }, async (tx) => {
    const find = searchWithin(database, tx)
    for (let round = -300; round < rounds; round++) {
      const { kind, input, town } = searchNumber(round + 300, places)
      const asked = plainOf(input, town)
      const begin = performance.now()
      const total = await find(input)
      const end = performance.now()
      await sql`select 1`.execute(tx)
      const last = performance.now()
      await searchPlainly(tx, asked)
      const plainEnd = performance.now()
      if (round < 0) continue
      found += total > 0 ? 1 : 0
      searches.push(end - begin)
      byKind[kind]?.push(end - begin)
      least.push(last - end)
      plain.push(plainEnd - last)
    }
  })
  kindNames.forEach((kind, index) => say(`  ${kind.padEnd(38)} ${spread(byKind[index] ?? [])}`))
  say(`  every search                           ${spread(searches)}; ${found} of ${rounds} found something`)
  say(`  the plain way                          ${spread(plain)}`)
  say(`  select 1                               ${spread(least)}`)
  const times = (share: number) => ratio(quantile(searches, share), quantile(least, share))
  say(`  search ${times(0.5)} select 1 at p50, ${times(0.95)} at p95 (aim ≤ ${aim} ×)`)
  const against = (share: number) => ratio(quantile(searches, share), quantile(plain, share))
  say(`  search ${against(0.5)} the plain way at p50, ${against(0.95)} at p95 (aim ≤ 0.2 ×)`)
}

/** The route itself, from its input to its answer, in the transaction that is open. */
function searchWithin(database: Database, tx: Tx): (input: object) => Promise<number> {
  const here: Database = { ...database, as: (_actor, work) => work(tx) }
  const { routes } = createDirectory({ database: here, settings, now: () => at })
  const search = routes.find(({ route }) => route.id === searchServices.id)
  if (!search) throw new Error('the register has no search')
  let caller = 0
  return async (input) => {
    const answer = (await search.answer(searchServices.input.parse(input), {
      actor: { kind: 'public' },
      locale: 'en',
      // The rate limit is not what is measured.
      clientKey: String(caller++),
      setHeader: () => undefined,
    })) as { total: number }
    return answer.total
  }
}
