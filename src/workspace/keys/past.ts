import { pastOf, sharePast } from '../../contracts/identity.ts'
import type { EpochKey } from '../../sealing/index.ts'
import { ask, type OutputOf } from '../app/api.ts'
import { createEpochRing } from '../sealing-client/epoch-ring.ts'
import { sealPastTo } from '../sealing-client/team-epochs.ts'
import { currentMember } from '../session/session.ts'

export type Past = OutputOf<typeof pastOf>['epochs']

/** Everything that this member opens in a team and a colleague doesn't, newest first. */
export async function readPastOf(teamId: string, memberId: string): Promise<Past> {
  const all: Past = []
  for (let before: number | null | undefined; before !== null;) {
    const page = await ask(pastOf, { teamId, memberId, ...(before && { before }) })
    all.push(...page.epochs)
    before = page.next
  }
  return all
}

/** The keys themselves, opened here for this one act and forgotten after it. */
export async function openEpochsOf(teamId: string, epochs: Past): Promise<EpochKey[]> {
  const member = currentMember()
  if (!member) throw new Error('the keys are not open')
  const ring = createEpochRing()
  const keys: EpochKey[] = []
  for (const epoch of epochs) {
    await ring.add(teamId, epoch, member)
    const key = ring.keyOf(epoch.id)
    if (key) keys.push(key)
  }
  return keys
}

/** Opens the past to a colleague: sealed here, to the key whose check number was shown. */
export async function openPastTo(
  teamId: string,
  to: { memberId: string; publicKey: string },
  past: Past,
): Promise<void> {
  const keys = await openEpochsOf(teamId, past)
  for (const slots of await sealPastTo(keys, to))
    await ask(sharePast, { teamId, memberId: to.memberId, slots })
}
