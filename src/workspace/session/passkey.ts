import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/browser'
import { passkeyPrfInput } from '../../contracts/identity.ts'
import { bytesToBase64Url, textToBytes, type Bytes } from '../../kernel/index.ts'

/*
 * Passkeys with the PRF extension (WebAuthn Level 3, 10.1.4): the authenticator
 * answers a secret that only it can make, and that opens the member's key slot.
 * The secret is taken out of every response before anything is sent.
 */

export type PasskeyFault =
  | 'cancelled' // the person closed the dialog, or it timed out
  | 'no_secret' // this passkey can sign in but can't guard keys
  | 'not_here' // no passkeys in this browser
  | 'failed'

export class PasskeyError extends Error {
  readonly fault: PasskeyFault

  constructor(fault: PasskeyFault) {
    super(`passkey: ${fault}`)
    this.name = 'PasskeyError'
    this.fault = fault
  }
}

export const passkeysHere = browserSupportsWebAuthn

const prf = { eval: { first: textToBytes(passkeyPrfInput) } }
const extensions = { prf } as unknown as NonNullable<PublicKeyCredentialRequestOptionsJSON['extensions']>

type PrfAnswer = { prf?: { enabled?: boolean; results?: { first?: ArrayBuffer } } }

function secretIn(response: { clientExtensionResults: unknown }): Bytes | undefined {
  const first = (response.clientExtensionResults as PrfAnswer).prf?.results?.first
  return first && new Uint8Array(first)
}

function faultOf(error: unknown): PasskeyError {
  const name = error instanceof Error ? error.name : ''
  return new PasskeyError(name === 'NotAllowedError' || name === 'AbortError' ? 'cancelled' : 'failed')
}

export type Tapped<Response> = { response: Response; secret: Bytes | undefined }

/** Asks for any passkey of this site. `secret` is absent where the authenticator knows no PRF. */
export async function tapPasskey(
  options: Omit<PublicKeyCredentialRequestOptionsJSON, 'extensions'>,
): Promise<Tapped<AuthenticationResponseJSON>> {
  if (!passkeysHere()) throw new PasskeyError('not_here')
  try {
    const response = await startAuthentication({ optionsJSON: { ...options, extensions } })
    return { response: { ...response, clientExtensionResults: {} }, secret: secretIn(response) }
  } catch (error) {
    throw faultOf(error)
  }
}

/**
 * Makes a passkey and reads its secret. Some authenticators answer the secret
 * only at a second tap. Throws `no_secret` before anything was told to the
 * server, so that the invitation can still be accepted another way.
 */
export async function makePasskey(
  options: PublicKeyCredentialCreationOptionsJSON,
): Promise<{ response: RegistrationResponseJSON; secret: Bytes }> {
  if (!passkeysHere()) throw new PasskeyError('not_here')
  const registration = await startRegistration({ optionsJSON: { ...options, extensions } }).catch(
    (error: unknown) => {
      throw faultOf(error)
    },
  )
  const secret = secretIn(registration) ?? (await secretOf(registration, options.rp.id))
  return { response: { ...registration, clientExtensionResults: {} }, secret }
}

async function secretOf(registration: RegistrationResponseJSON, rpId: string | undefined): Promise<Bytes> {
  const { prf: answer } = registration.clientExtensionResults as PrfAnswer
  if (answer?.enabled === false) throw new PasskeyError('no_secret')
  const { secret } = await tapPasskey({
    // Nobody verifies this one: it only asks the new passkey for its secret.
    challenge: bytesToBase64Url(crypto.getRandomValues(new Uint8Array(32))),
    ...(rpId !== undefined && { rpId }),
    userVerification: 'required',
    allowCredentials: [{ id: registration.id, type: 'public-key' }],
  })
  if (!secret) throw new PasskeyError('no_secret')
  return secret
}
