import { createEpoch, currentEpochs, earlierEpochs, listTeamMembers } from '../../contracts/identity.ts'
import type { Member } from '../../sealing/index.ts'
import { ask } from '../app/api.ts'
import { codeOf } from '../app/problems.ts'
import { formatList } from '../../i18n/workspace.ts'
import { translateNow } from '../app/language.ts'
import { createStore } from '../app/store.ts'
import { say, warn } from '../ui/notices.ts'
import { decode } from '../sealing-client/epoch-ring.ts'
import { makeTeamEpoch, readersAmong, type RecoveryReaders } from '../sealing-client/team-epochs.ts'
import { pins } from '../trust/pins.ts'
import {
  ContradictedMember,
  needsSignature,
  ownCertificate,
  signEpoch,
  unsignedAmong,
  type ListedMember,
} from '../trust/sign-epoch.ts'
import { teamTrust, trustIn, type Trust } from '../trust/team-key.ts'
import { currentMember, ring } from './session.ts'

/** Grows each time a team key was added: shut conversations then try again. */
export const keysChanged = createStore(0)

/** The team changed while its key was made. */
const madeMeanwhile = new Set(['identity.epoch_exists', 'identity.epoch_readers', 'identity.epoch_recovery'])

let running: Promise<void> | undefined
let next: Promise<void> | undefined

/**
 * Opens the team keys that this member may hold, and makes the next one where a
 * team has none or the readers have changed. One run at a time; a call during a
 * run waits for one that begins after it, since the first may have asked too early.
 */
export function refreshEpochs(): Promise<void> {
  if (running) {
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined
        return refreshEpochs()
      })
    return next
  }
  running = run().finally(() => {
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
    const trust = await lookAt(teamId, epoch)
    if (!stale && !needsSignature(trust)) continue
    try {
      added = (await makeNext({ teamId, before: epoch, stale, recovery }, member)) || added
    } catch (error) {
      if (!(error instanceof ContradictedMember)) throw error
      warn(translateNow()('workspace.epoch.contradicted', { name: error.member }))
    }
  }
  if (added) keysChanged.set((count) => count + 1)
}

type Due = {
  teamId: string
  before: { id: string; number: number } | null
  stale: boolean
  recovery: RecoveryReaders
}

/** Epochs that were not followed for a signature's sake twice from this page: if it did not help once, it won't again. */
const signedAnew = new Set<string>()

async function makeNext({ teamId, before, stale, recovery }: Due, member: Member): Promise<boolean> {
  const listed: ListedMember[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page = await ask(listTeamMembers, { teamId, ...(after && { after }) })
    listed.push(...page.members.filter(({ reads }) => reads))
    after = page.next
  }
  const readers = readersAmong(listed)
  if (!readers.some(({ memberId }) => memberId === member.memberId)) return false
  const certificate = ownCertificate(listed, member, teamId)
  // Where keys are signed, a key that nobody could verify would shut the line: a colleague's browser makes the next.
  if (pins.length > 0 && !certificate && before) return false
  if (!stale && signedAnew.has(teamId)) return false
  if (!stale) signedAnew.add(teamId)
  const unsigned = await unsignedAmong(listed, before?.id)
  const number = (before?.number ?? 0) + 1
  const { key, request } = await makeTeamEpoch({ teamId, number, members: listed, recovery })
  const { id, publicKey } = request
  const epoch = { id, teamId, number, publicKey: decode(publicKey) }
  const signed = certificate && (await signEpoch(member, epoch, before?.id ?? '', certificate))
  try {
    await ask(createEpoch, { ...request, ...(signed && { signed }) })
  } catch (error) {
    // A colleague's browser was first, or somebody joined meanwhile: the next look finds out.
    const code = codeOf(error)
    if (code !== undefined && madeMeanwhile.has(code)) return false
    throw error
  }
  ring.keep(key)
  say(translateNow()('workspace.epoch.made', { count: readers.length }))
  if (unsigned.length > 0) sayUnsigned(unsigned)
  await lookAt(teamId, { id, publicKey })
  return true
}

function sayUnsigned(names: readonly string[]): void {
  const t = translateNow()
  say(t('workspace.epoch.unsigned_readers', { names: formatList(t.locale, [...names]) }))
}

/** What the team's key is worth, told to the screens. */
async function lookAt(teamId: string, epoch: { id: string; publicKey: string } | null): Promise<Trust> {
  const trust: Trust = epoch
    ? await trustIn({ teamId, epochId: epoch.id, publicKey: decode(epoch.publicKey) })
    : pins.length > 0
      ? { verified: false, why: 'unsigned' }
      : { verified: 'server' }
  teamTrust.set((known) => new Map(known).set(teamId, trust))
  return trust
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
