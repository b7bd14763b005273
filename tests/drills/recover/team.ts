import * as contract from '../../../src/contracts/identity.ts'
import { bytesToBase64Url } from '../../../src/kernel/index.ts'
import { deriveTeamCode, newPrintedCode } from '../../../src/sealing/index.ts'
import { makeTeamEpoch, openByCode } from '../../../src/workspace/sealing-client/team-epochs.ts'
import {
  confirmRecovery,
  coverPast,
  nameHolders,
  sealRecovered,
  startRecovery,
  type Hand,
} from '../keys/acts.ts'
import { readDump } from '../keys/thief.ts'
import { bothLoseTheirKeys, countRead, mustOpenAll, type Setting } from './setting.ts'

/** What the next browser of the team does when its readers or their keys have changed. */
export async function nextEpoch({ client }: Hand, teamId: string): Promise<void> {
  const { epochs } = await client.call(contract.currentEpochs, {})
  const current = epochs.find((each) => each.teamId === teamId)
  const { members } = await client.call(contract.listTeamMembers, { teamId })
  const number = (current?.epoch?.number ?? 0) + 1
  const next = { teamId, number, members, recovery: current?.recovery ?? null }
  await client.call(contract.createEpoch, (await makeTeamEpoch(next)).request)
}

/** Each pair of the three, in both orders; before each, every reader has lost everything. */
export async function recoverByTwo(setting: Setting): Promise<string> {
  const { teamId, holders, faults } = setting
  const [lead] = setting.readers
  await nameHolders(lead, teamId, holders)
  await coverPast(lead, teamId)
  let alone = 0
  for (const first of holders) {
    for (const second of holders) {
      if (first === second) continue
      await bothLoseTheirKeys(setting)
      const [reader] = setting.readers
      await nextEpoch(reader, teamId)
      const recoveryId = await startRecovery(first, teamId)
      // The dump now has what the first took the outer seal off.
      const accomplice = setting.planted('alone') ? [second] : []
      const dump = await setting.stage.withDump(readDump)
      const read = await countRead(setting, dump, [first, ...accomplice])
      if (read > 0) faults.push(`one person alone opened ${read} messages`)
      else alone += 1
      const own = await first.client.call(contract.confirmRecovery, { recoveryId }).then(
        () => true,
        () => false,
      )
      if (own) faults.push('one person confirmed what they had started')
      if ((await countRead(setting, dump, setting.readers)) > 0)
        faults.push('the readers opened the past before the second confirmed')
      await confirmRecovery(second, teamId, recoveryId)
      for (const hand of setting.readers)
        await mustOpenAll(setting, `${nameOf(setting, first)}+${nameOf(setting, second)}`, hand)
    }
  }
  return `6 orders of two, ${alone} × one person alone opened nothing`
}

const nameOf = ({ holders }: Setting, hand: Hand) =>
  ['Ira', 'Jo', 'Kim'][holders.findIndex((one) => one === hand)]

/** A printed code in place of the three. */
export async function recoverByCode(setting: Setting): Promise<string> {
  const { teamId, faults } = setting
  const [lead] = setting.readers
  const code = newPrintedCode()
  const { publicKey } = await deriveTeamCode(teamId, code)
  await lead.client.call(contract.setTeamCode, { teamId, publicKey: bytesToBase64Url(publicKey) })
  await coverPast(lead, teamId)
  await bothLoseTheirKeys(setting)
  const [reader] = setting.readers
  await nextEpoch(reader, teamId)
  const start = (pair: { publicKey: Uint8Array<ArrayBuffer> }) =>
    reader.client.call(contract.startCodeRecovery, {
      teamId,
      publicKey: bytesToBase64Url(pair.publicKey),
      reason: 'keys_lost',
    })
  const wrong = await deriveTeamCode(teamId, newPrintedCode())
  if (
    await start(wrong).then(
      () => true,
      () => false,
    )
  )
    faults.push('a wrong code started a recovery')
  const pair = await deriveTeamCode(teamId, code.toLowerCase().replaceAll('-', ' '))
  const { recoveryId } = await start(pair)
  const { slots } = await reader.client.call(contract.recoverySlots, { recoveryId })
  const opened = await openByCode(teamId, wrong, slots).then(
    () => true,
    () => false,
  )
  if (opened) faults.push('a wrong code opened the team’s keys')
  await sealRecovered(reader, recoveryId, await openByCode(teamId, pair, slots))
  for (const hand of setting.readers) await mustOpenAll(setting, 'code in a safe', hand)
  const { teams } = await reader.client.call(contract.recoveryOf, {})
  if (teams[0]?.current?.usedAt === null) faults.push('the code was not marked as used')
  return `${slots.length} team keys by the code`
}
