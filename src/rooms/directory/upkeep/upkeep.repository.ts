import { sql } from 'kysely'
import type { RoomUnit } from '../../../contracts/directory-upkeep.ts'
import type { Tx } from '../../../database/index.ts'
import { setKeeper } from '../keepers.repository.ts'
import type { PublishedRow } from '../search/search.repository.ts'

/** What was said to be free, as it stands in `published.room`. */
export type SaidRoom = { unit: RoomUnit; free: number; at: string }

export async function insertReport(
  tx: Tx,
  report: { serviceId: string; unit: RoomUnit; free: number; teamId: string; by: string },
): Promise<void> {
  await sql`
    insert into directory.room_reports (service_id, unit, free, team_id, by_member)
    values (${report.serviceId}, ${report.unit}, ${report.free}, ${report.teamId}, ${report.by})`.execute(tx)
}

export async function insertKeeping(
  tx: Tx,
  keeping: { organisationId: string; teamId: string | undefined; by: string },
): Promise<void> {
  await sql`
    insert into directory.keepings (organization_id, team_id, by_member)
    values (${keeping.organisationId}, ${keeping.teamId ?? null}, ${keeping.by})`.execute(tx)
}

/** The latest thing said of what is free at each of these services; as `system`. */
export async function roomsOf(tx: Tx, serviceIds: readonly string[]): Promise<Map<string, SaidRoom>> {
  const { rows } = await sql<SaidRoom & { serviceId: string }>`
    select id as "serviceId", said.unit, said.free, said.at from unnest(${[...serviceIds]}::text[]) as service (id)
    cross join lateral (select unit, free, to_jsonb(at) #>> '{}' as at from directory.room_reports
      where service_id = service.id order by no desc limit 1) said`.execute(tx)
  return new Map(rows.map(({ serviceId, unit, free, at }) => [serviceId, { unit, free, at }]))
}

/** Makes what is published say what was said since; as `system`. Returns how many reports. */
export async function applyReports(tx: Tx): Promise<number> {
  const { rows } = await sql<{ no: string; serviceId: string }>`
    select no::text, service_id as "serviceId" from directory.room_reports where not applied order by room_reports.no limit 500`.execute(
    tx,
  )
  if (rows.length === 0) return 0
  const rooms = JSON.stringify(
    [...(await roomsOf(tx, [...new Set(rows.map(({ serviceId }) => serviceId))]))].map(([id, room]) => ({
      id,
      room,
    })),
  )
  // Of two that are applied at once the later one stays, whichever writes last.
  await sql`
    update directory.published set room = said.room from jsonb_to_recordset(${rooms}::jsonb) as said (id text, room jsonb)
    where service_id = said.id
      and coalesce((published.room ->> 'at')::timestamptz <= (said.room ->> 'at')::timestamptz, true)`.execute(
    tx,
  )
  await sql`
    update directory.entries set room = (said.room ->> 'free')::smallint, room_at = (said.room ->> 'at')::timestamptz
    from jsonb_to_recordset(${rooms}::jsonb) as said (id text, room jsonb)
    where service_id = said.id and coalesce(room_at <= (said.room ->> 'at')::timestamptz, true)`.execute(tx)
  const nos = rows.map(({ no }) => no)
  await sql`update directory.room_reports set applied = true where no = any (${nos}::bigint[])`.execute(tx)
  return rows.length
}

/** The same for who keeps what. */
export async function applyKeepings(tx: Tx): Promise<number> {
  const { rows } = await sql<{ no: string; organisationId: string; teamId: string | null }>`
    select no::text, organization_id as "organisationId", team_id as "teamId" from directory.keepings
    where not applied order by keepings.no limit 500`.execute(tx)
  for (const { organisationId, teamId } of rows) await setKeeper(tx, organisationId, teamId ?? undefined)
  const nos = rows.map(({ no }) => no)
  await sql`update directory.keepings set applied = true where no = any (${nos}::bigint[])`.execute(tx)
  return rows.length
}

export type OwnRow = PublishedRow & { serviceId: string; teamId: string }

/** Published services that these teams keep; for any actor. */
export async function keptBy(tx: Tx, teams: readonly string[]): Promise<OwnRow[]> {
  const { rows } = await sql<OwnRow>`
    select service_id as "serviceId", keeper_team_id as "teamId", listing, rest, places, vetting, room
    from directory.published where keeper_team_id = any (${[...teams]}::text[])
    order by listing -> 'words' ->> 'name', service_id limit 200`.execute(tx)
  return rows
}

/** The team that keeps a published service, null where none does; undefined where it is not published. For any actor. */
export async function keeperOf(tx: Tx, serviceId: string): Promise<string | null | undefined> {
  const { rows } = await sql<{ teamId: string | null }>`
    select keeper_team_id as "teamId" from directory.published where service_id = ${serviceId}`.execute(tx)
  return rows[0]?.teamId
}

export async function keepersOf(
  tx: Tx,
  serviceIds: readonly string[],
): Promise<{ serviceId: string; teamId: string }[]> {
  const { rows } = await sql<{ serviceId: string; teamId: string }>`
    select service_id as "serviceId", keeper_team_id as "teamId" from directory.published
    where service_id = any (${[...serviceIds]}::text[]) and keeper_team_id is not null`.execute(tx)
  return rows
}
