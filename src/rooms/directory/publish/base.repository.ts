import { sql } from 'kysely'
import type { Tx } from '../../../database/index.ts'
import type { Rule } from '../hours/rules.ts'

/** One service with everything that hangs on it, as its source says. Not for publication: compose.ts makes that. */
export type BaseService = {
  id: string
  organisationId: string | null
  organisation: string | null
  organisationWords: string | null
  name: string
  alternate: string | null
  description: string | null
  url: string | null
  email: string | null
  status: string
  interpretation: string | null
  application: string | null
  fees: string | null
  eligibility: string | null
  ageFrom: number | null
  ageTo: number | null
  assured: string | null
  alert: string | null
  language: string | null
  zone: string | null
  needs: string[] | null
  bring: string | null
  sharing: 'no' | 'if_you_ask' | 'yes' | null
  sharingText: string | null
  texts: Record<string, string | null>[]
  areas: string[]
  documents: string[]
  costs: string[]
  terms: { code: string | null; name: string }[]
  languages: { tag: string | null; name: string | null; note: string | null }[]
  phones: BasePhone[]
  schedules: BaseSchedule[]
  gap: boolean
  places: BasePlace[]
  secrets: { details: Record<string, unknown>; addresses: Record<string, string | null>[] }[]
}

export type BasePhone = {
  of: 'service' | 'place' | 'organisation'
  number: string
  extension: string | null
  type: string | null
  description: string | null
}

export type BaseSchedule = {
  /** At which of the service's places; null: everywhere. `building`: hours of the place, not of the service at it. */
  at: string | null
  building: boolean
  rules: Rule[] | null
  /** Times that could not be read, or the words that say them. */
  unread: boolean
  text: string | null
}

export type BasePlace = {
  locationId: string
  name: string | null
  address: string | null
  town: string | null
  townKey: string | null
  province: string | null
  latitude: number | null
  longitude: number | null
  confidential: boolean
  publishedArea: string | null
  zone: string | null
  gap: boolean
  phones: BasePhone[]
  accessibility: string[]
}

const phoneFields = sql`'number', phone.number, 'extension', phone.extension, 'type', phone.type, 'description', phone.description`

/*
 * One statement for a batch of services: each list is gathered once for the
 * whole batch and joined, so that publishing 100,000 services takes hundreds of
 * statements, not millions.
 */
export async function readBase(tx: Tx, ids: readonly string[]): Promise<BaseService[]> {
  const gathered = (table: string, value: ReturnType<typeof sql>, order = sql`id`) => sql`
    select service_id, jsonb_agg(${value} order by ${order}) as list from directory.${sql.raw(table)}
    where service_id = any (${ids}::text[]) group by service_id`
  const { rows } = await sql<BaseService>`
    with wanted as (
      select * from directory.services where id = any (${ids}::text[])
    ), at as (
      select link.* from directory.service_at_locations link where service_id = any (${ids}::text[])
    ), address as (
      select distinct on (location_id) location_id, concat_ws(', ', address_1, address_2, city,
        concat_ws(' ', state_province, postal_code)) as line
      from directory.addresses where location_id in (select location_id from at)
      order by location_id, (address_type = 'physical') desc nulls last, id
    ), place_phone as (
      select service_id, location_id, jsonb_agg(jsonb_build_object('of', 'place', ${phoneFields}) order by phone.id) as list
      from (
        select at.service_id, at.location_id, phone.id, number, extension, type, phone.description
          from at join directory.phones phone on phone.service_at_location_id = at.id
        union
        select at.service_id, at.location_id, phone.id, number, extension, type, phone.description
          from at join directory.phones phone on phone.location_id = at.location_id
          where phone.service_id is null and phone.service_at_location_id is null
      ) phone
      group by service_id, location_id
    ), place as (
      select at.service_id, jsonb_agg(jsonb_build_object('locationId', location.id, 'name', location.name,
        'address', address.line, 'town', location.town, 'townKey', location.town_key,
        'province', location.province, 'latitude', location.latitude, 'longitude', location.longitude,
        'confidential', location.confidential, 'publishedArea', location.published_area, 'zone', location.zone,
        'gap', exists (select from directory.hours_gaps where parent_id in (at.id, location.id)),
        'phones', coalesce(place_phone.list, '[]'),
        'accessibility', (select coalesce(jsonb_agg(concat_ws(' ', access.description, access.details) order by access.id), '[]')
          from directory.accessibility access where access.location_id = location.id)
        ) order by at.id) as list
      from at join directory.locations location on location.id = at.location_id
        left join address using (location_id)
        left join place_phone on place_phone.service_id = at.service_id and place_phone.location_id = at.location_id
      group by at.service_id
    ), phone as (
      select for_service as service_id,
        jsonb_agg(jsonb_build_object('of', of, ${phoneFields}) order by phone.id) as list
      from (
        select service_id as for_service, 'service' as of, id, number, extension, type, description
          from directory.phones where service_id = any (${ids}::text[])
        union all
        select wanted.id, 'organisation', phone.id, phone.number, phone.extension, phone.type, phone.description
          from wanted join directory.phones phone on phone.organization_id = wanted.organization_id
          where phone.service_id is null and phone.location_id is null and phone.service_at_location_id is null
      ) phone group by for_service
    ), schedule as (
      select service_id, jsonb_agg(jsonb_build_object('at', at, 'building', building, 'rules', rules,
        'unread', rules is null and coalesce(opens_at, closes_at, description) is not null,
        'text', description) order by id) as list
      from (
        select id, rules, opens_at, closes_at, description, service_id, null as at, false as building
          from directory.schedules where service_id = any (${ids}::text[]) and service_at_location_id is null
        union all
        select s.id, s.rules, s.opens_at, s.closes_at, s.description, at.service_id, at.location_id, false
          from at join directory.schedules s on s.service_at_location_id = at.id
        union all
        select s.id, s.rules, s.opens_at, s.closes_at, s.description, at.service_id, at.location_id, true
          from at join directory.schedules s on s.location_id = at.location_id
          where s.service_id is null and s.service_at_location_id is null
      ) schedule
      group by service_id
    ), language as (
      select service_id, jsonb_agg(distinct jsonb_build_object('tag', tag, 'name', name, 'note', note)) as list
      from (
        select service_id, tag, name, note from directory.languages where service_id = any (${ids}::text[])
        union all
        select at.service_id, tag, name, note from at join directory.languages language
          on language.location_id = at.location_id
          where language.service_id is null and language.phone_id is null
      ) language group by service_id
    ), term as (
      select link_id as service_id, jsonb_agg(jsonb_build_object('code', term.code, 'name', term.name) order by term.id) as list
      from directory.attributes join directory.taxonomy_terms term on term.id = taxonomy_term_id
      where link_id = any (${ids}::text[]) group by link_id
    ), secret as (
      select service_id, jsonb_agg(jsonb_build_object('details', place.details, 'addresses',
        (select coalesce(jsonb_agg(to_jsonb(address)), '[]') from directory.confidential_addresses address
          where address.location_id = place.location_id))) as list
      from (
        select wanted.id as service_id, place.location_id from wanted
          join directory.confidential_places place on place.organization_id = wanted.organization_id
        union
        select at.service_id, place.location_id from at
          join directory.confidential_places place on place.location_id = at.location_id
      ) near join directory.confidential_places place using (location_id)
      group by service_id
    )
    select wanted.id, wanted.organization_id as "organisationId", organisation.name as organisation,
      concat_ws(' ', organisation.alternate_name, organisation.description) as "organisationWords",
      wanted.name, wanted.alternate_name as alternate, wanted.description, wanted.url, wanted.email, wanted.status,
      wanted.interpretation_services as interpretation, wanted.application_process as application,
      wanted.fees_description as fees, wanted.eligibility_description as eligibility,
      wanted.minimum_age as "ageFrom", wanted.maximum_age as "ageTo",
      to_char(wanted.assured_date, 'YYYY-MM-DD') as assured, wanted.alert, wanted.language, wanted.zone, wanted.needs,
      wanted.bring, wanted.sharing, wanted.sharing_text as "sharingText",
      coalesce(texts.list, '[]') as texts, coalesce(areas.list, '[]') as areas,
      coalesce(documents.list, '[]') as documents, coalesce(costs.list, '[]') as costs,
      coalesce(term.list, '[]') as terms, coalesce(spoken.list, '[]') as languages,
      coalesce(phone.list, '[]') as phones, coalesce(schedule.list, '[]') as schedules,
      exists (select from directory.hours_gaps where parent_id = wanted.id) as gap,
      coalesce(place.list, '[]') as places, coalesce(secret.list, '[]') as secrets
    from (select wanted.*, wanted.id as service_id from wanted) wanted
      left join directory.organizations organisation on organisation.id = wanted.organization_id
      left join (${gathered('service_texts', sql`to_jsonb(service_texts) - 'hash' - 'source' - 'source_id'`)}) texts using (service_id)
      left join (${gathered('service_areas', sql`coalesce(name, description, extent)`)}) areas using (service_id)
      left join (${gathered('required_documents', sql`document`)}) documents using (service_id)
      left join (${gathered('cost_options', sql`concat_ws(' ', option, amount, upper(currency), amount_description)`)}) costs using (service_id)
      left join phone using (service_id) left join place using (service_id) left join schedule using (service_id)
      left join language spoken using (service_id) left join term using (service_id) left join secret using (service_id)`.execute(
    tx,
  )
  return rows
}
