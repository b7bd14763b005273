/*
 * npm run bench -- search-quality [--show 20] [--folder ../shared/data/directory/kingston]
 *
 * How far up the service stands that somebody looked for: mean reciprocal rank and recall at 5 of the search itself, over
 * the Kingston collection and what people might type to find each of its services, in English and French. Two thirds
 * may be looked at when the search is changed (`--show` lists what was missed of them); one third is held out.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { searchServices } from '../../src/contracts/directory.ts'
import { acceptInvented, createDirectory, loadObjects } from '../../src/rooms/directory/index.ts'
import { say } from '../support/figures.ts'
import { openEmbedded } from './support/directory/databases.ts'
import { kingston, type Query } from './support/search-quality/kingston.ts'

const { values: options } = parseArgs({
  options: {
    show: { type: 'string', default: '0' },
    folder: {
      type: 'string',
      default: join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'directory', 'kingston'),
    },
  },
})
if (!existsSync(join(options.folder, 'services.json'))) {
  process.stderr.write(
    `No services.json in ${options.folder}. Say where the Kingston collection is: --folder <path>\n`,
  )
  process.exit(2)
}
const settings = { zone: 'America/Toronto', language: 'en', radiusKm: 25, reachKm: 50, roomHours: 6 }
const now = () => new Date('2026-11-24T18:00:00Z')
const deepest = 50

const { database, close } = await openEmbedded()
try {
  const { objects, queries } = kingston(options.folder)
  const deps = { database, settings, now }
  await acceptInvented(deps, 'kingston')
  const report = await loadObjects(deps, 'kingston', objects)
  say(
    `${report.imported} rows of ${objects.length} services, ${report.rejected} rejected; ${queries.length} queries`,
  )
  const search = createDirectory(deps).routes.find(({ route }) => route.id === searchServices.id)
  if (!search) throw new Error('the register has no search')
  const ranked: (Query & { rank: number; first: string })[] = []
  for (const [index, query] of queries.entries()) {
    const { hits } = (await search.answer(searchServices.input.parse({ text: query.text, size: deepest }), {
      actor: { kind: 'public' },
      locale: query.locale,
      clientKey: String(index),
      setHeader: () => undefined,
    })) as { hits: { name: string; organisation?: string }[] }
    const names = hits.map((hit) => hit.organisation ?? hit.name)
    ranked.push({ ...query, rank: names.indexOf(query.service) + 1, first: names[0] ?? '(nothing)' })
  }
  for (const locale of ['en', 'fr'] as const)
    for (const heldOut of [false, true]) {
      const of = ranked.filter((query) => query.locale === locale && query.heldOut === heldOut)
      const reciprocal = of.reduce((sum, { rank }) => sum + (rank > 0 ? 1 / rank : 0), 0) / of.length
      const within = (most: number) => of.filter(({ rank }) => rank > 0 && rank <= most).length / of.length
      say(
        `  ${locale}, ${heldOut ? 'held out' : 'tuned by'}: ${of.length} queries, mean reciprocal rank ${reciprocal.toFixed(3)}, ` +
          `recall at 1 ${within(1).toFixed(3)}, at 5 ${within(5).toFixed(3)}, at ${deepest} ${within(deepest).toFixed(3)}`,
      )
    }
  for (const { text, service, rank, first } of ranked
    .filter(({ rank, heldOut }) => !heldOut && (rank === 0 || rank > 5))
    .slice(0, Number(options.show)))
    say(`    “${text}” → ${service}: ${rank === 0 ? 'not found' : `place ${rank}`}; first: ${first}`)
} finally {
  await close()
}
