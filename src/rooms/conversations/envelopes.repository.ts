import { sql } from 'kysely'
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
  epochId: string
  claimedBy: string | null
}

/**
 * Adds an envelope at the next position and tells every server, in one
 * statement. Undefined, with nothing changed, when anything is not as it must
 * be: the caller then asks why. The row of the conversation is held from here
 * on, so that positions are committed in their order.
 */
export async function appendEnvelope(tx: Tx, envelope: NewEnvelope): Promise<Appended | undefined> {
  const { conversationId, author, writerId, sequence, generation, serverSealed } = envelope
  const visitId = 'visitId' in author ? author.visitId : null
  const memberId = 'memberId' in author ? author.memberId : null
  const role = visitId === null ? 'responder' : 'seeker'
  const { rows } = await sql<Appended>`
    with placed as (
      update conversations.conversations c set
        last_position = c.last_position + 1,
        touched_at = now(),
        server_readable = c.server_readable or ${serverSealed},
        left_message = case when c.state <> 'waiting' then false
          when ${role} = 'seeker' then ${envelope.leftMessage} else c.left_message end,
        unanswered_since = case when ${role} = 'seeker' then coalesce(c.unanswered_since, now()) end,
        responder_active_at = case when ${role} = 'responder' then now() else c.responder_active_at end
      where c.id = ${conversationId} and c.state <> 'ended'
        and c.generation = ${generation} and c.generation >= c.lowest_generation
        and (${visitId}::text is null or conversations.visit_is_live())
        and (${memberId}::text is null or (c.claimed_by = ${memberId} and c.state = 'claimed'))
        and not exists (select from conversations.envelopes e where e.conversation_id = c.id
          and e.writer_id = ${writerId} and e.sequence = ${sequence})
        and not exists (select from conversations.writers w where w.conversation_id = c.id
          and w.writer_id = ${writerId}
          and (w.visit_id is distinct from ${visitId} or w.member_id is distinct from ${memberId}))
      returning c.id, c.last_position, clock_timestamp() as at, c.team_id, c.epoch_id, c.claimed_by
    ), known as (
      insert into conversations.writers (conversation_id, writer_id, visit_id, member_id)
      select id, ${writerId}, ${visitId}, ${memberId} from placed
      where ${sequence} = 1 or not exists (select from conversations.writers w
        where w.conversation_id = ${conversationId} and w.writer_id = ${writerId})
      on conflict do nothing
    ), added as (
      insert into conversations.envelopes
        (conversation_id, position, writer_id, sequence, generation, role, bytes, hash, at)
      select id, last_position, ${writerId}, ${sequence}, ${generation}, ${role},
        ${buffer(envelope.bytes)}, ${buffer(envelope.hash)}, at
      from placed
    )
    select last_position as position, at, team_id as "teamId", epoch_id as "epochId",
      claimed_by as "claimedBy",
      pg_notify(${topic}, json_build_object('k', 'message', 'c', id, 'p', last_position,
        't', team_id, 'm', claimed_by, 'g', ${generation}::int,
        'h', ${Buffer.from(envelope.hash.subarray(0, 8)).toString('hex')}::text)::text)::text
    from placed`.execute(tx)
  return rows[0]
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
      order by position limit ${page.limit + 1}
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
