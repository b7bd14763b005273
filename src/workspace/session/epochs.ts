import { createEpoch, currentEpochs, earlierEpochs, listTeamMembers } from '../../contracts/identity.ts'
import type { Member } from '../../sealing/index.ts'
import { ask } from '../app/api.ts'
import { codeOf } from '../app/problems.ts'
import { translateNow } from '../app/language.ts'
import { createStore } from '../app/store.ts'
import { say } from '../ui/notices.ts'
import {
  makeTeamEpoch,
  readersAmong,
  type Colleague,
  type RecoveryReaders,
} from '../sealing-client/team-epochs.ts'
import { currentMember, ring } from './session.ts'

/** Grows each time a team key was added: shut conversations then try again. */
export const keysChanged = createStore(0)

/** The team changed while its key was made. */
const madeMeanwhile = new Set(['identity.epoch_exists', 'identity.epoch_readers', 'identity.epoch_recovery'])

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
  for (const { teamId, epoch, stale, recovery } of epochs) {
    if (epoch && !ring.has(epoch.id)) added = (await ring.add(teamId, epoch, member)) || added
    const next = { teamId, number: (epoch?.number ?? 0) + 1, recovery }
    if (stale) added = (await makeNext(next, member)) || added
  }
  if (added) keysChanged.set((count) => count + 1)
}

type Next = { teamId: string; number: number; recovery: RecoveryReaders }

async function makeNext(next: Next, member: Member): Promise<boolean> {
  const { teamId } = next
  const members: Colleague[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page = await ask(listTeamMembers, { teamId, ...(after && { after }) })
    members.push(...page.members)
    after = page.next
  }
  const readers = readersAmong(members)
  if (!readers.some(({ memberId }) => memberId === member.memberId)) return false
  const { key, request } = await makeTeamEpoch({ ...next, members })
  try {
    await ask(createEpoch, request)
  } catch (error) {
    // A colleague's browser was first, or somebody joined meanwhile: the next look finds out.
    const code = codeOf(error)
    if (code !== undefined && madeMeanwhile.has(code)) return false
    throw error
  }
  ring.keep(key)
  say(translateNow()('workspace.epoch.made', { count: readers.length }))
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
