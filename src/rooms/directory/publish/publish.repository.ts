import { sql } from 'kysely'
import type { Tx } from '../../../database/index.ts'
import { deleteMatchKeys } from '../duplicates/duplicates.repository.ts'
import { keyOf } from '../words/keys.ts'
import type { Entry } from './entry.ts'
import type { Hsds } from '../open-data/shape.ts'
import type { OpenTerm } from '../open-data/terms.ts'
import type { SaidRoom } from '../upkeep/upkeep.repository.ts'
import type { PublicVetting } from '../vetting/standings.repository.ts'
import type { Said } from '../changes/said.ts'
import type { Published } from './published.ts'

/** The services that changed rows belong to, and that stand on a changed place or in a changed organisation. */
export async function servicesTouchedBy(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with changed as (select unnest(${ids}::text[]) as id),
    places as (
      select location_id, service_id from directory.service_at_locations
      where location_id in (select id from changed) or id in (select id from changed)
    )
    select id from directory.services where id in (select id from changed)
      or organization_id in (select id from changed)
      or organization_id in (select organization_id from directory.confidential_places
        where location_id in (select id from changed))
    union select service_id from places
    order by id`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Numbers the zones that have none yet and returns all. */
export async function numberZones(tx: Tx, names: readonly string[]): Promise<Map<string, number>> {
  await sql`
    insert into directory.zones (no, name)
    select (select count(*) from directory.zones) + row_number() over (order by name), name
    from unnest(${names}::text[]) as name where name not in (select name from directory.zones)`.execute(tx)
  const { rows } = await sql<{ name: string; no: number }>`select name, no from directory.zones`.execute(tx)
  return new Map(rows.map(({ name, no }) => [name, no]))
}

/** Takes services out of what is published. */
export async function unpublish(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`delete from directory.entries where service_id = any (${ids}::text[])`.execute(tx)
  await deleteMatchKeys(tx, ids)
  await sql`delete from directory.open_places where service_id = any (${ids}::text[])`.execute(tx)
  await sql`delete from directory.published where service_id = any (${ids}::text[])`.execute(tx)
}

export type ToPublish = {
  id: string
  published: Published
  vetting: PublicVetting | undefined
  hsds: Hsds
  /** Ids of its taxonomy terms and of those above them. */
  terms: readonly string[]
  room: SaidRoom | undefined
  sourceSays: Partial<Said> | undefined
  keeper: string | null
  entries: readonly Entry[]
  words: ReadonlySet<string>
}

/** Writes published services, their index lines and their words. They are not there before. */
export async function insertPublished(
  tx: Tx,
  services: readonly ToPublish[],
  zones: ReadonlyMap<string, number>,
): Promise<void> {
  await sql`
    insert into directory.published (service_id, listing, rest, places, vetting, hsds, terms, room, source_says, keeper_team_id)
    select id, listing, rest, places, vetting, hsds, array(select jsonb_array_elements_text(terms))::uuid[], room, source_says, keeper from jsonb_to_recordset(${JSON.stringify(
      services.map(({ id, published, vetting, hsds, terms, room, sourceSays, keeper }) => ({
        id,
        ...published,
        vetting,
        hsds,
        terms,
        room,
        source_says: sourceSays,
        keeper,
      })),
    )}::jsonb) as given (id text, listing jsonb, rest jsonb, places jsonb, vetting jsonb, hsds jsonb,
      terms jsonb, room jsonb, source_says jsonb, keeper text)`.execute(tx)
  const entries = services.flatMap(({ id, entries: lines, vetting, room }) =>
    lines.map((line) => ({
      ...line,
      service: id,
      vetted: vetting?.until,
      room: room?.free,
      room_at: room?.at,
      zone: zones.get(line.zone) ?? 1,
    })),
  )
  await sql`
    insert into directory.entries (service_id, place, latitude, longitude, zone, hours, rules, gap, keys,
      age_from, age_to, assured, vetted_until, room, room_at)
    select service, place, latitude, longitude, zone, hours::int4multirange, rules, gap, keys, age_from, age_to, assured, vetted, room, room_at
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as given (service text, place smallint, latitude real,
      longitude real, zone smallint, hours text, rules jsonb, gap boolean, keys integer[],
      age_from smallint, age_to smallint, assured date, vetted date, room smallint, room_at timestamptz)`.execute(
    tx,
  )
  const words = [...new Set(services.flatMap((service) => [...service.words]))]
  await sql`
    insert into directory.vocabulary (word) select unnest(${words}::text[]) on conflict do nothing`.execute(
    tx,
  )
}

/** Writes the places of published services at which they may be named; they are not there before. */
export async function insertOpenPlaces(
  tx: Tx,
  services: readonly Pick<ToPublish, 'id' | 'hsds'>[],
): Promise<void> {
  const places = services.flatMap(({ id, hsds }) =>
    ((hsds['service_at_locations'] ?? []) as { id: string; location?: Record<string, unknown> }[]).map(
      (link) => ({
        id: link.id,
        service_id: id,
        latitude: link.location?.['latitude'],
        longitude: link.location?.['longitude'],
      }),
    ),
  )
  if (places.length === 0) return
  await sql`
    insert into directory.open_places (id, service_id, latitude, longitude)
    select id, service_id, latitude, longitude from jsonb_to_recordset(${JSON.stringify(places)}::jsonb)
      as given (id text, service_id text, latitude real, longitude real)
    on conflict (id) do nothing`.execute(tx)
}

/** Writes taxonomy terms as open data, new or as they are now. */
export async function insertOpenTerms(tx: Tx, terms: readonly OpenTerm[]): Promise<void> {
  if (terms.length === 0) return
  await sql`
    insert into directory.open_terms (id, taxonomy, parent, term)
    select id, taxonomy, parent, term from jsonb_to_recordset(${JSON.stringify(terms)}::jsonb)
      as given (id uuid, taxonomy uuid, parent uuid, term jsonb)
    on conflict (id) do update set taxonomy = excluded.taxonomy, parent = excluded.parent, term = excluded.term
      where open_terms.term is distinct from excluded.term`.execute(tx)
}

/** Counts anew how many services have each word; a service counts once, however many places it has. */
export async function refreshWordCounts(tx: Tx): Promise<void> {
  const { rows } = await sql<{ word: string }>`select word from directory.vocabulary`.execute(tx)
  const words = rows.map(({ word }) => word)
  await sql`
    with counted as (
      select key, count(*) as services from directory.entries, unnest(keys) as key where place = 0 group by key
    )
    update directory.vocabulary v set services = coalesce(counted.services, 0)
    from unnest(${words}::text[], ${words.map((word) => keyOf('word', word))}::integer[]) as own (word, key)
      left join counted using (key)
    where own.word = v.word and v.services is distinct from coalesce(counted.services, 0)`.execute(tx)
}

/** Words that only a change brought count once until all are counted anew with an import. */
export async function countNewWords(tx: Tx): Promise<void> {
  await sql`update directory.vocabulary set services = 1 where services = 0`.execute(tx)
}

/**
 * Takes out the words that no published service has any more, once they are counted: a street that is kept secret from today on must
 * not be what a typo is mended to.
 */
export async function forgetWords(tx: Tx): Promise<void> {
  await sql`delete from directory.vocabulary where services = 0`.execute(tx)
}

/** Counts anew which languages are spoken, for the list of choices. */
export async function refreshSpoken(tx: Tx): Promise<void> {
  await sql`delete from directory.spoken`.execute(tx)
  await sql`
    insert into directory.spoken (tag, services)
    select language ->> 'tag', count(*) from directory.published, jsonb_array_elements(listing -> 'languages') language
    where language ->> 'tag' is not null group by 1`.execute(tx)
}

/** Tells the planner how common which keys are. */
export async function refreshStatistics(tx: Tx): Promise<void> {
  await sql`select directory.refresh_statistics()`.execute(tx)
}
