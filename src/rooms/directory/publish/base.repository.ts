import { sql } from 'kysely'
import type { Tx } from '../../../database/index.ts'
import type { BasePhone, BaseSchedule, BaseService } from './base.ts'
import {
  readChildren,
  readGaps,
  readLanguages,
  readPhones,
  readPlaces,
  readSchedules,
  readSecrets,
} from './children.repository.ts'

type ServiceRow = Omit<
  BaseService,
  | 'texts'
  | 'areas'
  | 'documents'
  | 'costs'
  | 'terms'
  | 'languages'
  | 'phones'
  | 'schedules'
  | 'gap'
  | 'places'
  | 'secrets'
>
type Of<Row> = Row & { of: string }
type Link = { id: string; serviceId: string; locationId: string }

/** Rows by what they belong to. */
function byOf<Row>(rows: readonly Of<Row>[]): (of: string | null) => Row[] {
  const groups = Map.groupBy(rows, ({ of }) => of)
  return (of) => (of === null ? [] : (groups.get(of) ?? []))
}

/*
 * Each table is read once for a whole batch, by one index, and joined here: one
 * statement over all of them is planned wrongly as soon as its numbers are guessed
 * wrongly, and then takes minutes.
 */

/** Services with everything that hangs on them, in the order of their ids. */
export async function readBase(tx: Tx, ids: readonly string[]): Promise<BaseService[]> {
  const { rows: services } = await sql<ServiceRow>`
    select service.id, organization_id as "organisationId", organisation.name as organisation,
      organisation.keeper_team_id as keeper,
      service.name, service.alternate_name as alternate, service.description, service.url, service.email, status,
      interpretation_services as interpretation, application_process as application, fees_description as fees,
      eligibility_description as eligibility, minimum_age as "ageFrom", maximum_age as "ageTo",
      to_char(assured_date, 'YYYY-MM-DD') as assured, alert, language, zone, needs, bring, sharing,
      sharing_text as "sharingText", takes, refuses, only_for as "onlyFor", modes, free
    from directory.services service left join directory.organizations organisation on organisation.id = organization_id
    where service.id = any (${ids}::text[]) order by service.id`.execute(tx)
  const { rows: links } = await sql<Link>`
    select id, service_id as "serviceId", location_id as "locationId" from directory.service_at_locations
    where service_id = any (${ids}::text[]) order by id`.execute(tx)
  const linksOf = Map.groupBy(links, ({ serviceId }) => serviceId)
  const locations = [...new Set(links.map(({ locationId }) => locationId))]
  const organisations = [...new Set(services.flatMap(({ organisationId }) => organisationId ?? []))]
  const parents = [...ids, ...locations, ...organisations, ...links.map(({ id }) => id)]

  const of = await readChildren(tx, ids)
  const phones = byOf(await readPhones(tx, parents))
  const schedules = byOf(await readSchedules(tx, parents))
  const languages = byOf(await readLanguages(tx, parents))
  const gaps = await readGaps(tx, parents)
  const places = new Map((await readPlaces(tx, locations)).map((place) => [place.locationId, place]))
  const secrets = await readSecrets(tx, locations, organisations)

  return services.map((service) => {
    const own = linksOf.get(service.id) ?? []
    const ownPlaces = own.flatMap((link) => {
      const place = places.get(link.locationId)
      if (!place) return []
      const atIt = [...phones(link.id), ...phones(link.locationId)]
      return [{ ...place, gap: gaps.has(link.id) || gaps.has(link.locationId), phones: named(atIt, 'place') }]
    })
    return {
      ...service,
      ...of(service.id),
      languages: [...languages(service.id), ...own.flatMap(({ locationId }) => languages(locationId))],
      phones: [
        ...named(phones(service.id), 'service'),
        ...named(phones(service.organisationId), 'organisation'),
      ],
      schedules: [
        ...placed(schedules(service.id), null, false),
        ...own.flatMap(({ id, locationId }) => [
          ...placed(schedules(id), locationId, false),
          ...placed(schedules(locationId), locationId, true),
        ]),
      ],
      gap: gaps.has(service.id),
      places: ownPlaces,
      secrets: secrets
        .filter(
          (secret) =>
            secret.organisationId === service.organisationId ||
            own.some(({ locationId }) => locationId === secret.locationId),
        )
        .map(({ details, addresses }) => ({ details, addresses })),
    }
  })
}

function named(phones: readonly Omit<BasePhone, 'of'>[], of: BasePhone['of']): BasePhone[] {
  return phones.map((phone) => ({ ...phone, of }))
}

function placed(
  schedules: readonly Omit<BaseSchedule, 'at' | 'building'>[],
  at: string | null,
  building: boolean,
): BaseSchedule[] {
  return schedules.map((schedule) => ({ ...schedule, at, building }))
}
