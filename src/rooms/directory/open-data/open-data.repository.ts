import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../../database/index.ts'
import type { Point } from '../places/areas.ts'
import type { SaidRoom } from '../upkeep/upkeep.repository.ts'
import type { PublicVetting } from '../vetting/standings.repository.ts'
import type { Hsds } from './shape.ts'

export type OpenRow = { serviceId: string; hsds: Hsds; vetting: PublicVetting | null; room: SaidRoom | null }

/** What is asked of the open data; `on`: the day on which a verification must stand, undefined: it need not. */
export type OpenQuery = {
  on?: string | undefined
  organisationId?: string | undefined
  modifiedAfter?: Date | undefined
  /** A term that it is filed under, or one of a taxonomy; UUIDs. */
  termId?: string | undefined
  taxonomyId?: string | undefined
  near?: Near | undefined
  /** Of these services only. */
  among?: readonly string[] | undefined
}

/** Within so many metres of a point; with `serves`, also what says that it serves one of these areas (places/areas.ts). */
export type Near = { point: Point; metres: number; serves?: readonly number[] }

// A service whose source says nothing of when it changed may have changed.
/** The conditions on `directory.published` that a query makes. */
export function openConditions({
  on,
  organisationId,
  modifiedAfter,
  termId,
  taxonomyId,
  near,
  among,
}: OpenQuery): RawBuilder<unknown> {
  return sql.join(
    [
      sql`hsds is not null`,
      ...(on === undefined ? [] : [sql`(vetting ->> 'until')::date >= ${on}::date`]),
      ...(organisationId === undefined ? [] : [sql`listing ->> 'organisationId' = ${organisationId}`]),
      ...(modifiedAfter === undefined
        ? []
        : [sql`coalesce((hsds ->> 'last_modified')::timestamptz > ${modifiedAfter}, true)`]),
      ...(termId === undefined ? [] : [sql`terms @> array[${termId}::uuid]`]),
      ...(taxonomyId === undefined
        ? []
        : [
            sql`terms && (select coalesce(array_agg(id), '{}') from directory.open_terms where taxonomy = ${taxonomyId}::uuid)`,
          ]),
      ...(near === undefined ? [] : [nearIt(near)]),
      ...(among === undefined ? [] : [sql`service_id = any (${[...among]}::text[])`]),
    ],
    sql` and `,
  )
}

function nearIt({ serves = [], ...circle }: Near): RawBuilder<unknown> {
  const lies = sql`service_id in (select o.service_id from directory.open_places o where ${openWithin(circle)})`
  return serves.length === 0
    ? lies
    : sql`(${lies} or service_id in (select e.service_id from directory.entries e where e.keys && ${[...serves]}::integer[]))`
}

const metresPerDegree = 111_195

/** Whether a place of `open_places o` is that near: first a box, which an index knows, then the circle (haversine). */
export function openWithin({
  point: { latitude, longitude },
  metres,
}: Pick<Near, 'point' | 'metres'>): RawBuilder<unknown> {
  const up = metres / metresPerDegree
  const cosine = Math.max(0.01, Math.cos((latitude * Math.PI) / 180))
  const across = up / cosine
  return sql`o.latitude between ${latitude - up}::float8 and ${latitude + up}::float8
    and o.longitude between ${longitude - across}::float8 and ${longitude + across}::float8
    and 12742000 * asin(least(1, sqrt(sin(radians(o.latitude - ${latitude}::float8) / 2) ^ 2
      + ${cosine}::float8 * cos(radians(o.latitude)) * sin(radians(o.longitude - ${longitude}::float8) / 2) ^ 2)))
      <= ${metres}::float8`
}

/** What is read of a published service. */
export const openColumns = sql`service_id as "serviceId", hsds, vetting, room`

/** A page in the order of ids, and how many there are in all; for any actor. */
export async function openPage(
  tx: Tx,
  query: OpenQuery,
  page: { offset: number; size: number },
): Promise<{ rows: OpenRow[]; total: number }> {
  const { rows } = await sql<OpenRow>`
    select ${openColumns} from directory.published where ${openConditions(query)}
    order by service_id limit ${page.size} offset ${page.offset}`.execute(tx)
  const { rows: counted } = await sql<{ total: number }>`
    select count(*)::integer as total from directory.published where ${openConditions(query)}`.execute(tx)
  return { rows, total: counted[0]?.total ?? 0 }
}

/** The next ones after an id; for any actor. */
export async function openAfter(tx: Tx, query: OpenQuery, after: string, most: number): Promise<OpenRow[]> {
  const { rows } = await sql<OpenRow>`
    select ${openColumns} from directory.published where ${openConditions(query)} and service_id > ${after}
    order by service_id limit ${most}`.execute(tx)
  return rows
}

/** The next ones after one, organisation by organisation; those of none come first. For any actor. */
export async function openByOrganisation(
  tx: Tx,
  query: OpenQuery,
  after: { organisationId: string; serviceId: string },
  most: number,
): Promise<(OpenRow & { organisationId: string })[]> {
  const of = sql`coalesce(listing ->> 'organisationId', '') collate "C"`
  const { rows } = await sql<OpenRow & { organisationId: string }>`
    select ${openColumns}, ${of} as "organisationId" from directory.published where ${openConditions(query)}
      and (${of}, service_id) > (${after.organisationId}, ${after.serviceId})
    order by ${of}, service_id limit ${most}`.execute(tx)
  return rows
}

/** Organisations that have such a service, as HSDS, in the order of ids; for any actor. */
export async function openOrganisations(
  tx: Tx,
  query: OpenQuery,
  page: { offset: number; size: number },
): Promise<{ rows: Hsds[]; total: number }> {
  const of = sql`directory.published where ${openConditions(query)} and hsds -> 'organization' is not null`
  const { rows } = await sql<{ hsds: Hsds }>`
    select distinct on (listing ->> 'organisationId') hsds -> 'organization' as hsds from ${of}
    order by listing ->> 'organisationId', service_id limit ${page.size} offset ${page.offset}`.execute(tx)
  const { rows: counted } = await sql<{ total: number }>`
    select count(distinct listing ->> 'organisationId')::integer as total from ${of}`.execute(tx)
  return { rows: rows.map(({ hsds }) => hsds), total: counted[0]?.total ?? 0 }
}

/** These, in this order; for any actor. */
export async function openThese(tx: Tx, query: OpenQuery, ids: readonly string[]): Promise<OpenRow[]> {
  const { rows } = await sql<OpenRow>`
    select ${openColumns} from directory.published where ${openConditions(query)} and service_id = any (${[...ids]}::text[])
    order by array_position(${[...ids]}::text[], service_id)`.execute(tx)
  return rows
}
