import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesToBase64Url, randomId, type Actor } from '../../kernel/index.ts'
import {
  createPair,
  deriveReceipt,
  newReceipt,
  openSlot,
  sealSlotFor,
  slotProvesWords,
} from '../../sealing/index.ts'
import { conversationErrors } from './conversations.errors.ts'
import * as deskMessages from './desk-messages.usecases.ts'
import { claim, endConversation } from './desk.usecases.ts'
import { openKeep, registerKeep } from './keep.usecases.ts'
import { burn } from './burn.usecases.ts'
import {
  openDesk,
  openSeeker,
  prepareReturn,
  returnSeeker,
  type DeskSide,
  type SeekerSide,
} from './testing-sides.ts'
import { bytes, fast, openWorld, type World } from './testing.ts'
import * as words from './words.usecases.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const refused = (kind: (typeof conversationErrors)[keyof typeof conversationErrors]) =>
  expect.objectContaining({ kind })

/** A conversation of three messages, its words registered, and a desk that has it. */
async function story(): Promise<{ first: SeekerSide; desk: DeskSide }> {
  const first = await openSeeker(world, 'where I live')
  await first.registerWords()
  const actor = world.member()
  await claim(world.room, actor, first.conversationId)
  const desk = await openDesk(world, actor, first.conversationId)
  await desk.read()
  await desk.say('an answer')
  await first.say('my name')
  return { first, desk }
}

async function proof(receipt = newReceipt()) {
  const { lookupId, token } = await deriveReceipt(receipt, fast)
  return { lookupId: bytesToBase64Url(lookupId), token: bytesToBase64Url(token) }
}

/** The responder checked: every generation that the desk holds is resealed to a visit. */
async function check(desk: DeskSide, visit: SeekerSide): Promise<void> {
  const { conversationId } = desk
  const { generations } = await deskMessages.deskGenerations(world.room, desk.actor, {
    conversationId,
    after: 0,
    limit: 100,
  })
  await desk.hold(generations)
  const reader = { to: 'visit' as const, recipient: visit.visit.id, publicKey: bytes(visit.card.publicKey) }
  const slots = await Promise.all(
    generations.map(async (record) => {
      const generation = desk.keys.get(record.number)
      if (!generation) throw new Error('not held')
      const slot = await sealSlotFor({ conversationId, record, generation, reader })
      return { number: record.number, bytes: bytesToBase64Url(slot.bytes) }
    }),
  )
  await deskMessages.checkVisit(world.room, desk.actor, { conversationId, visitId: visit.visit.id, slots })
}

describe('coming back by words', () => {
  it('opens a blank thread to the same line: what was said stays shut, what comes is read', async () => {
    const { first, desk } = await story()
    const back = await returnSeeker(world.room, first.receipt)
    expect(back.conversationId).toBe(first.conversationId)
    expect(await back.read()).toEqual(['back'])
    expect(await back.state()).toMatchObject({ visit: { how: 'words', checked: false } })
    await desk.say('who is there?')
    await back.say('me')
    expect(await back.read()).toEqual(['back', 'who is there?', 'me'])
    expect(await first.read()).toEqual([
      'where I live',
      'an answer',
      'my name',
      'back',
      'who is there?',
      'me',
    ])
  })

  it('shows earlier envelopes and slots to nobody, even with no WHERE at all', async () => {
    const { first } = await story()
    const back = await returnSeeker(world.room, first.receipt)
    const seen = await world.database.as(back.actor, async (tx) => {
      const envelopes = await sql<{ position: number }>`select position from conversations.envelopes`.execute(
        tx,
      )
      const slots = await sql<{ recipient: string }>`select recipient from conversations.slots`.execute(tx)
      const tickets = await sql`select from conversations.tickets`.execute(tx)
      return { envelopes: envelopes.rows, slots: slots.rows, tickets: tickets.rows }
    })
    expect(seen).toEqual({ envelopes: [{ position: 4 }], slots: [{ recipient: back.visit.id }], tickets: [] })
  })

  it('proves to the team, and to no one else, that the words were known', async () => {
    const { first, desk } = await story()
    const back = await returnSeeker(world.room, first.receipt)
    const { generations } = await desk.page()
    const made = generations.find(({ number }) => number === back.newest.number)
    const { pair } = await deriveReceipt(first.receipt, fast)
    expect(made?.wordsPublicKey).toBe(bytesToBase64Url(pair.publicKey))
    if (!made) throw new Error('no generation')
    const slot = { ...made.slot, bytes: bytes(made.slot.bytes) }
    expect(slotProvesWords(slot)).toBe(true)
    const record = { number: made.number, epochId: made.epochId, commit: bytes(made.commit) }
    const { conversationId } = desk
    await expect(openSlot({ conversationId, record, slot, pair: desk.pairFor(made) })).rejects.toThrow(
      /unproven/,
    )
  })

  it('puts the queue and the desk on notice until somebody has checked', async () => {
    const { first, desk } = await story()
    const back = await returnSeeker(world.room, first.receipt)
    const before = await desk.page()
    expect(before.item.unchecked).toBe(true)
    expect(before.visits.find(({ visitId }) => visitId === back.visit.id)).toMatchObject({
      how: 'words',
      checked: false,
      live: true,
    })
    await check(desk, back)
    expect((await desk.page()).item.unchecked).toBe(false)
  })

  it('after a check opens what was said before', async () => {
    const { first, desk } = await story()
    const back = await returnSeeker(world.room, first.receipt)
    await check(desk, back)
    expect(await back.read()).toEqual(['where I live', 'an answer', 'my name', 'back'])
  })

  it('is granted once, while the retry of it gets its first acknowledgement', async () => {
    for (const _time of [1, 2, 3, 4, 5, 6]) {
      const { first } = await story()
      const { request } = await prepareReturn(world.room, first.receipt)
      const back = () => words.returnToLine(world.room, request)
      const [acknowledgement, ...atOnce] = await Promise.all([back(), back(), back()])
      expect([...atOnce, await back()]).toEqual([acknowledgement, acknowledgement, acknowledgement])
      const again = (await prepareReturn(world.room, first.receipt)).request
      const used = words.returnToLine(world.room, { ...again, grant: request.grant })
      await expect(used).rejects.toEqual(refused(conversationErrors.words_unknown))
    }
  })

  it('into another conversation is not granted by the words of this one', async () => {
    const [{ first }, { first: other }] = [await story(), await story()]
    const [mine, theirs] = [
      await prepareReturn(world.room, first.receipt),
      await prepareReturn(world.room, other.receipt),
    ]
    const given = words.returnToLine(world.room, { ...theirs.request, grant: mine.request.grant })
    await expect(given).rejects.toEqual(refused(conversationErrors.words_unknown))
  })

  it('at the moment when somebody else makes a key is told so, and tries again', async () => {
    const { first, desk } = await story()
    const { request } = await prepareReturn(world.room, first.receipt)
    await world.changeEpoch()
    await desk.say('meanwhile')
    await expect(words.returnToLine(world.room, request)).rejects.toMatchObject({
      kind: conversationErrors.key_superseded,
      facts: { generation: 2 },
    })
    expect(await (await returnSeeker(world.room, first.receipt)).read()).toEqual(['back'])
  })

  it('after the conversation ended makes it wait again', async () => {
    const { first, desk } = await story()
    await endConversation(world.room, desk.actor, desk.conversationId)
    const back = await returnSeeker(world.room, first.receipt)
    expect(await back.state()).toMatchObject({ state: 'waiting', backInQueue: true })
  })
})

describe('words that lead nowhere', () => {
  it('are answered alike, whether wrong, seen by somebody, burned, destroyed or never made', async () => {
    const never = await proof()
    const { first } = await story()
    const right = await proof(first.receipt)
    const wrongToken = { ...right, token: never.token }
    const seen = (await story()).first
    await words.wordsSeen(world.room, seen.actor)
    const burned = (await story()).first
    await burn(world.room, burned.actor)
    const destroyed = (await story()).first
    await world.raw(`delete from conversations.conversations where id = $1`, destroyed.conversationId)
    const tries = [
      never,
      wrongToken,
      ...(await Promise.all([seen, burned, destroyed].map((s) => proof(s.receipt)))),
    ]
    const errors = await Promise.all(
      tries.map((t) => words.findLine(world.room, t, 'c').catch((e: unknown) => e)),
    )
    for (const error of errors) {
      expect(error).toMatchObject({ kind: conversationErrors.words_unknown, facts: {} })
    }
    expect(await words.findLine(world.room, right, 'c')).toMatchObject({
      conversationId: first.conversationId,
    })
  })

  it('can’t be tried without end', async () => {
    const own = await openWorld({ returnsPerMinute: 3 })
    try {
      const never = await proof()
      const codes = []
      for (let i = 0; i < 5; i++) {
        const error = await words.findLine(own.room, never, 'one address').catch((e: unknown) => e)
        codes.push((error as { kind: { code: string } }).kind.code)
      }
      expect(codes.slice(0, 3)).toEqual(Array(3).fill('conversations.words_unknown'))
      expect(codes.slice(3)).toEqual(Array(2).fill('conversations.too_many_tries'))
    } finally {
      await own.close()
    }
  })
})

describe('words', () => {
  it('once registered stay: the same again changes nothing, others are refused until they were seen', async () => {
    const side = await openSeeker(world)
    expect(await side.state()).toMatchObject({ wordsKept: false })
    await side.registerWords()
    await side.registerWords()
    expect(await side.state()).toMatchObject({ wordsKept: true })
    side.receipt = newReceipt()
    await expect(side.registerWords()).rejects.toEqual(refused(conversationErrors.words_exist))
    await words.wordsSeen(world.room, side.actor)
    await side.registerWords()
    expect((await returnSeeker(world.room, side.receipt)).conversationId).toBe(side.conversationId)
  })

  it('that somebody saw end a return that is half done', async () => {
    const { first } = await story()
    const { request } = await prepareReturn(world.room, first.receipt)
    await words.wordsSeen(world.room, first.actor)
    await expect(words.returnToLine(world.room, request)).rejects.toEqual(
      refused(conversationErrors.words_unknown),
    )
  })

  it('can’t be changed, nor a second secret set, by someone who only knew them', async () => {
    const { first } = await story()
    const back = await returnSeeker(world.room, first.receipt)
    await words.wordsSeen(world.room, back.actor)
    back.receipt = newReceipt()
    await expect(back.registerWords()).rejects.toEqual(refused(conversationErrors.not_checked))
    const keep = { keepId: randomId(), token: 'A'.repeat(43), publicKey: back.card.publicKey, slots: [] }
    await expect(registerKeep(world.room, back.actor, keep)).rejects.toEqual(
      refused(conversationErrors.not_checked),
    )
  })
})

describe('a visit that is somebody else', () => {
  it('is sent away: it reads and writes no more, and the next message needs keys it does not have', async () => {
    const { first, desk } = await story()
    const back = await returnSeeker(world.room, first.receipt)
    await desk.read()
    const { conversationId } = desk
    await deskMessages.refuseVisit(world.room, desk.actor, { conversationId, visitId: back.visit.id })
    await expect(back.read()).rejects.toEqual(refused(conversationErrors.visit_over))
    await expect(back.say('x')).rejects.toEqual(refused(conversationErrors.visit_over))
    const old = desk.newest.number
    await desk.say('are you safe?')
    expect(desk.newest.number).toBe(old + 1)
    expect(await first.read()).toContain('are you safe?')
    const slots = await world.raw<{ recipient: string }>(
      `select recipient from conversations.slots where conversation_id = $1 and number = $2 and kind = 'visit'`,
      conversationId,
      desk.newest.number,
    )
    expect(slots.map(({ recipient }) => recipient)).toEqual([first.visit.id])
  })
})

describe('the second secret', () => {
  async function withSecond() {
    const { first, desk } = await story()
    const keep = await createPair()
    const keepId = randomId()
    const token = bytesToBase64Url(crypto.getRandomValues(new Uint8Array(32)))
    const { generations } = await deskMessages.deskGenerations(world.room, desk.actor, {
      conversationId: first.conversationId,
      after: 0,
      limit: 100,
    })
    const slots = await Promise.all(
      generations.map(async (record) => {
        const generation = first.keys.get(record.number)
        if (!generation) throw new Error('not held')
        const reader = { to: 'keep' as const, recipient: keepId, publicKey: keep.publicKey }
        const slot = await sealSlotFor({ conversationId: first.conversationId, record, generation, reader })
        return { number: record.number, bytes: bytesToBase64Url(slot.bytes) }
      }),
    )
    const publicKey = bytesToBase64Url(keep.publicKey)
    await registerKeep(world.room, first.actor, { keepId, token, publicKey, slots })
    return { first, desk, keep, token }
  }

  it('opens what was said before, in a blank thread, without a responder', async () => {
    const { first, desk, keep, token } = await withSecond()
    await world.changeEpoch()
    await desk.say('under the next key')
    const back = await returnSeeker(world.room, first.receipt)
    back.keep = keep
    const { generations } = await openKeep(world.room, back.actor, token)
    await back.hold(generations)
    expect(await back.read()).toEqual(['where I live', 'an answer', 'my name', 'under the next key', 'back'])
    expect(await back.state()).toMatchObject({ visit: { how: 'second', checked: true }, secondKept: true })
  })

  it('opens nothing when it is wrong, and after ten wrong tries in a day not even when it is right', async () => {
    const { first, token } = await withSecond()
    const back = await returnSeeker(world.room, first.receipt)
    for (let i = 0; i < 10; i++) {
      await expect(openKeep(world.room, back.actor, 'A'.repeat(43))).rejects.toEqual(
        refused(conversationErrors.secret_unknown),
      )
    }
    await expect(openKeep(world.room, back.actor, token)).rejects.toEqual(
      refused(conversationErrors.too_many_tries),
    )
    expect(await back.read()).toEqual(['back'])
    await world.raw(`update conversations.keeps set tries_since = now() - interval '25 hours'`)
    expect((await openKeep(world.room, back.actor, token)).generations.length).toBeGreaterThan(0)
  })
})

describe('row-level security, alone', () => {
  it('lets a visit into a conversation by a shown grant or as its first, and no other way', async () => {
    const { first } = await story()
    const stranger: Actor = { kind: 'seeker', conversationId: first.conversationId, visitId: randomId() }
    for (const how of ['first', 'words', 'second']) {
      const insert = world.database.as(stranger, (tx) =>
        sql`insert into conversations.visits (id, conversation_id, public_key, sign_public_key, how, checked, live_until)
            values (${stranger.visitId}, ${first.conversationId}, ${Buffer.alloc(65)}, ${Buffer.alloc(65)},
              ${how}, ${how !== 'words'}, now() + interval '1 hour')`.execute(tx),
      )
      await expect(insert).rejects.toThrow(/row-level security/)
    }
  })

  it('shows a stranger and the public nothing', async () => {
    await story()
    const actors: Actor[] = [
      { kind: 'public' },
      { kind: 'seeker', conversationId: randomId(), visitId: randomId() },
    ]
    for (const who of actors) {
      for (const table of [
        'conversations',
        'visits',
        'tickets',
        'words',
        'grants',
        'keeps',
        'slots',
        'envelopes',
        'presence',
        'burned',
      ]) {
        const rows = await world.database.as(who, (tx) =>
          sql`select from ${sql.table(`conversations.${table}`)}`.execute(tx),
        )
        expect([table, rows.rows.length]).toEqual([table, 0])
      }
    }
  })

  it('keeps envelopes, generations and writers as they are: nobody may change or delete one', async () => {
    const { first } = await story()
    for (const table of ['envelopes', 'generations', 'writers']) {
      const target = sql.table(`conversations.${table}`)
      const column = sql`conversation_id = ''`
      for (const change of [sql`delete from ${target}`, sql`update ${target} set ${column}`]) {
        const work = world.database.as(first.actor, (tx) => change.execute(tx))
        await expect(work).rejects.toThrow(/permission denied/)
      }
    }
  })
})
