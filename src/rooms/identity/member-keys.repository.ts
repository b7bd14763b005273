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

export async function insertMemberSlot(tx: Tx, memberId: string, slot: MemberSlot): Promise<void> {
  await sql`insert into identity.member_slots (id, member_id, kind, credential_id, bytes)
    values (${slot.id}, ${memberId}, ${slot.kind}, ${slot.credentialId}, ${slot.bytes})`.execute(tx)
}
