import { sql } from 'kysely'
import { leaderRoles, randomId, type Role } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'

export type MemberRow = { id: string; name: string; handle: string | null; locale: string }

/** Rejects with a unique violation when the sign-in name is taken. */
export async function insertMember(
  tx: Tx,
  member: { id: string; name: string; handle: string },
): Promise<void> {
  await sql`insert into identity.members (id, name, handle)
    values (${member.id}, ${member.name}, ${member.handle})`.execute(tx)
}

export async function findMember(tx: Tx, id: string): Promise<MemberRow | undefined> {
  const { rows } = await sql<MemberRow>`
    select id, name, handle, locale from identity.members where id = ${id}`.execute(tx)
  return rows[0]
}

/** Someone who was invited under this name and has not joined; colleagues only. */
export async function findPendingMember(tx: Tx, handle: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from identity.members where handle = ${handle} and joined_at is null`.execute(tx)
  return rows[0]?.id
}

export async function renameMember(tx: Tx, id: string, name: string): Promise<void> {
  await sql`update identity.members set name = ${name} where id = ${id}`.execute(tx)
}

export async function setMemberLocale(tx: Tx, id: string, locale: string): Promise<void> {
  await sql`update identity.members set locale = ${locale} where id = ${id}`.execute(tx)
}

export async function markJoined(tx: Tx, id: string, locale: string): Promise<void> {
  await sql`update identity.members set joined_at = now(), locale = ${locale} where id = ${id}`.execute(tx)
}

export async function insertMembership(
  tx: Tx,
  membership: { memberId: string; teamId: string; organisationId: string; roles: Role[] },
): Promise<void> {
  await sql`insert into identity.memberships (id, member_id, team_id, organisation_id, roles)
    values (${randomId()}, ${membership.memberId}, ${membership.teamId}, ${membership.organisationId},
      ${membership.roles})`.execute(tx)
}

export type MembershipRow = { teamId: string; organisationId: string; roles: Role[] }

export async function findMembership(
  tx: Tx,
  teamId: string,
  memberId: string,
): Promise<MembershipRow | undefined> {
  const { rows } = await sql<MembershipRow>`
    select team_id as "teamId", organisation_id as "organisationId", roles from identity.memberships
    where team_id = ${teamId} and member_id = ${memberId} and left_at is null`.execute(tx)
  return rows[0]
}

/** False when somebody else ended it first. */
export async function endMembership(tx: Tx, teamId: string, memberId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`update identity.memberships set left_at = now()
    where team_id = ${teamId} and member_id = ${memberId} and left_at is null`.execute(tx)
  return numAffectedRows === 1n
}

/** False when the membership ended first. */
export async function setRoles(tx: Tx, teamId: string, memberId: string, roles: Role[]): Promise<boolean> {
  const { numAffectedRows } = await sql`update identity.memberships set roles = ${roles}
    where team_id = ${teamId} and member_id = ${memberId} and left_at is null`.execute(tx)
  return numAffectedRows === 1n
}

/** Gives the sign-in names of those who left every team free; for the clockwork, which alone sees every team. */
export async function freeHandles(tx: Tx): Promise<void> {
  await sql`update identity.members p set handle = null
    where p.handle is not null and p.joined_at is not null and not exists (
      select from identity.memberships m where m.member_id = p.id and m.left_at is null)`.execute(tx)
}

/** How many of an organisation's active memberships can invite others. Locks them, so that two can't both be "not the last". */
export async function countLeaders(tx: Tx, organisationId: string): Promise<number> {
  const { rows } = await sql`select id from identity.memberships
    where organisation_id = ${organisationId} and left_at is null and roles && ${[...leaderRoles]}
    order by id for update`.execute(tx)
  return rows.length
}

export type Colleague = {
  memberId: string
  name: string
  roles: Role[]
  publicKey: Uint8Array | null
  signPublicKey: Uint8Array | null
}

/** Active members of a team in the order of their ids. */
export async function listColleagues(
  tx: Tx,
  teamId: string,
  after: string,
  limit: number,
): Promise<Colleague[]> {
  const { rows } = await sql<Colleague>`
    select p.id as "memberId", p.name, m.roles, k.public_key as "publicKey", k.sign_public_key as "signPublicKey"
    from identity.memberships m join identity.members p on p.id = m.member_id
    left join identity.member_keys k on k.member_id = m.member_id
    where m.team_id = ${teamId} and m.left_at is null and p.id > ${after}
    order by p.id limit ${limit}`.execute(tx)
  return rows
}
