import { sql } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'

export type AttemptPurpose =
  | { purpose: 'sign_in' }
  | { purpose: 'accept'; invitationHash: string }
  | { purpose: 'link'; memberId: string }
export type Attempt = AttemptPurpose & { organisationId: string }

/** Keeps the hash of an attempt's secret for ten minutes, for one return. */
export async function insertAttempt(tx: Tx, hash: string, attempt: Attempt): Promise<void> {
  const invitationHash = attempt.purpose === 'accept' ? attempt.invitationHash : null
  const memberId = attempt.purpose === 'link' ? attempt.memberId : null
  await sql`insert into identity.attempts (hash, purpose, organisation_id, invitation_hash, member_id, expires_at)
    values (${hash}, ${attempt.purpose}, ${attempt.organisationId}, ${invitationHash}, ${memberId},
      now() + interval '10 minutes')`.execute(tx)
}

/** The attempt, once, within its time. */
export async function spendAttempt(tx: Tx, hash: string): Promise<Attempt | undefined> {
  const { rows } = await sql<Attempt & { fits: boolean }>`
    delete from identity.attempts where hash = ${hash}
    returning purpose, organisation_id as "organisationId", invitation_hash as "invitationHash",
      member_id as "memberId", expires_at > now() as fits`.execute(tx)
  return rows[0]?.fits ? rows[0] : undefined
}

/** The member whom this account signs in; only to whoever shows it. */
export async function findLogin(tx: Tx, account: Bytes, organisationId: string): Promise<string | undefined> {
  const { rows } = await sql<{ member_id: string }>`
    select member_id from identity.logins
    where account = ${account} and organisation_id = ${organisationId}`.execute(tx)
  return rows[0]?.member_id
}

/** Marks the account as used. False when its member is no longer in the organisation that vouched for it. */
export async function useLogin(tx: Tx, account: Bytes): Promise<boolean> {
  const { numAffectedRows } = await sql`update identity.logins l set used_at = now()
    where l.account = ${account} and exists (select from identity.memberships m
      where m.member_id = l.member_id and m.organisation_id = l.organisation_id and m.left_at is null)`.execute(
    tx,
  )
  return numAffectedRows === 1n
}

/** Rejects with a unique violation when the account signs somebody in already, or the member has another there. */
export async function insertLogin(
  tx: Tx,
  login: { account: Bytes; memberId: string; organisationId: string },
): Promise<void> {
  await sql`insert into identity.logins (account, member_id, organisation_id)
    values (${login.account}, ${login.memberId}, ${login.organisationId})`.execute(tx)
}

export type OwnLogin = { organisationId: string; linkedAt: Date; usedAt: Date | null }

export async function listLogins(tx: Tx, memberId: string): Promise<OwnLogin[]> {
  const { rows } = await sql<OwnLogin>`
    select organisation_id as "organisationId", created_at as "linkedAt", used_at as "usedAt"
    from identity.logins where member_id = ${memberId}`.execute(tx)
  return rows
}

/** False when there was none. */
export async function removeLogin(tx: Tx, memberId: string, organisationId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from identity.logins
    where member_id = ${memberId} and organisation_id = ${organisationId}`.execute(tx)
  return numAffectedRows === 1n
}

/** Forgets attempts that nobody came back from, and accounts of those who left the organisation; for the clockwork. */
export async function forgetEndedLogins(tx: Tx): Promise<void> {
  await sql`delete from identity.attempts where expires_at < now()`.execute(tx)
  await sql`delete from identity.logins l where not exists (select from identity.memberships m
    where m.member_id = l.member_id and m.organisation_id = l.organisation_id and m.left_at is null)`.execute(
    tx,
  )
}
