import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesToBase64Url, randomId } from '../../kernel/index.ts'
import { createPair } from '../../sealing/index.ts'
import { answerDeletion, burn } from './burn.usecases.ts'
import { conversationErrors } from './conversations.errors.ts'
import { burnConversation } from './conversations.repository.ts'
import { ownLine } from './conversations.state.ts'
import * as deskMessages from './desk-messages.usecases.ts'
import { claim, deskQueue, endConversation } from './desk.usecases.ts'
import { openKeep, registerKeep } from './keep.usecases.ts'
import { openDesk, openSeeker, returnSeeker, type DeskSide, type SeekerSide } from './testing-sides.ts'
import { openWorld, type World } from './testing.ts'
import { authenticate } from './tickets.usecases.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const refused = (kind: (typeof conversationErrors)[keyof typeof conversationErrors]) =>
  expect.objectContaining({ kind })

async function story(): Promise<{ first: SeekerSide; desk: DeskSide }> {
  const first = await openSeeker(world, 'where I live')
  await first.registerWords()
  const actor = world.member()
  await claim(world.room, actor, first.conversationId)
  const desk = await openDesk(world, actor, first.conversationId)
  await desk.read()
  await desk.say('an answer')
  return { first, desk }
}

const exists = async ({ conversationId }: SeekerSide) =>
  (await world.raw(`select 1 from conversations.conversations where id = $1`, conversationId)).length === 1

const askedAt = async ({ actor, conversationId }: DeskSide) => {
  const { mine, waiting } = await deskQueue(world.room, actor)
  return [...mine, ...waiting].find((item) => item.conversationId === conversationId)?.deletionAskedAt
}

describe('deleting a conversation', () => {
  it('is done at once for the visit that began it', async () => {
    const { first } = await story()
    expect(await burn(world.room, first.actor)).toEqual({ deleted: true, goneBy: expect.any(String) })
    expect(await exists(first)).toBe(false)
  })

  it('is done at once for somebody who came back and was checked, or who showed the second secret', async () => {
    const checked = await story()
    const back = await returnSeeker(world.room, checked.first.receipt)
    const { conversationId } = back
    const visitId = back.visit.id
    await deskMessages.checkVisit(world.room, checked.desk.actor, { conversationId, visitId, slots: [] })
    expect(await burn(world.room, back.actor)).toMatchObject({ deleted: true })
    expect(await exists(back)).toBe(false)

    const { first } = await story()
    const token = bytesToBase64Url(crypto.getRandomValues(new Uint8Array(32)))
    const publicKey = bytesToBase64Url((await createPair()).publicKey)
    await registerKeep(world.room, first.actor, { keepId: randomId(), token, publicKey, slots: [] })
    const second = await returnSeeker(world.room, first.receipt)
    await openKeep(world.room, second.actor, token)
    expect(await burn(world.room, second.actor)).toMatchObject({ deleted: true })
    expect(await exists(second)).toBe(false)
  })
})

describe('whoever came back with the words alone and was not checked', () => {
  it('deletes nothing: their visit and the words end, and the team is asked', async () => {
    const { first, desk } = await story()
    const back = await returnSeeker(world.room, first.receipt)
    expect(await burn(world.room, back.actor)).toEqual({ deleted: false })
    expect(await first.read()).toEqual(['where I live', 'an answer', 'back'])
    expect(await askedAt(desk)).toBeDefined()
    await expect(back.read()).rejects.toEqual(refused(conversationErrors.visit_over))
    await expect(returnSeeker(world.room, first.receipt)).rejects.toEqual(
      refused(conversationErrors.words_unknown),
    )
    expect(await first.state()).toMatchObject({ wordsKept: false })
  })

  it('can’t take the visit up again, and gets no key of what comes', async () => {
    const { first, desk } = await story()
    const back = await returnSeeker(world.room, first.receipt)
    await burn(world.room, back.actor)
    await expect(authenticate(world.another(), back.ticket.ticketId)).rejects.toEqual(
      refused(conversationErrors.visit_over),
    )
    await desk.read()
    await desk.say('are you safe?')
    expect(await first.read(3)).toEqual(['are you safe?'])
    const slots = await world.raw(
      `select 1 from conversations.slots where conversation_id = $1 and recipient = $2 and number > 2`,
      first.conversationId,
      back.visit.id,
    )
    expect(slots).toEqual([])
  })

  it('can’t delete even where the use case forgets to ask who it is', async () => {
    const { first } = await story()
    const back = await returnSeeker(world.room, first.receipt)
    const forgetful = world.database.as(back.actor, async (tx) =>
      burnConversation(tx, (await ownLine(tx, back.actor)).row),
    )
    await expect(forgetful).rejects.toThrow()
    await world.database.as(back.actor, (tx) => sql`delete from conversations.conversations`.execute(tx))
    expect(await first.read()).toEqual(['where I live', 'an answer', 'back'])
  })

  it('is heard although the conversation had ended: it waits in the queue again', async () => {
    const { first, desk } = await story()
    const back = await returnSeeker(world.room, first.receipt)
    await endConversation(world.room, desk.actor, first.conversationId)
    expect(await askedAt(desk)).toBeUndefined()
    await burn(world.room, back.actor)
    expect(await askedAt(desk)).toBeDefined()
  })
})

describe('a desk that is asked to delete', () => {
  async function asked() {
    const { first, desk } = await story()
    await burn(world.room, (await returnSeeker(world.room, first.receipt)).actor)
    const { conversationId } = first
    const answer = (actor: DeskSide['actor'], deleted: boolean) =>
      answerDeletion(world.room, actor, { conversationId, deleted })
    return { first, desk, answer }
  }

  it('deletes everything once the responder is sure, and says so to whoever is there', async () => {
    const { first, desk, answer } = await asked()
    await answer(desk.actor, true)
    expect(await exists(first)).toBe(false)
    await expect(desk.page()).rejects.toEqual(refused(conversationErrors.burned))
  })

  it('keeps it otherwise: everything goes on, and there is nothing left to answer', async () => {
    const { first, desk, answer } = await asked()
    await answer(desk.actor, false)
    expect(await askedAt(desk)).toBeUndefined()
    expect(await first.read()).toEqual(['where I live', 'an answer', 'back'])
    await expect(answer(desk.actor, true)).rejects.toEqual(refused(conversationErrors.deletion_not_asked))
    expect(await exists(first)).toBe(true)
  })

  it('is answered by nobody but whoever has the conversation and supervisors of its team', async () => {
    const { first, answer } = await asked()
    await expect(answer(world.member(), true)).rejects.toEqual(refused(conversationErrors.not_yours))
    await expect(answer(world.member(['supervisor'], randomId()), true)).rejects.toEqual(
      refused(conversationErrors.not_found),
    )
    expect(await exists(first)).toBe(true)
    await answer(world.member(['supervisor']), true)
    expect(await exists(first)).toBe(false)
  })

  it('can’t delete what nobody asked to have deleted, even with no use case in between', async () => {
    const { first, desk } = await story()
    await world.database.as(desk.actor, (tx) => sql`delete from conversations.conversations`.execute(tx), {
      capabilities: [`answers:${world.teamId}`, `supervises:${world.teamId}`],
    })
    expect(await exists(first)).toBe(true)
  })
})
