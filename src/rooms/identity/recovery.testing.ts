import { expect } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import {
  createMember,
  openRecoveryShare,
  openRecoverySlot,
  resealEpoch,
  sealMemberBundle,
  sealRecoverySlots,
  sealTeamCodeSlot,
  type EpochKey,
} from '../../sealing/index.ts'
import {
  bytesFrom,
  hireWithKeys,
  makeEpoch,
  newTeam,
  openedBy,
  openOwn,
  random,
  type Hired,
  type World,
} from './testing.ts'

export const reason = 'keys_lost' as const

export type RecoveryScene = Awaited<ReturnType<typeof recoveryScene>>

/** A team with one reader and two epochs, and three people of its organisation who read nothing in it. */
export async function recoveryScene(world: World) {
  const { teamId } = await newTeam(world)
  let lead = await hireWithKeys(world, teamId, ['supervisor', 'administrator'], 'Lea')
  const three: Required<Hired>[] = []
  for (const name of ['Ira', 'Jo', 'Kim'])
    three.push(await hireWithKeys(world, teamId, ['coordinator'], name))
  for (const number of [1, 2])
    await lead.browser.call(contract.createEpoch, await makeEpoch(lead, teamId, number))

  const person = (at: number) => three[at] ?? three[0]!
  const memberIds = () => three.map(({ memberId }) => memberId)
  const name = (ids = memberIds()) => lead.browser.call(contract.nameHolders, { teamId, memberIds: ids })
  const viewOf = async ({ browser }: Hired) =>
    (await browser.call(contract.recoveryOf, {})).teams.find((team) => team.teamId === teamId)

  async function agreeAll(): Promise<void> {
    const { planId } = await name()
    for (const { browser } of three) await browser.call(contract.answerHolding, { planId, agree: true })
  }

  type Readers = NonNullable<Awaited<ReturnType<typeof uncovered>>['readers']>
  const uncovered = ({ browser } = lead) => browser.call(contract.uncoveredEpochs, { teamId })

  async function slotsFor(key: EpochKey, { holders, codePublicKey }: Readers) {
    if (codePublicKey !== null) {
      const bytes = bytesToBase64Url(await sealTeamCodeSlot(key, bytesFrom(codePublicKey)))
      return [{ firstId: null, secondId: null, bytes }]
    }
    const to = holders.map(({ memberId, publicKey }) => ({ memberId, publicKey: bytesFrom(publicKey) }))
    const slots = await sealRecoverySlots(key, to)
    return slots.map(({ bytes, ...order }) => ({ ...order, bytes: bytesToBase64Url(bytes) }))
  }

  async function cover(): Promise<void> {
    const { readers, epochs } = await uncovered()
    if (!readers) throw new Error('no plan')
    const covered = []
    for (const epoch of epochs) {
      const key = await openOwn(lead, teamId, epoch)
      covered.push({ epochId: epoch.id, slots: await slotsFor(key, readers) })
    }
    await lead.browser.call(contract.coverEpochs, { teamId, planId: readers.planId, epochs: covered })
  }

  /** The first's part. */
  async function begin(first: Required<Hired>): Promise<string> {
    const { recoveryId } = await first.browser.call(contract.startRecovery, { teamId, reason })
    const { slots } = await first.browser.call(contract.recoverySlots, { recoveryId })
    const shares = slots.map(async ({ epoch, secondId, bytes }) => {
      const known = { ...epoch, teamId, publicKey: bytesFrom(epoch.publicKey) }
      const slot = { firstId: first.memberId, secondId: secondId ?? '', bytes: bytesFrom(bytes) }
      const share = await openRecoverySlot(known, slot, first.keys.pair)
      return { epochId: epoch.id, secondId: secondId ?? '', bytes: bytesToBase64Url(share) }
    })
    await first.browser.call(contract.handOverShares, { recoveryId, shares: await Promise.all(shares) })
    return recoveryId
  }

  /** The second's part, from the confirmation to the end. */
  async function complete(second: Required<Hired>, recoveryId: string): Promise<EpochKey[]> {
    await second.browser.call(contract.confirmRecovery, { recoveryId })
    const { shares } = await second.browser.call(contract.recoveryShares, { recoveryId })
    const keys = await Promise.all(
      shares.map(({ epoch, firstId, bytes }) => {
        const known = { ...epoch, teamId, publicKey: bytesFrom(epoch.publicKey) }
        const order = { firstId, secondId: second.memberId }
        return openRecoveryShare(known, order, bytesFrom(bytes), second.keys.pair)
      }),
    )
    await restore(second, recoveryId, keys)
    return keys
  }

  async function restore(by: Required<Hired>, recoveryId: string, keys: EpochKey[]): Promise<void> {
    const { readers } = await by.browser.call(contract.recoveryTeam, { recoveryId })
    const slots = []
    for (const key of keys)
      for (const { memberId, publicKey } of readers) {
        const { bytes } = await resealEpoch(key, { memberId, publicKey: bytesFrom(publicKey) })
        slots.push({ epochId: key.id, memberId, bytes: bytesToBase64Url(bytes) })
      }
    await by.browser.call(contract.restoreEpochs, { recoveryId, slots })
    await by.browser.call(contract.finishRecovery, { recoveryId })
  }

  /** The team's only reader loses everything and makes new keys. */
  async function loseEverything(): Promise<void> {
    await world.identity.letReturn({ kind: 'system' }, { teamId, memberId: lead.memberId })
    const keys = await createMember(lead.memberId)
    await lead.browser.call(contract.replaceMemberKeys, {
      publicKey: bytesToBase64Url(keys.pair.publicKey),
      signPublicKey: bytesToBase64Url(keys.signer.publicKey),
      bundle: bytesToBase64Url(await sealMemberBundle(keys)),
      slots: [{ kind: 'passphrase', bytes: random(120) }],
    })
    lead = { ...lead, keys }
    expect(await openedBy(lead, teamId)).toEqual([])
  }

  return {
    teamId,
    three,
    /** The reader, with the keys of now. */
    lead: () => lead,
    person,
    memberIds,
    name,
    viewOf,
    agreeAll,
    uncovered,
    slotsFor,
    cover,
    begin,
    complete,
    restore,
    loseEverything,
  }
}
