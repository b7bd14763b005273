import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { coverage, searchServices } from '../../../contracts/directory.ts'
import type { OutputOf } from '../../../contracts/route.ts'
import type { Database } from '../../../database/index.ts'
import { testDatabase } from '../../../database/testing.ts'
import { randomId, type Actor } from '../../../kernel/index.ts'
import { asker, monday, testDeps } from '../directory.testing.ts'
import { loadObjects } from '../import/load-objects.ts'
import { someone } from '../vetting/vetting.testing.ts'
import { acceptInvented } from '../vetting/vetting.usecases.ts'
import { coverageRoutes } from './coverage.routes.ts'
import { takeStock } from './coverage.usecases.ts'
import { Unmet } from './unmet.ts'

let database: Database
const reviewer = someone('coordinator')

const house = (id: string, more: object = {}) => ({
  id,
  name: `Invented ${id}`,
  status: 'active',
  languages: [{ id: `l-${id}`, code: 'fr', name: 'French' }],
  schedules: [{ id: `h-${id}`, freq: 'WEEKLY', byday: 'MO,TU,WE,TH,FR', opens_at: '09:00', closes_at: '17:00' }],
  northline: { needs: ['safe_bed'] },
  service_at_locations: [
    {
      id: `at-${id}`,
      location: {
        id: `p-${id}`, location_type: 'physical', latitude: 44.2312, longitude: -76.486,
        addresses: [{ id: `a-${id}`, address_1: '1 Main', city: 'Kingston', state_province: 'ON', postal_code: '', country: 'CA', address_type: 'physical' }],
      },
    },
  ],
  ...more,
}) // prettier-ignore

beforeAll(async () => {
  database = await testDatabase()
  await acceptInvented(testDeps(database), 'vetted')
  await loadObjects(testDeps(database), 'vetted', [house('house')])
  await loadObjects(testDeps(database), 'nobody', [house('unvetted', { northline: { needs: ['detox'] } })])
})
afterAll(() => database.close())

type Seen = OutputOf<typeof coverage>
async function look(
  input: z.input<(typeof coverage)['input']>,
  actor: Actor = reviewer,
  now?: Date,
): Promise<Seen> {
  const [handled] = coverageRoutes(testDeps(database, now))
  if (!handled) throw new Error('no route')
  const context = { actor, locale: 'en', clientKey: randomId(), setHeader: () => undefined }
  return coverage.output.parse(await handled.answer(coverage.input.parse(input), context))
}
const levelAt = ({ areas }: Seen, code: string) => areas.find((area) => area.code === code)?.level

describe('coverage', () => {
  it('is nothing before stock was taken, and is taken once a day', async () => {
    expect(await look({ need: 'safe_bed' })).toMatchObject({ provinces: [], areas: [], gaps: [] })
    expect(await takeStock(testDeps(database))).toBe(true)
    expect(await takeStock(testDeps(database))).toBe(false)
  })

  it('says where a vetted service answers, at an hour and in a language', async () => {
    const seen = await look({ need: 'safe_bed' })
    expect(seen).toMatchObject({ takenOn: '2026-11-24', reachKm: 50 })
    expect(levelAt(seen, 'K7L')).toBe('near')
    expect(levelAt(seen, 'M5V')).toBe('none')
    expect(levelAt(await look({ need: 'safe_bed', hour: 'day', language: 'fr' }), 'K7L')).toBe('near')
    expect(levelAt(await look({ need: 'safe_bed', hour: 'night' }), 'K7L')).toBe('none')
    expect(levelAt(await look({ need: 'safe_bed', language: 'en' }), 'K7L')).toBe('none')
    // Nobody vetted it: nobody is sent there.
    expect(levelAt(await look({ need: 'detox' }), 'K7L')).toBe('none')
  })

  it('adds up by province, and names the worst gaps', async () => {
    const { provinces, gaps, areas } = await look({ need: 'safe_bed' })
    expect(provinces).toHaveLength(13)
    const all = provinces
      .flatMap(({ counts }) => Object.values(counts))
      .reduce((sum, count) => sum + count, 0)
    expect(all).toBe(areas.length)
    expect(gaps).toHaveLength(15)
    for (const { none, of } of gaps) expect(none).toBe(of)
  })

  it('keeps the first of each month and the latest', async () => {
    for (const day of [
      '2026-11-25T12:00:00Z',
      '2026-12-02T12:00:00Z',
      '2026-12-20T12:00:00Z',
      '2026-12-21T12:00:00Z',
    ])
      await takeStock(testDeps(database, new Date(day)))
    const { overTime } = await look({ need: 'safe_bed' })
    expect(overTime.map(({ takenOn }) => takenOn)).toEqual(['2026-11-24', '2026-12-02', '2026-12-21'])
  })

  it('is for reviewers of the line', async () => {
    for (const actor of [
      someone('responder'),
      someone('coordinator', 'provider'),
      { kind: 'public' } as const,
    ]) {
      expect(await look({ need: 'safe_bed' }, actor)).toMatchObject({ areas: [], unmet: [] })
      const { rows } = await database.as(actor, (tx) =>
        sql`select 1 from directory.coverage union all select 1 from directory.unmet`.execute(tx),
      )
      expect(rows).toEqual([])
    }
  })
})

describe('what people look for in vain', () => {
  const unmet = new Unmet()
  const deps = () => ({ ...testDeps(database), unmet })
  const search = (input: object) => asker(deps())(searchServices, input)
  // Whole weeks are shown: the one in which people looked is over.
  const afterwards = new Date(monday.getTime() + 7 * 86_400_000)

  it('is counted by need, province and week, written by the hour, and told where it was often enough', async () => {
    for (let times = 0; times < 6; times++)
      await search({ text: `detox secretword ${times}`, place: 'Kingston' })
    await search({ need: 'legal_aid' })
    // Found, and so not in vain; or no need at all.
    await search({ need: 'safe_bed', place: 'Kingston' })
    await search({ text: 'secretword' })
    expect((await look({ need: 'detox' }, reviewer, afterwards)).unmet).toEqual([])
    await unmet.write(deps())
    expect((await look({ need: 'detox' }, reviewer, afterwards)).unmet).toEqual([
      { need: 'detox', label: 'Detox', province: 'Ontario', times: 6 },
      { need: 'legal_aid', label: 'Legal help' },
    ])
    expect((await look({ need: 'detox' })).unmet).toEqual([])
    const { rows } = await sql`select * from directory.unmet`.execute(database.unguarded)
    expect(JSON.stringify(rows)).not.toContain('secret')
    expect(Object.keys(rows[0] ?? {}).sort()).toEqual(['need', 'province', 'times', 'week'])
  })

  it('is counted on where it could not be written', async () => {
    const away = {
      ...deps(),
      database: { as: () => Promise.reject(new Error('away')) } as unknown as Database,
    }
    await search({ need: 'legal_aid' })
    await expect(unmet.write(away)).rejects.toThrow('away')
    await unmet.write(deps())
    const { rows } = await sql<{
      times: number
    }>`select times from directory.unmet where need = 'legal_aid'`.execute(database.unguarded)
    expect(rows).toEqual([{ times: 2 }])
  })
})
