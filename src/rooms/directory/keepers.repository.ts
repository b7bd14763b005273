import { sql } from 'kysely'
import type { Tx } from '../../database/index.ts'

/** Sets or (with undefined) takes away the team that keeps an organisation's entries and may read its confidential places. */
export async function setKeeper(tx: Tx, organisationId: string, teamId: string | undefined): Promise<void> {
  await sql`update directory.organizations set keeper_team_id = ${teamId ?? null} where id = ${organisationId}`.execute(
    tx,
  )
  await sql`
    update directory.confidential_places set keeper_team_id = ${teamId ?? null}
    where organization_id = ${organisationId}`.execute(tx)
  await sql`
    update directory.published set keeper_team_id = ${teamId ?? null}
    where listing ->> 'organisationId' = ${organisationId}`.execute(tx)
}

export type RegisteredOrganisation = { id: string; name: string; services: { id: string; name: string }[] }

/** The organisations of a source with their services, by name. */
export async function findOrganisations(tx: Tx, source: string): Promise<RegisteredOrganisation[]> {
  const { rows } = await sql<RegisteredOrganisation>`
    select organisation.id, organisation.name,
      coalesce(jsonb_agg(jsonb_build_object('id', service.id, 'name', service.name) order by service.name)
        filter (where service.id is not null), '[]') as services
    from directory.organizations organisation left join directory.services service on service.organization_id = organisation.id
    where organisation.source = ${source}
    group by organisation.id order by organisation.name`.execute(tx)
  return rows
}
