import { sql } from 'kysely'
import type { Tx } from '../../database/index.ts'

type Told = { tag: string; toTeam: string }

/** Expires what is over: state and erasure in the one statement. */
export async function expirePackets(tx: Tx, now: Date, limit: number): Promise<Told[]> {
  const { rows } = await sql<Told>`
    update referrals.packets set state = 'expired', closed_at = ${now}, packet = null
    where id in (
      select id from referrals.packets where closed_at is null and expires_at <= ${now}
      limit ${limit} for update skip locked)
    returning mailbox_tag as "tag", to_team as "toTeam"`.execute(tx)
  return rows
}

/** Marks packets that have waited too long for an answer as told, once each. */
export async function markLatePackets(tx: Tx, since: Date, now: Date, limit: number): Promise<Told[]> {
  const { rows } = await sql<Told>`
    update referrals.packets set late_told_at = ${now}
    where id in (
      select id from referrals.packets
      where state in ('sent', 'opened') and sent_at <= ${since} and late_told_at is null
      limit ${limit} for update skip locked)
    returning mailbox_tag as "tag", to_team as "toTeam"`.execute(tx)
  return rows
}

/** Erases the rows, with their answers, of referrals closed before a moment; gives their ids. */
export async function erasePackets(tx: Tx, closedBefore: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from referrals.packets where id in (
      select id from referrals.packets where closed_at < ${closedBefore}
      limit ${limit} for update skip locked)
    returning id`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Packets and answers still wrapped under the key of a month, which must then not be destroyed. In the system's name. */
export async function wrappedReferrals(tx: Tx, month: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from referrals.packets
    where packet is not null and packet_month = ${month}
      or answer is not null and answer_month = ${month}`.execute(tx)
  return rows[0]?.count ?? 0
}
