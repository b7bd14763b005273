import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { base64UrlToBytes, bytesToText } from '../../kernel/index.ts'
import type * as z from 'zod'
import type {
  authenticationResponse,
  creationOptions,
  registrationResponse,
} from '../../contracts/identity-shapes.ts'
import type { Passkey } from './credentials.repository.ts'
import type { IdentityDeps } from './identity.deps.ts'

type Registration = z.output<typeof registrationResponse>
type Authentication = z.output<typeof authenticationResponse>

/** EdDSA, ES256, RS256 (IANA COSE algorithms): what authenticators have. */
const algorithms = [-8, -7, -257]
const timeout = 120_000

/** The relying party is exactly the workspace's host: no sub- or parent domain signs in here. */
function partyOf({ workspaceOrigin }: IdentityDeps): { origin: string; rpID: string } {
  return { origin: workspaceOrigin, rpID: new URL(workspaceOrigin).hostname }
}

export async function requestOptions(deps: IdentityDeps): Promise<{
  challenge: string
  rpId: string
  timeout: number
  userVerification: 'required'
}> {
  const { rpID } = partyOf(deps)
  const { challenge } = await generateAuthenticationOptions({ rpID })
  return { challenge, rpId: rpID, timeout, userVerification: 'required' }
}

/** A passkey that can be found without naming the account, and that checks the person (PIN, finger, face). */
export async function registrationOptions(
  deps: IdentityDeps,
  member: { id: string; name: string; handle: string },
  known: readonly string[],
): Promise<z.input<typeof creationOptions>> {
  const made = await generateRegistrationOptions({
    rpName: deps.settings.name,
    rpID: partyOf(deps).rpID,
    userID: userHandle(member.id),
    userName: member.handle,
    userDisplayName: member.name,
    supportedAlgorithmIDs: algorithms,
  })
  return {
    challenge: made.challenge,
    rp: { name: deps.settings.name, id: partyOf(deps).rpID },
    user: made.user,
    pubKeyCredParams: algorithms.map((alg) => ({ alg, type: 'public-key' })),
    timeout,
    excludeCredentials: known.map((id) => ({ id, type: 'public-key' })),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    attestation: 'none',
  }
}

function userHandle(memberId: string): Uint8Array<ArrayBuffer> {
  const bytes = base64UrlToBytes(memberId)
  if (!bytes) throw new TypeError('a member id is 128 bits of base64url')
  return bytes
}

/**
 * The challenge that a browser answered; undefined for anything else, and for
 * an answer given inside another site's frame.
 */
export function answeredChallenge(clientDataJSON: string): string | undefined {
  try {
    const data: unknown = JSON.parse(bytesToText(base64UrlToBytes(clientDataJSON) ?? new Uint8Array()))
    const { challenge, crossOrigin } = data as { challenge?: unknown; crossOrigin?: unknown }
    return typeof challenge === 'string' && crossOrigin !== true ? challenge : undefined
  } catch {
    return undefined
  }
}

/** The new passkey, or undefined when anything about the answer is wrong. */
export async function verifyRegistration(
  deps: IdentityDeps,
  response: Registration,
  challenge: string,
): Promise<(Omit<Passkey, 'memberId'> & { transports: string[]; backedUp: boolean }) | undefined> {
  const { origin, rpID } = partyOf(deps)
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpID,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    })
    if (!registrationInfo) return undefined
    const { id, publicKey, counter } = registrationInfo.credential
    const transports = response.response.transports ?? []
    return { credentialId: id, publicKey, counter, transports, backedUp: registrationInfo.credentialBackedUp }
  } catch {
    // The library throws a sentence per fault; none of them is told to whoever sent it.
    return undefined
  }
}

/** What the authenticator says of itself, or undefined when anything about the answer is wrong. */
export async function verifyAuthentication(
  deps: IdentityDeps,
  response: Authentication,
  challenge: string,
  passkey: Passkey,
): Promise<{ counter: number; backedUp: boolean } | undefined> {
  const { origin, rpID } = partyOf(deps)
  const named = response.response.userHandle
  if (named !== undefined && named !== passkey.memberId) return undefined
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpID,
      credential: { id: passkey.credentialId, publicKey: passkey.publicKey, counter: passkey.counter },
      requireUserVerification: true,
    })
    if (!verified) return undefined
    return { counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp }
  } catch {
    return undefined
  }
}
