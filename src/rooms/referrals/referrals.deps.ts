import { createRateLimit, type Actor, type Bytes, type OuterKeys, type RateLimit } from '../../kernel/index.ts'
import type { Database, Tx } from '../../database/index.ts'
import type { ReferralSettings } from './referrals.config.ts'

/** What this room needs to be told; the server puts it together. */
export type ReferralDeps = {
  readonly database: Database
  readonly outerKeys: OuterKeys
  readonly settings: ReferralSettings
  /** The clock, for tests. */
  readonly now?: () => Date
}

export function nowOf(deps: ReferralDeps): Date {
  return deps.now?.() ?? new Date()
}
