import { NorthlineError, rateLimit, type RateLimit } from '../../kernel/index.ts'
import { referralErrors } from './referrals.errors.ts'

/*
 * Above what a person can do in good faith, below what a flood needs. Staff are
 * counted by member, seekers by an unlogged hash of their network.
 */
export type ReferralLimits = {
  /** Asks, packets and withdrawals of one member. */
  readonly sending: RateLimit
  /** Looks of one member into mailboxes; a desk refreshes them often. */
  readonly looking: RateLimit
  /** Looks from one network on the help site: many phones may share an address. */
  readonly seekerLooking: RateLimit
  /** Withdrawals and connections from one network. */
  readonly seekerTelling: RateLimit
}

export function createReferralLimits(): ReferralLimits {
  return {
    sending: rateLimit({ burst: 40, perMinute: 40 }),
    looking: rateLimit({ burst: 240, perMinute: 240 }),
    seekerLooking: rateLimit({ burst: 600, perMinute: 600 }),
    seekerTelling: rateLimit({ burst: 60, perMinute: 60 }),
  }
}

/** Throws `referrals.too_many` when the key has no turn left. */
export function take(limit: RateLimit, key: string): void {
  if (!limit.take(key)) throw new NorthlineError(referralErrors.too_many)
}
