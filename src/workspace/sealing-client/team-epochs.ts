import type { InputOf, OutputOf } from '../../contracts/index.ts'
import type {
  coverEpochs,
  createEpoch,
  currentEpochs,
  handOverShares,
  recoveryShares,
  recoverySlots,
  restoreEpochs,
  sharePast,
} from '../../contracts/identity.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import {
  createEpoch as makeEpoch,
  openRecoveryShare,
  openRecoverySlot,
  openTeamCodeSlot,
  resealEpoch,
  sealRecoverySlots,
  sealTeamCodeSlot,
  type EpochKey,
  type Member,
  type Pair,
} from '../../sealing/index.ts'
import { decode } from './epoch-ring.ts'

/** Who and what recovers a team, as the server tells it; null where nothing does. */
export type RecoveryReaders = OutputOf<typeof currentEpochs>['epochs'][number]['recovery']

/** A colleague as the server tells them: only those who read and have keys get an epoch. */
export type Colleague = { memberId: string; publicKey: string | null; reads: boolean }

/** The readers among a team's members. */
export function readersAmong(members: readonly Colleague[]) {
  return members.flatMap(({ memberId, publicKey, reads }) =>
    reads && publicKey !== null ? [{ memberId, publicKey: decode(publicKey) }] : [],
  )
}

type Slots = InputOf<typeof coverEpochs>['epochs'][number]['slots']

/** An epoch sealed to whoever recovers it: every two of the holders, or the code. */
export async function sealForRecovery(key: EpochKey, readers: NonNullable<RecoveryReaders>): Promise<Slots> {
  if (readers.codePublicKey !== null) {
    const slot = await sealTeamCodeSlot(key, decode(readers.codePublicKey))
    return [{ firstId: null, secondId: null, bytes: bytesToBase64Url(slot) }]
  }
  const holders = readers.holders.map(({ memberId, publicKey }) => ({
    memberId,
    publicKey: decode(publicKey),
  }))
  const slots = await sealRecoverySlots(key, holders)
  return slots.map(({ bytes, ...order }) => ({ ...order, bytes: bytesToBase64Url(bytes) }))
}

/** The one place where a team's next epoch is made: its key, and what the server gets of it. */
export async function makeTeamEpoch(input: {
  teamId: string
  number: number
  members: readonly Colleague[]
  recovery: RecoveryReaders
}): Promise<{ key: EpochKey; request: InputOf<typeof createEpoch> }> {
  const { teamId, number, recovery } = input
  const { epoch, slots, key } = await makeEpoch({ teamId, number, members: readersAmong(input.members) })
  const request = {
    teamId,
    id: epoch.id,
    number,
    publicKey: bytesToBase64Url(epoch.publicKey),
    slots: slots.map(({ memberId, bytes }) => ({ memberId, bytes: bytesToBase64Url(bytes) })),
    ...(recovery && {
      recovery: { planId: recovery.planId, slots: await sealForRecovery(key, recovery) },
    }),
  }
  return { key, request }
}

/** Earlier epochs sealed to a colleague, in parts small enough to send. */
export async function sealPastTo(
  keys: readonly EpochKey[],
  reader: { memberId: string; publicKey: string },
): Promise<InputOf<typeof sharePast>['slots'][]> {
  const to = { memberId: reader.memberId, publicKey: decode(reader.publicKey) }
  const slots: InputOf<typeof sharePast>['slots'] = []
  for (const key of keys)
    slots.push({ epochId: key.id, bytes: bytesToBase64Url((await resealEpoch(key, to)).bytes) })
  return inParts(slots, 200)
}

export function inParts<Item>(items: readonly Item[], most: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, i) =>
    items.slice(i * most, (i + 1) * most),
  )
}

type GivenSlots = OutputOf<typeof recoverySlots>['slots']
type GivenShares = OutputOf<typeof recoveryShares>['shares']
type Share = InputOf<typeof handOverShares>['shares'][number]

const epochOf = (teamId: string, { id, number, publicKey }: GivenSlots[number]['epoch']) => ({
  id,
  teamId,
  number,
  publicKey: decode(publicKey),
})

/** The first’s part: the outer seals off. What comes out is still sealed to the others. */
export async function takeOuterSealsOff(
  teamId: string,
  first: Pick<Member, 'memberId' | 'pair'>,
  slots: GivenSlots,
): Promise<Share[]> {
  const shares: Share[] = []
  for (const { epoch, secondId, bytes } of slots) {
    if (secondId === null) continue
    const slot = { firstId: first.memberId, secondId, bytes: decode(bytes) }
    const share = await openRecoverySlot(epochOf(teamId, epoch), slot, first.pair)
    shares.push({ epochId: epoch.id, secondId, bytes: bytesToBase64Url(share) })
  }
  return shares
}

/** The second’s part: the epochs themselves. */
export async function openShares(
  teamId: string,
  second: Pick<Member, 'memberId' | 'pair'>,
  shares: GivenShares,
): Promise<EpochKey[]> {
  const keys: EpochKey[] = []
  for (const { epoch, firstId, bytes } of shares) {
    const order = { firstId, secondId: second.memberId }
    keys.push(await openRecoveryShare(epochOf(teamId, epoch), order, decode(bytes), second.pair))
  }
  return keys
}

/** What a team’s printed code opens. */
export async function openByCode(teamId: string, code: Pair, slots: GivenSlots): Promise<EpochKey[]> {
  const keys: EpochKey[] = []
  for (const { epoch, bytes } of slots)
    keys.push(await openTeamCodeSlot(epochOf(teamId, epoch), code, decode(bytes)))
  return keys
}

/** Recovered epochs for the team’s members, in parts small enough to send. */
export async function sealToTeam(
  keys: readonly EpochKey[],
  readers: readonly { memberId: string; publicKey: string }[],
): Promise<InputOf<typeof restoreEpochs>['slots'][]> {
  const to = readers.map(({ memberId, publicKey }) => ({ memberId, publicKey: decode(publicKey) }))
  const slots: InputOf<typeof restoreEpochs>['slots'] = []
  for (const key of keys) {
    for (const reader of to) {
      const { memberId, bytes } = await resealEpoch(key, reader)
      slots.push({ epochId: key.id, memberId, bytes: bytesToBase64Url(bytes) })
    }
  }
  return inParts(slots, 200)
}
