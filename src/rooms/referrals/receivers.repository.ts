import { sql } from 'kysely'
import type { Tx } from '../../database/index.ts'

export type Receiver = { serviceId: string; teamId: string }

/** Which team receives for each of these services; services without one are left out. */
export async function findReceivers(tx: Tx, serviceIds: readonly string[]): Promise<Receiver[]> {
  const { rows } = await sql<Receiver>`
    select service_id as "serviceId", team_id as "teamId" from referrals.receivers
    where service_id = any (${[...serviceIds]}::text[]) order by service_id`.execute(tx)
  return rows
}

/** Every service that has a receiver, in the order of their ids. */
export async function pageOfReceivers(tx: Tx, after: string, limit: number): Promise<Receiver[]> {
  const { rows } = await sql<Receiver>`
    select service_id as "serviceId", team_id as "teamId" from referrals.receivers
    where service_id > ${after} order by service_id limit ${limit}`.execute(tx)
  return rows
}

/** The services for which a team receives, in the order of their ids. */
export async function servicesReceivedBy(tx: Tx, teamId: string): Promise<string[]> {
  const { rows } = await sql<Receiver>`
    select service_id as "serviceId" from referrals.receivers where team_id = ${teamId}
    order by service_id limit 200`.execute(tx)
  return rows.map(({ serviceId }) => serviceId)
}

/** Whether a team receives for any service. */
export async function isReceiver(tx: Tx, teamId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from referrals.receivers where team_id = ${teamId} limit 1`.execute(tx)
  return rows.length > 0
}

export async function saveReceiver(tx: Tx, { serviceId, teamId }: Receiver): Promise<void> {
  await sql`
    insert into referrals.receivers (service_id, team_id) values (${serviceId}, ${teamId})
    on conflict (service_id) do update set team_id = excluded.team_id`.execute(tx)
}

export async function removeReceiver(tx: Tx, serviceId: string): Promise<void> {
  await sql`delete from referrals.receivers where service_id = ${serviceId}`.execute(tx)
}
