import {
  addPasskey,
  addPasskeyOptions,
  createMemberKeys,
  currentSession as sessionRoute,
  passphraseSalt,
  registerOptions,
  registerPasskey,
  registerPassphrase,
  signInOptions,
  signInPasskey,
  signInPassphrase,
  signOut,
  type Session,
} from '../../contracts/identity.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { derivePassphrase, newMemberSalt } from '../../sealing/index.ts'
import { answered, ask } from '../app/api.ts'
import { speak } from '../app/language.ts'
import { decode } from '../sealing-client/epoch-ring.ts'
import { makeMember, NoSlot, openMember, type Unlocking } from '../sealing-client/members.ts'
import { makePasskey, tapPasskey } from './passkey.ts'
import { currentSession, session, wipe, type Shut } from './session.ts'

/* Every way in and out. Each rejects with CallError, PasskeyError, NoSlot or SealingError, and changes nothing then. */

/** Finds out whether the cookie still means somebody. */
export async function start(): Promise<void> {
  const { session: found } = await ask(sessionRoute, {})
  if (found) speak(found.member.locale)
  session.set(found ? { phase: found.keys ? 'locked' : 'keyless', session: found } : { phase: 'out' })
}

export async function enterWithPasskey(): Promise<void> {
  const { options } = await ask(signInOptions, {})
  const { response, secret } = await tapPasskey(options)
  const { session: found } = await ask(signInPasskey, { response })
  if (!secret) {
    arrive(found, found.keys ? { secret: undefined } : undefined)
    throw new NoSlot()
  }
  await open(found, { kind: 'passkey', prf: secret, credentialId: response.id })
}

export async function enterWithPassphrase(handle: string, passphrase: string): Promise<void> {
  const { salt } = await ask(passphraseSalt, { handle })
  const { signInKey, wrapKey } = await derivePassphrase(passphrase, decode(salt))
  const { session: found } = await ask(signInPassphrase, { handle, signInKey: bytesToBase64Url(signInKey) })
  await open(found, { kind: 'passphrase', wrapKey })
}

/** Accepts an invitation with a new passkey. */
export async function acceptWithPasskey(token: string): Promise<void> {
  const { options } = await ask(registerOptions, { token })
  const { response, secret } = await makePasskey(options)
  const { session: found } = await ask(registerPasskey, { token, response })
  await open(found, { kind: 'passkey', prf: secret, credentialId: response.id })
}

/** Accepts an invitation with a passphrase that was generated here and shown once. */
export async function acceptWithPassphrase(token: string, passphrase: string): Promise<void> {
  const salt = newMemberSalt()
  const { signInKey, wrapKey } = await derivePassphrase(passphrase, salt)
  const { session: found } = await ask(registerPassphrase, {
    token,
    salt: bytesToBase64Url(salt),
    signInKey: bytesToBase64Url(signInKey),
  })
  await open(found, { kind: 'passphrase', wrapKey })
}

/** Somebody is signed in. What another member left in memory goes first. */
export function arrive(found: Session, shut?: Shut): void {
  if (currentSession()?.member.id !== found.member.id) wipe()
  speak(found.member.locale)
  session.set(
    found.keys
      ? { phase: 'locked', session: found, ...(shut && { shut }) }
      : { phase: 'keyless', session: found },
  )
}

/** Opens the keys of a session with a secret, or makes them. Where nothing opens, the screen says what to do. */
export async function open(found: Session, secret: Unlocking): Promise<void> {
  arrive(found)
  if (found.keys) {
    const member = await openMember(found, secret).catch((error: unknown) => {
      if (error instanceof NoSlot) arrive(found, { secret })
      throw error
    })
    session.set({ phase: 'open', session: found, member })
    return
  }
  const { member, request } = await makeMember(found.member.id, secret)
  await ask(createMemberKeys, request)
  const { session: now } = await ask(sessionRoute, {})
  session.set({ phase: 'open', session: now ?? found, member })
}

/** Signed in by the organisation's account, with nothing yet that guards keys: makes a passkey, then the keys. */
export async function finishWithNewPasskey(): Promise<void> {
  const { options } = await ask(addPasskeyOptions, {})
  const { response, secret } = await makePasskey(options)
  await ask(addPasskey, { response })
  const { session: found } = await ask(sessionRoute, {})
  if (found) await open(found, { kind: 'passkey', prf: secret, credentialId: response.id })
}

export async function leave(): Promise<void> {
  await answered()
  await ask(signOut, {}).catch(() => undefined)
  wipe()
  session.set({ phase: 'out', note: 'signed-out' })
}

/** The same session with what it is now: other teams or roles, another passkey. Another member's ends this one. */
export function adopt(found: Session): void {
  const state = session.get()
  if (!('session' in state)) return
  if (state.session.member.id === found.member.id) session.set({ ...state, session: found })
  else sessionEnded()
}

/** The server says that the session is over. */
export function sessionEnded(): void {
  if (session.get().phase === 'out' || session.get().phase === 'starting') return
  wipe()
  session.set({ phase: 'out', note: 'ended' })
}
