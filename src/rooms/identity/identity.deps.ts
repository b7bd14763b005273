import type { OuterKeys } from '../../kernel/index.ts'
import type { Database } from '../../database/index.ts'
import type { Audit } from '../audit/index.ts'
import type { IdentitySettings } from './identity.config.ts'
import type { IdentityLimits } from './identity.limits.ts'

/** What the server hands to this room. */
export type IdentityDeps = {
  database: Database
  /** `staff` wraps slots and peppers verifiers; `audit` is the audit room's. */
  outerKeys: Pick<OuterKeys, 'staff'>
  audit: Audit
  settings: IdentitySettings
  /** Origin of the workspace; the passkeys' relying party is exactly its host. */
  workspaceOrigin: string
}

/** The same with what lives as long as the process. */
export type IdentityParts = IdentityDeps & { limits: IdentityLimits }
