import {
  confirmRecovery,
  coverEpochs,
  finishRecovery,
  handOverShares,
  possibleHolders,
  recoveryOf,
  recoveryShares,
  recoverySlots,
  recoveryTeam,
  restoreEpochs,
  setTeamCode,
  startCodeRecovery,
  startRecovery,
  uncoveredEpochs,
  type recoveryReasons,
} from '../../contracts/identity.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { deriveTeamCode, type EpochKey, type Member } from '../../sealing/index.ts'
import { ask, type OutputOf } from '../app/api.ts'
import { askFresh } from '../session/prove.ts'
import { queries } from '../app/queries.ts'
import {
  inParts,
  openByCode,
  openShares,
  sealForRecovery,
  sealToTeam,
  takeOuterSealsOff,
  type RecoveryReaders,
} from '../sealing-client/team-epochs.ts'
import { refreshEpochs } from '../session/epochs.ts'
import { currentMember } from '../session/session.ts'
import { openEpochsOf } from './past.ts'

/* Recovery of a team's keys, as the workspace does its part of it. Keys are opened for the act and forgotten. */

export const recoveryKey = ['recovery'] as const
export const recoveryQuery = {
  queryKey: recoveryKey,
  queryFn: () => ask(recoveryOf, {}),
  refetchInterval: 60_000,
}

export type RecoveryView = OutputOf<typeof recoveryOf>
export type TeamRecovery = RecoveryView['teams'][number]
export type Recovery = RecoveryView['recoveries'][number]
export type Reason = (typeof recoveryReasons)[number]

export const lookAgain = (): Promise<void> => queries.invalidateQueries({ queryKey: recoveryKey })

function openKeys(): Member {
  const member = currentMember()
  if (!member) throw new Error('the keys are not open')
  return member
}

/** Everybody who could hold a part. */
export async function everyPossibleHolder(teamId: string): Promise<{ memberId: string; name: string }[]> {
  const people: { memberId: string; name: string }[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page = await ask(possibleHolders, { teamId, ...(after && { after }) })
    people.push(...page.people)
    after = page.next
  }
  return people
}

export async function keepTeamCode(teamId: string, code: string): Promise<void> {
  const { publicKey } = await deriveTeamCode(teamId, code)
  await askFresh(setTeamCode, { teamId, publicKey: bytesToBase64Url(publicKey) })
  await lookAgain()
}

/** Seals every earlier key that this member opens to the plan in force. */
export async function coverPast(teamId: string): Promise<void> {
  for (let before: number | null | undefined; before !== null;) {
    const page = await ask(uncoveredEpochs, { teamId, ...(before && { before }) })
    const readers: RecoveryReaders = page.readers
    if (!readers) break
    const keys = await openEpochsOf(teamId, page.epochs)
    const sealed = []
    for (const key of keys) sealed.push({ epochId: key.id, slots: await sealForRecovery(key, readers) })
    for (const epochs of inParts(sealed, 40))
      await askFresh(coverEpochs, { teamId, planId: readers.planId, epochs })
    before = page.next
  }
  await lookAgain()
}

type Slots = OutputOf<typeof recoverySlots>['slots']

async function everySlot(recoveryId: string): Promise<Slots> {
  const slots: Slots = []
  for (let after: number | null | undefined; after !== null;) {
    const page = await ask(recoverySlots, { recoveryId, ...(after && { after }) })
    slots.push(...page.slots)
    after = page.next
  }
  return slots
}

/** The first of two: starts, and hands on what is sealed to the others. */
export async function startByHolder(teamId: string, reason: Reason): Promise<void> {
  const { recoveryId } = await askFresh(startRecovery, { teamId, reason })
  const shares = await takeOuterSealsOff(teamId, openKeys(), await everySlot(recoveryId))
  for (const part of inParts(shares, 200)) await ask(handOverShares, { recoveryId, shares: part })
  await lookAgain()
}

/** The second: confirms, unless that was done already, and gives the team its keys back. */
export async function completeByHolder({ recoveryId, teamId, may }: Recovery): Promise<void> {
  if (may.confirm) await askFresh(confirmRecovery, { recoveryId })
  const keys: EpochKey[] = []
  for (let after: number | null | undefined; after !== null;) {
    const page = await ask(recoveryShares, { recoveryId, ...(after && { after }) })
    keys.push(...(await openShares(teamId, openKeys(), page.shares)))
    after = page.next
  }
  await giveBack(recoveryId, keys)
}

/** By the code in the safe, alone. */
export async function recoverByCode(teamId: string, code: string, reason: Reason): Promise<void> {
  const pair = await deriveTeamCode(teamId, code)
  const publicKey = bytesToBase64Url(pair.publicKey)
  const { recoveryId } = await askFresh(startCodeRecovery, { teamId, publicKey, reason })
  await giveBack(recoveryId, await openByCode(teamId, pair, await everySlot(recoveryId)))
}

async function giveBack(recoveryId: string, keys: readonly EpochKey[]): Promise<void> {
  const { readers } = await ask(recoveryTeam, { recoveryId })
  for (const slots of await sealToTeam(keys, readers)) await ask(restoreEpochs, { recoveryId, slots })
  await ask(finishRecovery, { recoveryId })
  await refreshEpochs()
  await lookAgain()
}
