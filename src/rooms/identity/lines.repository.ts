import { sql } from 'kysely'
import type { Bytes, OrganisationKind, Role } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'

/*
 * What other rooms may ask of this one inside their own transactions, in their
 * own actor's name. Row-level security answers the public with public keys only.
 */

export type Line = {
  teamId: string
  organisation: string
  languages: string[]
  region: string | null
  epochId: string
  epochNumber: number
  epochPublicKey: Bytes
}

type LineRow = Omit<Line, 'epochPublicKey'> & { public_key: Uint8Array }

async function lines(tx: Tx, order: ReturnType<typeof sql>): Promise<Line[]> {
  const { rows } = await sql<LineRow>`
    select t.id as "teamId", o.name as organisation, t.languages, t.region,
      e.id as "epochId", e.number as "epochNumber", e.public_key
    from identity.teams t
    join identity.organisations o on o.id = t.organisation_id and o.kind = 'hotline'
    cross join lateral (
      select e.id, e.number, e.public_key from identity.epochs e
      where e.team_id = t.id order by e.number desc limit 1) e
    order by ${order}`.execute(tx)
  return rows.map(({ public_key, ...line }) => ({ ...line, epochPublicKey: new Uint8Array(public_key) }))
}

/** Every hotline team that can be sealed to, oldest first. */
export function hotlineLines(tx: Tx): Promise<Line[]> {
  return lines(tx, sql`t.created_at, t.id`)
}

/**
 * The line that a seeker's conversation goes to: a team of this language (BCP
 * 47; the tag itself before its language alone) before one of this region,
 * before the oldest. Undefined while no hotline team has a key.
 */
export async function hotlineLine(
  tx: Tx,
  wish: { language?: string | undefined; region?: string | undefined } = {},
): Promise<Line | undefined> {
  const language = wish.language?.toLowerCase() ?? null
  const primary = language?.split('-')[0] ?? null
  const [best] = await lines(
    tx,
    sql`exists (select from unnest(t.languages) l where lower(l) = ${language}::text) desc,
      exists (select from unnest(t.languages) l where split_part(lower(l), '-', 1) = ${primary}::text) desc,
      coalesce(t.region = ${wish.region ?? null}::text, false) desc, t.created_at, t.id limit 1`,
  )
  return best
}

export type MemberTeam = {
  teamId: string
  name: string
  organisationId: string
  organisation: string
  organisationKind: OrganisationKind
  roles: Role[]
}

/** A member's active teams; staff see their own and their colleagues', the system everyone's. */
export async function teamsOf(tx: Tx, memberId: string): Promise<MemberTeam[]> {
  const { rows } = await sql<MemberTeam>`
    select t.id as "teamId", t.name, o.id as "organisationId", o.name as organisation,
      o.kind as "organisationKind", m.roles
    from identity.memberships m
    join identity.teams t on t.id = m.team_id join identity.organisations o on o.id = m.organisation_id
    where m.member_id = ${memberId} and m.left_at is null order by t.id`.execute(tx)
  return rows
}

/** Names by member id, of oneself and colleagues (those who left included); others are missing from the map. */
export async function memberNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from identity.members where id = any(${[...ids]})`.execute(tx)
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** Whether someone is an active member of a team; false for a team that the asker may not see. */
export async function isMember(tx: Tx, teamId: string, memberId: string): Promise<boolean> {
  const { rows } = await sql`select from identity.memberships
    where team_id = ${teamId} and member_id = ${memberId} and left_at is null`.execute(tx)
  return rows.length === 1
}

export type TeamMember = { memberId: string; name: string; roles: Role[] }

/** Active members of a team with their roles, by name; only those whom the asker may see. */
export async function teamMembers(tx: Tx, teamId: string): Promise<TeamMember[]> {
  const { rows } = await sql<TeamMember>`
    select p.id as "memberId", p.name, m.roles
    from identity.memberships m join identity.members p on p.id = m.member_id
    where m.team_id = ${teamId} and m.left_at is null order by p.name, p.id limit 1000`.execute(tx)
  return rows
}

/** Every team of a line, with its organisation's name before its own; for staff and system. */
export async function hotlineTeams(tx: Tx): Promise<{ teamId: string; name: string }[]> {
  const { rows } = await sql<{ teamId: string; name: string }>`
    select t.id as "teamId", o.name || ' · ' || t.name as name
    from identity.teams t join identity.organisations o on o.id = t.organisation_id and o.kind = 'hotline'
    order by 2, 1 limit 500`.execute(tx)
  return rows
}
