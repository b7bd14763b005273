import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { randomId } from '../../kernel/index.ts'
import {
  mailboxStatus,
  seekerConnected,
  seekerMailboxes,
  seekerWithdraw,
  takeAnswer,
  withdrawReferral,
} from './mailbox.usecases.ts'
import { answerReferral, inbox, listReferrals, openReferral, sayConnected } from './provider.usecases.ts'
import { day, minute } from './referrals.deps.ts'
import { sweepReferrals } from './referrals.sweep.ts'
import { codeOf, makeWorld, sent, someAnswer, stored, type World } from './referrals.testing.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.database.close())
beforeEach(() => world.pass(day))

const open = (referralId: string) => openReferral(world.deps, world.provider, { referralId })
const answer = (referralId: string, what: 'accepted' | 'declined') =>
  answerReferral(world.deps, world.provider, { referralId, answer: what, bytes: someAnswer() })
const connected = (referralId: string) => sayConnected(world.deps, world.provider, { referralId })

async function accepted() {
  const one = await sent(world)
  await open(one.referralId)
  await answer(one.referralId, 'accepted')
  return one
}

const ways = {
  'a decline': async () => {
    const one = await sent(world)
    await open(one.referralId)
    await answer(one.referralId, 'declined')
    return one
  },
  'an expiry': async () => {
    const one = await sent(world)
    world.pass(2 * day)
    await sweepReferrals(world.deps)
    return one
  },
  'an expiry after it was accepted': async () => {
    const one = await accepted()
    world.pass(2 * day)
    await sweepReferrals(world.deps)
    return one
  },
  'a withdrawal by the seeker': async () => {
    const one = await sent(world)
    await seekerWithdraw(world.deps, one.held)
    return one
  },
  'a withdrawal by the responder': async () => {
    const one = await accepted()
    await withdrawReferral(world.deps, world.responder, one.held)
    return one
  },
  'a withdrawal after the person was connected': async () => {
    const one = await accepted()
    await connected(one.referralId)
    await seekerWithdraw(world.deps, one.held)
    return one
  },
}

describe('closing', () => {
  it.each(Object.entries(ways))('by %s erases the packet, and nobody opens it after', async (_, close) => {
    const { referralId } = await close()
    expect(await stored(world, referralId)).toMatchObject({
      packet: null,
      closed_at: expect.any(Date) as Date,
    })
    expect(await codeOf(open(referralId))).toBe('referrals.closed')
    const after = await codeOf(answer(referralId, 'accepted'))
    expect(['referrals.closed', 'referrals.already_answered']).toContain(after)
    expect((await inbox(world.deps, world.provider)).referrals.map((one) => one.referralId)).not.toContain(
      referralId,
    )
  })

  it('happens at the packet’s last moment although no sweep has come by: opening finds it erased', async () => {
    const { referralId, mailbox } = await sent(world)
    world.pass(2 * day)
    const { referrals } = await listReferrals(world.deps, world.provider, {})
    expect(referrals.find((one) => one.referralId === referralId)?.state).toBe('expired')
    expect((await mailboxStatus(world.deps, [mailbox]))[0]).toMatchObject({
      state: 'closed',
      because: 'expired',
    })
    expect(await codeOf(open(referralId))).toBe('referrals.closed')
    expect(await stored(world, referralId)).toMatchObject({ state: 'expired', packet: null })
  })

  it('erases the whole row, answer and all, some weeks later', async () => {
    const { referralId, mailbox } = await ways['a decline']()
    world.pass(31 * day)
    await sweepReferrals(world.deps)
    expect(await stored(world, referralId)).toBeUndefined()
    expect(await seekerMailboxes(world.deps, [mailbox])).toEqual([
      { mailbox, state: 'closed', opened: false, hasAnswer: false },
    ])
  })
})

describe('a withdrawal', () => {
  it('needs the token from the story; a wrong one is answered like a mailbox that never was', async () => {
    const { held, referralId } = await sent(world)
    const wrong = seekerWithdraw(world.deps, { ...held, withdrawToken: randomId() })
    expect(await codeOf(wrong)).toBe('referrals.not_found')
    const nowhere = seekerWithdraw(world.deps, { ...held, mailbox: randomId() })
    expect(await codeOf(nowhere)).toBe('referrals.not_found')
    expect((await stored(world, referralId))?.packet).not.toBeNull()
  })

  it('erases an answer that was there, and is acknowledged as often as it is asked', async () => {
    const { held, mailbox, referralId } = await accepted()
    await seekerWithdraw(world.deps, held)
    await seekerWithdraw(world.deps, held)
    expect(await stored(world, referralId)).toMatchObject({ state: 'withdrawn', packet: null, answer: null })
    expect(await codeOf(takeAnswer(world.deps, mailbox))).toBe('referrals.no_answer')
    expect((await seekerMailboxes(world.deps, [mailbox]))[0]).toMatchObject({
      state: 'closed',
      because: 'withdrawn',
    })
  })

  it('of something declined is acknowledged too, and so does not tell what the answer was', async () => {
    const one = await sent(world)
    await open(one.referralId)
    await answer(one.referralId, 'declined')
    await seekerWithdraw(world.deps, one.held)
    expect((await stored(world, one.referralId))?.state).toBe('declined')
  })
})

describe('connected', () => {
  it('is said by the provider after accepting, not before', async () => {
    const one = await sent(world)
    await open(one.referralId)
    expect(await codeOf(connected(one.referralId))).toBe('referrals.not_accepted')
    await answer(one.referralId, 'accepted')
    expect(await connected(one.referralId)).toMatchObject({ state: 'connected' })
    expect(await connected(one.referralId)).toMatchObject({ state: 'connected' })
    expect(await codeOf(sayConnected(world.deps, world.other, { referralId: one.referralId }))).toBe(
      'referrals.not_found',
    )
  })

  it('is said by the seeker with the token from the story, and both sides see it', async () => {
    const { held, mailbox, referralId } = await accepted()
    const wrong = seekerConnected(world.deps, { ...held, withdrawToken: randomId() })
    expect(await codeOf(wrong)).toBe('referrals.not_found')
    await seekerConnected(world.deps, held)
    await seekerConnected(world.deps, held)
    expect((await mailboxStatus(world.deps, [mailbox]))[0]).toMatchObject({ state: 'connected' })
    expect((await seekerMailboxes(world.deps, [mailbox]))[0]).toMatchObject({ state: 'connected' })
    expect((await stored(world, referralId))?.state).toBe('connected')
  })

  it('is not to be had from a seeker before the provider has accepted, nor once it is closed', async () => {
    const { held } = await sent(world)
    expect(await codeOf(seekerConnected(world.deps, held))).toBe('referrals.not_accepted')
    await seekerWithdraw(world.deps, held)
    expect(await codeOf(seekerConnected(world.deps, held))).toBe('referrals.closed')
  })

  it('can still be said of one that was accepted and has expired: people arrive late', async () => {
    const one = await accepted()
    world.pass(2 * day)
    await sweepReferrals(world.deps)
    expect(await connected(one.referralId)).toMatchObject({
      state: 'expired',
      connectedAt: expect.any(String) as string,
    })
    expect(await stored(world, one.referralId)).toMatchObject({ state: 'expired', packet: null })
    await seekerConnected(world.deps, one.held)
    expect((await seekerMailboxes(world.deps, [one.mailbox]))[0]).toMatchObject({ state: 'connected' })
  })

  it('is not to be said of one that was declined, or that expired unanswered', async () => {
    const declined = await ways['a decline']()
    expect(await codeOf(connected(declined.referralId))).toBe('referrals.closed')
    expect(await codeOf(seekerConnected(world.deps, declined.held))).toBe('referrals.closed')
    const expired = await ways['an expiry']()
    expect(await codeOf(connected(expired.referralId))).toBe('referrals.closed')
  })

  it('stays said when the packet has expired since', async () => {
    const { mailbox, referralId } = await accepted()
    await connected(referralId)
    world.pass(2 * day + minute)
    await sweepReferrals(world.deps)
    expect(await stored(world, referralId)).toMatchObject({ state: 'expired', packet: null })
    expect((await seekerMailboxes(world.deps, [mailbox]))[0]).toMatchObject({ state: 'connected' })
  })
})
