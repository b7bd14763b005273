import { sql } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'

export type Holder = {
  memberId: string
  name: string
  agreed: boolean
  /** Agreed, active in the organisation, and with the key of then. */
  able: boolean
  publicKey: Bytes | undefined
}

export type Plan = {
  id: string
  teamId: string
  kind: 'people' | 'code'
  publicKey: Bytes | undefined
  since: Date | null
  usedAt: Date | null
  holders: Holder[]
}

type PlanRow = {
  id: string
  team_id: string
  kind: Plan['kind']
  public_key: Uint8Array | null
  current_at: Date | null
  used_at: Date | null
}

type HolderRow = {
  plan_id: string
  member_id: string
  name: string
  agreed: boolean
  able: boolean
  public_key: Uint8Array | null
}

async function withHolders(tx: Tx, rows: PlanRow[]): Promise<Plan[]> {
  const ids = rows.map(({ id }) => id)
  const { rows: holders } = await sql<HolderRow>`
    select h.plan_id, h.member_id, m.name, h.agreed_at is not null as agreed, h.public_key,
      h.agreed_at is not null
      and exists (select from identity.member_keys k
                  where k.member_id = h.member_id and k.public_key = h.public_key)
      and exists (select from identity.memberships a join identity.teams t on t.id = p.team_id
                  where a.member_id = h.member_id and a.organisation_id = t.organisation_id
                    and a.left_at is null) as able
    from identity.recovery_holders h join identity.recovery_plans p on p.id = h.plan_id
    join identity.members m on m.id = h.member_id
    where h.plan_id = any(${ids}) order by m.name, h.member_id`.execute(tx)
  return rows.map((row) => ({
    id: row.id,
    teamId: row.team_id,
    kind: row.kind,
    publicKey: row.public_key ? new Uint8Array(row.public_key) : undefined,
    since: row.current_at,
    usedAt: row.used_at,
    holders: holders
      .filter(({ plan_id }) => plan_id === row.id)
      .map(({ member_id, name, agreed, able, public_key }) => ({
        memberId: member_id,
        name,
        agreed,
        able,
        publicKey: public_key ? new Uint8Array(public_key) : undefined,
      })),
  }))
}

const columns = sql`p.id, p.team_id, p.kind, p.public_key, p.current_at, p.used_at`

/** The plan in force of each team, where there is one. */
export async function findCurrentPlans(tx: Tx, teamIds: string[]): Promise<Plan[]> {
  const { rows } = await sql<PlanRow>`
    select distinct on (p.team_id) ${columns} from identity.recovery_plans p
    where p.team_id = any(${teamIds}) and p.current_at is not null
    order by p.team_id, p.current_at desc, p.id`.execute(tx)
  return withHolders(tx, rows)
}

/** The plan of each team that waits until all have agreed. */
export async function findPendingPlans(tx: Tx, teamIds: string[]): Promise<Plan[]> {
  const { rows } = await sql<PlanRow>`
    select distinct on (p.team_id) ${columns} from identity.recovery_plans p
    where p.team_id = any(${teamIds}) and p.current_at is null
    order by p.team_id, p.created_at desc, p.id`.execute(tx)
  return withHolders(tx, rows)
}

/** A plan that waits, by its id. */
export async function findPendingPlan(tx: Tx, id: string): Promise<Plan | undefined> {
  const { rows } = await sql<PlanRow>`
    select ${columns} from identity.recovery_plans p
    where p.id = ${id} and p.current_at is null`.execute(tx)
  return (await withHolders(tx, rows))[0]
}

/** The team's code of this key, in force or of before. */
export async function findCodePlan(tx: Tx, teamId: string, publicKey: Bytes): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select id from identity.recovery_plans
    where team_id = ${teamId} and kind = 'code' and public_key = ${publicKey} limit 1`.execute(tx)
  return rows[0]?.id
}

/** Teams of the asker's organisations for which they are named in a plan. */
export async function teamsHeldFor(tx: Tx, memberId: string): Promise<string[]> {
  const { rows } = await sql<{ team_id: string }>`
    select distinct p.team_id from identity.recovery_holders h
    join identity.recovery_plans p on p.id = h.plan_id where h.member_id = ${memberId}`.execute(tx)
  return rows.map((row) => row.team_id)
}

/** Whether somebody agreed to a plan of a team, and still has the key with which they did. */
export async function holdsPart(tx: Tx, teamId: string, memberId: string): Promise<boolean> {
  const { rows } = await sql<{ holds: boolean }>`
    select identity.holds_part(${memberId}, ${teamId}) as holds`.execute(tx)
  return rows[0]?.holds === true
}

export async function dropPendingPlans(tx: Tx, teamId: string): Promise<void> {
  await sql`delete from identity.recovery_plans where team_id = ${teamId} and current_at is null`.execute(tx)
}

export async function insertPeoplePlan(
  tx: Tx,
  plan: { id: string; teamId: string; madeBy: string; memberIds: readonly string[] },
): Promise<void> {
  await sql`insert into identity.recovery_plans (id, team_id, kind, made_by)
    values (${plan.id}, ${plan.teamId}, 'people', ${plan.madeBy})`.execute(tx)
  await sql`insert into identity.recovery_holders (plan_id, member_id) values ${sql.join(
    plan.memberIds.map((memberId) => sql`(${plan.id}, ${memberId})`),
  )}`.execute(tx)
}

export async function insertCodePlan(
  tx: Tx,
  plan: { id: string; teamId: string; madeBy: string; publicKey: Bytes },
): Promise<void> {
  await sql`insert into identity.recovery_plans (id, team_id, kind, public_key, made_by, current_at)
    values (${plan.id}, ${plan.teamId}, 'code', ${plan.publicKey}, ${plan.madeBy}, now())`.execute(tx)
}

/** Agrees with the member's key of today. */
export async function agree(tx: Tx, planId: string, memberId: string): Promise<void> {
  await sql`update identity.recovery_holders h set agreed_at = now(), public_key = k.public_key
    from identity.member_keys k
    where h.plan_id = ${planId} and h.member_id = ${memberId} and k.member_id = h.member_id`.execute(tx)
}

export async function putInForce(tx: Tx, planId: string): Promise<void> {
  await sql`update identity.recovery_plans set current_at = now() where id = ${planId}`.execute(tx)
}

export async function markCodeUsed(tx: Tx, planId: string): Promise<void> {
  await sql`update identity.recovery_plans set used_at = now() where id = ${planId}`.execute(tx)
}

/** People of an organisation who have keys, in the order of their ids. */
export async function listKeyedColleagues(
  tx: Tx,
  organisationId: string,
  after: string,
  limit: number,
): Promise<{ memberId: string; name: string }[]> {
  const { rows } = await sql<{ memberId: string; name: string }>`
    select p.id as "memberId", p.name from identity.members p
    where p.id > ${after} and exists (select from identity.member_keys k where k.member_id = p.id)
      and exists (select from identity.memberships m where m.member_id = p.id
                    and m.organisation_id = ${organisationId} and m.left_at is null)
    order by p.id limit ${limit}`.execute(tx)
  return rows
}

/** How many of these are people of an organisation with keys. */
export async function countKeyedColleagues(tx: Tx, organisationId: string, ids: string[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from identity.member_keys k where k.member_id = any(${ids})
      and exists (select from identity.memberships m where m.member_id = k.member_id
                    and m.organisation_id = ${organisationId} and m.left_at is null)`.execute(tx)
  return rows[0]?.n ?? 0
}

/** How many epochs a team has, and how many of them a plan recovers. */
export async function countCovered(
  tx: Tx,
  teamId: string,
  planId: string,
): Promise<{ epochs: number; covered: number }> {
  const { rows } = await sql<{ epochs: number; covered: number }>`
    select count(*)::int as epochs, count(*) filter (where exists (
      select from identity.recovery_slots r where r.epoch_id = e.id and r.plan_id = ${planId}))::int as covered
    from identity.epochs e where e.team_id = ${teamId}`.execute(tx)
  return rows[0] ?? { epochs: 0, covered: 0 }
}

export type NewRecoverySlot = {
  epochId: string
  planId: string
  firstId: string
  secondId: string
  bytes: Bytes
}

/** Keeps an epoch's slots of a plan; what another plan has of it goes. */
export async function coverEpoch(tx: Tx, slots: readonly NewRecoverySlot[]): Promise<void> {
  const [one] = slots
  if (!one) return
  await sql`delete from identity.recovery_slots
    where epoch_id = ${one.epochId} and plan_id <> ${one.planId}`.execute(tx)
  await sql`insert into identity.recovery_slots (epoch_id, plan_id, first_id, second_id, bytes) values ${sql.join(
    slots.map((s) => sql`(${s.epochId}, ${s.planId}, ${s.firstId}, ${s.secondId}, ${s.bytes})`),
  )} on conflict do nothing`.execute(tx)
}
