import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesToBase64Url, concatBytes, randomId, type Actor, type StaffActor } from '../../kernel/index.ts'
import { openDeskNote, sealDeskNote } from '../../sealing/index.ts'
import { burn } from './burn.usecases.ts'
import { conversationErrors } from './conversations.errors.ts'
import { extendConversations } from './conversations.retention.ts'
import { deskCapabilities } from './conversations.policy.ts'
import { deskNote, keepDeskNote } from './desk-note.usecases.ts'
import { claim, deskQueue, handOver, heartbeat, release } from './desk.usecases.ts'
import { openSeeker } from './testing-sides.ts'
import { bytes, openWorld, type World } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const refused = (kind: (typeof conversationErrors)[keyof typeof conversationErrors]) =>
  expect.objectContaining({ kind })
const words = (text: string) => concatBytes(new TextEncoder().encode(text))

/** A conversation that a responder has, with a colleague on duty. */
async function taken() {
  const side = await openSeeker(world)
  const [ada, bastien] = [world.member(), world.member()]
  await claim(world.room, ada, side.conversationId)
  await heartbeat(world.room, bastien, { available: true, languages: ['en'], active: true, leaving: false })
  const { conversationId } = side
  const epoch = world.epochs.at(-1) as (typeof world.epochs)[number]
  const place = { conversationId, teamId: world.teamId, epochId: epoch.id }
  const keep = async (actor: StaffActor, text: string) => {
    const sealed = await sealDeskNote(place, epoch.publicKey, words(text))
    const note = { conversationId, epochId: epoch.id, bytes: bytesToBase64Url(sealed) }
    await keepDeskNote(world.room, actor, note)
    return note
  }
  const read = async (actor: StaffActor) => {
    const { note } = await deskNote(world.room, actor, { conversationId })
    return note && new TextDecoder().decode(await openDeskNote(place, epoch, bytes(note.bytes)))
  }
  return { side, conversationId, ada, bastien, keep, read }
}

const rowsOf = (conversationId: string) =>
  world.raw<{ bytes: Buffer }>(
    'select bytes from conversations.desk_notes where conversation_id = $1',
    conversationId,
  )

describe('what a desk has under way', () => {
  it('goes to whoever has the conversation next, by hand-over and by the queue; the newest stands', async () => {
    const { conversationId, ada, bastien, keep, read } = await taken()
    expect(await read(ada)).toBeNull()
    await keep(ada, 'one ask')
    await keep(ada, 'two asks')
    await handOver(world.room, ada, { conversationId, memberId: bastien.memberId })
    expect(await read(bastien)).toBe('two asks')
    await release(world.room, bastien, conversationId)
    const third = world.member()
    await claim(world.room, third, conversationId)
    expect(await read(third)).toBe('two asks')
  })

  it('is for nobody but whoever has it: a late write of the one before changes nothing', async () => {
    const { conversationId, ada, bastien, keep, read } = await taken()
    await keep(ada, 'one ask')
    await handOver(world.room, ada, { conversationId, memberId: bastien.memberId })
    for (const actor of [ada, world.member()]) {
      await expect(keep(actor, 'late')).rejects.toEqual(refused(conversationErrors.not_found))
      await expect(read(actor)).rejects.toEqual(refused(conversationErrors.not_found))
    }
    const supervisor = world.member(['supervisor'])
    await expect(read(supervisor)).rejects.toEqual(refused(conversationErrors.not_yours))
    await expect(keep(world.member(['responder'], randomId()), 'x')).rejects.toEqual(
      refused(conversationErrors.not_found),
    )
    expect(await read(bastien)).toBe('one ask')
  })

  it('is not shown by row-level security to a seeker, a colleague, a supervisor or the clockwork', async () => {
    const { side, ada, keep } = await taken()
    await keep(ada, 'one ask')
    const seeker: Actor = side.actor
    const system: Actor = { kind: 'system' }
    const count = (actor: Actor) =>
      world.database.as(
        actor,
        async (tx) => (await sql`select from conversations.desk_notes`.execute(tx)).rows.length,
        { capabilities: deskCapabilities(actor) },
      )
    for (const actor of [seeker, system, world.member(), world.member(['supervisor'])])
      expect(await count(actor)).toBe(0)
    expect(await count(ada)).toBe(1)
  })

  it('is no message: who waits for an answer still waits, and nothing new stands in the thread', async () => {
    const { conversationId, ada, keep } = await taken()
    const item = async () =>
      (await deskQueue(world.room, ada)).mine.find((one) => one.conversationId === conversationId)
    const before = await item()
    expect(before?.unansweredSince).toBeDefined()
    await keep(ada, 'one ask')
    expect(await item()).toEqual(before)
  })

  it('lies in the database without a time, wrapped under the month of its conversation, and moves with it', async () => {
    const { conversationId, ada, keep, read } = await taken()
    const { bytes: sealed } = await keep(ada, 'one ask')
    const [row] = await rowsOf(conversationId)
    expect(row?.bytes.includes(Buffer.from(bytes(sealed).subarray(80, 144)))).toBe(false)
    const columns = await world.raw<{ type: string }>(
      `select data_type as type from information_schema.columns where table_name = 'desk_notes'`,
    )
    expect(columns.map(({ type }) => type).sort()).toEqual(['bytea', 'text', 'text'])
    await world.raw(
      `update conversations.conversations set touched_at = now() + interval '40 days' where id = $1`,
      conversationId,
    )
    expect(await extendConversations(world.deps)).toBeGreaterThan(0)
    expect((await rowsOf(conversationId))[0]?.bytes).not.toEqual(row?.bytes)
    expect(await read(ada)).toBe('one ask')
  })

  it('is deleted with its conversation', async () => {
    const { side, conversationId, ada, keep } = await taken()
    await keep(ada, 'one ask')
    await burn(world.room, side.actor)
    expect(await rowsOf(conversationId)).toEqual([])
  })

  it('must be bytes', async () => {
    const { conversationId, ada } = await taken()
    const note = { conversationId, epochId: randomId(), bytes: `${bytesToBase64Url(randomBytes(201))}x` }
    await expect(keepDeskNote(world.room, ada, note)).rejects.toEqual(
      refused(conversationErrors.envelope_refused),
    )
  })
})
