import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomId } from '../../kernel/index.ts'
import { admit } from './admission.ts'
import { conversationErrors } from './conversations.errors.ts'
import * as desk from './desk.usecases.ts'
import { conversationState } from './seeker.usecases.ts'
import { sweepConversations } from './conversations.sweep.ts'
import * as slowing from './slowing.usecases.ts'
import { createSlowed } from './slowed.ts'
import { openSeeker } from './testing-sides.ts'
import { openWorld, type World } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ slowedMinutes: 15, slowedWaitSeconds: 20 })
  await world.room.hub.start()
})
afterAll(() => world.close())

const refused = (key: keyof typeof conversationErrors) =>
  expect.objectContaining({ kind: conversationErrors[key] })

async function claimed() {
  const [seeker, responder] = [await openSeeker(world), world.member()]
  const { conversationId } = seeker
  await desk.claim(world.room, responder, conversationId)
  return { seeker, responder, conversationId }
}

describe('end and slow', () => {
  it('ends the conversation, which takes no message for a while and says until when', async () => {
    const { seeker, responder, conversationId } = await claimed()
    const { until } = await slowing.endAndSlow(world.room, responder, conversationId)
    expect(Date.parse(until) - Date.now()).toBeGreaterThan(14 * 60_000)
    const state = await conversationState(world.room, seeker.actor)
    expect(state).toMatchObject({ state: 'ended', slowedUntil: until })
    const error: unknown = await seeker.say('still here').catch((thrown: unknown) => thrown)
    expect(error).toEqual(refused('slowed'))
    expect((error as { facts: { retryAfter: number } }).facts.retryAfter).toBeGreaterThan(14 * 60)
    // Nothing of it waits for anybody, and what was said before can still be read.
    const { waiting } = await desk.deskQueue(world.room, responder)
    expect(waiting.map((item) => item.conversationId)).not.toContain(conversationId)
    expect(await seeker.read()).not.toHaveLength(0)
  })

  it('is over by itself: the same words are taken then, the conversation waits again, and no mark stays', async () => {
    const { seeker, responder, conversationId } = await claimed()
    await slowing.endAndSlow(world.room, responder, conversationId)
    await world.raw(
      `update conversations.conversations set slowed_until = now() - interval '1 second' where id = $1`,
      conversationId,
    )
    await sweepConversations(world.deps)
    const [row] = await world.raw(
      'select slowed_until from conversations.conversations where id = $1',
      conversationId,
    )
    expect(row).toEqual({ slowed_until: null })
    await seeker.say('I am still here')
    const { waiting } = await desk.deskQueue(world.room, responder)
    expect(waiting.map((item) => item.conversationId)).toContain(conversationId)
  })

  it('can be taken back by whoever did it and by a supervisor, and by nobody else', async () => {
    for (const role of ['responder', 'supervisor'] as const) {
      const { seeker, responder, conversationId } = await claimed()
      await slowing.endAndSlow(world.room, responder, conversationId)
      const undo = (who = world.member()) => slowing.undoSlowing(world.room, who, conversationId)
      await expect(undo()).rejects.toEqual(refused('not_yours'))
      await expect(undo(world.member(['supervisor'], randomId()))).rejects.toEqual(refused('not_found'))
      await undo(role === 'responder' ? responder : world.member(['supervisor']))
      await expect(undo(responder)).rejects.toEqual(refused('not_slowed'))
      await seeker.say('thank you')
    }
  })

  it('is for whoever has the conversation', async () => {
    const { conversationId } = await claimed()
    const slow = (who: ReturnType<World['member']>) => slowing.endAndSlow(world.room, who, conversationId)
    await expect(slow(world.member())).rejects.toEqual(refused('not_yours'))
    await expect(slow(world.member(['responder'], randomId()))).rejects.toEqual(refused('not_found'))
    await expect(slowing.endAndSlow(world.room, world.member(), randomId())).rejects.toEqual(
      refused('not_found'),
    )
  })

  it('makes a new conversation from the same network wait, and no other; that is forgotten too', async () => {
    const { seeker, responder, conversationId } = await claimed()
    const [here, elsewhere] = ['here.near.wide', 'there.near.wide']
    world.room.slowed.saw(seeker.actor.visitId, here)
    const open = (clientKey: string) => admit(world.room, { purpose: 'open', binding: randomId(), clientKey })
    await slowing.endAndSlow(world.room, responder, conversationId)
    await expect.poll(() => world.room.slowed.has(here)).toBe(true)
    const error: unknown = await open(here).catch((thrown: unknown) => thrown)
    expect(error).toEqual(refused('crowded'))
    const { facts } = error as { facts: { work: boolean; retryAfter: number; challenge: string } }
    expect(facts).toMatchObject({ work: false })
    expect(facts.retryAfter).toBeLessThan(25)
    await expect(open(elsewhere)).resolves.toEqual({ crowd: false })
    await slowing.undoSlowing(world.room, responder, conversationId)
    await expect.poll(() => world.room.slowed.has(here)).toBe(false)
    await expect(open(here)).resolves.toEqual({ crowd: false })
  })

  it('is counted for the team and the day, for its supervisors; nothing says whom or by whom', async () => {
    const before = await slowing.slowings(world.room, world.member(['supervisor']))
    const { responder, conversationId } = await claimed()
    await slowing.endAndSlow(world.room, responder, conversationId)
    const supervisor = world.member(['supervisor'])
    const [today] = (await slowing.slowings(world.room, supervisor)).counts ?? []
    expect((today?.times ?? 0) - (before.counts?.[0]?.times ?? 0)).toBe(1)
    expect(await slowing.slowings(world.room, responder)).toEqual({
      now: [expect.objectContaining({ conversationId })],
    })
    expect(await slowing.slowings(world.room, world.member(['supervisor'], randomId()))).toEqual({
      now: [],
      counts: [],
    })
    await slowing.undoSlowing(world.room, responder, conversationId)
    const [row = {}] = await world.raw<object>('select * from conversations.slowings')
    expect(Object.keys(row).sort()).toEqual(['day', 'team_id', 'times', 'undone'])
    const entries = await world.raw<{ action: string }>(
      `select action from audit.entries where action in ('conversations.end_and_slow', 'conversations.undo_slowing')`,
    )
    expect(entries.length).toBeGreaterThan(1)
  })
})

describe('networks that wait', () => {
  it('are known for minutes only, by the narrowest prefix, and are few', () => {
    let now = 0
    const slowed = createSlowed(15, () => now)
    slowed.saw('visit', 'a.b.c')
    slowed.slow('conversation', ['visit', 'somebody who was never seen'])
    expect([slowed.has('a.b.c'), slowed.has('x.b.c')]).toEqual([true, false])
    now += 15 * 60_000 + 1
    expect(slowed.has('a.b.c')).toBe(false)
    for (let n = 0; n < 3_000; n++) {
      slowed.saw(`v${n}`, `network ${n}`)
      slowed.slow(`c${n}`, [`v${n}`])
    }
    expect([slowed.has('network 0'), slowed.has('network 2999')]).toEqual([false, true])
  })
})
