import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../../database/index.ts'
import type { BasePhone, BasePlace, BaseSchedule, BaseService } from './base.ts'

type Of<Row> = Row & { of: string }
type Lists = Pick<BaseService, 'texts' | 'areas' | 'documents' | 'costs' | 'terms'>

/** What only services have, as lists, by service. */
export async function readChildren(tx: Tx, ids: readonly string[]): Promise<(id: string) => Lists> {
  const read = async <Value>(what: RawBuilder<unknown>): Promise<(id: string) => Value[]> => {
    const { rows } = await sql<Of<{ value: Value }>>`${what}`.execute(tx)
    const groups = Map.groupBy(rows, ({ of }) => of)
    return (id) => (groups.get(id) ?? []).map(({ value }) => value)
  }
  const texts = await read<Record<string, string | null>>(sql`
    select service_id as of, to_jsonb(text) - 'hash' - 'source' - 'source_id' as value from directory.service_texts text
    where service_id = any (${ids}::text[]) order by locale`)
  const areas = await read<string>(sql`
    select service_id as of, coalesce(name, description, extent, '') as value from directory.service_areas
    where service_id = any (${ids}::text[]) order by 2`)
  const documents = await read<string>(sql`
    select service_id as of, document as value from directory.required_documents
    where service_id = any (${ids}::text[]) order by id`)
  const costs = await read<string>(sql`
    select service_id as of, concat_ws(' ', option, amount, upper(currency), amount_description) as value
    from directory.cost_options where service_id = any (${ids}::text[]) order by id`)
  const terms = await read<BaseService['terms'][number]>(sql`
    select link_id as of, jsonb_build_object('code', term.code, 'name', term.name) as value
    from directory.attributes join directory.taxonomy_terms term on term.id = taxonomy_term_id
    where link_id = any (${ids}::text[]) order by term.id`)
  return (id) => ({
    texts: texts(id),
    areas: areas(id),
    documents: documents(id),
    costs: costs(id),
    terms: terms(id),
  })
}

/** Phones of services, services at places, places and organisations; each under the narrowest of them. */
export async function readPhones(tx: Tx, parents: readonly string[]): Promise<Of<Omit<BasePhone, 'of'>>[]> {
  const { rows } = await sql<Of<Omit<BasePhone, 'of'>>>`
    select coalesce(service_at_location_id, service_id, location_id, organization_id) as of, number, extension, type,
      description
    from directory.phones where id in (${childrenOf('phones', parents, ['service_at_location_id', 'service_id', 'location_id', 'organization_id'])})
    order by id`.execute(tx)
  return rows
}

/** Schedules, in the same way. */
export async function readSchedules(
  tx: Tx,
  parents: readonly string[],
): Promise<Of<Omit<BaseSchedule, 'at' | 'building'>>[]> {
  const { rows } = await sql<Of<Omit<BaseSchedule, 'at' | 'building'>>>`
    select coalesce(service_at_location_id, service_id, location_id) as of, rules,
      rules is null and coalesce(opens_at, closes_at, description) is not null as unread, description as text,
      rules is null and not holiday and closed is null and num_nonnulls(valid_from, valid_to, dtstart, until, count, freq, interval,
        byday, byweekno, bymonthday, byyearday, opens_at, closes_at) = 0 as "textOnly"
    from directory.schedules where id in (${childrenOf('schedules', parents, ['service_at_location_id', 'service_id', 'location_id'])})
    order by id`.execute(tx)
  return rows
}

/** Languages of services and places; a phone's own are left with it. */
export async function readLanguages(
  tx: Tx,
  parents: readonly string[],
): Promise<Of<BaseService['languages'][number]>[]> {
  const { rows } = await sql<Of<BaseService['languages'][number]>>`
    select coalesce(service_id, location_id) as of, tag, name, note from directory.languages
    where id in (${childrenOf('languages', parents, ['service_id', 'location_id'])})
    order by tag, name, id`.execute(tx)
  return rows
}

// One index for each column; `or` over them would read the whole table.
function childrenOf(
  table: string,
  parents: readonly string[],
  columns: readonly string[],
): RawBuilder<unknown> {
  const parts = columns.map(
    (column) =>
      sql`select id from directory.${sql.raw(table)} where ${sql.ref(column)} = any (${parents}::text[])`,
  )
  return sql.join(parts, sql` union `)
}

/** Of these, the ones with an opening that could not be read. */
export async function readGaps(tx: Tx, parents: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select parent_id as id from directory.hours_gaps where parent_id = any (${parents}::text[])`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

/** Places with their address, which is not there for a confidential one. */
export async function readPlaces(tx: Tx, ids: readonly string[]): Promise<BasePlace[]> {
  const { rows } = await sql<Omit<BasePlace, 'gap' | 'phones'>>`
    select location.id as "locationId", name, address.line as address, town, town_key as "townKey", province, latitude,
      longitude, confidential, published_area as "publishedArea", zone,
      array(select concat_ws(' ', access.description, access.details) from directory.accessibility access
        where access.location_id = location.id order by access.id) as accessibility
    from directory.locations location left join lateral (
      select concat_ws(', ', address_1, address_2, city, concat_ws(' ', state_province, postal_code)) as line
      from directory.addresses where location_id = location.id
      order by (address_type = 'physical') desc nulls last, id limit 1
    ) address on true
    where location.id = any (${ids}::text[])`.execute(tx)
  return rows.map((row) => ({ ...row, gap: false, phones: [] }))
}

export type SecretRow = BaseService['secrets'][number] & { locationId: string; organisationId: string | null }

/** What must not be found in any text: of these places, and of all confidential places of these organisations. */
export async function readSecrets(
  tx: Tx,
  locations: readonly string[],
  organisations: readonly string[],
): Promise<SecretRow[]> {
  const { rows } = await sql<SecretRow>`
    select location_id as "locationId", organization_id as "organisationId", details,
      (select coalesce(jsonb_agg(to_jsonb(address)), '[]') from directory.confidential_addresses address
        where address.location_id = place.location_id) as addresses
    from directory.confidential_places place
    where location_id in (
      select location_id from directory.confidential_places where location_id = any (${locations}::text[])
      union select location_id from directory.confidential_places where organization_id = any (${organisations}::text[]))`.execute(
    tx,
  )
  return rows
}
