import { sql } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'

export type ChallengePurpose = 'sign_in' | 'accept' | 'add'

/** Keeps the hash of a challenge for five minutes, for one answer. */
export async function insertChallenge(
  tx: Tx,
  hash: string,
  purpose: ChallengePurpose,
  memberId: string | null,
): Promise<void> {
  await sql`insert into identity.challenges (hash, purpose, member_id, expires_at)
    values (${hash}, ${purpose}, ${memberId}, now() + interval '5 minutes')`.execute(tx)
}

/** True once for each challenge asked for this purpose and member, within its time. */
export async function spendChallenge(
  tx: Tx,
  hash: string,
  purpose: ChallengePurpose,
  memberId: string | null,
): Promise<boolean> {
  const { rows } = await sql<{ fits: boolean }>`
    delete from identity.challenges where hash = ${hash}
    returning expires_at > now() and purpose = ${purpose}
      and member_id is not distinct from ${memberId}::text as fits`.execute(tx)
  return rows[0]?.fits === true
}

export async function forgetOldChallenges(tx: Tx): Promise<void> {
  await sql`delete from identity.challenges where expires_at < now()`.execute(tx)
}

export type Passkey = { credentialId: string; memberId: string; publicKey: Bytes; counter: number }

export async function findPasskey(tx: Tx, credentialId: string): Promise<Passkey | undefined> {
  const { rows } = await sql<{ member_id: string; public_key: Uint8Array; counter: string }>`
    select member_id, public_key, counter from identity.passkeys where credential_id = ${credentialId}`.execute(
    tx,
  )
  const row = rows[0]
  return (
    row && {
      credentialId,
      memberId: row.member_id,
      publicKey: new Uint8Array(row.public_key),
      counter: Number(row.counter),
    }
  )
}

export async function listPasskeyIds(tx: Tx, memberId: string): Promise<string[]> {
  const { rows } = await sql<{ credential_id: string }>`
    select credential_id from identity.passkeys where member_id = ${memberId} order by created_at`.execute(tx)
  return rows.map((row) => row.credential_id)
}

/** Rejects with a unique violation when the credential is known. */
export async function insertPasskey(
  tx: Tx,
  passkey: Passkey & { transports: string[]; backedUp: boolean; label?: string },
): Promise<void> {
  await sql`insert into identity.passkeys (credential_id, member_id, public_key, counter, transports, backed_up, label)
    values (${passkey.credentialId}, ${passkey.memberId}, ${passkey.publicKey}, ${passkey.counter},
      ${passkey.transports}, ${passkey.backedUp}, ${passkey.label ?? ''})`.execute(tx)
}

/**
 * Keeps the authenticator's counter. False when it did not grow since: of two
 * answers that carry the same count, one is a copy (WebAuthn Level 3, §6.1.1).
 */
export async function countPasskey(
  tx: Tx,
  use: { credentialId: string; counter: number; backedUp: boolean },
): Promise<boolean> {
  const { numAffectedRows } = await sql`update identity.passkeys
    set counter = ${use.counter}, backed_up = ${use.backedUp}, used_at = now()
    where credential_id = ${use.credentialId}
      and (counter < ${use.counter} or (counter = 0 and ${use.counter} = 0))`.execute(tx)
  return numAffectedRows === 1n
}

export type Passphrase = { memberId: string; salt: Bytes; verifier: Bytes }

/** The passphrase of a sign-in name, if its member is still in a team. */
export async function findPassphrase(tx: Tx, handle: string): Promise<Passphrase | undefined> {
  const { rows } = await sql<{ member_id: string; salt: Uint8Array; verifier: Uint8Array }>`
    select p.member_id, p.salt, p.verifier
    from identity.passphrases p join identity.members m on m.id = p.member_id where m.handle = ${handle}`.execute(
    tx,
  )
  const row = rows[0]
  return (
    row && {
      memberId: row.member_id,
      salt: new Uint8Array(row.salt),
      verifier: new Uint8Array(row.verifier),
    }
  )
}

export async function insertPassphrase(tx: Tx, { memberId, salt, verifier }: Passphrase): Promise<void> {
  await sql`insert into identity.passphrases (member_id, salt, verifier)
    values (${memberId}, ${salt}, ${verifier})`.execute(tx)
}

/** The capability to take one's own passphrase away, or to put a new one in its place. */
export const passphraseCapability = (memberId: string): string => `passphrase:${memberId}`

/** Takes a member's passphrase away, if there is one; the transaction shows `passphraseCapability`, or a link back in. */
export async function deletePassphrase(tx: Tx, memberId: string): Promise<void> {
  await sql`delete from identity.passphrases where member_id = ${memberId}`.execute(tx)
}

export type OwnPasskey = {
  credentialId: string
  label: string
  synced: boolean
  opensKeys: boolean
  createdAt: Date
  usedAt: Date | null
}

/** A member's own passkeys, the oldest first. */
export async function listPasskeys(tx: Tx, memberId: string): Promise<OwnPasskey[]> {
  const { rows } = await sql<OwnPasskey>`
    select p.credential_id as "credentialId", p.label, p.backed_up as synced, p.created_at as "createdAt",
      p.used_at as "usedAt",
      exists (select from identity.member_slots s where s.credential_id = p.credential_id) as "opensKeys"
    from identity.passkeys p where p.member_id = ${memberId} order by p.created_at, p.credential_id`.execute(
    tx,
  )
  return rows
}

/** Whether a passphrase opens the member's keys. The passphrase's own row is for nobody who is signed in. */
export async function hasPassphrase(tx: Tx, memberId: string): Promise<boolean> {
  const { rows } = await sql`
    select id from identity.member_slots where member_id = ${memberId} and kind = 'passphrase'`.execute(tx)
  return rows.length > 0
}

/** One at a time, so that two removals can't each be "not the last". Until the transaction ends. */
export async function lockWaysIn(tx: Tx, memberId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`ways in ${memberId}`}, 0))`.execute(tx)
}

/**
 * How many ways in are left without this passkey: a passphrase and other passkeys
 * that open the keys; before there are keys, other passkeys.
 */
export async function countOtherWaysIn(tx: Tx, memberId: string, without: string): Promise<number> {
  const { rows } = await sql<{ ways: number }>`
    select (
      (select count(*) from identity.member_slots s where s.member_id = ${memberId} and s.kind = 'passphrase')
      + (select count(*) from identity.passkeys p
         where p.member_id = ${memberId} and p.credential_id <> ${without}
           and (not exists (select from identity.member_keys k where k.member_id = p.member_id)
             or exists (select from identity.member_slots s where s.credential_id = p.credential_id)))
    )::int as ways`.execute(tx)
  return rows[0]?.ways ?? 0
}

/** With its key slot. False when it is not this member's. */
export async function deletePasskey(tx: Tx, memberId: string, credentialId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from identity.passkeys
    where credential_id = ${credentialId} and member_id = ${memberId}`.execute(tx)
  return numAffectedRows === 1n
}
