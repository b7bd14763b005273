import { sql } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'

export type RecoveryRow = {
  id: string
  teamId: string
  team: string
  kind: 'people' | 'code'
  reason: string
  startedBy: string
  startedByName: string
  secondBy: string | null
  secondByName: string | null
  startedAt: Date
  endsAt: Date
  state: 'started' | 'confirmed' | 'finished' | 'stopped' | 'over'
}

const columns = sql`r.id, r.team_id as "teamId", t.name as team, r.kind, r.reason,
  r.started_by as "startedBy", a.name as "startedByName", r.second_by as "secondBy", b.name as "secondByName",
  r.started_at as "startedAt", r.ends_at as "endsAt",
  case when r.stopped_at is not null then 'stopped' when r.finished_at is not null then 'finished'
    when r.ends_at <= now() then 'over' when r.confirmed_at is not null then 'confirmed'
    else 'started' end as state`
const joined = sql`identity.recoveries r join identity.teams t on t.id = r.team_id
  join identity.members a on a.id = r.started_by left join identity.members b on b.id = r.second_by`

/** Recoveries of these teams within the last thirty days, newest first. */
export async function listRecoveries(tx: Tx, teamIds: string[]): Promise<RecoveryRow[]> {
  const { rows } = await sql<RecoveryRow>`select ${columns} from ${joined}
    where r.team_id = any(${teamIds}) and r.started_at > now() - interval '30 days'
    order by r.started_at desc, r.id limit 50`.execute(tx)
  return rows
}

/** A recovery that is under way. */
export async function findRunning(tx: Tx, id: string): Promise<RecoveryRow | undefined> {
  const { rows } = await sql<RecoveryRow>`select ${columns} from ${joined}
    where r.id = ${id} and r.finished_at is null and r.stopped_at is null and r.ends_at > now()`.execute(tx)
  return rows[0]
}

export async function isRunning(tx: Tx, teamId: string): Promise<boolean> {
  const { rows } = await sql`select from identity.recoveries
    where team_id = ${teamId} and finished_at is null and stopped_at is null and ends_at > now() limit 1`.execute(
    tx,
  )
  return rows.length === 1
}

export type NewRecovery = {
  id: string
  teamId: string
  kind: 'people' | 'code'
  reason: string
  startedBy: string
}

/** Ends by itself after a day. By a code, one person is both. */
export async function insertRecovery(tx: Tx, recovery: NewRecovery): Promise<void> {
  const { id, teamId, kind, reason, startedBy } = recovery
  const both = kind === 'code'
  await sql`insert into identity.recoveries
      (id, team_id, kind, reason, started_by, ends_at, second_by, confirmed_at)
    values (${id}, ${teamId}, ${kind}, ${reason}, ${startedBy}, now() + interval '1 day',
      ${both ? startedBy : null}, ${both ? sql`now()` : null})`.execute(tx)
}

/** False when somebody confirmed first. */
export async function insertConfirmation(tx: Tx, id: string, memberId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`update identity.recoveries
    set second_by = ${memberId}, confirmed_at = now() where id = ${id} and second_by is null`.execute(tx)
  return numAffectedRows === 1n
}

/** Ends a recovery, done or stopped; what was handed over for it is deleted. */
export async function endRecovery(tx: Tx, id: string, how: 'finished' | 'stopped'): Promise<void> {
  await sql`delete from identity.recovery_shares where recovery_id = ${id}`.execute(tx)
  const column = how === 'finished' ? sql`finished_at` : sql`stopped_at`
  await sql`update identity.recoveries set ${column} = now() where id = ${id}`.execute(tx)
}

/** For the clockwork: shares of recoveries that nobody ended. */
export async function forgetShares(tx: Tx): Promise<void> {
  await sql`delete from identity.recovery_shares s using identity.recoveries r
    where r.id = s.recovery_id and r.ends_at <= now()`.execute(tx)
}

export type RecoverySlotRow = {
  epoch: { id: string; number: number; publicKey: Bytes }
  planId: string
  firstId: string
  secondId: string
  bytes: Bytes
}

type SlotRow = {
  id: string
  number: number
  public_key: Uint8Array
  plan_id: string
  first_id: string
  second_id: string
  bytes: Uint8Array
}

const slotOf = (row: SlotRow): RecoverySlotRow => ({
  epoch: { id: row.id, number: row.number, publicKey: new Uint8Array(row.public_key) },
  planId: row.plan_id,
  firstId: row.first_id,
  secondId: row.second_id,
  bytes: new Uint8Array(row.bytes),
})

type Page = { after: number; epochs: number }

/** Slots of a team for whoever starts; `first` is empty for a code. By the numbers of the epochs, a page of so many epochs. */
export async function listRecoverySlots(
  tx: Tx,
  { teamId, first, after, epochs }: Page & { teamId: string; first: string },
): Promise<RecoverySlotRow[]> {
  const { rows } = await sql<SlotRow>`
    select e.id, e.number, e.public_key, s.plan_id, s.first_id, s.second_id, s.bytes
    from (select id, number, public_key from identity.epochs e
          where e.team_id = ${teamId} and e.number > ${after}
            and exists (select from identity.recovery_slots s where s.epoch_id = e.id and s.first_id = ${first})
          order by e.number limit ${epochs}) e
    join identity.recovery_slots s on s.epoch_id = e.id and s.first_id = ${first}
    order by e.number, s.second_id`.execute(tx)
  return rows.map(slotOf)
}

/** The shares of a recovery that are sealed to one person. */
export async function listShares(
  tx: Tx,
  { recoveryId, second, after, epochs }: Page & { recoveryId: string; second: string },
): Promise<Omit<RecoverySlotRow, 'planId'>[]> {
  const { rows } = await sql<SlotRow>`
    select e.id, e.number, e.public_key, '' as plan_id, r.started_by as first_id, s.second_id, s.bytes
    from identity.recovery_shares s join identity.epochs e on e.id = s.epoch_id
    join identity.recoveries r on r.id = s.recovery_id
    where s.recovery_id = ${recoveryId} and s.second_id = ${second} and e.number > ${after}
    order by e.number limit ${epochs}`.execute(tx)
  return rows.map(slotOf)
}

export async function insertShares(
  tx: Tx,
  recoveryId: string,
  shares: readonly { epochId: string; secondId: string; bytes: Bytes }[],
): Promise<void> {
  await sql`insert into identity.recovery_shares (recovery_id, epoch_id, second_id, bytes) values ${sql.join(
    shares.map((share) => sql`(${recoveryId}, ${share.epochId}, ${share.secondId}, ${share.bytes})`),
  )} on conflict do nothing`.execute(tx)
}

/** Whether anything was handed over to a person. */
export async function hasShares(tx: Tx, recoveryId: string, second: string): Promise<boolean> {
  const { rows } = await sql`select from identity.recovery_shares
    where recovery_id = ${recoveryId} and second_id = ${second} limit 1`.execute(tx)
  return rows.length === 1
}

/** How many of these pairs of epoch and holder a recovery's starter has slots for. */
export async function countStartable(
  tx: Tx,
  place: { teamId: string; first: string },
  pairs: readonly { epochId: string; secondId: string }[],
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(distinct (s.epoch_id, s.second_id))::int as n
    from identity.recovery_slots s join identity.epochs e on e.id = s.epoch_id
    where e.team_id = ${place.teamId} and s.first_id = ${place.first}
      and s.epoch_id || ':' || s.second_id
        = any(${pairs.map(({ epochId, secondId }) => `${epochId}:${secondId}`)})`.execute(tx)
  return rows[0]?.n ?? 0
}
