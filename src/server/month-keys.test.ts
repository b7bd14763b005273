import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../database/index.ts'
import { testDatabase } from '../database/testing.ts'
import { goneBy, monthAfter, monthOf } from '../kernel/index.ts'
import { createAudit } from '../rooms/audit/index.ts'
import { addCopy, confirmDestroyed, placesHolding, readCopies } from './key-copies.ts'
import { confirmCopies } from './key-sweeps.ts'
import { destroyDueMonths, type WrappedUnder } from './month-keys.destroy.ts'
import { monthsAhead, monthsNeeded, sameMonthKeys, settleMonthKeys } from './month-keys.ts'
import { openOuterKeys, type ServerKeys } from './outer-keys.ts'

const none = { missing: [], other: [], awaited: [] }
const now = new Date('2026-11-20T12:00:00Z')
const january = new Date('2027-01-02T00:00:00Z')
let root: string
let database: Database
let folders = 0

/** A server with a folder of its own; `of` gives it the keys of another. */
async function server(of?: { folder: string }): Promise<{ folder: string; keys: ServerKeys }> {
  const folder = join(root, `keys-${folders++}`)
  if (of) cpSync(of.folder, folder, { recursive: true })
  return { folder, keys: await openOuterKeys({ outerKeys: folder }) }
}
const file = ({ folder }: { folder: string }, month: string) => join(folder, `month-${month}.key`)

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'northline-months-'))
  database = await testDatabase()
})
beforeEach(() => sql`reset role; delete from northline.month_keys`.execute(database.unguarded))
afterAll(async () => {
  await database.close()
  rmSync(root, { recursive: true, force: true })
})

const destroy = (keys: ServerKeys, at: Date, ...wrapped: WrappedUnder[]) =>
  destroyDueMonths(
    { database, keys, audit: createAudit(keys), wrapped: Object.fromEntries(wrapped.entries()) },
    at,
  )

describe('keys by month', () => {
  it('are made ahead, for longer than anything may be wrapped', async () => {
    const first = await server()
    expect(await settleMonthKeys(database, first.keys, now)).toEqual(none)
    expect(first.keys.forMonth('2026-11')).toHaveLength(32)
    expect(first.keys.forMonth(monthAfter('2026-11', monthsAhead))).toHaveLength(32)
    expect(() => first.keys.forMonth('2028-06')).toThrow(/no outer key/)
    expect(await sameMonthKeys(database, first.keys)).toBe(true)
  })

  it('are taken up by a server that has the same, and by the one that started at the same moment', async () => {
    const first = await server()
    const second = await server(first)
    const both = [first, { ...second, keys: await openOuterKeys({ outerKeys: first.folder }) }]
    const faults = await Promise.all(both.map(({ keys }) => settleMonthKeys(database, keys, now)))
    expect(faults).toEqual([none, none])
    expect(both[1]?.keys.forMonth('2026-12')).toEqual(first.keys.forMonth('2026-12'))
  })

  it('keep a server from serving that has others, or lacks one', async () => {
    const first = await server()
    await settleMonthKeys(database, first.keys, now)
    const lacking = await server(first)
    rmSync(file(lacking, '2026-12'))
    const reopened = await openOuterKeys({ outerKeys: lacking.folder })
    expect(await settleMonthKeys(database, reopened, now)).toEqual({ ...none, missing: ['2026-12'] })
    expect(await sameMonthKeys(database, reopened)).toBe(false)
    // And it made none of its own in the place of the one it lacks.
    expect(existsSync(file(lacking, '2026-12'))).toBe(false)

    const strange = await server()
    const { missing, awaited } = await settleMonthKeys(database, strange.keys, now)
    expect([missing.length, awaited.length]).toEqual([monthsNeeded + 1, monthsAhead - monthsNeeded])
    await strange.keys.store.make('month-2026-12')
    expect((await settleMonthKeys(database, strange.keys, now)).other).toEqual(['2026-12'])
    expect(() => strange.keys.forMonth('2026-12')).toThrow(/no outer key/)
    expect(await sameMonthKeys(database, strange.keys)).toBe(false)
  })

  it('that another server made far ahead are awaited, and do not stop one with a folder of its own', async () => {
    const first = await server()
    await settleMonthKeys(database, first.keys, now)
    const second = await server(first)
    await settleMonthKeys(database, first.keys, january)
    const faults = await settleMonthKeys(database, second.keys, january)
    expect(faults).toEqual({ ...none, awaited: ['2028-06', '2028-07'] })
    expect(await sameMonthKeys(database, second.keys, january)).toBe(true)
    expect(await sameMonthKeys(database, second.keys, new Date('2027-05-01T00:00:00Z'))).toBe(false)
  })

  it('of an installation from before are taken up as they lie there', async () => {
    const first = await server()
    const old = await first.keys.store.make('month-2026-08')
    await settleMonthKeys(database, first.keys, now)
    expect(first.keys.forMonth('2026-08')).toEqual(old)
  })
})

describe('the key of a month that is over', () => {
  it('is destroyed on every server, recorded once, and opens nothing from then on', async () => {
    const first = await server()
    await settleMonthKeys(database, first.keys, now)
    const second = await server(first)
    await settleMonthKeys(database, second.keys, now)
    await sql`reset role; delete from audit.entries`.execute(database.unguarded)
    const reports = await Promise.all([first, second].map(({ keys }) => destroy(keys, january)))
    expect(reports.flatMap(({ destroyed }) => destroyed).sort()).toEqual(['2026-11', '2026-12'])
    for (const each of [first, second]) {
      const { missing, other } = await settleMonthKeys(database, each.keys, january)
      expect([missing, other]).toEqual([[], []])
      expect(existsSync(file(each, '2026-11'))).toBe(false)
      expect(existsSync(file(each, '2027-01'))).toBe(true)
      expect(() => each.keys.forMonth('2026-11')).toThrow(/destroyed/)
      expect(await sameMonthKeys(database, each.keys)).toBe(true)
    }
    await sql`reset role`.execute(database.unguarded)
    const { rows } = await sql<{ action: string; subject: string }>`
      select action, subject from audit.entries order by subject`.execute(database.unguarded)
    expect(rows).toEqual([
      { action: 'keys.destroy_month', subject: 'month-2026-11' },
      { action: 'keys.destroy_month', subject: 'month-2026-12' },
    ])
  })

  it('stays for as long as one record of any room needs it', async () => {
    const { keys } = await server()
    await settleMonthKeys(database, keys, now)
    const needs: WrappedUnder = async (_, month) => (month === '2026-11' ? 1 : 0)
    const report = await destroy(keys, january, async () => 0, needs)
    expect(report).toEqual({ destroyed: ['2026-12'], inUse: ['2026-11'] })
    expect(keys.forMonth('2026-11')).toHaveLength(32)
    expect((await destroy(keys, january, async () => 0)).destroyed).toEqual(['2026-11'])
  })

  it('is removed at the next look by a server that died, or slept, in between', async () => {
    const first = await server()
    await settleMonthKeys(database, first.keys, now)
    const asleep = await server(first)
    await destroy(first.keys, january)
    const awake = await openOuterKeys({ outerKeys: asleep.folder })
    await settleMonthKeys(database, awake, january)
    expect(existsSync(file(asleep, '2026-12'))).toBe(false)
  })

  it('can be brought back by nobody who answers requests', async () => {
    const { keys } = await server()
    await settleMonthKeys(database, keys, now)
    await destroy(keys, january)
    const back = sql`update northline.month_keys set destroyed_at = null where month = '2026-11' returning 1`
    const { rows } = await database.as({ kind: 'system' }, (tx) => back.execute(tx))
    expect(rows).toEqual([])
    const seen = await database.as({ kind: 'public' }, (tx) =>
      sql`select 1 from northline.month_keys`.execute(tx),
    )
    expect(seen.rows).toEqual([])
  })
})

describe('the list of copies', () => {
  it('lies beside the keys for their owner alone, and holds none', async () => {
    const { folder, keys } = await server()
    await settleMonthKeys(database, keys, now)
    addCopy(folder, { where: 'USB stick A, safe', keys: ['month-2026-11', 'staff'] })
    expect(statSync(join(folder, 'copies.json')).mode & 0o777).toBe(0o600)
    const text = readFileSync(join(folder, 'copies.json'), 'utf8')
    expect(text).not.toContain(Buffer.from(keys.staff).toString('base64'))
    expect(readCopies(folder).map(({ id, where }) => [id, where])).toEqual([['1', 'USB stick A, safe']])
  })

  it('keeps destruction incomplete until every copy of that key is confirmed', async () => {
    const { folder, keys } = await server()
    await settleMonthKeys(database, keys, now)
    const stick = join(root, 'stick')
    mkdirSync(stick)
    cpSync(file({ folder }, '2026-11'), join(stick, 'month-2026-11.key'))
    addCopy(folder, { where: 'disk in reach', folder: stick, keys: ['month-2026-11'] })
    addCopy(folder, { where: 'disk unplugged', folder: join(root, 'absent'), keys: ['month-2026-11'] })
    addCopy(folder, { where: 'paper in a safe', keys: ['month-2026-11', 'month-2026-12'] })
    await destroy(keys, new Date('2026-12-01T00:00:00Z'))
    // The one in reach is destroyed with it; of the two others nobody knows until somebody says so.
    expect(await confirmCopies({ database, folder })).toBe(2)
    expect(existsSync(join(stick, 'month-2026-11.key'))).toBe(false)
    expect(confirmDestroyed(folder, { id: '2', key: 'month-2026-11', by: 'Ada' })).toBeDefined()
    expect(confirmDestroyed(folder, { id: '1', key: 'month-2026-12', by: 'Ada' })).toBeUndefined()
    expect(await confirmCopies({ database, folder })).toBe(1)
    confirmDestroyed(folder, { id: '3', key: 'month-2026-11', by: 'Ada' })
    expect(await confirmCopies({ database, folder })).toBe(0)
    expect(placesHolding(readCopies(folder), 'month-2026-12').map(({ id }) => id)).toEqual(['3'])
  })

  it('that somebody broke stops what reads it, rather than being taken for an empty one', async () => {
    const { folder } = await server()
    writeFileSync(join(folder, 'copies.json'), '{"copies": [{"id": "1"}]}')
    expect(() => readCopies(folder)).toThrow()
  })
})

describe('the day that people are told', () => {
  it('comes after the month, and after the days for the copies', () => {
    expect(goneBy({}, '2026-12')).toBe('2027-01-08')
    expect(goneBy({ copiesDays: 0 }, '2027-02')).toBe('2027-03-01')
    expect(monthAfter('2026-11', 2)).toBe('2027-01')
    expect(monthAfter(monthOf(january), -1)).toBe('2026-12')
  })
})
