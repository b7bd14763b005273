import * as contract from '../../../src/contracts/identity.ts'
import type { Session } from '../../../src/contracts/identity.ts'
import type { RecoveryReaders } from '../../../src/workspace/sealing-client/team-epochs.ts'
import {
  openShares,
  sealForRecovery,
  sealPastTo,
  sealToTeam,
  takeOuterSealsOff,
} from '../../../src/workspace/sealing-client/team-epochs.ts'
import { makeMember, type Unlocking } from '../../../src/workspace/sealing-client/members.ts'
import { openEpoch, type EpochKey, type Member } from '../../../src/sealing/index.ts'
import type { Client } from '../../support/line/client.ts'
import { bytesOf } from '../../support/line/staff.ts'

/** Somebody signed in, with the keys in their browser. */
export type Hand = { client: Client; member: Member }

/** Every epoch of a team that somebody opens today, oldest first. */
export async function epochsOf({ client, member }: Hand, teamId: string): Promise<EpochKey[]> {
  const { epochs } = await client.call(contract.earlierEpochs, { teamId })
  const opened = epochs.map(({ slot, ...known }) => {
    const epoch = { ...known, teamId, publicKey: bytesOf(known.publicKey) }
    return openEpoch(epoch, { memberId: member.memberId, bytes: bytesOf(slot) }, member)
  })
  return (await Promise.all(opened)).reverse()
}

export async function sessionOf(client: Client): Promise<Session> {
  const { session } = await client.call(contract.currentSession, {})
  if (!session) throw new Error('nobody is signed in')
  return session
}

/** New keys, where a leader let it be. */
export async function replaceKeys(client: Client, memberId: string, secret: Unlocking): Promise<Hand> {
  const { member, request } = await makeMember(memberId, secret)
  await client.call(contract.replaceMemberKeys, request)
  return { client, member }
}

/** A colleague opens to somebody all that they open themselves. Gives how many epochs that were. */
export async function openPast(from: Hand, teamId: string, to: Member): Promise<number> {
  const { epochs } = await from.client.call(contract.pastOf, { teamId, memberId: to.memberId })
  const held = new Set(epochs.map(({ id }) => id))
  const keys = (await epochsOf(from, teamId)).filter(({ id }) => held.has(id))
  const publicKey = Buffer.from(to.pair.publicKey).toString('base64url')
  for (const slots of await sealPastTo(keys, { memberId: to.memberId, publicKey }))
    await from.client.call(contract.sharePast, { teamId, memberId: to.memberId, slots })
  return keys.length
}

/** Three people are named and each agrees. */
export async function nameHolders(leader: Hand, teamId: string, holders: readonly Hand[]): Promise<void> {
  const memberIds = holders.map(({ member }) => member.memberId)
  const { planId } = await leader.client.call(contract.nameHolders, { teamId, memberIds })
  for (const { client } of holders) await client.call(contract.answerHolding, { planId, agree: true })
}

/** Whoever opens the past seals it to the plan in force. */
export async function coverPast(by: Hand, teamId: string): Promise<void> {
  const { readers, epochs } = await by.client.call(contract.uncoveredEpochs, { teamId })
  if (!readers) throw new Error('no plan is in force')
  const keys = new Map((await epochsOf(by, teamId)).map((key) => [key.id, key]))
  const covered = []
  for (const { id } of epochs) {
    const key = keys.get(id)
    if (key) covered.push({ epochId: id, slots: await sealForRecovery(key, readers as Readers) })
  }
  if (covered.length > 0)
    await by.client.call(contract.coverEpochs, { teamId, planId: readers.planId, epochs: covered })
}
type Readers = NonNullable<RecoveryReaders>

/** The first of two: starts, and takes the outer seals off. */
export async function startRecovery(first: Hand, teamId: string): Promise<string> {
  const { recoveryId } = await first.client.call(contract.startRecovery, { teamId, reason: 'keys_lost' })
  const { slots } = await first.client.call(contract.recoverySlots, { recoveryId })
  const shares = await takeOuterSealsOff(teamId, first.member, slots)
  await first.client.call(contract.handOverShares, { recoveryId, shares })
  return recoveryId
}

/** The second: confirms, opens, seals to the team. Gives how many epochs that were. */
export async function confirmRecovery(second: Hand, teamId: string, recoveryId: string): Promise<number> {
  await second.client.call(contract.confirmRecovery, { recoveryId })
  const { shares } = await second.client.call(contract.recoveryShares, { recoveryId })
  const keys = await openShares(teamId, second.member, shares)
  await sealRecovered(second, recoveryId, keys)
  return keys.length
}

export async function sealRecovered(by: Hand, recoveryId: string, keys: readonly EpochKey[]): Promise<void> {
  const { readers } = await by.client.call(contract.recoveryTeam, { recoveryId })
  for (const slots of await sealToTeam(keys, readers))
    await by.client.call(contract.restoreEpochs, { recoveryId, slots })
  await by.client.call(contract.finishRecovery, { recoveryId })
}
