import type { Bytes } from '../kernel/index.ts'
import { epochKeyOf, type Epoch, type EpochKey, type EpochReader } from './epochs.ts'
import { openFrom, sealTo } from './hpke.ts'
import { derivePair, type Pair } from './keys.ts'
import { readPrintedCode } from './printed-code.ts'
import { frame } from './primitives.ts'
import { labels } from './suite.ts'

/*
 * A team's epochs, opened by two people who each hold a part of the way, or by a code in a safe.
 * docs/sealing.md, "Recovery".
 */

/** Who takes the outer seal off (starts), and who the inner one (confirms). */
export type RecoveryOrder = { firstId: string; secondId: string }

/** One way to an epoch's private half: sealed to the second, and that to the first. */
export type RecoverySlot = RecoveryOrder & { bytes: Bytes }

function info(label: string, { teamId, number, id }: Epoch, { firstId, secondId }: RecoveryOrder): Bytes {
  return frame(label, teamId, number, id, firstId, secondId)
}

/** Every order in which two of these people can act: six for three people. */
export function recoveryOrders(holderIds: readonly string[]): RecoveryOrder[] {
  return holderIds.flatMap((firstId) =>
    holderIds.flatMap((secondId) => (secondId === firstId ? [] : [{ firstId, secondId }])),
  )
}

/**
 * Seals an epoch to every two of the holders, in both orders, so that whoever starts,
 * either of the others can confirm. One holder alone opens nothing with all of it.
 */
export async function sealRecoverySlots(
  key: EpochKey,
  holders: readonly EpochReader[],
): Promise<RecoverySlot[]> {
  const publicKeys = new Map(holders.map(({ memberId, publicKey }) => [memberId, publicKey]))
  const slots = recoveryOrders([...publicKeys.keys()]).map(async (order) => {
    const [first, second] = [publicKeys.get(order.firstId), publicKeys.get(order.secondId)]
    if (!first || !second) return []
    const share = await sealTo(second, info(labels.recoveryShare, key, order), key.privateKey)
    return [{ ...order, bytes: await sealTo(first, info(labels.recoverySlot, key, order), share) }]
  })
  return (await Promise.all(slots)).flat()
}

/** The first's part: takes the outer seal off. What comes out is still sealed to the second. Throws `shut` for anybody else. */
export function openRecoverySlot(epoch: Epoch, slot: RecoverySlot, first: Pair): Promise<Bytes> {
  return openFrom(first, info(labels.recoverySlot, epoch, slot), slot.bytes)
}

/** The second's part: the epoch. Throws `shut` for anybody else, `wrong_key` for another epoch's private half. */
export async function openRecoveryShare(
  epoch: Epoch,
  order: RecoveryOrder,
  share: Bytes,
  second: Pair,
): Promise<EpochKey> {
  return epochKeyOf(epoch, await openFrom(second, info(labels.recoveryShare, epoch, order), share))
}

/** The pair that a team's printed code stands for. Throws `malformed` for a code that is mistyped. */
export async function deriveTeamCode(teamId: string, code: string): Promise<Pair> {
  return derivePair(readPrintedCode(code), frame(labels.teamCode, teamId))
}

/** Seals an epoch to a team's printed code. */
export function sealTeamCodeSlot(key: EpochKey, publicKey: Bytes): Promise<Bytes> {
  return sealTo(publicKey, frame(labels.teamCodeSlot, key.teamId, key.number, key.id), key.privateKey)
}

/** Throws `shut` for another code, team or epoch, `wrong_key` for another epoch's private half. */
export async function openTeamCodeSlot(epoch: Epoch, pair: Pair, slot: Bytes): Promise<EpochKey> {
  const { teamId, number, id } = epoch
  return epochKeyOf(epoch, await openFrom(pair, frame(labels.teamCodeSlot, teamId, number, id), slot))
}
