import { sql } from 'kysely'
import type { Tx } from '../../database/index.ts'
import type { Ask } from '../../contracts/referrals.ts'
import type { AskState } from './referrals.lifecycle.ts'

export type AskRow = {
  id: string
  serviceId: string
  fromTeam: string
  toTeam: string
  kind: Ask['kind']
  people: number
  neededFrom: Date
  neededUntil: Date
  state: AskState
  askedAt: Date
  lapsesAt: Date
  answeredAt: Date | null
  holdUntil: Date | null
  reason: Ask['reason'] | null
}

const columns = sql`id, service_id as "serviceId", from_team as "fromTeam", to_team as "toTeam", kind, people,
  needed_from as "neededFrom", needed_until as "neededUntil", state, asked_at as "askedAt",
  lapses_at as "lapsesAt", answered_at as "answeredAt", hold_until as "holdUntil", reason`

/** Adds an ask; undefined when the id is taken already. */
export async function insertAsk(
  tx: Tx,
  row: Omit<AskRow, 'state' | 'answeredAt' | 'holdUntil' | 'reason'>,
): Promise<AskRow | undefined> {
  const { rows } = await sql<AskRow>`
    insert into referrals.asks
      (id, service_id, from_team, to_team, kind, people, needed_from, needed_until, asked_at, lapses_at)
    values (${row.id}, ${row.serviceId}, ${row.fromTeam}, ${row.toTeam}, ${row.kind}, ${row.people},
      ${row.neededFrom}, ${row.neededUntil}, ${row.askedAt}, ${row.lapsesAt})
    on conflict (id) do nothing
    returning ${columns}`.execute(tx)
  return rows[0]
}

/** An ask of or to one of these teams, locked until the transaction ends. */
export async function lockAsk(
  tx: Tx,
  id: string,
  side: { from?: string[]; to?: string[] },
): Promise<AskRow | undefined> {
  const { rows } = await sql<AskRow>`
    select ${columns} from referrals.asks
    where id = ${id} and (from_team = any (${side.from ?? []}::text[]) or to_team = any (${side.to ?? []}::text[]))
    for update`.execute(tx)
  return rows[0]
}

/** Asks of these teams before a point in the list, newest first. */
export async function findAsksOf(
  tx: Tx,
  teams: string[],
  before: { at: Date; id: string } | undefined,
  limit: number,
): Promise<AskRow[]> {
  const start = before ? sql`and (asked_at, id) < (${before.at}, ${before.id})` : sql``
  const { rows } = await sql<AskRow>`
    select ${columns} from referrals.asks where from_team = any (${teams}::text[]) ${start}
    order by asked_at desc, id desc limit ${limit}`.execute(tx)
  return rows
}

/** Open asks and live holds at these teams, oldest first. */
export async function findAsksWaiting(tx: Tx, teams: string[], now: Date, limit: number): Promise<AskRow[]> {
  const { rows } = await sql<AskRow>`
    select ${columns} from referrals.asks
    where to_team = any (${teams}::text[]) and closed_at is null
      and case state when 'asked' then lapses_at else hold_until end > ${now}
    order by asked_at, id limit ${limit}`.execute(tx)
  return rows
}

/** Writes a new state and what came with it. */
export async function changeAsk(
  tx: Tx,
  id: string,
  change: { state: AskState; closedAt?: Date; answeredAt?: Date; holdUntil?: Date; reason?: string },
): Promise<AskRow> {
  const { rows } = await sql<AskRow>`
    update referrals.asks
    set state = ${change.state}, closed_at = ${change.closedAt ?? null},
        answered_at = coalesce(${change.answeredAt ?? null}, answered_at),
        hold_until = coalesce(${change.holdUntil ?? null}, hold_until),
        reason = coalesce(${change.reason ?? null}, reason)
    where id = ${id}
    returning ${columns}`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('an ask that was locked is gone')
  return row
}

type Sides = { fromTeam: string; toTeam: string }

/** Closes asks that nobody answered in time and holds whose end has come. */
export async function closeAsksInTime(tx: Tx, now: Date, limit: number): Promise<Sides[]> {
  const { rows } = await sql<Sides>`
    update referrals.asks
    set state = case state when 'asked' then 'lapsed' else 'ended' end, closed_at = ${now}
    where id in (
      select id from referrals.asks
      where closed_at is null and case state when 'asked' then lapses_at else hold_until end <= ${now}
      limit ${limit} for update skip locked)
    returning from_team as "fromTeam", to_team as "toTeam"`.execute(tx)
  return rows
}

/** Marks asks that have waited too long as told, once each. */
export async function markLateAsks(tx: Tx, since: Date, now: Date, limit: number): Promise<Sides[]> {
  const { rows } = await sql<Sides>`
    update referrals.asks set late_told_at = ${now}
    where id in (
      select id from referrals.asks
      where state = 'asked' and asked_at <= ${since} and late_told_at is null
      limit ${limit} for update skip locked)
    returning from_team as "fromTeam", to_team as "toTeam"`.execute(tx)
  return rows
}

/** Erases asks that were closed before a moment. */
export async function eraseAsks(tx: Tx, closedBefore: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from referrals.asks where id in (
      select id from referrals.asks where closed_at < ${closedBefore} limit ${limit} for update skip locked)`.execute(
    tx,
  )
  return Number(numAffectedRows ?? 0)
}
