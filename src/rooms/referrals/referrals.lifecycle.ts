import type { askStates, referralStates } from '../../contracts/referrals.ts'

export type ReferralState = (typeof referralStates)[number]
export type AskState = (typeof askStates)[number]

/*
 * Both life cycles as tables: a step leads from some states to one. Anything
 * that is not here is refused.
 */

const referralTable = {
  open: { from: ['sent'], to: 'opened' },
  accept: { from: ['opened'], to: 'accepted' },
  decline: { from: ['opened'], to: 'declined' },
  connect: { from: ['accepted'], to: 'connected' },
  // Someone who has arrived may still not want their packet to be opened any more.
  withdraw: { from: ['sent', 'opened', 'accepted', 'connected'], to: 'withdrawn' },
  expire: { from: ['sent', 'opened', 'accepted', 'connected'], to: 'expired' },
} as const satisfies Record<string, { from: readonly ReferralState[]; to: ReferralState }>
export type ReferralStep = keyof typeof referralTable
export const referralSteps = Object.keys(referralTable) as ReferralStep[]

const askTable = {
  hold: { from: ['asked'], to: 'held' },
  refuse: { from: ['asked'], to: 'refused' },
  extend: { from: ['held'], to: 'held' },
  release: { from: ['held'], to: 'released' },
  take: { from: ['held'], to: 'taken' },
  cancel: { from: ['asked', 'held'], to: 'cancelled' },
  lapse: { from: ['asked'], to: 'lapsed' },
  end: { from: ['held'], to: 'ended' },
} as const satisfies Record<string, { from: readonly AskState[]; to: AskState }>
export type AskStep = keyof typeof askTable
export const askSteps = Object.keys(askTable) as AskStep[]

/** The state a step leads to, or undefined where it may not be taken. */
export function afterReferralStep(state: ReferralState, step: ReferralStep): ReferralState | undefined {
  const { from, to } = referralTable[step]
  return from.some((start) => start === state) ? to : undefined
}

/** The state a step leads to, or undefined where it may not be taken. */
export function afterAskStep(state: AskState, step: AskStep): AskState | undefined {
  const { from, to } = askTable[step]
  return from.some((start) => start === state) ? to : undefined
}

/**
 * The state once somebody says "connected". Also of one that was accepted and
 * whose packet has expired since: people arrive late. The packet stays erased
 * and the state closed; only the arrival is noted.
 */
export function afterConnecting(row: {
  state: ReferralState
  answeredAt: Date | null
}): ReferralState | undefined {
  if (row.state === 'expired' && row.answeredAt) return 'expired'
  return afterReferralStep(row.state, 'connect')
}

/** A closed referral has no packet any more, and never opens again. */
export function isClosed(state: ReferralState): boolean {
  return state === 'declined' || state === 'expired' || state === 'withdrawn'
}

/** A closed ask holds nothing. */
export function isAskClosed(state: AskState): boolean {
  return state !== 'asked' && state !== 'held'
}

/** The state as the clock has it, although no sweep has written it yet. */
export function referralStateAt(row: { state: ReferralState; expiresAt: Date }, now: Date): ReferralState {
  return row.expiresAt <= now ? (afterReferralStep(row.state, 'expire') ?? row.state) : row.state
}

/** The state as the clock has it, although no sweep has written it yet. */
export function askStateAt(
  row: { state: AskState; lapsesAt: Date; holdUntil: Date | null },
  now: Date,
): AskState {
  if (row.lapsesAt <= now && row.state === 'asked') return 'lapsed'
  if (row.holdUntil && row.holdUntil <= now && row.state === 'held') return 'ended'
  return row.state
}
