import {
  passphraseSalt,
  signInOptions,
  signInPasskey,
  signInPassphrase,
  type Session,
} from '../../contracts/identity.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { derivePassphrase } from '../../sealing/index.ts'
import { ask } from '../app/api.ts'
import { decode } from '../sealing-client/epoch-ring.ts'
import { sessionEnded } from '../session/enter.ts'
import { tapPasskey } from '../session/passkey.ts'
import { currentSession } from '../session/session.ts'

/* Showing once more that it is you, without leaving the screen: the keys stay open as they are. */

/** Somebody else's passkey has signed them in instead: this member's work leaves the screen. */
function insistOnSame(found: Session): void {
  if (found.member.id !== currentSession()?.member.id) sessionEnded()
}

export async function proveByPasskey(): Promise<void> {
  const { options } = await ask(signInOptions, {})
  const { response } = await tapPasskey(options)
  insistOnSame((await ask(signInPasskey, { response })).session)
}

export async function proveByPassphrase(handle: string, passphrase: string): Promise<void> {
  const { salt } = await ask(passphraseSalt, { handle })
  const { signInKey } = await derivePassphrase(passphrase, decode(salt))
  const key = bytesToBase64Url(signInKey)
  insistOnSame((await ask(signInPassphrase, { handle, signInKey: key })).session)
}
