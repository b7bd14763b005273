import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Content } from '../../contracts/content.ts'
import { randomId } from '../../kernel/index.ts'
import { conversationSettings } from './conversations.config.ts'
import { conversationErrors } from './conversations.errors.ts'
import { createNoScriptAgent } from './conversations.no-script.ts'
import { createStreamLimit } from './conversations.stream-limit.ts'
import { seekerStream } from './seeker.stream.ts'
import { sendMessage } from './seeker.usecases.ts'
import { openSeeker, type SeekerSide } from './testing-sides.ts'
import { fast, openWorld, type World } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ messagesPerMinute: 10, streamsPerVisit: 2, streamOpensPerMinute: 10 })
  await world.room.hub.start()
})
afterAll(() => world.close())

const refused = (kind: (typeof conversationErrors)[keyof typeof conversationErrors]) =>
  expect.objectContaining({ kind, facts: { retryAfter: 6 } })

async function open(side: SeekerSide) {
  const context = { actor: side.actor, reauthenticate: async () => side.actor }
  const reader = (await seekerStream(world.room).open({ after: 0 }, context)).getReader()
  const state = { heard: '', ended: false, stop: () => reader.cancel() }
  const read = async (): Promise<void> => {
    const { done, value } = await reader.read()
    if (done) return void (state.ended = true)
    state.heard += new TextDecoder().decode(value)
    return read()
  }
  void read()
  return state
}

describe('messages of one visit', () => {
  it('may come as fast as somebody in distress types, by default: sixty lines at once and one each second', () => {
    expect(conversationSettings.messagesPerMinute.fallback).toBeGreaterThanOrEqual(60)
  })

  it('are refused when they are a flood; nothing is stored, and the same bytes are taken later', async () => {
    const side = await openSeeker(world)
    for (let i = 0; i < 10; i++) await side.say(`line ${i}`)
    const envelope = await side.seal('one more')
    const send = () => sendMessage(world.room, side.actor, { envelope })
    await expect(send()).rejects.toEqual(refused(conversationErrors.too_many_messages))
    expect(await side.read()).toHaveLength(11)
    // A server that has not counted yet stands for a minute later.
    const { position } = await sendMessage(world.another(), side.actor, { envelope })
    expect(position).toBe(12)
  })

  it('do not use up another visit’s turns', async () => {
    const [loud, quiet] = [await openSeeker(world), await openSeeker(world)]
    for (let i = 0; i < 10; i++) await loud.say('again')
    await expect(loud.say('again')).rejects.toEqual(refused(conversationErrors.too_many_messages))
    await expect(quiet.say('hello')).resolves.toMatchObject({ position: 2 })
  })

  it('are bounded without script too', async () => {
    const agent = createNoScriptAgent(world.room, fast)
    const pass = await agent.begin({ language: 'en', text: 'help', clientKey: 'c' })
    const content: Content = { kind: 'text', text: 'again' }
    for (let i = 0; i < 10; i++) await agent.say(pass, content, randomId())
    await expect(agent.say(pass, content, randomId())).rejects.toEqual(
      refused(conversationErrors.too_many_messages),
    )
    await agent.settled()
  })
})

describe('streams of one visit', () => {
  it('are a few at once: the oldest ends in favour of the newest, and may come back', async () => {
    const side = await openSeeker(world)
    const before = world.room.hub.streams
    const streams = [await open(side), await open(side), await open(side)]
    await expect.poll(() => streams[0]?.ended).toBe(true)
    expect(streams[0]?.heard).toContain('event: again')
    expect(streams.slice(1).map(({ ended }) => ended)).toEqual([false, false])
    expect(world.room.hub.streams).toBe(before + 2)
    // What was there already is shown first, so that what comes now comes as an event of its own.
    await expect.poll(() => streams[2]?.heard).toContain('event: message')
    await side.say('news')
    await expect.poll(() => streams[2]?.heard.split('event: message').length).toBe(3)
    await Promise.all(streams.map(({ stop }) => stop()))
    expect(world.room.hub.streams).toBe(before)
  })

  it('that are opened again and again are refused after a while', async () => {
    const side = await openSeeker(world)
    for (let i = 0; i < 10; i++) await (await open(side)).stop()
    await expect(open(side)).rejects.toEqual(refused(conversationErrors.too_many_streams))
    await (await open(await openSeeker(world))).stop()
  })

  it('are counted without script as well', async () => {
    const agent = createNoScriptAgent(world.room, fast)
    const pass = await agent.begin({ language: 'en', text: 'help', clientKey: 'c' })
    const ends: string[] = []
    const watch = async (name: string, signal: AbortSignal) => {
      for await (const news of agent.watch(pass, { signal })) if (news.kind === 'end') ends.push(name)
    }
    const leaving = new AbortController()
    const watching = ['first', 'second', 'third'].map((name) => watch(name, leaving.signal))
    await expect.poll(() => ends).toHaveLength(1)
    leaving.abort()
    await Promise.all(watching)
    await agent.settled()
  })
})

describe('the count of streams', () => {
  it('forgets what has ended, so that only streams that are open count', () => {
    const limit = createStreamLimit(2, 1_000)
    const ended: number[] = []
    for (let i = 0; i < 100; i++) limit.enter('v', () => ended.push(i))?.()
    limit.enter('v', () => ended.push(100))
    limit.enter('v', () => ended.push(101))
    expect(ended).toEqual([])
    limit.enter('v', () => ended.push(102))
    expect(ended).toEqual([100])
    limit.enter('other', () => ended.push(103))
    expect(ended).toEqual([100])
  })
})
