import { createEpoch, currentEpochs, earlierEpochs, listTeamMembers } from '../../contracts/identity.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { createEpoch as makeEpoch, type Member } from '../../sealing/index.ts'
import { ask } from '../app/api.ts'
import { codeOf } from '../app/problems.ts'
import { translateNow } from '../app/language.ts'
import { createStore } from '../app/store.ts'
import { say } from '../ui/notices.ts'
import { decode } from '../sealing-client/epoch-ring.ts'
import { currentMember, ring } from './session.ts'

/** Grows each time a team key was added: shut conversations then try again. */
export const keysChanged = createStore(0)

let running: Promise<void> | undefined

/**
 * Opens the team keys that this member may hold, and makes the next one where a
 * team has none or the readers have changed. One run at a time; a call during a
 * run waits for that run.
 */
export function refreshEpochs(): Promise<void> {
  running ??= run().finally(() => {
    running = undefined
  })
  return running
}

async function run(): Promise<void> {
  const member = currentMember()
  if (!member) return
  const { epochs } = await ask(currentEpochs, {})
  let added = false
  for (const { teamId, epoch, stale } of epochs) {
    if (epoch && !ring.has(epoch.id)) added = (await ring.add(teamId, epoch, member)) || added
    if (stale) added = (await makeNext(teamId, epoch?.number ?? 0, member)) || added
  }
  if (added) keysChanged.set((count) => count + 1)
}

async function makeNext(teamId: string, number: number, member: Member): Promise<boolean> {
  const members: { memberId: string; publicKey: ReturnType<typeof decode> }[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page = await ask(listTeamMembers, { teamId, ...(after && { after }) })
    for (const { memberId, publicKey, reads } of page.members) {
      if (publicKey && reads) members.push({ memberId, publicKey: decode(publicKey) })
    }
    after = page.next
  }
  if (!members.some(({ memberId }) => memberId === member.memberId)) return false
  const { epoch, slots, key } = await makeEpoch({ teamId, number: number + 1, members })
  try {
    await ask(createEpoch, {
      teamId,
      id: epoch.id,
      number: epoch.number,
      publicKey: bytesToBase64Url(epoch.publicKey),
      slots: slots.map((slot) => ({ memberId: slot.memberId, bytes: bytesToBase64Url(slot.bytes) })),
    })
  } catch (error) {
    // A colleague's browser was first, or somebody joined meanwhile: the next look finds out.
    const code = codeOf(error)
    if (code === 'identity.epoch_exists' || code === 'identity.epoch_readers') return false
    throw error
  }
  ring.keep(key)
  say(translateNow()('workspace.epoch.made', { count: members.length }))
  return true
}

const looked = new Set<string>()

/** Opens every earlier key of a team that has a slot for this member; true when any was new. Asked once per unlock. */
export async function openEarlierEpochs(teamId: string): Promise<boolean> {
  const member = currentMember()
  if (!member || looked.has(teamId)) return false
  looked.add(teamId)
  let added = false
  for (let before: number | null | undefined; before !== null;) {
    const page = await ask(earlierEpochs, { teamId, ...(before && { before }) })
    for (const epoch of page.epochs) {
      if (!ring.has(epoch.id)) added = (await ring.add(teamId, epoch, member)) || added
    }
    before = page.next
  }
  if (added) keysChanged.set((count) => count + 1)
  return added
}

/** After a lock: what was looked up must be opened anew. */
export function forgetEpochs(): void {
  looked.clear()
}
