import * as identity from '../../../src/contracts/identity.ts'
import type { Session } from '../../../src/contracts/identity.ts'
import { acceptInvitation, renewEpochs } from '../../../src/demo/first-sign-in.ts'
import { base64UrlToBytes, type Bytes } from '../../../src/kernel/index.ts'
import { openEpoch, type EpochKey, type Member } from '../../../src/sealing/index.ts'
import { makeTeamEpoch } from '../../../src/workspace/sealing-client/team-epochs.ts'
import { loadWordList } from '../../../src/sealing/word-lists.ts'
import type { Client } from './client.ts'
import type { Invited } from './people.ts'

/** A member at work, with the keys that their browser would hold. */
export type Staff = {
  client: Client
  member: Member
  teamId: string
  session: Session
  passphrase: string
  /** The keys of every epoch that this member may open, fetched anew when one is not known. */
  epochKey(epochId: string): Promise<EpochKey | undefined>
  /** Starts the team's next epoch, as a change of membership does. */
  nextEpoch(): Promise<void>
}

/** Accepts the invitation with a generated passphrase; the first of a team also makes its epoch. */
export async function joinStaff(client: Client, { token, teamId }: Invited): Promise<Staff> {
  const words = await loadWordList('en')
  if (!words) throw new Error('the English word list is missing')
  const { member, passphrase } = await acceptInvitation(client, token, words)
  await renewEpochs(client, member)
  const { session } = await client.call(identity.currentSession, {})
  if (!session) throw new Error('signed in, and yet not')
  const held = new Map<string, EpochKey>()

  async function fetchEpochs(): Promise<void> {
    const { epochs } = await client.call(identity.earlierEpochs, { teamId })
    for (const { slot, ...known } of epochs) {
      if (held.has(known.id)) continue
      const epoch = { ...known, teamId, publicKey: bytesOf(known.publicKey) }
      const bytes = { memberId: member.memberId, bytes: bytesOf(slot) }
      held.set(known.id, await openEpoch(epoch, bytes, member))
    }
  }

  return {
    client,
    member,
    teamId,
    session,
    passphrase,
    async epochKey(epochId) {
      if (!held.has(epochId)) await fetchEpochs()
      return held.get(epochId)
    },
    async nextEpoch() {
      const { epochs } = await client.call(identity.currentEpochs, {})
      const current = epochs.find((each) => each.teamId === teamId)
      const { members } = await client.call(identity.listTeamMembers, { teamId })
      const number = (current?.epoch?.number ?? 0) + 1
      const next = { teamId, number, members, recovery: current?.recovery ?? null }
      await client.call(identity.createEpoch, (await makeTeamEpoch(next)).request)
    },
  }
}

/** base64url that the server has checked already. */
export function bytesOf(text: string): Bytes {
  const bytes = base64UrlToBytes(text)
  if (!bytes) throw new Error('not base64url')
  return bytes
}
