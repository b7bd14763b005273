import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bytesToBase64Url, randomId, type StaffActor } from '../../kernel/index.ts'
import { createPair, openSlot, sealSlotFor, type Pair } from '../../sealing/index.ts'
import * as desk from './desk.usecases.ts'
import { deskGenerations, deskMessages } from './desk-messages.usecases.ts'
import { insertGlass } from './glass.repository.ts'
import * as glass from './glass.usecases.ts'
import { sweepConversations } from './conversations.sweep.ts'
import { openDesk, openSeeker, type DeskSide } from './testing-sides.ts'
import { bytes, openWorld, type World } from './testing.ts'
import { whyConversation } from './why.usecase.ts'

/* A line of four: one who has the conversation, three who answer for the team; and a supervisor of another team. */
let world: World
let pair: Pair
let outsider: StaffActor
let responder: StaffActor
let lea: StaffActor
let max: StaffActor
let zoe: StaffActor
let conversationId: string
let held: DeskSide

beforeAll(async () => {
  world = await openWorld()
  pair = await createPair()
  responder = world.member()
  lea = world.member(['supervisor'])
  max = world.member(['coordinator'])
  zoe = world.member(['administrator'])
  const side = await openSeeker(world)
  conversationId = side.conversationId
  await desk.claim(world.room, responder, conversationId)
  held = await openDesk(world, responder, conversationId)
  await held.read()
})
afterAll(() => world.close())
beforeEach(async () => {
  outsider = world.member(['supervisor'], randomId())
  for (const table of ['glass_reviews', 'glass_endings', 'glass_decisions', 'glass'])
    await world.raw(`delete from conversations.${table}`)
  await world.raw(`delete from conversations.slots where kind = 'member'`)
  world.room.readings.clear()
})

const ask = (actor = outsider, scope: { conversationId?: string } = { conversationId }) =>
  glass.askGlass(world.room, actor, {
    teamId: world.teamId,
    ...scope,
    reason: 'team_unreachable',
    hours: 2,
    publicKey: bytesToBase64Url(pair.publicKey),
  })
const decide = (actor: StaffActor, glassId: string, yes = true) =>
  glass.decideGlass(world.room, actor, { glassId, yes })
const read = (actor: StaffActor) => deskMessages(world.room, actor, { conversationId, after: 0, limit: 100 })
const seen = async (actor: StaffActor, glassId: string) =>
  (await glass.listGlass(world.room, actor)).glass.find((each) => each.glassId === glassId)

/** The keys of the conversation, sealed to the asker as the workspace of whoever holds them does. */
async function seal(actor: StaffActor, glassId: string, of = conversationId) {
  const slots = await Promise.all(
    [...held.keys.values()].map(async (generation) => {
      const record = { number: generation.number, epochId: world.epochs.at(-1)?.id ?? '' }
      const reader = { to: 'member' as const, recipient: outsider.memberId, publicKey: pair.publicKey }
      const slot = await sealSlotFor({ conversationId: of, record, generation, reader })
      return { number: generation.number, bytes: bytesToBase64Url(slot.bytes) }
    }),
  )
  await glass.sealGlass(world.room, actor, { glassId, conversationId: of, slots })
}

const pass = (hours: number) =>
  world.raw(
    `update conversations.glass_decisions set at = at - $1 * interval '1 hour', ends_at = ends_at - $1 * interval '1 hour'`,
    hours,
  )

describe('break-glass', () => {
  it('lets a supervisor of another team read one conversation once a second person said yes and sealed the keys', async () => {
    await expect(read(outsider)).rejects.toThrow('conversations.not_found')
    const { glassId } = await ask()
    await expect(read(outsider)).rejects.toThrow('conversations.not_found')
    await decide(lea, glassId)
    // The row opens; the message does not, until somebody who holds the keys seals them.
    expect((await read(outsider)).generations).toEqual([])
    await seal(lea, glassId)
    const page = await read(outsider)
    const [view] = page.generations
    if (!view) throw new Error('no generation')
    expect(view.slot).toMatchObject({ to: 'member', recipient: outsider.memberId })
    const { generation } = await openSlot({
      conversationId,
      record: { number: view.number, epochId: view.epochId, commit: bytes(view.commit) },
      slot: { ...view.slot, bytes: bytes(view.slot.bytes) },
      pair,
    })
    expect(generation.key).toEqual(held.keys.get(1)?.key)
    expect(page.envelopes).toHaveLength(1)
    expect(page.visits).toEqual([])
    // It reads, and that is all.
    await expect(desk.claim(world.room, outsider, conversationId)).rejects.toThrow('conversations.not_found')
    await expect(desk.release(world.room, outsider, conversationId)).rejects.toThrow(
      'conversations.not_found',
    )
    expect(await desk.deskQueue(world.room, outsider)).toMatchObject({ waiting: [], mine: [], others: [] })
  })

  it('for one conversation opens no other, and for a team that team’s alone', async () => {
    const other = (await openSeeker(world)).conversationId
    const page = (id: string) =>
      deskMessages(world.room, outsider, { conversationId: id, after: 0, limit: 10 })
    const { glassId } = await ask()
    await decide(lea, glassId)
    await expect(page(other)).rejects.toThrow('conversations.not_found')
    await glass.reviewGlass(world.room, max, { glassId, finding: 'in_order' })
    const whole = await ask(outsider, {})
    await decide(lea, whole.glassId)
    expect((await page(other)).envelopes).toHaveLength(1)
    await world.raw('update conversations.conversations set team_id = $2 where id = $1', other, randomId())
    await expect(page(other)).rejects.toThrow('conversations.not_found')
  })

  it('is over after its hours, at a word of the asker or the team, and its keys are taken away', async () => {
    const { glassId } = await ask()
    await decide(lea, glassId)
    await seal(lea, glassId)
    await read(outsider)
    await pass(2)
    await expect(read(outsider)).rejects.toThrow('conversations.not_found')
    const keys = () => world.raw(`select 1 from conversations.slots where kind = 'member'`)
    expect(await keys()).toHaveLength(1)
    await sweepConversations(world.room)
    expect(await keys()).toHaveLength(0)
    await glass.reviewGlass(world.room, max, { glassId, finding: 'in_order' })
    for (const ender of [outsider, zoe]) {
      const { glassId: next } = await ask()
      await decide(lea, next)
      await read(outsider)
      await glass.endGlass(world.room, ender, { glassId: next })
      await expect(read(outsider)).rejects.toThrow('conversations.not_found')
      await glass.reviewGlass(world.room, max, { glassId: next, finding: 'in_order' })
    }
  })

  it('needs a second person who answers for the team, and tells a third', async () => {
    const { glassId } = await ask()
    for (const nobody of [outsider, responder, zoe, world.member(['supervisor'], randomId())])
      await expect(decide(nobody, glassId)).rejects.toThrow('conversations.glass_not_found')
    await decide(max, glassId)
    const view = await seen(zoe, glassId)
    expect(view?.told).toBeDefined()
    expect([outsider.memberId, max.memberId]).not.toContain(view?.told)
    await expect(decide(lea, glassId)).rejects.toThrow('conversations.glass_not_found')
  })

  it('is refused where there is no third to tell, and in one’s own team', async () => {
    const lone = await openWorld()
    try {
      const leader = lone.member(['supervisor'])
      const asker = lone.member(['supervisor'], randomId())
      const input = { teamId: lone.teamId, reason: 'complaint' as const, hours: 1 }
      const publicKey = bytesToBase64Url(pair.publicKey)
      const { glassId } = await glass.askGlass(lone.room, asker, { ...input, publicKey })
      const yes = glass.decideGlass(lone.room, leader, { glassId, yes: true })
      await expect(yes).rejects.toThrow('conversations.glass_no_third')
      const own = glass.askGlass(lone.room, leader, { ...input, publicKey })
      await expect(own).rejects.toThrow('conversations.glass_own_team')
    } finally {
      await lone.close()
    }
  })

  it('is asked for by a supervisor of the national line only, whichever wall is looked at', async () => {
    const organisationKind = 'region' as const
    const regional: StaffActor = {
      ...outsider,
      teams: outsider.teams.map((team) => ({ ...team, organisationKind })),
    }
    await expect(ask(regional)).rejects.toThrow('conversations.not_yours')
    const past = world.room.database.as(regional, (tx) =>
      insertGlass(tx, {
        id: randomId(),
        teamId: world.teamId,
        conversationId,
        reason: 'team_unreachable',
        hours: 2,
        askedBy: regional.memberId,
        publicKey: pair.publicKey,
      }),
    )
    await expect(past).rejects.toThrow(/row-level security/)
  })

  it('can’t be done again by either until somebody who had no part in it has reviewed it', async () => {
    const { glassId } = await ask()
    await decide(lea, glassId)
    await pass(2)
    await expect(ask()).rejects.toThrow('conversations.glass_owed')
    expect((await glass.listGlass(world.room, outsider)).owed).toBe(true)
    const another = world.member(['supervisor'], randomId())
    const second = await ask(another)
    await expect(decide(lea, second.glassId)).rejects.toThrow('conversations.glass_owed')
    for (const part of [outsider, lea, responder])
      await expect(glass.reviewGlass(world.room, part, { glassId, finding: 'in_order' })).rejects.toThrow(
        'conversations.glass_not_found',
      )
    await glass.reviewGlass(world.room, zoe, { glassId, finding: 'not_in_order' })
    await ask()
    await decide(lea, second.glassId)
  })

  it('leaves an entry for each step and each reading, with the reason and no content', async () => {
    const { glassId } = await ask()
    await decide(lea, glassId)
    await seal(lea, glassId)
    await read(outsider)
    await read(outsider)
    await glass.reviewGlass(world.room, max, { glassId, finding: 'in_order' })
    const rows = await world.raw<{ who: string; action: string; purpose: string }>(
      `select who, action, purpose from audit.entries where action like 'conversations.glass%' and who = any($1)
       order by id`,
      [outsider.memberId, lea.memberId, max.memberId],
    )
    expect(rows.slice(-5).map(({ action }) => action.replace('conversations.glass_', ''))).toEqual([
      'ask',
      'approve',
      'seal',
      'read',
      'review',
    ])
    expect(new Set(rows.slice(-5).map(({ purpose }) => purpose))).toEqual(new Set(['team_unreachable']))
  })
})

describe('with the code gone, the wall', () => {
  const as = (actor: StaffActor, text: string) => world.database.as(actor, (tx) => sql.raw(text).execute(tx))

  const decision = (glassId: string, by: string, { told = zoe.memberId, hours = 1 } = {}) =>
    `insert into conversations.glass_decisions (glass_id, by_member, yes, told, ends_at)
     values ('${glassId}', '${by}', true, '${told}', now() + interval '${hours} hours')`
  const review = (glassId: string, by: string) =>
    `insert into conversations.glass_reviews (glass_id, by_member, finding) values ('${glassId}', '${by}', 'in_order')`
  const wall = /row-level security/

  it('lets nobody let themselves in, decide or review in another’s name, or lengthen it', async () => {
    const { glassId } = await ask()
    const refusals: [StaffActor, string][] = [
      [outsider, decision(glassId, outsider.memberId)],
      [outsider, decision(glassId, lea.memberId)],
      [responder, decision(glassId, responder.memberId)],
      // Whoever may review and not decide; whoever may decide, in another's name, for longer, or telling the asker.
      [zoe, decision(glassId, zoe.memberId, { told: lea.memberId })],
      [lea, decision(glassId, max.memberId)],
      [lea, decision(glassId, lea.memberId, { hours: 3 })],
      [lea, decision(glassId, lea.memberId, { told: outsider.memberId })],
    ]
    for (const [actor, text] of refusals) await expect(as(actor, text)).rejects.toThrow(wall)
    await as(lea, decision(glassId, lea.memberId))
    const reviews: [StaffActor, string][] = [
      [outsider, review(glassId, outsider.memberId)],
      [lea, review(glassId, lea.memberId)],
      [lea, review(glassId, max.memberId)],
      [responder, review(glassId, responder.memberId)],
    ]
    for (const [actor, text] of reviews) await expect(as(actor, text)).rejects.toThrow(wall)
    // Neither may have another before it is reviewed, and nobody changes or takes back a step.
    const again = `insert into conversations.glass (id, team_id, reason, hours, asked_by, public_key)
      values ('${randomId()}', '${world.teamId}', 'complaint', 1, '${outsider.memberId}', decode(repeat('04', 65), 'hex'))`
    await expect(as(outsider, again)).rejects.toThrow(wall)
    for (const table of ['glass', 'glass_decisions', 'glass_endings', 'glass_reviews'])
      for (const text of [
        `delete from conversations.${table}`,
        `update conversations.${table} set ${table === 'glass' ? 'hours = 24' : 'by_member = by_member'}`,
      ])
        for (const actor of [outsider, lea, zoe])
          await expect(as(actor, text)).rejects.toThrow(/permission denied/)
    await as(zoe, review(glassId, zoe.memberId))
    await as(outsider, again)
  })

  it('shows nothing to whoever was not let in, whatever capability the code brings', async () => {
    const { glassId } = await ask()
    await decide(lea, glassId)
    const others = [world.member(['supervisor'], randomId()), world.member(['coordinator'], randomId())]
    for (const actor of others) {
      const capabilities = [`answers:${world.teamId}`, `supervises:${world.teamId}`]
      const look = world.database.as(
        actor,
        (tx) =>
          sql`select from conversations.envelopes where conversation_id = ${conversationId}`.execute(tx),
        { capabilities },
      )
      expect((await look).rows).toEqual([])
    }
    const own = await as(outsider, `select 1 from conversations.envelopes`)
    expect(own.rows).toHaveLength(1)
    expect((await as(outsider, `select 1 from conversations.slots`)).rows).toEqual([])
    const written = await as(outsider, `update conversations.conversations set state = 'ended'`)
    expect(written.numAffectedRows).toBe(0n)
  })
})

describe('why somebody can see a conversation', () => {
  it('is told as what gives it to them: they have it, supervise its team, were let in', async () => {
    const { glassId } = await ask()
    await decide(lea, glassId)
    const { people } = await whyConversation(world.room, responder, { conversationId })
    const grounds = new Map(people.map((person) => [person.memberId, person.grounds]))
    expect(grounds.get(responder.memberId)).toEqual([{ by: 'has_it', reads: true }])
    expect(grounds.get(lea.memberId)).toEqual([{ by: 'supervises', reads: true }])
    expect(grounds.get(outsider.memberId)).toEqual([
      { by: 'break_glass', reads: true, reason: 'team_unreachable', until: expect.any(String) },
    ])
    expect(grounds.has(zoe.memberId)).toBe(false)
  })

  it('names exactly those who can read it, asked of each of them', async () => {
    const { glassId } = await ask()
    await decide(lea, glassId)
    const { people } = await whyConversation(world.room, responder, { conversationId })
    const able = new Set(
      people.flatMap(({ memberId, grounds }) => (grounds.some((g) => g.reads) ? [memberId] : [])),
    )
    for (const actor of [
      responder,
      lea,
      max,
      zoe,
      outsider,
      world.member(),
      world.member(['provider'], randomId()),
    ]) {
      const reading = deskGenerations(world.room, actor, {
        conversationId,
        after: 0,
        limit: 1,
        purpose: 'quality',
      })
      const may = await reading.then(
        () => true,
        () => false,
      )
      expect([actor.memberId, may]).toEqual([actor.memberId, able.has(actor.memberId)])
    }
  })

  it('says of one member what gives it to them, or nothing, alike for whoever is not there', async () => {
    const of = async (memberId: string) =>
      (await whyConversation(world.room, lea, { conversationId, memberId })).people
    expect((await of(responder.memberId))[0]?.grounds).toEqual([{ by: 'has_it', reads: true }])
    const stranger = randomId()
    expect(await of(stranger)).toEqual([{ memberId: stranger, roles: [], grounds: [] }])
    expect((await of(max.memberId))[0]?.grounds).toEqual([])
  })

  it('is told to nobody who may not read it, as if it never was', async () => {
    for (const actor of [outsider, max, zoe, world.member()])
      for (const id of [conversationId, randomId()])
        await expect(whyConversation(world.room, actor, { conversationId: id })).rejects.toThrow(
          'conversations.not_found',
        )
  })
})

describe('a supervisor who reads what another has', () => {
  it('says what for, and that is kept; without, nothing is shown', async () => {
    await expect(read(lea)).rejects.toThrow('conversations.purpose_needed')
    const page = await deskMessages(world.room, lea, {
      conversationId,
      after: 0,
      limit: 10,
      purpose: 'quality',
    })
    expect(page.envelopes).toHaveLength(1)
    // Further pages of the same reading.
    await read(lea)
    const [entry] = await world.raw<{ purpose: string }>(
      `select purpose from audit.entries where action = 'conversations.supervisor_read' and who = $1`,
      lea.memberId,
    )
    expect(entry?.purpose).toBe('quality')
  })
})
