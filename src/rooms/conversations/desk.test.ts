import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomId, type StaffActor } from '../../kernel/index.ts'
import { conversationErrors } from './conversations.errors.ts'
import * as deskMessages from './desk-messages.usecases.ts'
import * as desk from './desk.usecases.ts'
import { burn } from './burn.usecases.ts'
import { openDesk, openSeeker } from './testing-sides.ts'
import { openWorld, type World } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const refused = (kind: (typeof conversationErrors)[keyof typeof conversationErrors]) =>
  expect.objectContaining({ kind })
const onDuty = (actor: StaffActor, available = true, languages = ['en']) =>
  desk.heartbeat(world.room, actor, { available, languages, active: true, leaving: false })

describe('the queue', () => {
  it('shows what waits, oldest first, with language and region and no text', async () => {
    const actor = world.member()
    const before = (await desk.deskQueue(world.room, actor)).waiting.length
    const [first, second] = [await openSeeker(world), await openSeeker(world)]
    const { waiting, mine } = await desk.deskQueue(world.room, actor)
    const ids = waiting.slice(before).map(({ conversationId }) => conversationId)
    expect(ids).toEqual([first.conversationId, second.conversationId])
    expect(waiting.at(-1)).toMatchObject({
      language: 'en',
      state: 'waiting',
      lastPosition: 1,
      seekerHere: true,
    })
    expect(mine).toEqual([])
  })

  it('shows nothing of another team, nor to a coordinator or provider', async () => {
    await openSeeker(world)
    for (const actor of [
      world.member(['responder'], randomId()),
      world.member(['coordinator', 'provider']),
    ]) {
      expect(await desk.deskQueue(world.room, actor)).toMatchObject({ waiting: [], mine: [], others: [] })
    }
  })

  it('shows a supervisor what others have', async () => {
    const side = await openSeeker(world)
    const actor = world.member()
    await desk.claim(world.room, actor, side.conversationId)
    const of = async (who: StaffActor) => (await desk.deskQueue(world.room, who)).others
    expect(await of(world.member())).toEqual([])
    expect(await of(world.member(['supervisor']))).toContainEqual(
      expect.objectContaining({ conversationId: side.conversationId, claimedBy: actor.memberId }),
    )
  })
})

describe('claiming', () => {
  it('of one conversation by twenty at once is granted to one; the others learn it', async () => {
    const side = await openSeeker(world)
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () => desk.claim(world.room, world.member(), side.conversationId)),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of tries) {
      if (result.status === 'rejected')
        expect(result.reason).toEqual(refused(conversationErrors.already_claimed))
    }
  })

  it('of one’s own again changes nothing', async () => {
    const [side, actor] = [await openSeeker(world), world.member()]
    const first = await desk.claim(world.room, actor, side.conversationId)
    expect(await desk.claim(world.room, actor, side.conversationId)).toEqual(first)
  })

  it('of another team’s looks as if it did not exist', async () => {
    const side = await openSeeker(world)
    const stranger = world.member(['responder'], randomId())
    for (const id of [side.conversationId, randomId()]) {
      await expect(desk.claim(world.room, stranger, id)).rejects.toEqual(
        refused(conversationErrors.not_found),
      )
    }
  })
})

describe('reading and writing', () => {
  it('needs to have claimed it; a colleague who has not is told nothing', async () => {
    const side = await openSeeker(world)
    const [owner, colleague] = [world.member(), world.member()]
    const theirs = await openDesk(world, colleague, side.conversationId)
    await expect(theirs.page()).rejects.toEqual(refused(conversationErrors.not_found))
    await desk.claim(world.room, owner, side.conversationId)
    const mine = await openDesk(world, owner, side.conversationId)
    expect(await mine.read()).toEqual(['hello'])
    await expect(theirs.page()).rejects.toEqual(refused(conversationErrors.not_found))
    for (const [number, key] of mine.keys) theirs.keys.set(number, key)
    await expect(theirs.say('x')).rejects.toEqual(refused(conversationErrors.not_yours))
  })

  it('by a supervisor is allowed, and recorded once for each reading', async () => {
    const side = await openSeeker(world)
    const supervisor = world.member(['supervisor'])
    const theirs = await openDesk(world, supervisor, side.conversationId)
    expect(await theirs.read()).toEqual(['hello'])
    await theirs.page(1)
    const rows = await world.raw<{ action: string }>(
      `select action from audit.entries where who = $1`,
      supervisor.memberId,
    )
    expect(rows.map(({ action }) => action)).toEqual(['conversations.supervisor_read'])
    await expect(theirs.say('x')).rejects.toEqual(refused(conversationErrors.not_yours))
  })
})

describe('letting go', () => {
  it('by release puts it back, where the next may take it, and the seeker is told', async () => {
    const [side, actor] = [await openSeeker(world), world.member()]
    await desk.claim(world.room, actor, side.conversationId)
    expect(await side.state()).toMatchObject({ state: 'claimed', backInQueue: false })
    await expect(desk.release(world.room, world.member(), side.conversationId)).rejects.toEqual(
      refused(conversationErrors.not_yours),
    )
    await desk.release(world.room, actor, side.conversationId)
    expect(await side.state()).toMatchObject({ state: 'waiting', backInQueue: true })
    await desk.claim(world.room, world.member(), side.conversationId)
  })

  it('by handing over gives the colleague the history and takes it from whoever had it', async () => {
    const side = await openSeeker(world)
    const [giver, taker] = [world.member(), world.member()]
    await desk.claim(world.room, giver, side.conversationId)
    const before = await openDesk(world, giver, side.conversationId)
    await before.read()
    await before.say('I am going home')
    const to = { conversationId: side.conversationId, memberId: taker.memberId }
    await expect(desk.handOver(world.room, giver, to)).rejects.toEqual(
      refused(conversationErrors.not_on_duty),
    )
    await onDuty(taker)
    await desk.handOver(world.room, giver, to)
    const after = await openDesk(world, taker, side.conversationId)
    expect(await after.read()).toEqual(['hello', 'I am going home'])
    await after.say('I am here now')
    await expect(before.page()).rejects.toEqual(refused(conversationErrors.not_found))
    expect(await side.read()).toEqual(['hello', 'I am going home', 'I am here now'])
  })

  it('may be done by a supervisor for somebody else, also to themselves, but not by a colleague', async () => {
    const side = await openSeeker(world)
    const [owner, colleague, supervisor] = [world.member(), world.member(), world.member(['supervisor'])]
    await desk.claim(world.room, owner, side.conversationId)
    for (const actor of [colleague, supervisor]) await onDuty(actor)
    const { conversationId } = side
    await expect(
      desk.handOver(world.room, colleague, { conversationId, memberId: colleague.memberId }),
    ).rejects.toEqual(refused(conversationErrors.not_yours))
    await desk.handOver(world.room, supervisor, { conversationId, memberId: supervisor.memberId })
    expect((await desk.deskQueue(world.room, supervisor)).mine).toHaveLength(1)
  })

  it('by ending keeps everything; the seeker who writes again waits again', async () => {
    const [side, actor] = [await openSeeker(world), world.member()]
    await desk.claim(world.room, actor, side.conversationId)
    await desk.endConversation(world.room, actor, side.conversationId)
    expect(await side.state()).toMatchObject({ state: 'ended' })
    expect(await side.read()).toEqual(['hello'])
    await side.say('one more thing')
    expect(await side.state()).toMatchObject({ state: 'waiting', backInQueue: true })
    const mine = await openDesk(world, actor, side.conversationId)
    await expect(mine.page()).rejects.toEqual(refused(conversationErrors.not_found))
  })
})

describe('being on duty', () => {
  it('is what a colleague can be handed over to, and what the public is told', async () => {
    const own = await openWorld()
    try {
      const [free, busy] = [own.member(), own.member()]
      const beat = (actor: StaffActor, available: boolean, languages: string[]) =>
        desk.heartbeat(own.room, actor, { available, languages, active: true, leaving: false })
      await beat(free, true, ['en', 'fr'])
      await beat(busy, false, ['es'])
      // A desk that is open, takes nobody and has nobody: nobody is told to wait for it.
      expect(await own.another().board.read()).toMatchObject({ onDuty: 1, free: 1, languages: ['en', 'fr'] })
      const { conversationId } = await openSeeker(own)
      await desk.claim(own.room, busy, conversationId)
      expect(await own.another().board.read()).toMatchObject({
        onDuty: 2,
        free: 1,
        languages: ['en', 'es', 'fr'],
      })
      expect(
        (await desk.colleagues(own.room, free)).members.map(({ memberId }) => memberId).toSorted(),
      ).toEqual([free.memberId, busy.memberId].toSorted())
      await own.raw(
        `update conversations.presence set seen_at = now() - interval '46 seconds' where member_id = $1`,
        free.memberId,
      )
      expect(await own.another().board.read()).toMatchObject({ onDuty: 1, free: 0 })
      await desk.heartbeat(own.room, busy, { available: true, languages: [], active: false, leaving: true })
      expect(await own.another().board.read()).toMatchObject({ onDuty: 0, free: 0, languages: [] })
    } finally {
      await own.close()
    }
  })
})

describe('a burned conversation', () => {
  it('is gone for the desk that had it, which is told so; for others it never was', async () => {
    const [side, actor] = [await openSeeker(world), world.member()]
    await desk.claim(world.room, actor, side.conversationId)
    await burn(world.room, side.actor)
    const page = (who: StaffActor) =>
      deskMessages.deskMessages(world.room, who, { conversationId: side.conversationId, after: 0, limit: 10 })
    await expect(page(actor)).rejects.toEqual(refused(conversationErrors.burned))
    await expect(page(world.member())).rejects.toEqual(refused(conversationErrors.not_found))
    const tables = [
      'conversations',
      'visits',
      'tickets',
      'words',
      'keeps',
      'generations',
      'slots',
      'writers',
      'envelopes',
    ]
    for (const table of tables) {
      const column = table === 'conversations' ? 'id' : 'conversation_id'
      const rows = await world.raw(
        `select 1 from conversations.${table} where ${column} = $1`,
        side.conversationId,
      )
      expect([table, rows.length]).toEqual([table, 0])
    }
    await expect(side.read()).rejects.toEqual(refused(conversationErrors.visit_over))
  })
})
