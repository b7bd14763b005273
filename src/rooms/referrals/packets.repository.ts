import { sql } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { Subject } from '../audit/index.ts'
import type { ReferralState } from './referrals.lifecycle.ts'

export type PacketRow = {
  id: string
  tag: string
  toTeam: string
  epochId: string
  askId: string | null
  state: ReferralState
  packet: Uint8Array | null
  packetMonth: string
  packetHash: Uint8Array
  withdrawHash: Uint8Array
  answer: Uint8Array | null
  answerMonth: string
  answerHash: Uint8Array | null
  sentAt: Date
  openedAt: Date | null
  answeredAt: Date | null
  connectedAt: Date | null
  closedAt: Date | null
  expiresAt: Date
}
/** A row without its bytes: what lists are made of. */
export type PacketSummaryRow = Omit<
  PacketRow,
  'packet' | 'packetHash' | 'withdrawHash' | 'answer' | 'answerMonth' | 'answerHash'
> & { hasAnswer: boolean }

const summary = sql`id, mailbox_tag as "tag", to_team as "toTeam", epoch_id as "epochId", ask_id as "askId", state,
  sent_at as "sentAt", opened_at as "openedAt", answered_at as "answeredAt", connected_at as "connectedAt",
  closed_at as "closedAt", expires_at as "expiresAt", packet_month as "packetMonth",
  answer is not null as "hasAnswer"`
const columns = sql`${summary}, packet, packet_hash as "packetHash",
  withdraw_hash as "withdrawHash", answer, answer_month as "answerMonth", answer_hash as "answerHash"`

export type NewPacket = Pick<
  PacketRow,
  'id' | 'tag' | 'toTeam' | 'epochId' | 'askId' | 'packetMonth' | 'answerMonth' | 'sentAt' | 'expiresAt'
> & { packet: Bytes; packetHash: Bytes; withdrawHash: Bytes }

/** How entries of the audit mean a referral: by a name that ends with its last month. */
export function inAudit({ id, answerMonth }: Pick<PacketRow, 'id' | 'answerMonth'>): Subject {
  return { kind: 'referral', id, month: answerMonth }
}

/** Adds a packet; false when the mailbox is taken already. */
export async function insertPacket(tx: Tx, row: NewPacket): Promise<boolean> {
  const { rows } = await sql`
    insert into referrals.packets
      (id, mailbox_tag, to_team, epoch_id, ask_id, packet, packet_month, packet_hash, withdraw_hash,
       answer_month, sent_at, expires_at)
    values (${row.id}, ${row.tag}, ${row.toTeam}, ${row.epochId}, ${row.askId}, ${Buffer.from(row.packet)},
      ${row.packetMonth}, ${Buffer.from(row.packetHash)}, ${Buffer.from(row.withdrawHash)},
      ${row.answerMonth}, ${row.sentAt}, ${row.expiresAt})
    on conflict (mailbox_tag) do nothing
    returning id`.execute(tx)
  return rows.length > 0
}

/** By mailbox. The transaction needs the mailbox's capability. */
export async function findPacketByTag(tx: Tx, tag: string): Promise<PacketRow | undefined> {
  const { rows } = await sql<PacketRow>`
    select ${columns} from referrals.packets where mailbox_tag = ${tag}`.execute(tx)
  return rows[0]
}

/** By mailbox, locked until the transaction ends. */
export async function lockPacketByTag(tx: Tx, tag: string): Promise<PacketRow | undefined> {
  const { rows } = await sql<PacketRow>`
    select ${columns} from referrals.packets where mailbox_tag = ${tag} for update`.execute(tx)
  return rows[0]
}

/** One that came to one of these teams. */
export async function findPacketTo(
  tx: Tx,
  id: string,
  teams: readonly string[],
): Promise<PacketSummaryRow | undefined> {
  const { rows } = await sql<PacketSummaryRow>`
    select ${summary} from referrals.packets where id = ${id} and to_team = any (${[...teams]}::text[])`.execute(
    tx,
  )
  return rows[0]
}

/** One that came to one of these teams, locked until the transaction ends. */
export async function lockPacketTo(tx: Tx, id: string, teams: string[]): Promise<PacketRow | undefined> {
  const { rows } = await sql<PacketRow>`
    select ${columns} from referrals.packets where id = ${id} and to_team = any (${teams}::text[])
    for update`.execute(tx)
  return rows[0]
}

/** How several mailboxes stand. The transaction needs their capabilities. */
export async function findMailboxes(tx: Tx, tags: string[]): Promise<PacketSummaryRow[]> {
  const { rows } = await sql<PacketSummaryRow>`
    select ${summary} from referrals.packets where mailbox_tag = any (${tags}::text[])`.execute(tx)
  return rows
}

/** What came to these teams, newest first, from a point in the list on. */
export async function findPacketsTo(
  tx: Tx,
  teams: string[],
  before: { at: Date; id: string } | undefined,
  limit: number,
): Promise<PacketSummaryRow[]> {
  const start = before ? sql`and (sent_at, id) < (${before.at}, ${before.id})` : sql``
  const { rows } = await sql<PacketSummaryRow>`
    select ${summary} from referrals.packets where to_team = any (${teams}::text[]) ${start}
    order by sent_at desc, id desc limit ${limit}`.execute(tx)
  return rows
}

/** What is not closed at these teams, oldest first. */
export async function findPacketsWaiting(
  tx: Tx,
  teams: string[],
  now: Date,
  limit: number,
): Promise<PacketSummaryRow[]> {
  const { rows } = await sql<PacketSummaryRow>`
    select ${summary} from referrals.packets
    where to_team = any (${teams}::text[]) and closed_at is null and expires_at > ${now}
    order by sent_at, id limit ${limit}`.execute(tx)
  return rows
}

/** Writes a step that leaves the packet open. */
export async function changePacket(
  tx: Tx,
  id: string,
  change: {
    state: ReferralState
    openedAt?: Date
    connectedAt?: Date
    answeredAt?: Date
    answer?: Bytes
    answerHash?: Bytes
  },
): Promise<void> {
  await sql`
    update referrals.packets
    set state = ${change.state},
        opened_at = coalesce(${change.openedAt ?? null}, opened_at),
        connected_at = coalesce(${change.connectedAt ?? null}, connected_at),
        answered_at = coalesce(${change.answeredAt ?? null}, answered_at),
        answer = coalesce(${change.answer ? Buffer.from(change.answer) : null}, answer),
        answer_hash = coalesce(${change.answerHash ? Buffer.from(change.answerHash) : null}, answer_hash)
    where id = ${id}`.execute(tx)
}

/**
 * Closes a referral and erases its packet in the one statement. A decline
 * brings its answer; a withdrawal erases an answer that was there.
 */
export async function closePacket(
  tx: Tx,
  id: string,
  close: { state: 'declined' | 'expired' | 'withdrawn'; at: Date; answer?: Bytes; answerHash?: Bytes },
): Promise<void> {
  const answer = close.answer ? Buffer.from(close.answer) : null
  await sql`
    update referrals.packets
    set state = ${close.state}, closed_at = ${close.at}, packet = null,
        answered_at = case when ${answer}::bytea is null then answered_at else ${close.at} end,
        answer = case when ${close.state} = 'withdrawn' then null else coalesce(${answer}, answer) end,
        answer_hash = coalesce(${close.answerHash ? Buffer.from(close.answerHash) : null}, answer_hash)
    where id = ${id}`.execute(tx)
}
