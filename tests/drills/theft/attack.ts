import { readFileSync } from 'node:fs'
import type { Database } from '../../../src/database/index.ts'
import type { Bytes } from '../../../src/kernel/index.ts'
import { unwrapEpochSlot, unwrapMemberSlot } from '../../../src/rooms/identity/identity.secrets.ts'
import { publicPoint } from '../../../src/sealing/p256.ts'
import {
  openEpoch,
  openMemberBundle,
  openMemberSlot,
  type Member,
  type Pair,
} from '../../../src/sealing/index.ts'
import { everyCell } from '../../support/canary/tables.ts'
import { rowsOf } from '../../support/opening/loot.ts'

const exact = (bytes: Uint8Array): Bytes => new Uint8Array(bytes)

/** Every value of 32 bytes in a text: as hexadecimal, as base64 and as base64url. */
function secretsIn(text: string): Bytes[] {
  const found: Bytes[] = []
  for (const [token] of text.matchAll(/\b[0-9a-fA-F]{64}\b/g)) found.push(exact(Buffer.from(token, 'hex')))
  for (const [token] of text.matchAll(/(?<![\w+/-])[\w+/-]{43}=?(?![\w+/-])/g))
    found.push(exact(Buffer.from(token, token.match(/[+/]/) ? 'base64' : 'base64url')))
  return found.filter(({ length }) => length === 32)
}

/** Whatever could be a key: every value of 32 bytes in a database and in files of any kind. */
export async function likelyKeys(databases: readonly Database[], files: readonly string[]): Promise<Bytes[]> {
  const all = new Map<string, Bytes>()
  const add = (bytes: Uint8Array) => all.set(Buffer.from(bytes).toString('hex'), exact(bytes))
  for (const database of databases) {
    for await (const { bytes } of everyCell(database)) {
      if (bytes.length === 32) add(bytes)
      secretsIn(bytes.toString('latin1')).forEach(add)
    }
  }
  for (const file of files) secretsIn(readFileSync(file, 'latin1')).forEach(add)
  return [...all.values()]
}

/** Each value as a private key, where it can be one. */
export async function asPairs(secrets: readonly Bytes[]): Promise<Pair[]> {
  const tried = await Promise.allSettled(
    secrets.map(async (privateKey) => ({ privateKey, publicKey: await publicPoint(privateKey) })),
  )
  return tried.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}

type MemberSlotRow = { id: string; memberId: string; kind: string; bytes: Buffer; bundle: Buffer }

/**
 * Goes for the members: with the staff key every slot loses its outer wrap; `wrapKeys` are tried on what is
 * under it. A member who falls gives their team's keys.
 */
export async function attackMembers(
  database: Database,
  staff: readonly Bytes[],
  wrapKeys: (memberId: string) => Promise<readonly Bytes[]>,
): Promise<Pair[]> {
  const slots = await rowsOf<MemberSlotRow>(
    database,
    `select s.id, s.member_id as "memberId", s.kind, s.bytes, b.bytes as bundle
     from identity.member_slots s join identity.member_bundles b using (member_id)`,
  )
  const pairs: Pair[] = []
  for (const slot of slots) {
    for (const key of staff) {
      const sealed = await unwrapMemberSlot(key, slot.id, slot.memberId, exact(slot.bytes)).catch(
        () => undefined,
      )
      if (!sealed) continue
      for (const wrapKey of await wrapKeys(slot.memberId)) {
        const secret = { kind: 'passphrase', wrapKey } as const
        const root = await openMemberSlot(slot.memberId, secret, sealed).catch(() => undefined)
        if (!root) continue
        const member = await openMemberBundle(slot.memberId, root, exact(slot.bundle))
        pairs.push(...(await epochsOf(database, member, key)))
      }
    }
  }
  return pairs
}

type EpochSlotRow = { id: string; teamId: string; number: number; publicKey: Buffer; bytes: Buffer }

async function epochsOf(database: Database, member: Member, staff: Bytes): Promise<Pair[]> {
  const rows = await rowsOf<EpochSlotRow>(
    database,
    `select e.id, e.team_id as "teamId", e.number, e.public_key as "publicKey", s.bytes
     from identity.epoch_slots s join identity.epochs e on e.id = s.epoch_id where s.member_id = '${member.memberId}'`,
  )
  const pairs: Pair[] = []
  for (const { bytes, publicKey, ...epoch } of rows) {
    const slot = await unwrapEpochSlot(staff, epoch.id, member.memberId, exact(bytes))
    const sealed = { memberId: member.memberId, bytes: slot }
    pairs.push(await openEpoch({ ...epoch, publicKey: exact(publicKey) }, sealed, member))
  }
  return pairs
}
