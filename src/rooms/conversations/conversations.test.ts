import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createVisit } from '../../sealing/index.ts'
import { bytesToBase64Url, isKind, randomId } from '../../kernel/index.ts'
import { conversationErrors } from './conversations.errors.ts'
import * as deskUse from './desk.usecases.ts'
import * as seeker from './seeker.usecases.ts'
import type { DeskSide } from './testing-sides.ts'
import { nextGeneration, openDesk, openSeeker, SeekerSide } from './testing-sides.ts'
import { openWorld, type World } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const refused = (kind: (typeof conversationErrors)[keyof typeof conversationErrors]) =>
  expect.objectContaining({ kind })

async function taken(text?: string): Promise<{ side: SeekerSide; desk: DeskSide }> {
  const side = await openSeeker(world, text)
  const actor = world.member()
  await deskUse.claim(world.room, actor, side.conversationId)
  const desk = await openDesk(world, actor, side.conversationId)
  await desk.read()
  return { side, desk }
}

/** A new epoch, as a writer who holds generation `after` is told of it. */
async function newEpoch(after: number) {
  const { id, publicKey } = await world.changeEpoch()
  return { generation: after, epochId: id, epochPublicKey: bytesToBase64Url(publicKey) }
}

describe('a conversation', () => {
  it('goes from the first message to an answer, and each side opens what the other sealed', async () => {
    const { side, desk } = await taken('is someone there?')
    expect(await desk.read()).toEqual(['is someone there?'])
    await desk.say('yes')
    await side.say('thank you')
    expect(await side.read()).toEqual(['is someone there?', 'yes', 'thank you'])
    expect(await desk.read()).toEqual(['is someone there?', 'yes', 'thank you'])
  })

  it('numbers messages from one, without gaps, in the order of acknowledgement', async () => {
    const { side, desk } = await taken()
    const positions = []
    for (const speaker of [desk, side, side, desk]) positions.push((await speaker.say('x')).position)
    expect(positions).toEqual([2, 3, 4, 5])
  })

  it('gives pages, and says when there is more', async () => {
    const side = await openSeeker(world)
    for (let i = 2; i <= 5; i++) await side.say(`m${i}`)
    const first = await seeker.listMessages(world.room, side.actor, { after: 0, limit: 2 })
    expect(first.envelopes.map(({ position }) => position)).toEqual([1, 2])
    expect(first.more).toBe(true)
    const rest = await seeker.listMessages(world.room, side.actor, { after: 2, limit: 100 })
    expect(rest.envelopes.map(({ position }) => position)).toEqual([3, 4, 5])
    expect(rest.more).toBe(false)
  })

  it('is not opened with a team that takes none', async () => {
    const side = new SeekerSide(world.room, randomId(), await createVisit())
    const opening = await side.opening(world, 'x')
    await expect(
      seeker.openConversation(world.room, { ...opening, teamId: randomId() }, 'c'),
    ).rejects.toEqual(refused(conversationErrors.no_line))
  })
})

describe('a retry', () => {
  it('of the first message gets its first acknowledgement, also when both arrive at once', async () => {
    const side = new SeekerSide(world.room, randomId(), await createVisit())
    const opening = await side.opening(world, 'once')
    const acknowledgements = await Promise.all([
      seeker.openConversation(world.room, opening, 'c'),
      seeker.openConversation(world.room, opening, 'c'),
    ])
    acknowledgements.push(await seeker.openConversation(world.room, opening, 'c'))
    expect(new Set(acknowledgements.map((ack) => JSON.stringify(ack))).size).toBe(1)
    expect(await side.read()).toEqual(['once'])
  })

  it('of a first message that shows another ticket than the visit’s says nothing in its name', async () => {
    const side = await openSeeker(world)
    const stranger = new SeekerSide(world.room, side.conversationId, side.visit)
    const opening = await stranger.opening(world, 'x')
    const facts = { ...(await newEpoch(1)), recipients: [side.reader] }
    const made = await nextGeneration(side.conversationId, facts)
    const envelope = await stranger.seal('not me', made.generation)
    const forged = { ...opening, generation: made.record, envelope }
    await expect(seeker.openConversation(world.room, forged, 'c')).rejects.toEqual(
      refused(conversationErrors.visit_over),
    )
    expect(await side.read()).toEqual(['hello'])
  })

  it('of any message never doubles it, also when several arrive at once', async () => {
    const { side, desk } = await taken()
    for (const speaker of [side, desk]) {
      const envelope = await speaker.seal(speaker === side ? 'seeker' : 'responder')
      const all = await Promise.all([1, 2, 3].map(() => speaker.post(envelope)))
      all.push(await speaker.post(envelope))
      expect(new Set(all.map(({ position }) => position)).size).toBe(1)
    }
    expect(await side.read()).toEqual(['hello', 'seeker', 'responder'])
  })

  it('with a new generation gets its first acknowledgement too', async () => {
    const side = await openSeeker(world)
    const made = await nextGeneration(side.conversationId, {
      ...(await newEpoch(1)),
      recipients: [side.reader],
    })
    const envelope = await side.seal('again', made.generation)
    const first = await side.post(envelope, made.record)
    expect(await side.post(envelope, made.record)).toEqual(first)
  })

  it('with a new generation gets it also while the first try is still under way', async () => {
    for (let round = 0; round < 20; round++) {
      const side = await openSeeker(world)
      const made = await nextGeneration(side.conversationId, {
        ...(await newEpoch(1)),
        recipients: [side.reader],
      })
      const envelope = await side.seal('once', made.generation)
      const all = await Promise.all([1, 2, 3].map(() => side.post(envelope, made.record)))
      expect(new Set(all.map(({ position }) => position)).size).toBe(1)
    }
  })

  it('with other bytes under the same number is refused, and the first stays', async () => {
    const side = await openSeeker(world)
    const before = side.writer
    await side.say('first')
    side.writer = before
    await expect(side.post(await side.seal('second'))).rejects.toEqual(
      refused(conversationErrors.message_conflict),
    )
    expect(await side.read()).toEqual(['hello', 'first'])
  })
})

describe('an envelope', () => {
  it('is refused when it names another conversation, another role, or is no envelope', async () => {
    const [side, other] = [await openSeeker(world), await openSeeker(world)]
    const foreign = await other.seal('x')
    for (const envelope of [foreign, 'AAAA', '', foreign.slice(0, -4)]) {
      await expect(side.post(envelope)).rejects.toEqual(refused(conversationErrors.envelope_refused))
    }
    const { desk } = await taken()
    const asResponder = await desk.seal('x')
    const victim = new SeekerSide(world.room, desk.conversationId, other.visit)
    await expect(victim.post(asResponder)).rejects.toEqual(refused(conversationErrors.envelope_refused))
  })

  it('is refused under a writer that belongs to somebody else', async () => {
    const { side, desk } = await taken()
    await desk.say('I am the responder')
    side.writer = {
      ...side.writer,
      id: desk.writer.id,
      sequence: desk.writer.sequence,
      previous: desk.writer.previous,
    }
    await expect(side.post(await side.seal('as them'))).rejects.toEqual(
      refused(conversationErrors.envelope_refused),
    )
  })
})

describe('the key of a conversation', () => {
  it('is superseded by a new epoch of the team; the next writer makes the next for everyone', async () => {
    const { side, desk } = await taken()
    await world.changeEpoch()
    const envelope = await side.seal('under the old one')
    const error = await side.post(envelope).catch((error: unknown) => error)
    expect(isKind(error, conversationErrors.key_superseded) && error.facts).toMatchObject({
      generation: 1,
      epochId: world.epochs.at(-1)?.id,
      recipients: [{ to: 'visit', recipient: side.visit.id }],
    })
    await desk.say('under the new one')
    expect(await side.read()).toContain('under the new one')
  })

  it('is made by one of two writers at once; the other adopts it, and nothing is lost', async () => {
    const { side, desk } = await taken()
    await world.changeEpoch()
    await Promise.all([side.say('from the seeker'), desk.say('from the responder')])
    const texts = await side.read()
    expect(texts.toSorted()).toEqual(['from the responder', 'from the seeker', 'hello'])
    const rows = await world.raw<{ count: number }>(
      'select count(*)::int from conversations.generations where conversation_id = $1',
      side.conversationId,
    )
    expect(rows[0]?.count).toBe(2)
  })

  it('must reach every live visit and no stranger', async () => {
    const side = await openSeeker(world)
    const facts = await newEpoch(1)
    const stranger = { ...side.reader, recipient: randomId() }
    for (const recipients of [[], [side.reader, stranger]]) {
      const made = await nextGeneration(side.conversationId, { ...facts, recipients })
      const before = side.writer
      await expect(side.post(await side.seal('x', made.generation), made.record)).rejects.toEqual(
        refused(conversationErrors.key_superseded),
      )
      side.writer = before
    }
  })
})
