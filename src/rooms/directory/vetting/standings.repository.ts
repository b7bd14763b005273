import { sql } from 'kysely'
import type { VettingSubject } from '../../../contracts/directory-vetting.ts'
import type { Tx } from '../../../database/index.ts'
import { dayOf } from './days.ts'

export type StandingRow = {
  no: string
  kind: VettingSubject
  subjectId: string
  name: string
  level: 'verified' | 'stopped'
  until: string | null
  reason: string
  by: string | null
  at: Date
}

const columns = sql`s.no::text, s.subject_kind as kind, s.subject_id as "subjectId", s.name, s.level,
  to_char(s.until, 'YYYY-MM-DD') as until, s.reason, s.by_member as by, s.at`

export type NewStanding = Pick<
  StandingRow,
  'kind' | 'subjectId' | 'name' | 'level' | 'until' | 'reason' | 'by'
> & {
  vettingId?: string
}

export async function insertStanding(tx: Tx, standing: NewStanding): Promise<void> {
  const { kind, subjectId, name, level, until, reason, by, vettingId = null } = standing
  await sql`
    insert into directory.standings (subject_kind, subject_id, name, level, until, reason, by_member, vetting_id)
    values (${kind}, ${subjectId}, ${name}, ${level}, ${until}::date, ${reason}, ${by}, ${vettingId})`.execute(
    tx,
  )
}

/** Everything that was ever found of a subject, the latest first; at most 100. */
export async function historyOf(tx: Tx, kind: VettingSubject, subjectId: string): Promise<StandingRow[]> {
  const { rows } = await sql<StandingRow>`
    select ${columns} from directory.standings s where subject_kind = ${kind} and subject_id = ${subjectId}
    order by no desc limit 100`.execute(tx)
  return rows
}

/** The standings in force that a reviewer should see: verified, and ended or ending by a day; or stopped. At most 200 each. */
export async function standingsToSee(
  tx: Tx,
  endingBy: Date,
): Promise<{ ending: StandingRow[]; stopped: StandingRow[] }> {
  const { rows } = await sql<StandingRow>`
    with latest as (
      select distinct on (subject_kind, subject_id) * from directory.standings order by subject_kind, subject_id, no desc
    ), ending as (
      select * from latest where level = 'verified' and until <= ${dayOf(endingBy)}::date order by until, no limit 200
    ), stopped as (
      select * from latest where level = 'stopped' order by no desc limit 200
    )
    select ${columns} from (select * from ending union all select * from stopped) s`.execute(tx)
  return {
    ending: rows.filter(({ level }) => level === 'verified'),
    stopped: rows.filter(({ level }) => level === 'stopped'),
  }
}

/** Standings of which what is published does not say yet, the oldest first; as `system`. */
export async function newStandings(tx: Tx): Promise<StandingRow[]> {
  const { rows } = await sql<StandingRow>`
    select ${columns} from directory.standings s where not applied order by s.no limit 100`.execute(tx)
  return rows
}

/** Those that were read, and no others: one with a smaller number may have been committed since. */
export async function markApplied(tx: Tx, nos: readonly string[]): Promise<void> {
  await sql`update directory.standings set applied = true where no = any (${[...nos]}::bigint[])`.execute(tx)
}

export type ServiceStanding = Pick<StandingRow, 'kind' | 'name' | 'level' | 'until'> & { serviceId: string }

/** The latest standing of each of these services, of its organisation and of its source; as `system`. */
export async function standingsOf(tx: Tx, serviceIds: readonly string[]): Promise<ServiceStanding[]> {
  const { rows } = await sql<ServiceStanding>`
    select service.id as "serviceId", subject.kind, found.name, found.level, to_char(found.until, 'YYYY-MM-DD') as until
    from directory.services service
    cross join lateral (values ('service', service.id), ('organisation', service.organization_id), ('source', service.source))
      as subject (kind, id)
    cross join lateral (select name, level, until from directory.standings
      where subject_kind = subject.kind and subject_id = subject.id order by no desc limit 1) found
    where service.id = any (${[...serviceIds]}::text[])`.execute(tx)
  return rows
}

/** The services that a standing is about; as `system`. */
export async function servicesOf(tx: Tx, kind: VettingSubject, subjectId: string): Promise<string[]> {
  const column = kind === 'service' ? sql`id` : kind === 'organisation' ? sql`organization_id` : sql`source`
  const { rows } = await sql<{ id: string }>`
    select id from directory.services where ${column} = ${subjectId} order by id`.execute(tx)
  return rows.map(({ id }) => id)
}

/** The published ones of a subject by name, at most 200; as `system`. */
export async function publishedOf(
  tx: Tx,
  kind: VettingSubject,
  subjectId: string,
): Promise<{ serviceId: string; name: string }[]> {
  const ids = await servicesOf(tx, kind, subjectId)
  const { rows } = await sql<{ serviceId: string; name: string }>`
    select service_id as "serviceId", listing -> 'words' ->> 'name' as name from directory.published
    where service_id = any (${ids}::text[]) order by 2, 1 limit 200`.execute(tx)
  return rows
}

/** What each source brought to what is published, and how much of it nobody has verified; as `system`. */
export async function sourcesNow(
  tx: Tx,
  today: Date,
): Promise<{ source: string; services: number; unvetted: number }[]> {
  const { rows } = await sql<{ source: string; services: number; unvetted: number }>`
    select source, count(*)::integer as services,
      (count(*) filter (where coalesce((vetting ->> 'until')::date < ${dayOf(today)}::date, true)))::integer as unvetted
    from directory.published join directory.services on services.id = service_id group by source order by source`.execute(
    tx,
  )
  return rows
}

/** The name and organisation of a published service; for any actor. */
export async function subjectOfService(
  tx: Tx,
  serviceId: string,
): Promise<
  { kind: 'organisation' | 'service'; subjectId: string; name: string; service: string } | undefined
> {
  const { rows } = await sql<{ organisationId: string | null; organisation: string; name: string | null }>`
    select listing ->> 'organisationId' as "organisationId", listing ->> 'organisation' as organisation,
      listing -> 'words' ->> 'name' as name from directory.published where service_id = ${serviceId}`.execute(
    tx,
  )
  const [row] = rows
  if (!row) return undefined
  const { organisationId, organisation, name } = row
  const service = (name || serviceId).slice(0, 300)
  return organisationId
    ? {
        kind: 'organisation',
        subjectId: organisationId,
        name: organisation.slice(0, 300) || service,
        service,
      }
    : { kind: 'service', subjectId: serviceId, name: service, service }
}

/** Which of these services are published. */
export async function arePublished(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select service_id as id from directory.published where service_id = any (${[...ids]}::text[])`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

/** What everybody may know of a verified service. */
export type PublicVetting = { by: 'line' | 'source'; name: string; until: string }

/** Says of published services who verified them; as `system`. */
export async function setVetting(
  tx: Tx,
  services: readonly { id: string; vetting: PublicVetting | undefined }[],
): Promise<void> {
  const given = JSON.stringify(services.map(({ id, vetting = null }) => ({ id, vetting })))
  await sql`
    update directory.published set vetting = given.vetting
    from jsonb_to_recordset(${given}::jsonb) as given (id text, vetting jsonb)
    where service_id = given.id and published.vetting is distinct from given.vetting`.execute(tx)
  await sql`
    update directory.entries set vetted_until = (given.vetting ->> 'until')::date
    from jsonb_to_recordset(${given}::jsonb) as given (id text, vetting jsonb)
    where service_id = given.id and vetted_until is distinct from (given.vetting ->> 'until')::date`.execute(
    tx,
  )
}
