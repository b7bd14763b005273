import { sql } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'

export type PastEpoch = { id: string; number: number; publicKey: Bytes; slot: Bytes; since: Date }

type Row = { id: string; number: number; public_key: Uint8Array; bytes: Uint8Array; created_at: Date }

const pastOf = ({ id, number, public_key, bytes, created_at }: Row): PastEpoch => ({
  id,
  number,
  publicKey: new Uint8Array(public_key),
  slot: new Uint8Array(bytes),
  since: created_at,
})

export type PastPage = { teamId: string; mine: string; before: number; limit: number }

/** Epochs of a team with a slot for the asker and none for a colleague, newest first. */
export async function listPastLacking(tx: Tx, page: PastPage & { theirs: string }): Promise<PastEpoch[]> {
  const { rows } = await sql<Row>`
    select e.id, e.number, e.public_key, s.bytes, e.created_at
    from identity.epochs e join identity.epoch_slots s on s.epoch_id = e.id and s.member_id = ${page.mine}
    where e.team_id = ${page.teamId} and e.number < ${page.before}
      and not exists (select from identity.epoch_slots o where o.epoch_id = e.id and o.member_id = ${page.theirs})
    order by e.number desc limit ${page.limit}`.execute(tx)
  return rows.map(pastOf)
}

/** Epochs of a team with a slot for the asker that no recovery slot of a plan stands for, newest first. */
export async function listUncovered(tx: Tx, page: PastPage & { planId: string }): Promise<PastEpoch[]> {
  const { rows } = await sql<Row>`
    select e.id, e.number, e.public_key, s.bytes, e.created_at
    from identity.epochs e join identity.epoch_slots s on s.epoch_id = e.id and s.member_id = ${page.mine}
    where e.team_id = ${page.teamId} and e.number < ${page.before}
      and not exists (select from identity.recovery_slots r where r.epoch_id = e.id and r.plan_id = ${page.planId})
    order by e.number desc limit ${page.limit}`.execute(tx)
  return rows.map(pastOf)
}

/** How many of these epochs are a team's and have a slot for the asker. */
export async function countHeld(tx: Tx, teamId: string, memberId: string, ids: string[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from identity.epochs e
    join identity.epoch_slots s on s.epoch_id = e.id and s.member_id = ${memberId}
    where e.team_id = ${teamId} and e.id = any(${ids})`.execute(tx)
  return rows[0]?.n ?? 0
}

/** Whether somebody reads in a team today and has keys. */
export async function isReader(tx: Tx, teamId: string, memberId: string): Promise<boolean> {
  const { rows } = await sql`
    select from identity.memberships m join identity.member_keys k on k.member_id = m.member_id
    where m.team_id = ${teamId} and m.member_id = ${memberId} and m.left_at is null
      and identity.reads_sealed(m.roles)`.execute(tx)
  return rows.length === 1
}

/** How many of these epochs are a team's. */
export async function countTeamEpochs(tx: Tx, teamId: string, ids: string[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from identity.epochs e
    where e.team_id = ${teamId} and e.id = any(${ids})`.execute(tx)
  return rows[0]?.n ?? 0
}

export type Reader = { memberId: string; name: string; publicKey: Bytes }

/** Who reads in a team today and has keys. */
export async function listReaders(tx: Tx, teamId: string): Promise<Reader[]> {
  const { rows } = await sql<{ member_id: string; name: string; public_key: Uint8Array }>`
    select m.member_id, p.name, k.public_key
    from identity.memberships m join identity.member_keys k on k.member_id = m.member_id
    join identity.members p on p.id = m.member_id
    where m.team_id = ${teamId} and m.left_at is null and identity.reads_sealed(m.roles) order by m.member_id`.execute(
    tx,
  )
  return rows.map((row) => ({
    memberId: row.member_id,
    name: row.name,
    publicKey: new Uint8Array(row.public_key),
  }))
}

/** Adds slots; whoever has one for an epoch keeps it. */
export async function addEpochSlots(
  tx: Tx,
  slots: readonly { epochId: string; memberId: string; bytes: Bytes }[],
): Promise<void> {
  await sql`insert into identity.epoch_slots (epoch_id, member_id, bytes) values ${sql.join(
    slots.map((slot) => sql`(${slot.epochId}, ${slot.memberId}, ${slot.bytes})`),
  )} on conflict do nothing`.execute(tx)
}

export type EpochStanding = {
  since: Date
  /** When the next epoch began. */
  until: Date | null
  mine: boolean
  /** How many of the team's readers of today have a slot. */
  readers: number
  recoverable: boolean
}

/** Every epoch of a team with who and what can open it, oldest first. */
export async function listStandings(tx: Tx, teamId: string, memberId: string): Promise<EpochStanding[]> {
  const { rows } = await sql<EpochStanding>`
    with readers as (
      select m.member_id from identity.memberships m join identity.member_keys k on k.member_id = m.member_id
      where m.team_id = ${teamId} and m.left_at is null and identity.reads_sealed(m.roles)),
    able as (
      select h.plan_id, h.member_id from identity.recovery_holders h
      join identity.recovery_plans p on p.id = h.plan_id and p.team_id = ${teamId}
      join identity.member_keys k on k.member_id = h.member_id and k.public_key = h.public_key
      join identity.teams t on t.id = p.team_id
      where exists (select from identity.memberships m where m.member_id = h.member_id
                      and m.organisation_id = t.organisation_id and m.left_at is null))
    select e.created_at as since, lead(e.created_at) over (order by e.number) as until,
      exists (select from identity.epoch_slots s where s.epoch_id = e.id and s.member_id = ${memberId}) as mine,
      (select count(*)::int from identity.epoch_slots s join readers r on r.member_id = s.member_id
        where s.epoch_id = e.id) as readers,
      exists (select from identity.recovery_slots r where r.epoch_id = e.id and (
        r.first_id = ''
        or (exists (select from able a where a.plan_id = r.plan_id and a.member_id = r.first_id)
            and exists (select from able a where a.plan_id = r.plan_id and a.member_id = r.second_id))))
        as recoverable
    from identity.epochs e where e.team_id = ${teamId} order by e.number`.execute(tx)
  return rows
}
