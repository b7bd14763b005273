import { sql } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'

export type MemberKeys = { publicKey: Bytes; signPublicKey: Bytes; bundle: Bytes }
export type SlotKind = 'passkey' | 'passphrase' | 'printed'
export type MemberSlot = { id: string; kind: SlotKind; credentialId: string | null; bytes: Bytes }

/** Public keys and sealed bundle; the bundle only for the member in person. */
export async function findMemberKeys(tx: Tx, memberId: string): Promise<MemberKeys | undefined> {
  const { rows } = await sql<{ public_key: Uint8Array; sign_public_key: Uint8Array; bytes: Uint8Array }>`
    select k.public_key, k.sign_public_key, b.bytes
    from identity.member_keys k join identity.member_bundles b on b.member_id = k.member_id
    where k.member_id = ${memberId}`.execute(tx)
  const row = rows[0]
  return (
    row && {
      publicKey: new Uint8Array(row.public_key),
      signPublicKey: new Uint8Array(row.sign_public_key),
      bundle: new Uint8Array(row.bytes),
    }
  )
}

export async function hasMemberKeys(tx: Tx, memberId: string): Promise<boolean> {
  const { rows } = await sql`select from identity.member_keys where member_id = ${memberId}`.execute(tx)
  return rows.length === 1
}

/** Rejects with a unique violation when the member has keys. */
export async function insertMemberKeys(tx: Tx, memberId: string, keys: MemberKeys): Promise<void> {
  await sql`insert into identity.member_keys (member_id, public_key, sign_public_key)
    values (${memberId}, ${keys.publicKey}, ${keys.signPublicKey})`.execute(tx)
  await sql`insert into identity.member_bundles (member_id, bytes)
    values (${memberId}, ${keys.bundle})`.execute(tx)
}

/** Slots with their outer wrap still on. */
export async function listMemberSlots(tx: Tx, memberId: string): Promise<MemberSlot[]> {
  const { rows } = await sql<Omit<MemberSlot, 'bytes'> & { bytes: Uint8Array }>`
    select id, kind, credential_id as "credentialId", bytes from identity.member_slots
    where member_id = ${memberId} order by created_at, id`.execute(tx)
  return rows.map((row) => ({ ...row, bytes: new Uint8Array(row.bytes) }))
}

export type SlotRow = {
  id: string
  kind: SlotKind
  credentialId: string | null
  createdAt: Date
  usedAt: Date | null
}

/** A member's slots without their bytes, oldest first. */
export async function listSlotRows(tx: Tx, memberId: string): Promise<SlotRow[]> {
  const { rows } = await sql<SlotRow>`select id, kind, credential_id as "credentialId",
      created_at as "createdAt", used_at as "usedAt"
    from identity.member_slots where member_id = ${memberId} order by created_at, id`.execute(tx)
  return rows
}

/** False when the member has no such printed code. */
export async function markSlotUsed(tx: Tx, memberId: string, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`update identity.member_slots set used_at = now()
    where id = ${id} and member_id = ${memberId} and kind = 'printed'`.execute(tx)
  return numAffectedRows === 1n
}

export async function deleteMemberSlot(tx: Tx, memberId: string, id: string): Promise<void> {
  await sql`delete from identity.member_slots where id = ${id} and member_id = ${memberId}`.execute(tx)
}

/** New keys in place of the old ones, whose public halves stay as history. Needs leave (row-level security). */
export async function replaceKeys(
  tx: Tx,
  memberId: string,
  keys: MemberKeys,
  retiredId: string,
): Promise<void> {
  await sql`insert into identity.retired_member_keys (id, member_id, public_key, sign_public_key, made_at)
    select ${retiredId}, member_id, public_key, sign_public_key, created_at from identity.member_keys
    where member_id = ${memberId}`.execute(tx)
  await sql`update identity.member_keys set public_key = ${keys.publicKey},
      sign_public_key = ${keys.signPublicKey}, created_at = now()
    where member_id = ${memberId}`.execute(tx)
  await sql`update identity.member_bundles set bytes = ${keys.bundle} where member_id = ${memberId}`.execute(
    tx,
  )
  await sql`delete from identity.member_slots where member_id = ${memberId}`.execute(tx)
  // They are sealed to the old key: nobody opens them any more.
  await sql`delete from identity.epoch_slots where member_id = ${memberId}`.execute(tx)
}

export async function insertMemberSlot(tx: Tx, memberId: string, slot: MemberSlot): Promise<void> {
  await sql`insert into identity.member_slots (id, member_id, kind, credential_id, bytes)
    values (${slot.id}, ${memberId}, ${slot.kind}, ${slot.credentialId}, ${slot.bytes})`.execute(tx)
}
