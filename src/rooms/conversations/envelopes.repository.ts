import { sql, type RawBuilder } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { topic } from './conversations.events.ts'

/** Who writes: a visit of the seeker, or the member who has the conversation. */
export type Author = { visitId: string } | { memberId: string }

export type NewEnvelope = {
  conversationId: string
  author: Author
  writerId: string
  sequence: number
  generation: number
  bytes: Bytes
  hash: Bytes
  /** Sealed by the server for a browser without script. */
  serverSealed: boolean
  /** The seeker leaves a message and does not wait. */
  leftMessage: boolean
}

export type Appended = {
  position: number
  at: Date
  teamId: string
  claimedBy: string | null
}

/** Whether an epoch is a team's newest, as SQL over two columns. */
export type IsCurrentEpoch = (team: RawBuilder<string>, epoch: RawBuilder<string>) => RawBuilder<boolean>

/**
 * Adds an envelope at the next position and tells every server (the function is
 * in the migration, where it says why; decision 020). No row, with nothing
 * changed, when anything is not as it must be: the caller then asks why. The row
 * of the conversation is held from here on. Violates `epoch_current` when it was
 * sealed to the team as it was, `writers_own` and `envelopes_message_id`.
 */
export function appendEnvelope(envelope: NewEnvelope, isCurrent: IsCurrentEpoch): RawBuilder<Appended> {
  const { conversationId, author, writerId, sequence, generation, serverSealed, leftMessage } = envelope
  const visitId = 'visitId' in author ? author.visitId : null
  const memberId = 'memberId' in author ? author.memberId : null
  return sql<Appended>`
    select place as position, placed_at as at, team as "teamId", claimant as "claimedBy",
      conversations.insist(${isCurrent(sql`team`, sql`epoch`)})
    from conversations.append(${conversationId}, ${visitId}, ${memberId}, ${writerId}, ${sequence}, ${generation},
      ${buffer(envelope.bytes)}, ${buffer(envelope.hash)}, ${serverSealed}, ${leftMessage}, ${topic})`
}

export type KnownEnvelope = { position: number; at: Date; hash: Buffer }

/** The envelope stored first under a message id, as far as the asker may see it. */
export async function findEnvelope(
  tx: Tx,
  id: { conversationId: string; writerId: string; sequence: number },
): Promise<KnownEnvelope | undefined> {
  const { rows } = await sql<KnownEnvelope>`
    select position, at, hash from conversations.envelopes
    where conversation_id = ${id.conversationId} and writer_id = ${id.writerId} and sequence = ${id.sequence}`.execute(
    tx,
  )
  return rows[0]
}

/** Whether a writer's id belongs to this author, or to nobody yet. */
export async function isOwnWriter(
  tx: Tx,
  { conversationId, author, writerId }: Pick<NewEnvelope, 'conversationId' | 'author' | 'writerId'>,
): Promise<boolean> {
  const { rows } = await sql<{ visitId: string | null; memberId: string | null }>`
    select visit_id as "visitId", member_id as "memberId" from conversations.writers
    where conversation_id = ${conversationId} and writer_id = ${writerId}`.execute(tx)
  const [owner] = rows
  if (!owner) return true
  return 'visitId' in author ? owner.visitId === author.visitId : owner.memberId === author.memberId
}

export type EnvelopeRow = { position: number; at: Date; generation: number; bytes: Buffer }

/**
 * Envelopes after a position that the asker may read (row-level security knows
 * which), in the order of display. `through` is the newest position that this
 * answer speaks for, seen or not: everything up to it is committed.
 */
export async function listEnvelopes(
  tx: Tx,
  page: { conversationId: string; after: number; limit: number },
): Promise<{ envelopes: EnvelopeRow[]; more: boolean; through: number }> {
  const { rows } = await sql<{ last: number } & { [Key in keyof EnvelopeRow]: EnvelopeRow[Key] | null }>`
    select c.last_position as last, e.position, e.at, e.generation, e.bytes
    from conversations.conversations c
    left join lateral (
      select position, at, generation, bytes from conversations.envelopes
      where conversation_id = c.id and position > ${page.after}
      order by conversation_id, position limit ${page.limit + 1}
    ) e on true
    where c.id = ${page.conversationId} order by e.position`.execute(tx)
  const found = rows.filter((row): row is EnvelopeRow & { last: number } => row.position !== null)
  const more = found.length > page.limit
  const envelopes = found.slice(0, page.limit)
  const through = more ? (envelopes.at(-1)?.position ?? page.after) : Math.max(page.after, rows[0]?.last ?? 0)
  return { envelopes, more, through }
}

/** pg takes Buffers; this is the same memory, not a copy. */
export function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
