import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { monthOf, randomId } from '../../kernel/index.ts'
import { answerDeletion, burn } from './burn.usecases.ts'
import { conversationErrors } from './conversations.errors.ts'
import { destroyConversations, extendConversations } from './conversations.retention.ts'
import { claim } from './desk.usecases.ts'
import * as holds from './legal-holds.usecases.ts'
import { openDesk, openSeeker, returnSeeker, type SeekerSide } from './testing-sides.ts'
import { openWorld, type World } from './testing.ts'

const day = 86_400_000
let world: World
beforeAll(async () => {
  // Copies may open for long here, so that a hold has to move a conversation at once.
  world = await openWorld({ keepDays: 30, copyDays: 400 })
})
afterEach(() => world.raw('delete from conversations.conversations'))
afterAll(() => world.close())

const refused = (kind: (typeof conversationErrors)[keyof typeof conversationErrors]) =>
  expect.objectContaining({ kind })
const inDays = (days: number) => new Date(Date.now() + days * day)
const month = async ({ conversationId }: SeekerSide) =>
  (
    await world.raw<{ month: string }>(
      'select destroy_month as month from conversations.conversations where id = $1',
      conversationId,
    )
  )[0]?.month

const ask = (side: SeekerSide, actor = world.member(['supervisor']), days = 200) =>
  holds.askHold(world.room, actor, {
    conversationId: side.conversationId,
    reason: 'court_order',
    until: inDays(days).toISOString(),
  })

async function held(days = 200) {
  const side = await openSeeker(world, 'what happened')
  const { holdId } = await ask(side, undefined, days)
  await holds.decideHold(world.room, world.member(['administrator']), { holdId, approved: true })
  return { side, holdId }
}

describe('a legal hold', () => {
  it('takes two people: who asked can take it back, and can’t approve it', async () => {
    const side = await openSeeker(world)
    const asker = world.member(['supervisor', 'administrator'])
    const { holdId } = await ask(side, asker)
    const approve = holds.decideHold(world.room, asker, { holdId, approved: true })
    await expect(approve).rejects.toEqual(refused(conversationErrors.hold_same_person))
    await holds.decideHold(world.room, asker, { holdId, approved: false })
    const again = holds.decideHold(world.room, world.member(['supervisor']), { holdId, approved: true })
    await expect(again).rejects.toEqual(refused(conversationErrors.hold_already_decided))
    expect((await holds.legalHolds(world.room, asker)).holds.map(({ state }) => state)).toEqual(['refused'])
  })

  it('holds nothing while it is only asked for', async () => {
    const side = await openSeeker(world)
    await ask(side)
    expect(await burn(world.room, side.actor)).toMatchObject({ deleted: true })
  })

  it('moves the outer wrap to its own end, leaves the content as it is, and goes back when lifted', async () => {
    const side = await openSeeker(world, 'what happened')
    const before = await month(side)
    const content = await world.raw('select bytes from conversations.envelopes')
    const { holdId } = await ask(side)
    await holds.decideHold(world.room, world.member(['supervisor']), { holdId, approved: true })
    expect(await month(side)).toBe(monthOf(inDays(200)))
    expect(await side.read()).toEqual(['what happened'])
    await holds.liftHold(world.room, world.member(['administrator']), holdId)
    expect(await month(side)).toBe(before)
    expect(await world.raw('select bytes from conversations.envelopes')).toEqual(content)
    expect(await side.read(0)).toEqual(['what happened'])
  })

  it('keeps a conversation beyond its time, and not a day beyond its own', async () => {
    const { side } = await held()
    const far = new Date('2100-01-01')
    expect(await destroyConversations(world.deps, far)).toBe(0)
    await extendConversations(world.deps, inDays(150))
    expect(await month(side)).toBe(monthOf(inDays(200)))
    await world.raw(`update conversations.legal_holds set until = now(), asked_at = now() - interval '1 day'`)
    expect(await destroyConversations(world.deps, far)).toBe(1)
  })

  it('has an end within a year, and one conversation has one at a time', async () => {
    const side = await openSeeker(world)
    for (const days of [-1, 367])
      await expect(ask(side, undefined, days)).rejects.toEqual(refused(conversationErrors.hold_bad_end))
    await ask(side)
    await expect(ask(side)).rejects.toEqual(refused(conversationErrors.hold_exists))
  })

  it('is nothing to a responder, a provider or another team', async () => {
    const side = await openSeeker(world)
    for (const actor of [
      world.member(),
      world.member(['administrator']),
      world.member(['supervisor'], randomId()),
    ])
      await expect(ask(side, actor)).rejects.toEqual(refused(conversationErrors.not_found))
    const { holdId } = await ask(side)
    for (const actor of [world.member(), world.member(['administrator'], randomId())]) {
      expect((await holds.legalHolds(world.room, actor)).holds).toEqual([])
      const decided = holds.decideHold(world.room, actor, { holdId, approved: true })
      await expect(decided).rejects.toEqual(refused(conversationErrors.hold_not_found))
    }
  })

  it('can’t be approved by who asked, nor held open for ever, even with no use case in between', async () => {
    const side = await openSeeker(world)
    const asker = world.member(['supervisor'])
    const { holdId } = await ask(side, asker)
    const capabilities = [`holds:${world.teamId}`, `supervises:${world.teamId}`]
    const as = (statement: ReturnType<typeof sql>, who = asker) =>
      world.database.as(who, (tx) => statement.execute(tx), { capabilities })
    const approve = (by: string) =>
      sql`update conversations.legal_holds set approved = true, decided_at = now(), decided_by = ${by} where id = ${holdId}`
    await expect(as(approve(asker.memberId))).rejects.toThrow(/two_people/)
    await expect(as(approve(randomId()))).rejects.toThrow(/row-level security/)
    await expect(
      as(sql`update conversations.legal_holds set until = now() + interval '9 years'`),
    ).rejects.toThrow(/permission denied/)
    await expect(as(sql`delete from conversations.legal_holds`)).rejects.toThrow(/permission denied/)
    const stranger = world.database.as(world.member(['supervisor']), (tx) => approve('x').execute(tx))
    expect((await stranger).numAffectedRows).toBe(0n)
  })
})

describe('who deletes what is held', () => {
  it('is told that it is, and until when; everything is shut to everybody at once', async () => {
    const { side } = await held()
    const actor = world.member()
    await claim(world.room, actor, side.conversationId)
    const desk = await openDesk(world, actor, side.conversationId)
    const until = inDays(200).toISOString().slice(0, 10)
    expect((await side.state()).deleting).toEqual({ heldUntil: until })
    expect(await burn(world.room, side.actor)).toEqual({ deleted: false, heldUntil: until })
    await expect(side.read()).rejects.toEqual(refused(conversationErrors.visit_over))
    await expect(desk.page()).rejects.toEqual(refused(conversationErrors.burned))
    const supervisor = await openDesk(world, world.member(['supervisor']), side.conversationId)
    await expect(supervisor.page()).rejects.toThrow()
    const ways = `select 1 from conversations.words union all select 1 from conversations.tickets`
    expect(await world.raw(ways)).toEqual([])
  })

  it('has it destroyed as soon as the hold is lifted', async () => {
    const { side, holdId } = await held()
    await burn(world.room, side.actor)
    expect(await destroyConversations(world.deps)).toBe(0)
    await holds.liftHold(world.room, world.member(['supervisor']), holdId)
    expect(await destroyConversations(world.deps)).toBe(1)
  })

  it('may be the desk, which was asked to', async () => {
    const side = await openSeeker(world)
    await side.registerWords()
    const { holdId } = await ask(side)
    await holds.decideHold(world.room, world.member(['supervisor']), { holdId, approved: true })
    await burn(world.room, (await returnSeeker(world.room, side.receipt)).actor)
    const { conversationId } = side
    const answer = await answerDeletion(world.room, world.member(['supervisor']), {
      conversationId,
      deleted: true,
    })
    expect(answer).toEqual({ heldUntil: inDays(200).toISOString().slice(0, 10) })
    expect(await month(side)).toBeDefined()
    await expect(side.read()).rejects.toEqual(refused(conversationErrors.visit_over))
  })

  it('can’t get past it: row-level security keeps the row from the person, the desk and the clockwork', async () => {
    const { side } = await held()
    const wipe = sql`delete from conversations.conversations`
    const capabilities = [`supervises:${world.teamId}`, `answers:${world.teamId}`]
    for (const actor of [side.actor, world.member(['supervisor']), { kind: 'system' } as const])
      await world.database.as(actor, (tx) => wipe.execute(tx), { capabilities })
    expect(await month(side)).toBeDefined()
  })
})
