import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askStates, referralStates } from '../../contracts/referrals.ts'
import {
  afterAskStep,
  afterConnecting,
  afterReferralStep,
  askStateAt,
  askSteps,
  isAskClosed,
  isClosed,
  referralStateAt,
  referralSteps,
  type AskState,
  type ReferralState,
} from './referrals.lifecycle.ts'

const steps = fc.array(fc.constantFrom(...referralSteps), { maxLength: 30 })
const walk = (taken: readonly (typeof referralSteps)[number][]) => {
  const states: ReferralState[] = ['sent']
  for (const step of taken)
    states.push(afterReferralStep(states.at(-1) ?? 'sent', step) ?? states.at(-1) ?? 'sent')
  return states
}

describe('a referral', () => {
  it('never leaves a closed state', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const states = walk(taken)
        const first = states.findIndex(isClosed)
        if (first >= 0) expect(new Set(states.slice(first)).size).toBe(1)
      }),
    )
  })

  it('is connected only after it was accepted, and accepted or declined only after it was opened', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const states = walk(taken)
        const before = (late: ReferralState, early: ReferralState) =>
          !states.includes(late) || (states.includes(early) && states.indexOf(early) < states.indexOf(late))
        expect(before('connected', 'accepted')).toBe(true)
        expect(before('accepted', 'opened')).toBe(true)
        expect(before('declined', 'opened')).toBe(true)
      }),
    )
  })

  it('can be withdrawn, and expires, at any time before it is closed and at no time after', () => {
    for (const state of referralStates) {
      expect(afterReferralStep(state, 'withdraw')).toBe(isClosed(state) ? undefined : 'withdrawn')
      expect(afterReferralStep(state, 'expire')).toBe(isClosed(state) ? undefined : 'expired')
    }
  })

  it('can still be noted as connected when an accepted one has expired, without opening again', () => {
    const answeredAt = new Date(0)
    for (const state of referralStates) {
      const next = afterConnecting({ state, answeredAt })
      expect(next).toBe(state === 'accepted' ? 'connected' : state === 'expired' ? 'expired' : undefined)
    }
    expect(afterConnecting({ state: 'expired', answeredAt: null })).toBeUndefined()
  })

  it('reaches every state, and only by steps of the table', () => {
    const reached = new Set<ReferralState>(['sent'])
    for (const state of reached)
      for (const step of referralSteps) {
        const next = afterReferralStep(state, step)
        if (next) reached.add(next)
      }
    expect([...reached].sort()).toEqual([...referralStates].sort())
  })

  it('counts as expired from its last moment on, whatever a sweep has written', () => {
    const at = new Date(1_000)
    for (const state of referralStates) {
      expect(referralStateAt({ state, expiresAt: new Date(1_001) }, at)).toBe(state)
      expect(referralStateAt({ state, expiresAt: at }, at)).toBe(isClosed(state) ? state : 'expired')
    }
  })
})

describe('an ask', () => {
  it('never leaves a closed state', () => {
    for (const state of askStates.filter(isAskClosed))
      expect(askSteps.filter((step) => afterAskStep(state, step))).toEqual([])
  })

  it('is held only by a yes to an open ask, and taken only from a hold', () => {
    const into = (state: AskState) =>
      askStates.filter((from) => askSteps.some((step) => afterAskStep(from, step) === state))
    expect(into('held')).toEqual(['asked', 'held'])
    expect(into('taken')).toEqual(['held'])
  })

  it('lapses or ends by the clock, whatever a sweep has written', () => {
    const past = new Date(1)
    const now = new Date(2)
    const later = new Date(3)
    expect(askStateAt({ state: 'asked', lapsesAt: past, holdUntil: null }, now)).toBe('lapsed')
    expect(askStateAt({ state: 'asked', lapsesAt: later, holdUntil: null }, now)).toBe('asked')
    expect(askStateAt({ state: 'held', lapsesAt: past, holdUntil: later }, now)).toBe('held')
    expect(askStateAt({ state: 'held', lapsesAt: past, holdUntil: now }, now)).toBe('ended')
    expect(askStateAt({ state: 'refused', lapsesAt: past, holdUntil: past }, now)).toBe('refused')
  })
})
