import { sql } from 'kysely'
import type { Tx } from '../../../database/index.ts'
import {
  openColumns,
  openConditions,
  openWithin,
  type OpenQuery,
  type OpenRow,
} from './open-data.repository.ts'
import type { Hsds } from './shape.ts'

/** A service at a place, with the service as it is given out. */
export type OpenPlace = OpenRow & { link: Hsds }

/** Services at places that may be named, in the order of their ids, and how many there are in all; for any actor. */
export async function openPlaces(
  tx: Tx,
  query: OpenQuery,
  page: { offset: number; size: number },
): Promise<{ rows: OpenPlace[]; total: number }> {
  // Near a place counts for each place by itself here, unless its service says that it serves it.
  const circle = query.near && !query.near.serves ? query.near : undefined
  const of = sql`directory.open_places o where ${circle ? openWithin(circle) : sql`true`}
    and o.service_id in (select service_id from directory.published where ${openConditions(query)})`
  const { rows } = await sql<OpenPlace>`
    select ${openColumns}, jsonb_path_query_first(hsds -> 'service_at_locations', '$[*] ? (@.id == $id)',
      jsonb_build_object('id', at.id)) as link
    from (select o.id, o.service_id as of from ${of} order by o.id limit ${page.size} offset ${page.offset}) at
    join directory.published on service_id = at.of order by at.id`.execute(tx)
  const { rows: counted } = await sql<{ total: number }>`
    select count(*)::integer as total from ${of}`.execute(tx)
  return { rows, total: counted[0]?.total ?? 0 }
}

/** One service at a place by its UUID; undefined where there is none that may be named. For any actor. */
export async function openPlace(tx: Tx, uuid: string): Promise<OpenPlace | undefined> {
  const { rows } = await sql<OpenPlace>`
    select ${openColumns}, jsonb_path_query_first(hsds -> 'service_at_locations', '$[*] ? (@.id == $id)',
      jsonb_build_object('id', o.id)) as link
    from directory.open_places o join directory.published using (service_id)
    where o.id = ${uuid} and hsds is not null`.execute(tx)
  return rows[0]
}

/** Which terms are asked for. `top`: only those that lie under none. */
export type TermQuery = {
  taxonomy?: string | undefined
  parent?: string | undefined
  top?: boolean | undefined
  words?: string | undefined
}

type Listed = { rows: Hsds[]; total: number }

/** Terms that a published service has, in the order of their names; for any actor. */
export async function openTermsPage(
  tx: Tx,
  { taxonomy, parent, top, words }: TermQuery,
  page: { offset: number; size: number },
): Promise<Listed> {
  const conditions = [
    sql`exists (select from directory.published p where p.terms @> array[t.id])`,
    ...(taxonomy === undefined ? [] : [sql`t.taxonomy = ${taxonomy}::uuid`]),
    ...(parent === undefined ? [] : [sql`t.parent = ${parent}::uuid`]),
    ...(top ? [sql`t.parent is null`] : []),
    ...(words === undefined
      ? []
      : [
          sql`position(lower(${words}) in lower(coalesce(t.term ->> 'name', '') || ' ' || coalesce(t.term ->> 'code', ''))) > 0`,
        ]),
  ]
  return listed(
    tx,
    sql`directory.open_terms t where ${sql.join(conditions, sql` and `)}`,
    sql`t.term`,
    sql`t.term ->> 'name', t.id`,
    page,
  )
}

/** The taxonomies of those terms, in the order of their names; for any actor. */
export async function openTaxonomiesPage(
  tx: Tx,
  words: string | undefined,
  page: { offset: number; size: number },
): Promise<Listed> {
  const of = sql`(select distinct on (t.taxonomy) t.taxonomy as id, t.term -> 'taxonomy_detail' as detail from directory.open_terms t
    where t.taxonomy is not null and exists (select from directory.published p where p.terms @> array[t.id])
    order by t.taxonomy, t.id) taxonomy
    where ${words === undefined ? sql`true` : sql`position(lower(${words}) in lower(detail ->> 'name')) > 0`}`
  return listed(tx, of, sql`detail`, sql`detail ->> 'name', id`, page)
}

/** One term by its UUID; for any actor. */
export async function findTerm(tx: Tx, uuid: string): Promise<Hsds | undefined> {
  const { rows } = await sql<{ hsds: Hsds }>`
    select term as hsds from directory.open_terms t where id = ${uuid}::uuid
      and exists (select from directory.published p where p.terms @> array[t.id])`.execute(tx)
  return rows[0]?.hsds
}

/** One taxonomy by its UUID; for any actor. */
export async function findTaxonomy(tx: Tx, uuid: string): Promise<Hsds | undefined> {
  const { rows } = await sql<{ hsds: Hsds }>`
    select term -> 'taxonomy_detail' as hsds from directory.open_terms t where taxonomy = ${uuid}::uuid
      and exists (select from directory.published p where p.terms @> array[t.id]) order by id limit 1`.execute(
    tx,
  )
  return rows[0]?.hsds
}

async function listed(
  tx: Tx,
  of: ReturnType<typeof sql>,
  what: ReturnType<typeof sql>,
  order: ReturnType<typeof sql>,
  page: { offset: number; size: number },
): Promise<Listed> {
  const { rows } = await sql<{ hsds: Hsds }>`
    select ${what} as hsds from ${of} order by ${order} limit ${page.size} offset ${page.offset}`.execute(tx)
  const { rows: counted } = await sql<{
    total: number
  }>`select count(*)::integer as total from ${of}`.execute(tx)
  return { rows: rows.map(({ hsds }) => hsds), total: counted[0]?.total ?? 0 }
}
