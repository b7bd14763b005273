import {
  addMemberSlot,
  changePassphrase,
  currentSession as sessionRoute,
  removeMemberSlot,
  replaceMemberKeys,
  useMemberSlot as slotUsed,
  type Session,
} from '../../contracts/identity.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { derivePassphrase, newMemberSalt, type Member } from '../../sealing/index.ts'
import { ask } from '../app/api.ts'
import { askFresh } from '../session/prove.ts'
import { queries } from '../app/queries.ts'
import { makeMember, openMemberBy, sealWay, type Unlocking } from '../sealing-client/members.ts'
import { waysChanged } from '../me/ways.ts'
import { currentMember, session, type Shut } from '../session/session.ts'

/* What a member does with the ways that open their keys. */

export const myKeys = ['my-keys'] as const

function openKeys(): Member {
  const member = currentMember()
  if (!member) throw new Error('the keys are not open')
  return member
}

async function readAgain(): Promise<void> {
  await queries.invalidateQueries({ queryKey: myKeys })
  await waysChanged()
}

export async function addPrintedWay(code: string): Promise<void> {
  await ask(addMemberSlot, await sealWay(openKeys(), { kind: 'printed', code }))
  await readAgain()
}

export async function setPassphraseWay(passphrase: string): Promise<void> {
  const salt = newMemberSalt()
  const { signInKey, wrapKey } = await derivePassphrase(passphrase, salt)
  const { bytes } = await sealWay(openKeys(), { kind: 'passphrase', wrapKey })
  await askFresh(changePassphrase, {
    salt: bytesToBase64Url(salt),
    signInKey: bytesToBase64Url(signInKey),
    slot: bytes,
  })
  await readAgain()
}

export async function removeWay(slotId: string): Promise<void> {
  await askFresh(removeMemberSlot, { slotId })
  await readAgain()
}

/** Opens the keys by the printed code. Whatever signed in opens them too from now on, where it can. */
export async function openByPrintedCode(found: Session, { secret }: Shut, code: string): Promise<void> {
  const { member, slotId } = await openMemberBy(found, { kind: 'printed', code })
  await ask(slotUsed, { slotId })
  if (secret) await ask(addMemberSlot, await sealWay(member, secret))
  await becomeOpen(found, member)
}

/** New keys, where a leader let it be: the secret that signed in opens them. */
export async function makeNewKeys(found: Session, secret: Unlocking): Promise<void> {
  const { member, request } = await makeMember(found.member.id, secret)
  await askFresh(replaceMemberKeys, request)
  await becomeOpen(found, member)
}

async function becomeOpen(found: Session, member: Member): Promise<void> {
  const { session: now } = await ask(sessionRoute, {})
  // What was listed while the keys were shut is no longer so.
  await queries.invalidateQueries({ queryKey: myKeys })
  session.set({ phase: 'open', session: now ?? found, member })
}
