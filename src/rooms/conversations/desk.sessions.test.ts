import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { notify } from '../../database/index.ts'
import { randomId, type Actor, type StaffActor } from '../../kernel/index.ts'
import { identityTopic } from '../identity/index.ts'
import type { Room } from './conversations.room.ts'
import { deskStream } from './desk.stream.ts'
import { openWorld, type World } from './testing.ts'

let world: World
let far: Room
beforeAll(async () => {
  world = await openWorld()
  far = world.another()
  await Promise.all([world.room, far].map((room) => room.hub.start()))
})
afterAll(() => world.close())

async function open(actor: StaffActor, room: Room, now: () => Actor = () => actor) {
  const stream = await deskStream(room).open({}, { actor, reauthenticate: async () => now() })
  const reader = stream.getReader()
  let heard = ''
  const state = { ended: false, heard: () => heard, stop: () => reader.cancel() }
  const read = async (): Promise<void> => {
    const { done, value } = await reader.read()
    if (done) return void (state.ended = true)
    heard += new TextDecoder().decode(value)
    return read()
  }
  void read()
  return state
}

/** What the identity room tells, wherever a session ended. */
const end = (session: string) =>
  world.database.as({ kind: 'system' }, (tx) => notify(tx, identityTopic, { k: 'ended', session }))

describe('a desk’s stream whose session ended', () => {
  it('ends at once, on every server, and says not to come back', async () => {
    const actor = world.member()
    const streams = [await open(actor, world.room), await open(actor, far)]
    await end(actor.sessionId)
    for (const stream of streams) {
      await expect.poll(() => stream.ended).toBe(true)
      expect(stream.heard()).toContain('event: over')
    }
  })

  it('ends alone: another session of the same member goes on', async () => {
    const actor = world.member()
    const other = await open({ ...actor, sessionId: randomId() }, far)
    const stream = await open(actor, far)
    await end(actor.sessionId)
    await expect.poll(() => stream.ended).toBe(true)
    expect(other.ended).toBe(false)
    await other.stop()
  })

  it('ends although it ended while the stream was being opened', async () => {
    const stream = await open(world.member(), far, () => ({ kind: 'public' }))
    await expect.poll(() => stream.ended).toBe(true)
  })
})

describe('a desk’s stream whose member has other roles', () => {
  const change = (member: string) =>
    world.database.as({ kind: 'system' }, (tx) => notify(tx, identityTopic, { k: 'roles', member }))

  it('looks again at once: it ends where they answer no more, and goes on where they do', async () => {
    const actor = world.member()
    let now: StaffActor = { ...actor }
    const stream = await open(actor, far, () => now)
    await change(randomId())
    await change(actor.memberId)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(stream.ended).toBe(false)
    now = { ...actor, teams: actor.teams.map((team) => ({ ...team, roles: ['coordinator'] })) }
    await change(actor.memberId)
    await expect.poll(() => stream.ended).toBe(true)
    expect(stream.heard()).toContain('event: over')
  })
})

describe('a desk’s stream', () => {
  const changed = (team: string) =>
    world.database.as({ kind: 'system' }, (tx) => notify(tx, identityTopic, { k: 'team', team }))

  it('tells that the members or keys of a team of its own changed, and of no other', async () => {
    const actor = world.member()
    const [own] = actor.teams
    const stream = await open(actor, far, () => actor)
    await changed(randomId())
    await changed(own?.teamId ?? '')
    await expect.poll(() => stream.heard()).toContain('event: team')
    expect(stream.heard().match(/event: team/g)).toHaveLength(1)
    expect(stream.heard()).toContain(own?.teamId)
  })
})
