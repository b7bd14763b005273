import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { randomId, type StaffActor } from '../../kernel/index.ts'
import { openDesk, openSeeker } from './testing-sides.ts'
import { openWorld, type World } from './testing.ts'

/*
 * The first wall is taken down: every rule of the policy is true for everybody, as predicate and as SQL. What the
 * use cases then still refuse, row-level security refuses. The capabilities stay: they are what it is told.
 */
vi.mock(import('./conversations.policy.ts'), async (original) => {
  const policy = await original()
  const everybody = () => sql<boolean>`1=1`
  const yes = () => true
  return {
    ...policy,
    mayQueue: yes,
    mayRead: yes,
    mayAnswer: yes,
    mayHandOver: yes,
    queueableSql: everybody,
    readableSql: everybody,
    answerableSql: everybody,
  }
})

const { claim, deskQueue, endConversation, handOver, release } = await import('./desk.usecases.ts')
const messages = await import('./desk-messages.usecases.ts')
const notes = await import('./desk-note.usecases.ts')
const { answerDeletion } = await import('./burn.usecases.ts')

let world: World
let theirs: string
let visitId: string
const strangers: Record<string, StaffActor> = {}
beforeAll(async () => {
  world = await openWorld()
  const side = await openSeeker(world)
  theirs = side.conversationId
  visitId = side.actor.visitId
  await openDesk(world, world.member(), theirs)
  await world.raw('update conversations.conversations set deletion_asked_at = now()')
  const elsewhere = randomId()
  strangers['a responder of another team'] = world.member(['responder'], elsewhere)
  strangers['a supervisor of another team'] = world.member(['supervisor'], elsewhere)
  strangers['a coordinator of the team'] = world.member(['coordinator'])
  strangers['an administrator of the team'] = world.member(['administrator'])
  strangers['a provider'] = world.member(['provider'], elsewhere)
})
afterAll(() => world.close())

describe('with the policy of the room gone', () => {
  it.each([
    'a responder of another team',
    'a supervisor of another team',
    'a coordinator of the team',
    'an administrator of the team',
    'a provider',
  ])('%s still sees and changes nothing', async (who) => {
    const actor = strangers[who] as StaffActor
    const { room } = world
    const one = { conversationId: theirs }
    expect(await deskQueue(room, actor)).toEqual({ waiting: [], mine: [], others: [], more: false })
    const attempts: (() => Promise<unknown>)[] = [
      () => claim(room, actor, theirs),
      () => release(room, actor, theirs),
      () => endConversation(room, actor, theirs),
      () => handOver(room, actor, { ...one, memberId: actor.memberId }),
      () => messages.deskMessages(room, actor, { ...one, after: 0, limit: 10 }),
      () => messages.deskGenerations(room, actor, { ...one, after: 0, limit: 10 }),
      () => messages.checkVisit(room, actor, { ...one, visitId, slots: [] }),
      () => messages.refuseVisit(room, actor, { ...one, visitId }),
      () => notes.deskNote(room, actor, one),
      () => notes.keepDeskNote(room, actor, { ...one, epochId: randomId(), bytes: 'A'.repeat(100) }),
      () => answerDeletion(room, actor, { ...one, deleted: true }),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toThrow('conversations.not_found')
    expect(await messages.someGenerations(room, actor, theirs, [1])).toEqual([])
    const [row] = await world.raw<{ claimed_by: string; refused: number }>(
      `select claimed_by, (select count(*)::int from conversations.visits where refused_at is not null) as refused
       from conversations.conversations where id = $1`,
      theirs,
    )
    expect(row).toMatchObject({ refused: 0 })
    expect(row?.claimed_by).not.toBe(actor.memberId)
  })

  it('a colleague still reads no message of what another has', async () => {
    const colleague = world.member()
    const read = messages.deskMessages(world.room, colleague, { conversationId: theirs, after: 0, limit: 10 })
    expect((await read).envelopes).toEqual([])
    expect((await read).generations).toEqual([])
  })
})
