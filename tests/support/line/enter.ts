import { passphraseSalt, signInPassphrase, type Session } from '../../../src/contracts/identity.ts'
import { bytesToBase64Url } from '../../../src/kernel/index.ts'
import { derivePassphrase } from '../../../src/sealing/index.ts'
import type { Client } from './client.ts'
import { bytesOf } from './staff.ts'

/** Signs a browser in as a member with a generated passphrase, as the workspace does; it then has the session's cookie. */
export async function enterByPassphrase(
  client: Client,
  { handle, passphrase }: { handle: string; passphrase: string },
): Promise<Session> {
  const { salt } = await client.call(passphraseSalt, { handle })
  const { signInKey } = await derivePassphrase(passphrase, bytesOf(salt))
  const { session } = await client.call(signInPassphrase, {
    handle,
    signInKey: bytesToBase64Url(signInKey),
  })
  return session
}
