import { sql } from 'kysely'
import type { Tx } from '../../database/index.ts'
import type { MembershipRow } from './members.repository.ts'

/** The capability of a shown link back in; `hash` is that of its token. */
export const renewalCapability = (hash: string): string => `renewal:${hash}`

export type NewRenewal = {
  id: string
  memberId: string
  organisationId: string
  tokenHash: string
  allowedBy: string | null
  hours: number
}

/** Keeps a leave to make new keys; gives when it ends. */
export async function insertRenewal(tx: Tx, renewal: NewRenewal): Promise<Date> {
  const { rows } = await sql<{ expires_at: Date }>`
    insert into identity.key_renewals (id, member_id, organisation_id, token_hash, allowed_by, expires_at)
    values (${renewal.id}, ${renewal.memberId}, ${renewal.organisationId}, ${renewal.tokenHash},
      ${renewal.allowedBy}, now() + make_interval(hours => ${renewal.hours}))
    returning expires_at`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('an insert returned nothing')
  return row.expires_at
}

/** Ends every leave that a member has. */
export async function endRenewals(tx: Tx, memberId: string): Promise<void> {
  await sql`update identity.key_renewals set ended_at = now()
    where member_id = ${memberId} and ended_at is null`.execute(tx)
}

export type OpenRenewal = { id: string; expiresAt: Date }

/** A member's leave to make new keys, if there is one today. */
export async function findOpenRenewal(tx: Tx, memberId: string): Promise<OpenRenewal | undefined> {
  const { rows } = await sql<OpenRenewal>`select id, expires_at as "expiresAt" from identity.key_renewals
    where member_id = ${memberId} and ended_at is null and expires_at > now()
    order by expires_at desc limit 1`.execute(tx)
  return rows[0]
}

export type ShownRenewal = OpenRenewal & {
  memberId: string
  organisationId: string
  /** Null when the command line made it. */
  allowedBy: string | null
  name: string
  handle: string
  /** Whether an administrator of the organisation allows passphrases. */
  passphrases: boolean
}

/** The leave of a link that has not been used; the transaction shows its capability. */
export async function findRenewal(tx: Tx, tokenHash: string): Promise<ShownRenewal | undefined> {
  const { rows } = await sql<ShownRenewal>`
    select r.id, r.member_id as "memberId", r.expires_at as "expiresAt",
      r.organisation_id as "organisationId", r.allowed_by as "allowedBy", m.name, coalesce(m.handle, '') as handle, o.passphrases
    from identity.key_renewals r join identity.members m on m.id = r.member_id
    join identity.organisations o on o.id = r.organisation_id
    where r.token_hash = ${tokenHash} and r.used_at is null and r.ended_at is null
      and r.expires_at > now()`.execute(tx)
  return rows[0]
}

/** True once for each link. */
export async function spendRenewal(tx: Tx, tokenHash: string): Promise<boolean> {
  const { numAffectedRows } = await sql`update identity.key_renewals set used_at = now()
    where token_hash = ${tokenHash} and used_at is null and ended_at is null and expires_at > now()`.execute(
    tx,
  )
  return numAffectedRows === 1n
}

/** For the clockwork: those that ended, or could no longer be used, a month ago. */
export async function forgetEndedRenewals(tx: Tx): Promise<void> {
  await sql`delete from identity.key_renewals where expires_at < now() - interval '30 days'`.execute(tx)
}

/** The active memberships of a member, as far as the asker sees them. */
export async function listMembershipsOf(tx: Tx, memberId: string): Promise<MembershipRow[]> {
  const { rows } = await sql<MembershipRow>`
    select team_id as "teamId", organisation_id as "organisationId", roles from identity.memberships
    where member_id = ${memberId} and left_at is null order by team_id`.execute(tx)
  return rows
}

/** Whether an administrator of each of a member's organisations allows passphrases. */
export async function passphraseAllowed(tx: Tx, memberId: string): Promise<boolean> {
  const { rows } = await sql<{ allowed: boolean | null }>`
    select bool_and(o.passphrases) as allowed from identity.memberships m
    join identity.organisations o on o.id = m.organisation_id
    where m.member_id = ${memberId} and m.left_at is null`.execute(tx)
  return rows[0]?.allowed === true
}

/** Somebody who works here under this sign-in name, and a team of theirs; for the command line. */
export async function findByHandle(
  tx: Tx,
  handle: string,
): Promise<{ memberId: string; teamId: string; name: string } | undefined> {
  const { rows } = await sql<{ memberId: string; teamId: string; name: string }>`
    select p.id as "memberId", m.team_id as "teamId", p.name
    from identity.members p join identity.memberships m on m.member_id = p.id and m.left_at is null
    where p.handle = ${handle} order by m.team_id limit 1`.execute(tx)
  return rows[0]
}
