import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StreamContext, StreamRoute } from '../../contracts/stream.ts'
import { NorthlineError, type Actor, type StaffActor } from '../../kernel/index.ts'
import { conversationErrors } from './conversations.errors.ts'
import type { Room } from './conversations.room.ts'
import { claim, deskTyping, release } from './desk.usecases.ts'
import { deskStream } from './desk.stream.ts'
import { burn } from './burn.usecases.ts'
import { seekerTyping } from './seeker.usecases.ts'
import { seekerStream } from './seeker.stream.ts'
import { openDesk, openSeeker, returnSeeker, type SeekerSide } from './testing-sides.ts'
import { openWorld, type World } from './testing.ts'
import { closeTicket } from './tickets.usecases.ts'

let world: World
let far: Room
beforeAll(async () => {
  world = await openWorld()
  far = world.another()
  await Promise.all([world.room, far].map((room) => room.hub.start()))
})
afterAll(() => world.close())

type Heard = { event: string; data: Record<string, never> }

/** Reads a stream until it ends; `heard` grows. */
async function listen(
  route: StreamRoute,
  input: unknown,
  actor: Actor,
  context: Partial<StreamContext> = {},
) {
  const stream = await route.open(input, { actor, reauthenticate: async () => actor, ...context })
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  const heard: Heard[] = []
  const ended = (async () => {
    for (let text = ''; ;) {
      const { done, value } = await reader.read()
      if (done) return
      text += decoder.decode(value, { stream: true })
      const frames = text.split('\n\n')
      text = frames.pop() ?? ''
      for (const frame of frames) {
        const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(frame) ?? []
        if (event && data) heard.push({ event, data: JSON.parse(data) as Heard['data'] })
      }
    }
  })()
  const positions = () =>
    heard
      .filter(({ event }) => event === 'message')
      .flatMap(({ data }) => (data as unknown as { envelopes: { position: number }[] }).envelopes)
      .map(({ position }) => position)
  const kinds = () => heard.map(({ event }) => event)
  return { heard, positions, kinds, ended, stop: () => reader.cancel() }
}

const follow = (side: SeekerSide, room: Room = world.room, after = 0) =>
  listen(seekerStream(room), { after }, side.actor)

async function taken(room = world.room) {
  const side = await openSeeker(world, 'hello', room)
  const actor = world.member()
  await claim(world.room, actor, side.conversationId)
  const desk = await openDesk(world, actor, side.conversationId)
  await desk.read()
  return { side, desk, actor }
}

describe('a seeker’s stream', () => {
  it('begins with what came before, then gives each message once, in order, on this server and another', async () => {
    const { side, desk } = await taken()
    const [near, distant] = [await follow(side), await follow(side, far)]
    for (let i = 0; i < 20; i++) await (i % 3 ? desk : side).say(`m${i}`)
    const wanted = Array.from({ length: 21 }, (_, i) => i + 1)
    for (const stream of [near, distant]) {
      await expect.poll(stream.positions).toEqual(wanted)
      await stream.stop()
    }
  })

  it('under many writers at once loses, doubles and reorders nothing', async () => {
    const { side, desk } = await taken()
    const streams = [await follow(side), await follow(side, far), await follow(side, far, 1)]
    const own = async (speaker: typeof side | typeof desk) => {
      for (let i = 0; i < 15; i++) await speaker.say('x')
    }
    await Promise.all([own(side), own(desk)])
    for (const [index, stream] of streams.entries()) {
      const wanted = Array.from({ length: 31 }, (_, i) => i + 1).slice(index === 2 ? 1 : 0)
      await expect.poll(stream.positions).toEqual(wanted)
      await stream.stop()
    }
  })

  it('brings the key of a new generation with its first message', async () => {
    const { side, desk } = await taken()
    const stream = await follow(side)
    await world.changeEpoch()
    await desk.say('under the new key')
    await expect.poll(stream.positions).toEqual([1, 2])
    const messages = stream.heard.filter(({ event }) => event === 'message')
    const generations = messages.flatMap(
      ({ data }) => (data as unknown as { generations: { number: number }[] }).generations,
    )
    expect(generations.map(({ number }) => number)).toEqual([1, 2])
    await stream.stop()
  })

  it('of somebody who came back by words gives what comes, and nothing of what was', async () => {
    const { side, desk } = await taken()
    await side.registerWords()
    const back = await returnSeeker(world.room, side.receipt)
    const stream = await follow(back)
    await desk.say('who is there?')
    await expect.poll(stream.positions).toEqual([2, 3])
    await stream.stop()
  })

  it('tells what is true: taken, typing, given back', async () => {
    const side = await openSeeker(world)
    const stream = await follow(side)
    const actor = world.member()
    await claim(world.room, actor, side.conversationId)
    await deskTyping(far, actor, side.conversationId)
    await release(world.room, actor, side.conversationId)
    const states = () =>
      stream.heard
        .filter(({ event }) => event === 'state')
        .map(({ data }) => data as unknown as { state: string; backInQueue: boolean })
    await expect.poll(() => states().at(-1)).toMatchObject({ state: 'waiting', backInQueue: true })
    expect(states().map(({ state }) => state)).toContain('waiting')
    await expect.poll(stream.kinds).toContain('typing')
    await stream.stop()
  })

  it.each<[string, (side: SeekerSide) => Promise<unknown>]>([
    ['Exit', (side) => closeTicket(world.room, side.ticket.ticketId)],
    ['burning', (side) => burn(world.room, side.actor)],
  ])('ends for good with %s, on every server', async (_, leave) => {
    const side = await openSeeker(world)
    const streams = [await follow(side), await follow(side, far)]
    for (const stream of streams) await expect.poll(stream.kinds).toContain('state')
    await leave(side)
    for (const stream of streams) {
      await stream.ended
      expect(stream.kinds().at(-1)).toBe('over')
    }
  })

  it('asks for permission again and again, and ends when it is gone', async () => {
    const side = await openSeeker(world)
    let permitted = true
    const over = new NorthlineError(conversationErrors.visit_over)
    const stream = await listen(seekerStream(far), { after: 0 }, side.actor, {
      reauthenticate: () => (permitted ? Promise.resolve(side.actor) : Promise.reject(over)),
    })
    await expect.poll(stream.kinds).toContain('state')
    permitted = false
    far.hub.turn(Date.now() + 59_000)
    expect(stream.kinds()).not.toContain('over')
    far.hub.turn(Date.now() + 61_000)
    await stream.ended
    expect(stream.kinds().at(-1)).toBe('over')
  })

  it('ends cleanly when the database goes away, and asks to come back', async () => {
    const side = await openSeeker(world)
    const broken: Room = {
      ...far,
      database: { ...world.database, as: () => Promise.reject(new Error('gone')) },
    }
    const stream = await follow(side, broken)
    await stream.ended
    expect(stream.kinds()).toEqual(['again'])
  })

  it('is forgotten when the client goes', async () => {
    const side = await openSeeker(world)
    const before = world.room.hub.streams
    const stream = await follow(side)
    expect(world.room.hub.streams).toBe(before + 1)
    await stream.stop()
    expect(world.room.hub.streams).toBe(before)
  })
})

describe('a desk’s stream', () => {
  const open = (actor: StaffActor, room: Room = world.room) => listen(deskStream(room), {}, actor)

  it('tells of a new conversation at once, and rings', async () => {
    const stream = await open(world.member(), far)
    await openSeeker(world)
    await expect.poll(() => stream.heard).toContainEqual({ event: 'queue', data: { ring: true } })
    await stream.stop()
  })

  it('gives each message of its conversations once, in order, with keys, and none of others’', async () => {
    const { side, desk, actor } = await taken()
    const other = await taken()
    const streams = [await open(actor), await open(actor, far)]
    await expect.poll(() => world.room.hub.streams).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await other.side.say('not for them')
    await world.changeEpoch()
    for (let i = 0; i < 10; i++) await (i % 2 ? desk : side).say(`m${i}`)
    for (const stream of streams) {
      await expect.poll(stream.positions).toEqual(Array.from({ length: 10 }, (_, i) => i + 2))
      const ids = stream.heard
        .filter(({ event }) => event === 'message')
        .map(({ data }) => (data as unknown as { conversationId: string }).conversationId)
      expect(new Set(ids)).toEqual(new Set([side.conversationId]))
      const generations = stream.heard.flatMap(
        ({ data }) => (data as unknown as { generations?: { number: number }[] }).generations ?? [],
      )
      expect(generations.map(({ number }) => number)).toEqual([2])
      await stream.stop()
    }
  })

  it('says that the seeker types, never what', async () => {
    const { side, actor } = await taken()
    const stream = await open(actor, far)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await seekerTyping(world.room, side.actor)
    await seekerTyping(world.room, side.actor)
    await expect
      .poll(() => stream.heard.filter(({ event }) => event === 'typing'))
      .toEqual([{ event: 'typing', data: { conversationId: side.conversationId } }])
    await stream.stop()
  })

  it('begins to give a conversation when it is claimed, and stops when it is let go', async () => {
    const side = await openSeeker(world)
    const actor = world.member()
    const stream = await open(actor, far)
    await claim(world.room, actor, side.conversationId)
    const about = { event: 'state', data: { conversationId: side.conversationId } }
    await expect.poll(() => stream.heard).toContainEqual(about)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await side.say('two')
    await expect.poll(stream.positions).toEqual([2])
    await release(world.room, actor, side.conversationId)
    await expect.poll(() => stream.heard.filter(({ event }) => event === 'state').length).toBeGreaterThan(1)
    await side.say('three')
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(stream.positions()).toEqual([2])
    await stream.stop()
  })

  it('ends when its member is no longer on the line', async () => {
    const actor = world.member()
    const stream = await listen(deskStream(far), {}, actor, {
      reauthenticate: async () => ({ ...actor, teams: [] }),
    })
    far.hub.turn(Date.now() + 61_000)
    await stream.ended
    expect(stream.kinds().at(-1)).toBe('over')
  })

  it('asks to come back when the server stops', async () => {
    const room = world.another()
    await room.hub.start()
    const stream = await open(world.member(), room)
    await room.hub.stop()
    await stream.ended
    expect(stream.kinds()).toEqual(['again'])
  })
})
