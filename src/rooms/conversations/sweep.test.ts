import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { sweepConversations } from './conversations.sweep.ts'
import { claim, deskQueue, deskTyping, handOver, heartbeat } from './desk.usecases.ts'
import { sendMessage } from './seeker.usecases.ts'
import { openDesk, openSeeker, type SeekerSide } from './testing-sides.ts'
import { openWorld, type World } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterEach(() => world.raw('delete from conversations.conversations'))
afterAll(() => world.close())

/** Lets so many seconds go by for one conversation and for every desk. */
async function pass(side: SeekerSide, seconds: number): Promise<void> {
  await world.raw(
    `update conversations.conversations set
       state_since = state_since - $2 * interval '1 second', rang_at = rang_at - $2 * interval '1 second',
       unanswered_since = unanswered_since - $2 * interval '1 second',
       taken_at = taken_at - $2 * interval '1 second',
       responder_active_at = responder_active_at - $2 * interval '1 second' where id = $1`,
    side.conversationId,
    seconds,
  )
  await world.raw(
    `update conversations.presence set seen_at = seen_at - $1 * interval '1 second',
       active_at = active_at - $1 * interval '1 second'`,
    seconds,
  )
  await sweepConversations(world.deps)
}

async function taken(actor = world.member()) {
  const side = await openSeeker(world)
  const beat = (active: boolean) =>
    heartbeat(world.room, actor, { available: true, languages: ['en'], active, leaving: false })
  await claim(world.room, actor, side.conversationId)
  await beat(true)
  const desk = await openDesk(world, actor, side.conversationId)
  await desk.read()
  const types = () => {
    // As long after the last time as it seems: what is told once a second is told again.
    world.room.hub.turn(Date.now() + 2_000)
    return deskTyping(world.room, actor, side.conversationId)
  }
  return { side, desk, beat, types, actor }
}

/** What is told while something is done. Notices come in their order: a mark before and after tells which are its own. */
async function rings(work: () => Promise<void>): Promise<string[]> {
  const heard: string[] = []
  let marked: (() => void) | undefined
  const stop = await world.database.listen('conversations', (payload) => {
    const { k, r } = JSON.parse(payload) as { k: string; r?: boolean }
    if (k === 'mark') marked?.()
    if (k === 'state') heard.push('told')
    if (k === 'queue' && r) heard.push('rang')
  })
  const mark = async () => {
    const seen = new Promise<void>((resolve) => (marked = resolve))
    await world.database.as({ kind: 'system' }, (tx) =>
      sql`select pg_notify('conversations', '{"k":"mark"}')`.execute(tx),
    )
    await seen
  }
  await mark()
  heard.length = 0
  await work()
  await mark()
  await stop()
  return heard.toSorted()
}

describe('a conversation that nobody takes', () => {
  it('rings after sixty seconds, again and again, and the seeker is told the truth', async () => {
    const side = await openSeeker(world)
    expect(await rings(() => pass(side, 40))).toEqual([])
    expect(await side.state()).toMatchObject({ state: 'waiting', unanswered: false })
    expect(await rings(() => pass(side, 25))).toEqual(['rang', 'told'])
    expect(await side.state()).toMatchObject({ state: 'waiting', unanswered: true })
    expect(await rings(() => pass(side, 20))).toEqual([])
    expect(await rings(() => pass(side, 45))).toEqual(['rang', 'told'])
  })

  it('does not ring for a left message, until the seeker writes again', async () => {
    const side = await openSeeker(world)
    await sendMessage(world.room, side.actor, { envelope: await side.seal('call me'), leftMessage: true })
    expect(await side.state()).toMatchObject({ leftMessage: true })
    expect(await rings(() => pass(side, 120))).toEqual([])
    await side.say('I am here after all')
    expect(await side.state()).toMatchObject({ leftMessage: false })
    expect(await rings(() => pass(side, 61))).toEqual(['rang', 'told'])
  })
})

describe('a claimed conversation', () => {
  it('goes back and rings when a message waits and the desk is untouched for two minutes', async () => {
    const { side, beat } = await taken()
    await pass(side, 60)
    await beat(false)
    expect(await side.state()).toMatchObject({ state: 'claimed' })
    expect(await rings(() => pass(side, 61))).toEqual(['rang', 'told'])
    expect(await side.state()).toMatchObject({ state: 'waiting', backInQueue: true, unanswered: true })
  })

  it('says how long an answer may take, and from when whoever has it owes one', async () => {
    const before = Date.now()
    const { actor } = await taken()
    const { mine, others, answerWithin } = await deskQueue(world.room, actor)
    expect(answerWithin).toBe(120)
    expect(others).toEqual([])
    expect(mine).toHaveLength(1)
    expect(Date.parse(mine[0]?.takenAt ?? '')).toBeGreaterThan(before - 5_000)
  })

  it('stays while the responder is at work elsewhere at the desk, but no longer than three minutes', async () => {
    const { side, beat } = await taken()
    await pass(side, 85)
    await beat(true)
    await pass(side, 85)
    await beat(true)
    expect(await side.state()).toMatchObject({ state: 'claimed' })
    expect(await rings(() => pass(side, 11))).toEqual(['rang', 'told'])
    expect(await side.state()).toMatchObject({ state: 'waiting', backInQueue: true, unanswered: true })
  })

  it('of three at one desk, the one that is not answered goes back, the others stay', async () => {
    const actor = world.member()
    const three = [await taken(actor), await taken(actor), await taken(actor)]
    const [left, ...others] = three.map(({ side }) => side)
    for (let minute = 0; minute < 4; minute++) {
      for (const { side, beat, desk } of three) {
        if (side !== left) await desk.say('one moment')
        await beat(true)
        await pass(side, 60)
        if (side !== left) await side.say('all right')
      }
    }
    expect(await left?.state()).toMatchObject({ state: 'waiting', backInQueue: true, unanswered: true })
    for (const side of others) expect(await side.state()).toMatchObject({ state: 'claimed' })
  })

  it('stays for twice as long with whoever is writing in it, and then goes back all the same', async () => {
    const { side, beat, types } = await taken()
    for (let seconds = 0; seconds < 345; seconds += 15) {
      await beat(true)
      await types()
      await pass(side, 15)
    }
    expect(await side.state()).toMatchObject({ state: 'claimed' })
    await types()
    await pass(side, 16)
    expect(await side.state()).toMatchObject({ state: 'waiting', backInQueue: true, unanswered: true })
  })

  it('gives whoever takes it, or is handed it, the whole time, however long the person has waited', async () => {
    const { side, beat, actor } = await taken()
    const colleague = world.member()
    const there = { available: true, languages: ['en'], active: true, leaving: false }
    await pass(side, 100)
    await beat(true)
    await heartbeat(world.room, colleague, there)
    await pass(side, 70)
    await heartbeat(world.room, colleague, there)
    await handOver(world.room, actor, { conversationId: side.conversationId, memberId: colleague.memberId })
    await pass(side, 100)
    expect(await side.state()).toMatchObject({ state: 'claimed' })
    await heartbeat(world.room, colleague, there)
    await pass(side, 81)
    expect(await side.state()).toMatchObject({ state: 'waiting' })
  })

  it('stays when the screen locks and nothing waits for an answer', async () => {
    const { side, desk, beat } = await taken()
    await desk.say('take your time')
    for (let i = 0; i < 4; i++) {
      await pass(side, 60)
      await beat(false)
    }
    expect(await side.state()).toMatchObject({ state: 'claimed' })
  })

  it('goes back when the desk is gone, even when nothing waits for an answer', async () => {
    const { side, desk } = await taken()
    await desk.say('one moment')
    await pass(side, 90)
    expect(await side.state()).toMatchObject({ state: 'claimed' })
    await pass(side, 40)
    expect(await side.state()).toMatchObject({ state: 'waiting', backInQueue: true })
  })

  it('is taken back once, by however many servers sweep', async () => {
    const { side } = await taken()
    const heard = await rings(async () => {
      await world.raw(
        `update conversations.conversations set unanswered_since = now() - interval '1 hour',
           taken_at = now() - interval '1 hour', responder_active_at = now() - interval '1 hour'`,
      )
      await Promise.all([1, 2, 3, 4].map(() => sweepConversations(world.deps)))
    })
    expect(heard).toEqual(['rang', 'told'])
    expect(await side.state()).toMatchObject({ state: 'waiting' })
  })
})

describe('what has had its time', () => {
  it('is forgotten: tickets, grants, marks of burned conversations', async () => {
    const side = await openSeeker(world)
    await world.raw(`update conversations.tickets set expires_at = now() - interval '1 second'`)
    await world.raw(`insert into conversations.burned values ('x', 't', null, now() - interval '25 hours')`)
    await sweepConversations(world.deps)
    const count = async (table: string) => (await world.raw(`select 1 from conversations.${table}`)).length
    expect([await count('tickets'), await count('burned'), await count('conversations')]).toEqual([0, 0, 1])
    expect(side.conversationId).toHaveLength(22)
  })
})
