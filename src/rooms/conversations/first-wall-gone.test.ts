import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { randomId, type Actor, type StaffActor } from '../../kernel/index.ts'
import { appendEnvelope } from './envelopes.repository.ts'
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
    groundsFor: () => [{ by: 'has_it', reads: true }],
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
    expect(await deskQueue(room, actor)).toMatchObject({
      waiting: [],
      crowd: { waiting: 0, first: [] },
      mine: [],
      others: [],
      more: false,
    })
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

  it('nobody stores a message but by the one way in, and there only in their own name', async () => {
    const colleague = world.member()
    const other = await openSeeker(world)
    const actors: Actor[] = [
      colleague,
      ...Object.values(strangers),
      other.actor,
      { kind: 'public' },
      { kind: 'system' },
    ]
    const authors = [
      { visitId },
      { visitId: other.actor.visitId },
      ...actors.flatMap((actor) => (actor.kind === 'staff' ? [{ memberId: actor.memberId }] : [])),
    ]
    const [{ owner } = { owner: '' }] = await world.raw<{ owner: string }>(
      'select claimed_by as owner from conversations.conversations where id = $1',
      theirs,
    )
    const before = await world.raw(
      'select count(*)::int as n, max(last_position) as last from conversations.conversations c join conversations.envelopes e on e.conversation_id = c.id where c.id = $1',
      theirs,
    )
    const capabilities = [`answers:${world.teamId}`, `supervises:${world.teamId}`, `returns:${theirs}`]
    for (const actor of actors) {
      for (const author of [...authors, { memberId: owner }]) {
        const envelope = {
          conversationId: theirs,
          author,
          writerId: randomId(),
          sequence: 1,
          generation: 1,
          bytes: new Uint8Array(9),
          hash: crypto.getRandomValues(new Uint8Array(32)),
          serverSealed: false,
          leftMessage: false,
        }
        const stored = world.database.once(actor, appendEnvelope(envelope, world.deps.line.isCurrentEpoch), {
          capabilities,
        })
        expect(await stored).toEqual([])
      }
      for (const row of [
        sql`insert into conversations.envelopes (conversation_id, position, writer_id, sequence, generation, role, bytes, hash)
            values (${theirs}, 99, ${randomId()}, 1, 1, 'seeker', '\\x00', decode(repeat('00', 32), 'hex'))`,
        sql`insert into conversations.writers (conversation_id, writer_id, visit_id) values (${theirs}, ${randomId()}, ${visitId})`,
      ])
        await expect(world.database.once(actor, row, { capabilities })).rejects.toThrow(/permission denied/)
    }
    expect(
      await world.raw(
        'select count(*)::int as n, max(last_position) as last from conversations.conversations c join conversations.envelopes e on e.conversation_id = c.id where c.id = $1',
        theirs,
      ),
    ).toEqual(before)
  })
})
