import type { OuterKeys } from '../../kernel/index.ts'
import type { Database } from '../../database/index.ts'
import type { Audit } from '../audit/index.ts'
import type { ReferralSettings } from './referrals.config.ts'

/** What the server hands to this room. */
export type ReferralDeps = {
  readonly database: Database
  readonly outerKeys: OuterKeys
  readonly audit: Audit
  readonly settings: ReferralSettings
  /** The clock, for tests. */
  readonly now?: () => Date
}

export function nowOf(deps: Pick<ReferralDeps, 'now'>): Date {
  return deps.now?.() ?? new Date()
}

/** Milliseconds. */
export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour
