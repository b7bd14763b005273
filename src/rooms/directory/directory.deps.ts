import type { Database } from '../../database/index.ts'
import type { Audit } from '../audit/index.ts'
import type { Unmet } from './coverage/unmet.ts'
import type { DirectorySettings } from './directory.config.ts'

/** What this room needs to be told; the server puts it together. */
export type DirectoryDeps = {
  readonly database: Database
  /** Imports are written into it. Absent where a script imports without the outer keys. */
  readonly audit?: Audit
  readonly settings: DirectorySettings
  /** Counts what was looked for in vain; absent where nobody searches. */
  readonly unmet?: Unmet
  /** The clock, for tests. */
  readonly now?: () => Date
}
