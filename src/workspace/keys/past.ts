import { listTeamMembers, pastOf, sharePast } from '../../contracts/identity.ts'
import { keyCheck, type EpochKey } from '../../sealing/index.ts'
import { ask, type OutputOf } from '../app/api.ts'
import { askFresh } from '../session/prove.ts'
import { createEpochRing, decode } from '../sealing-client/epoch-ring.ts'
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

/** A colleague with the key that they have now, its check number, and what could be opened to them. */
export type Offer = { memberId: string; publicKey: string; check: string; past: Past }

/** Rejects when the colleague has no keys in this team any more. */
export async function readOffer(teamId: string, memberId: string): Promise<Offer> {
  const past = await readPastOf(teamId, memberId)
  for (let after: string | null | undefined; after !== null;) {
    const page = await ask(listTeamMembers, { teamId, ...(after && { after }) })
    const found = page.members.find((member) => member.memberId === memberId)
    if (found?.publicKey && found.signPublicKey) {
      const keys = { publicKey: decode(found.publicKey), signPublicKey: decode(found.signPublicKey) }
      return { memberId, publicKey: found.publicKey, check: await keyCheck(memberId, keys), past }
    }
    after = page.next
  }
  throw new Error('the colleague has no keys')
}

/** Opens the past to a colleague: sealed here, to the key whose check number was shown. */
export async function openPastTo(teamId: string, { past, ...to }: Offer): Promise<void> {
  const keys = await openEpochsOf(teamId, past)
  for (const slots of await sealPastTo(keys, to))
    await askFresh(sharePast, { teamId, memberId: to.memberId, slots })
}
