import { returnByPasskey, returnByPassphrase, returnOptions, type Session } from '../../contracts/identity.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { derivePassphrase, newMemberSalt } from '../../sealing/index.ts'
import { ask } from '../app/api.ts'
import { NoSlot, type Unlocking } from '../sealing-client/members.ts'
import { open } from '../session/enter.ts'
import { makePasskey } from '../session/passkey.ts'

/* Back in by a leader's link, with something new to sign in with. It opens no keys yet: the next screen says how. */

/** The new way in has no slot, which is no fault here. */
async function arrive(found: Session, secret: Unlocking): Promise<void> {
  await open(found, secret).catch((error: unknown) => {
    if (!(error instanceof NoSlot)) throw error
  })
}

export async function returnWithPasskey(token: string): Promise<void> {
  const { options } = await ask(returnOptions, { token })
  const { response, secret } = await makePasskey(options)
  const { session } = await ask(returnByPasskey, { token, response })
  await arrive(session, { kind: 'passkey', prf: secret, credentialId: response.id })
}

export async function returnWithPassphrase(token: string, passphrase: string): Promise<void> {
  const salt = newMemberSalt()
  const { signInKey, wrapKey } = await derivePassphrase(passphrase, salt)
  const { session } = await ask(returnByPassphrase, {
    token,
    salt: bytesToBase64Url(salt),
    signInKey: bytesToBase64Url(signInKey),
  })
  await arrive(session, { kind: 'passphrase', wrapKey })
}
