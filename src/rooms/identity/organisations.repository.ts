import { sql } from 'kysely'
import { randomId, type OrganisationKind } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { TeamPlace } from './identity.policy.ts'

export type NewOrganisation = { name: string; kind: OrganisationKind; demo: boolean; passphrases: boolean }
export type NewTeam = { organisationId: string; name: string; languages: string[]; region: string | null }
export type Team = TeamPlace & { name: string; organisation: string; demo: boolean }

export async function insertOrganisation(
  tx: Tx,
  { name, kind, demo, passphrases }: NewOrganisation,
): Promise<string> {
  const id = randomId()
  await sql`insert into identity.organisations (id, name, kind, demo, passphrases)
    values (${id}, ${name}, ${kind}, ${demo}, ${passphrases})`.execute(tx)
  return id
}

export async function insertTeam(tx: Tx, team: NewTeam): Promise<string> {
  const id = randomId()
  await sql`insert into identity.teams (id, organisation_id, name, languages, region)
    values (${id}, ${team.organisationId}, ${team.name}, ${team.languages}, ${team.region})`.execute(tx)
  return id
}

/** The organisation and team of these exact names, oldest first if there were several. */
export async function findOrganisationByName(
  tx: Tx,
  name: string,
  kind: OrganisationKind,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from identity.organisations where name = ${name} and kind = ${kind} order by created_at limit 1`.execute(
    tx,
  )
  return rows[0]?.id
}

export async function findTeamByName(
  tx: Tx,
  organisationId: string,
  name: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from identity.teams
    where organisation_id = ${organisationId} and name = ${name} order by created_at limit 1`.execute(tx)
  return rows[0]?.id
}

/** An administrator's word on generated passphrases. False when it is not an organisation of theirs. */
export async function setPassphrases(tx: Tx, organisationId: string, allowed: boolean): Promise<boolean> {
  const { numAffectedRows } = await sql`update identity.organisations set passphrases = ${allowed}
    where id = ${organisationId}`.execute(tx)
  return numAffectedRows === 1n
}

export type OwnOrganisation = { organisationId: string; organisation: string; kind: OrganisationKind }

/** The organisations that a member is in, by name. */
export async function listOwnOrganisations(tx: Tx, memberId: string): Promise<OwnOrganisation[]> {
  const { rows } = await sql<OwnOrganisation>`
    select distinct o.id as "organisationId", o.name as organisation, o.kind
    from identity.memberships m join identity.organisations o on o.id = m.organisation_id
    where m.member_id = ${memberId} and m.left_at is null order by o.name, o.id`.execute(tx)
  return rows
}

const teamColumns = sql`t.id as "teamId", t.name, t.organisation_id as "organisationId",
  o.name as organisation, o.kind as "organisationKind", o.demo`

export async function findTeam(
  tx: Tx,
  teamId: string,
  where = sql<boolean>`true`,
): Promise<Team | undefined> {
  const { rows } = await sql<Team>`
    select ${teamColumns} from identity.teams t join identity.organisations o on o.id = t.organisation_id
    where t.id = ${teamId} and ${where}`.execute(tx)
  return rows[0]
}

export type ReceivingTeam = { teamId: string; name: string; organisation: string; hasKey: boolean }

/** Teams of provider organisations in the order of their ids. */
export async function listProviderTeams(tx: Tx, after: string, limit: number): Promise<ReceivingTeam[]> {
  const { rows } = await sql<ReceivingTeam>`
    select t.id as "teamId", t.name, o.name as organisation,
      exists (select from identity.epochs e where e.team_id = t.id) as "hasKey"
    from identity.teams t join identity.organisations o on o.id = t.organisation_id
    where o.kind = 'provider' and t.id > ${after} order by t.id limit ${limit}`.execute(tx)
  return rows
}
