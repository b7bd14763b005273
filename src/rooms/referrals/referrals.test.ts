import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bytesToBase64Url, randomId } from '../../kernel/index.ts'
import { mailboxTag } from '../../contracts/mailbox.ts'
import { referralSummary } from '../../contracts/referrals.ts'
import { listAsks } from './asks.usecases.ts'
import { answerAsk } from './holds.usecases.ts'
import { mailboxStatus, seekerMailboxes, seekerWithdraw, takeAnswer } from './mailbox.usecases.ts'
import { answerReferral, inbox, listReferrals, openReferral } from './provider.usecases.ts'
import { day, minute } from './referrals.deps.ts'
import { sweepReferrals } from './referrals.sweep.ts'
import {
  asked,
  codeOf,
  makeWorld,
  newEpoch,
  packetToShelter,
  sent,
  someAnswer,
  stored,
  type World,
} from './referrals.testing.ts'
import { sendReferral } from './send.usecases.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.database.close())
beforeEach(() => world.pass(day))

const open = (referralId: string) => openReferral(world.deps, world.provider, { referralId })
const answer = (referralId: string, what: 'accepted' | 'declined', bytes = someAnswer()) =>
  answerReferral(world.deps, world.provider, { referralId, answer: what, bytes })
const responderSees = async (mailbox: string) => (await mailboxStatus(world.deps, [mailbox]))[0]
const seekerSees = async (mailbox: string) => (await seekerMailboxes(world.deps, [mailbox]))[0]

describe('sending a packet', () => {
  it('puts it into the receiving team’s inbox, where it opens to the very bytes that were sent', async () => {
    const { referralId, input, mailbox } = await sent(world)
    const waiting = (await inbox(world.deps, world.provider)).referrals
    expect(waiting.map((one) => one.referralId)).toContain(referralId)
    expect(waiting.every((one) => referralSummary.safeParse(one).success)).toBe(true)
    const opened = await open(referralId)
    expect(opened).toMatchObject({ packet: input.packet, mailbox, referral: { state: 'opened' } })
    expect((await open(referralId)).packet).toBe(input.packet)
  })

  it('sent again, the same bytes get the first acknowledgement, even after the key has changed or it was closed', async () => {
    const { input, held } = await packetToShelter(world)
    const first = await sendReferral(world.deps, world.responder, input)
    world.pass(minute)
    world.epochs.shelter = await newEpoch(world.database, world.shelter)
    expect(await sendReferral(world.deps, world.responder, input)).toEqual(first)
    await seekerWithdraw(world.deps, held)
    expect(await sendReferral(world.deps, world.responder, input)).toEqual(first)
    const { rows } = await sql`
      select 1 from referrals.packets where mailbox_tag = ${await mailboxTag(input.mailbox)}`.execute(
      world.database.unguarded,
    )
    expect(rows).toHaveLength(1)
  })

  it('two copies of one request at once become one packet and one acknowledgement', async () => {
    const { input } = await packetToShelter(world)
    const copies = await Promise.all([1, 2, 3].map(() => sendReferral(world.deps, world.responder, input)))
    expect(new Set(copies.map((copy) => JSON.stringify(copy))).size).toBe(1)
  })

  it('never overwrites what lies under a mailbox already', async () => {
    const { input } = await packetToShelter(world)
    await sendReferral(world.deps, world.responder, input)
    const other = { ...input, packet: bytesToBase64Url(crypto.getRandomValues(new Uint8Array(500))) }
    expect(await codeOf(sendReferral(world.deps, world.responder, other))).toBe('referrals.already_used')
  })

  it('is refused for an epoch that is not the current one, with the key to seal to instead', async () => {
    const { input } = await packetToShelter(world)
    const key = world.epochs.shelter
    const old = sendReferral(world.deps, world.responder, { ...input, epochId: randomId() })
    await expect(old).rejects.toMatchObject({
      kind: { code: 'referrals.key_superseded' },
      facts: { epochId: key.id, epochPublicKey: bytesToBase64Url(key.publicKey) },
    })
  })

  it('is refused to a team that receives for no service or has no key', async () => {
    const { input } = await packetToShelter(world)
    for (const toTeamId of [randomId(), world.line]) {
      const away = sendReferral(world.deps, world.responder, { ...input, toTeamId })
      expect(await codeOf(away)).toBe('referrals.phone_only')
    }
  })

  it('is refused for an end that is past or more than seven days away', async () => {
    const { input } = await packetToShelter(world)
    for (const ahead of [0, 8 * day]) {
      const expiresAt = new Date(world.clock.now.getTime() + ahead).toISOString()
      const ill = sendReferral(world.deps, world.responder, { ...input, expiresAt })
      expect(await codeOf(ill)).toBe('referrals.bad_times')
    }
  })

  it('is refused to a provider, who answers and never sends', async () => {
    const { input } = await packetToShelter(world)
    expect(await codeOf(sendReferral(world.deps, world.provider, input))).toBe('referrals.not_allowed')
  })

  it('following a hold needs the hold to be live and the team to be the one that holds', async () => {
    const { askId } = await asked(world)
    expect(await codeOf(sent(world, { holdAskId: askId }))).toBe('referrals.hold_over')
    await answerAsk(world.deps, world.provider, { askId, answer: { yes: true, holdMinutes: 30 } })
    const { referralId } = await sent(world, { holdAskId: askId })
    expect((await open(referralId)).referral.askId).toBe(askId)
    await answer(referralId, 'accepted')
    const { asks } = await listAsks(world.deps, world.responder, {})
    expect(asks.find((one) => one.askId === askId)?.state).toBe('taken')
    expect(await codeOf(sent(world, { holdAskId: askId }))).toBe('referrals.hold_over')
  })

  it('stores nothing that names the sender, a conversation or the mailbox itself', async () => {
    const { mailbox, held, referralId } = await sent(world)
    await open(referralId)
    await answer(referralId, 'accepted')
    const { rows } = await sql`select * from referrals.packets where id = ${referralId}`.execute(
      world.database.unguarded,
    )
    const text = JSON.stringify(rows, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    )
    for (const secret of [mailbox, held.withdrawToken, world.responder.memberId, world.line])
      expect(text).not.toContain(secret)
    const columns = Object.keys((rows[0] ?? {}) as object)
    expect(columns.filter((name) => /conversation|visit|member|from|sender/.test(name))).toEqual([])
  })
})

describe('a provider', () => {
  it('sees, opens and answers nothing that came to another team', async () => {
    const { referralId } = await sent(world)
    await open(referralId)
    const { referrals } = await listReferrals(world.deps, world.other, {})
    expect([...referrals, ...(await inbox(world.deps, world.other)).referrals]).toEqual([])
    expect(await codeOf(openReferral(world.deps, world.other, { referralId }))).toBe('referrals.not_found')
    const answered = answerReferral(world.deps, world.other, {
      referralId,
      answer: 'declined',
      bytes: someAnswer(),
    })
    expect(await codeOf(answered)).toBe('referrals.not_found')
    expect((await stored(world, referralId))?.packet).not.toBeNull()
  })

  it('opens before answering, and answers once; the same answer again is acknowledged', async () => {
    const { referralId } = await sent(world)
    expect(await codeOf(answer(referralId, 'accepted'))).toBe('referrals.not_opened')
    await open(referralId)
    const bytes = someAnswer()
    const first = await answer(referralId, 'accepted', bytes)
    expect(await answer(referralId, 'accepted', bytes)).toEqual(first)
    expect(await codeOf(answer(referralId, 'declined', bytes))).toBe('referrals.already_answered')
    expect(await codeOf(answer(referralId, 'accepted'))).toBe('referrals.already_answered')
  })

  it('each time it opens a packet leaves an entry in the audit', async () => {
    const count = async () => {
      const { rows } = await sql<{ n: number }>`
        select count(*)::int as n from audit.entries
        where action = 'referrals.open' and who = ${world.provider.memberId}`.execute(
        world.database.unguarded,
      )
      return rows[0]?.n ?? 0
    }
    const before = await count()
    const { referralId } = await sent(world)
    await open(referralId)
    await open(referralId)
    expect(await count()).toBe(before + 2)
  })
})

describe('an answer', () => {
  it('looks the same to responder and seeker whether it is a yes or a no, until it is taken', async () => {
    const bytes = { accepted: someAnswer(), declined: someAnswer() }
    for (const what of ['accepted', 'declined'] as const) {
      const { referralId, mailbox } = await sent(world)
      await open(referralId)
      await answer(referralId, what, bytes[what])
      const openedAt = world.clock.now.toISOString()
      expect(await responderSees(mailbox)).toEqual({ mailbox, state: 'answered', hasAnswer: true, openedAt })
      expect(await seekerSees(mailbox)).toEqual({ mailbox, state: 'answer', opened: true, hasAnswer: true })
      expect(await takeAnswer(world.deps, mailbox)).toEqual({ answer: bytes[what] })
    }
  })

  it('that has not come for ten minutes is told to the responder once, and to the seeker as waiting', async () => {
    await sweepReferrals(world.deps)
    const { mailbox, referralId } = await sent(world)
    expect(await responderSees(mailbox)).toMatchObject({ state: 'sent' })
    await open(referralId)
    expect(await responderSees(mailbox)).toMatchObject({ state: 'opened' })
    expect(await codeOf(takeAnswer(world.deps, mailbox))).toBe('referrals.no_answer')
    world.pass(10 * minute)
    const heard: string[] = []
    const stop = await world.database.listen('referrals', (payload) => heard.push(payload))
    expect((await sweepReferrals(world.deps)).packetsLate).toBe(1)
    expect((await sweepReferrals(world.deps)).packetsLate).toBe(0)
    const event = JSON.stringify({ k: 'mailbox', m: await mailboxTag(mailbox) })
    await expect.poll(() => heard).toContain(event)
    await stop()
    expect(await responderSees(mailbox)).toMatchObject({ state: 'unanswered' })
    expect(await seekerSees(mailbox)).toMatchObject({ state: 'waiting' })
  })

  it('of a mailbox that never was is as that of one long erased', async () => {
    const mailbox = randomId()
    expect(await responderSees(mailbox)).toEqual({ mailbox, state: 'closed', hasAnswer: false })
    expect(await codeOf(takeAnswer(world.deps, mailbox))).toBe('referrals.no_answer')
  })
})
