import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { goneBy, monthAfter, monthOf } from '../../kernel/index.ts'
import { burn } from './burn.usecases.ts'
import { keptUntil, wrapMonth, wrappedConversations } from './conversations.months.ts'
import { destroyConversations, extendConversations } from './conversations.retention.ts'
import { openSeeker, type SeekerSide } from './testing-sides.ts'
import { openWorld, type World } from './testing.ts'

const day = 86_400_000
let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterEach(() => world.raw('delete from conversations.conversations'))
afterAll(() => world.close())

const inDays = (days: number) => new Date(Date.now() + days * day)
const monthIn = (days: number) => monthOf(inDays(days))
const touched = (side: SeekerSide, daysAgo: number) =>
  world.raw(
    `update conversations.conversations set touched_at = now() - $2 * interval '1 day' where id = $1`,
    side.conversationId,
    daysAgo,
  )
const months = () =>
  world.raw<{ month: string }>('select destroy_month as month from conversations.conversations order by id')
const slotsOf = ({ conversationId }: SeekerSide) =>
  world.raw<{ bytes: Buffer }>(
    'select bytes from conversations.slots where conversation_id = $1',
    conversationId,
  )
const ids = async () =>
  (await world.raw<{ id: string }>('select id from conversations.conversations')).map(({ id }) => id)

describe('the month whose key wraps a conversation', () => {
  const settings = fc.record({
    keepDays: fc.integer({ min: 1, max: 3_650 }),
    copyDays: fc.integer({ min: 8, max: 400 }),
  })
  const moments = fc.date({ min: new Date('2026-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })

  it('is never past while it is kept, never after it is kept, never further than copies are to open', () => {
    fc.assert(
      fc.property(settings, moments, fc.nat(3_650 * day), (own, touchedAt, later) => {
        const now = new Date(touchedAt.getTime() + later)
        const until = keptUntil(touchedAt, own)
        const month = wrapMonth(now, until, own)
        expect(month <= monthOf(until)).toBe(true)
        expect(month <= monthOf(new Date(now.getTime() + own.copyDays * day))).toBe(true)
        if (until >= now) expect(month >= monthOf(now)).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  it('leaves at least a week to wrap anew before its key goes', () => {
    fc.assert(
      fc.property(moments, (now) => {
        const month = wrapMonth(now, new Date(now.getTime() + 3_650 * day), { copyDays: 8 })
        const over = new Date(`${monthAfter(month, 1)}-01T00:00:00Z`)
        expect(over.getTime() - now.getTime()).toBeGreaterThan(8 * day)
      }),
    )
  })
})

describe('a conversation that is kept', () => {
  it('is wrapped anew as time goes, so that older copies close while it stays open', async () => {
    const side = await openSeeker(world)
    expect(await months()).toEqual([{ month: monthIn(35) }])
    expect(await extendConversations(world.deps)).toBe(0)
    const before = await slotsOf(side)
    expect(await extendConversations(world.deps, inDays(40))).toBe(1)
    expect(await months()).toEqual([{ month: monthIn(75) }])
    expect(await slotsOf(side)).not.toEqual(before)
    expect(await side.read()).toEqual(['hello'])
    const count = (month: string) =>
      world.database.as({ kind: 'system' }, (tx) => wrappedConversations(tx, month))
    expect([await count(monthIn(35)), await count(monthIn(75))]).toEqual([0, 1])
  })

  it('lies at last under the month that it is destroyed in, and no later one', async () => {
    const side = await openSeeker(world)
    await touched(side, 100)
    await extendConversations(world.deps, inDays(70))
    expect(await months()).toEqual([{ month: monthIn(80) }])
  })

  it('outlives an outage of months: it is wrapped anew before anything else happens to it', async () => {
    const side = await openSeeker(world)
    expect(await destroyConversations(world.deps, inDays(120))).toBe(0)
    expect(await extendConversations(world.deps, inDays(120))).toBe(1)
    expect(await side.read()).toEqual(['hello'])
  })

  it('is moved once by however many servers', async () => {
    await openSeeker(world)
    const moved = await Promise.all([1, 2, 3].map(() => extendConversations(world.deps, inDays(40))))
    expect(moved.reduce((sum, each) => sum + each)).toBe(1)
  })
})

describe('a conversation whose time is over', () => {
  it('is destroyed with everything in it after the month it ended in, and not while others go on', async () => {
    const [old, live] = [await openSeeker(world), await openSeeker(world)]
    await touched(old, 250)
    // The month that is 35 days ahead is over by then, whichever day it is today.
    expect(await destroyConversations(world.deps, inDays(35 + 32))).toBe(1)
    expect(await ids()).toEqual([live.conversationId])
    const left = `select 1 from conversations.envelopes where conversation_id = $1`
    expect(await world.raw(left, old.conversationId)).toEqual([])
  })

  it('stays to the end of that month', async () => {
    const side = await openSeeker(world)
    const end = new Date(`${monthIn(0)}-01T00:00:00Z`)
    await world.raw('update conversations.conversations set touched_at = $1', inDays(-180 + 35))
    const last = new Date(`${monthIn(35)}-28T00:00:00Z`)
    expect(await destroyConversations(world.deps, last)).toBe(0)
    expect(await destroyConversations(world.deps, new Date(last.getTime() + 4 * day))).toBe(1)
    expect(end < last && side.conversationId.length).toBe(22)
  })
})

describe('who deletes', () => {
  it('is told, before and after, by which day no copy opens any more: soon, and not in half a year', async () => {
    const side = await openSeeker(world)
    const goneOn = goneBy({}, monthIn(35))
    expect((await side.state()).deleting).toEqual({ goneBy: goneOn })
    expect(await burn(world.room, side.actor)).toEqual({ deleted: true, goneBy: goneOn })
    expect(Date.parse(goneOn) - Date.now()).toBeLessThan(75 * day)
  })
})
