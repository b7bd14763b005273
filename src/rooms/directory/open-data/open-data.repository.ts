import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../../database/index.ts'
import type { SaidRoom } from '../upkeep/upkeep.repository.ts'
import type { PublicVetting } from '../vetting/standings.repository.ts'
import type { Hsds } from './compose-hsds.ts'

export type OpenRow = { serviceId: string; hsds: Hsds; vetting: PublicVetting | null; room: SaidRoom | null }

/** What is asked of the open data; `on`: the day on which a verification must stand, undefined: it need not. */
export type OpenQuery = {
  on?: string | undefined
  organisationId?: string | undefined
  modifiedAfter?: Date | undefined
}

// A service whose source says nothing of when it changed may have changed.
function conditions({ on, organisationId, modifiedAfter }: OpenQuery): RawBuilder<unknown> {
  return sql.join(
    [
      sql`hsds is not null`,
      ...(on === undefined ? [] : [sql`(vetting ->> 'until')::date >= ${on}::date`]),
      ...(organisationId === undefined ? [] : [sql`listing ->> 'organisationId' = ${organisationId}`]),
      ...(modifiedAfter === undefined
        ? []
        : [sql`coalesce((hsds ->> 'last_modified')::timestamptz > ${modifiedAfter}, true)`]),
    ],
    sql` and `,
  )
}

const columns = sql`service_id as "serviceId", hsds, vetting, room`

/** A page in the order of ids, and how many there are in all; for any actor. */
export async function openPage(
  tx: Tx,
  query: OpenQuery,
  page: { offset: number; size: number },
): Promise<{ rows: OpenRow[]; total: number }> {
  const { rows } = await sql<OpenRow>`
    select ${columns} from directory.published where ${conditions(query)}
    order by service_id limit ${page.size} offset ${page.offset}`.execute(tx)
  const { rows: counted } = await sql<{ total: number }>`
    select count(*)::integer as total from directory.published where ${conditions(query)}`.execute(tx)
  return { rows, total: counted[0]?.total ?? 0 }
}

/** The next ones after an id; for any actor. */
export async function openAfter(tx: Tx, query: OpenQuery, after: string, most: number): Promise<OpenRow[]> {
  const { rows } = await sql<OpenRow>`
    select ${columns} from directory.published where ${conditions(query)} and service_id > ${after}
    order by service_id limit ${most}`.execute(tx)
  return rows
}

/** Organisations that have such a service, as HSDS, in the order of ids; for any actor. */
export async function openOrganisations(
  tx: Tx,
  query: OpenQuery,
  page: { offset: number; size: number },
): Promise<{ rows: Hsds[]; total: number }> {
  const of = sql`directory.published where ${conditions(query)} and hsds -> 'organization' is not null`
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
    select ${columns} from directory.published where ${conditions(query)} and service_id = any (${[...ids]}::text[])
    order by array_position(${[...ids]}::text[], service_id)`.execute(tx)
  return rows
}
