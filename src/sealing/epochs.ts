import { bytesToBase64Url, type Bytes } from '../kernel/index.ts'
import { insist } from './errors.ts'
import { openFrom, sealTo } from './hpke.ts'
import { createPair, pairMatches, type Pair } from './keys.ts'
import { frame, sha256 } from './primitives.ts'
import { labels, sizes } from './suite.ts'

/** What everyone may know of an epoch. `id` is the hash of the public key, so it can't name another. */
export type Epoch = { id: string; teamId: string; number: number; publicKey: Bytes }

/** An epoch with its private half, as a member holds it after opening. */
export type EpochKey = Epoch & { privateKey: Bytes }

export type EpochSlot = { memberId: string; bytes: Bytes }

export type EpochReader = { memberId: string; publicKey: Bytes }

/** base64url of the first 16 bytes of a hash of the public key. */
export async function epochIdOf(publicKey: Bytes): Promise<string> {
  return bytesToBase64Url((await sha256(frame(labels.epochId, publicKey))).subarray(0, sizes.id))
}

/**
 * A new epoch of a team, its private half sealed to every member. The maker
 * gets the opened epoch too, and is a member only if listed.
 */
export async function createEpoch(input: {
  teamId: string
  number: number
  members: readonly EpochReader[]
}): Promise<{ epoch: Epoch; slots: EpochSlot[]; key: EpochKey }> {
  const pair = await createPair()
  const { teamId, number } = input
  const epoch = { id: await epochIdOf(pair.publicKey), teamId, number, publicKey: pair.publicKey }
  const key = { ...epoch, privateKey: pair.privateKey }
  return { epoch, slots: await Promise.all(input.members.map((member) => resealEpoch(key, member))), key }
}

function info(epoch: Epoch, memberId: string): Bytes {
  return frame(labels.epochSlot, epoch.teamId, epoch.number, epoch.id, memberId)
}

/** Seals an epoch that the caller holds to one more member: a deliberate act, once per earlier epoch. */
export async function resealEpoch(key: EpochKey, reader: EpochReader): Promise<EpochSlot> {
  const bytes = await sealTo(reader.publicKey, info(key, reader.memberId), key.privateKey)
  return { memberId: reader.memberId, bytes }
}

/** Throws `shut` when the slot is another's, `wrong_key` when id, public and private half do not belong together. */
export async function openEpoch(
  epoch: Epoch,
  slot: EpochSlot,
  member: { memberId: string; pair: Pair },
): Promise<EpochKey> {
  insist(slot.memberId === member.memberId, 'wrong_context')
  insist(epoch.id === (await epochIdOf(epoch.publicKey)), 'wrong_key')
  return epochKeyOf(epoch, await openFrom(member.pair, info(epoch, member.memberId), slot.bytes))
}

/** The epoch with this private half; throws `wrong_key` unless id, public and private half belong together. */
export async function epochKeyOf(epoch: Epoch, privateKey: Bytes): Promise<EpochKey> {
  const { id, teamId, number, publicKey } = epoch
  insist(id === (await epochIdOf(publicKey)), 'wrong_key')
  insist(
    privateKey.length === sizes.privateKey && (await pairMatches({ publicKey, privateKey })),
    'wrong_key',
  )
  return { id, teamId, number, publicKey, privateKey }
}
