import type { Bytes, OuterKeys, Role } from '../../kernel/index.ts'
import type { Database, Tx } from '../../database/index.ts'
import type { Audit } from '../audit/index.ts'
import type { ConversationSettings } from './conversations.config.ts'
import type { IsCurrentEpoch } from './envelopes.repository.ts'

/** A team with the public half of its current epoch (65 bytes). */
export type LineEpoch = { teamId: string; epochId: string; epochPublicKey: Bytes }

/**
 * What this room asks of teams; the server puts it together from the identity
 * room. Read in the transaction it is given, in its actor's name.
 */
export type LinePort = {
  /** The team that takes a new conversation; undefined when no team has an epoch yet. */
  currentLine(tx: Tx, wish: { language?: string; region?: string }): Promise<LineEpoch | undefined>
  /** Whether a new conversation may be opened with this team. */
  takes(tx: Tx, teamId: string): Promise<boolean>
  currentEpoch(tx: Tx, teamId: string): Promise<LineEpoch | undefined>
  /** The same as SQL. Must see an epoch as soon as it is committed: envelopes for older ones are refused by it. */
  isCurrentEpoch: IsCurrentEpoch
  /**
   * Whether the server itself, where it seals for a browser without script, may seal to this epoch: from a
   * pinned organisation key down. Left out where no key is pinned.
   */
  proves?(tx: Tx, epoch: { epochId: string; epochPublicKey: Bytes }): Promise<boolean>
  /** Names of members for their colleagues, by id; unknown ones are left out. */
  names?(tx: Tx, memberIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Active members of a team with their roles, as far as the asker may see them. */
  members(tx: Tx, teamId: string): Promise<{ memberId: string; name: string; roles: Role[] }[]>
  /** Every team of the line, by name. */
  teams(tx: Tx): Promise<{ teamId: string; name: string }[]>
}

export type ConversationDeps = {
  readonly database: Database
  readonly outerKeys: OuterKeys
  readonly line: LinePort
  readonly audit: Audit
  readonly settings: ConversationSettings
}
