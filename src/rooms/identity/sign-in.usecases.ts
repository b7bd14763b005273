import type * as z from 'zod'
import { base64UrlToBytes, bytesToBase64Url, NorthlineError, type Bytes } from '../../kernel/index.ts'
import type { RequestContext } from '../../contracts/index.ts'
import type { Session, signInPasskey, signInPassphrase } from '../../contracts/identity.ts'
import {
  countPasskey,
  findPasskey,
  findPassphrase,
  insertChallenge,
  spendChallenge,
} from './credentials.repository.ts'
import { inEvenSteps } from './even-steps.ts'
import type { IdentityParts } from './identity.deps.ts'
import { identityErrors } from './identity.errors.ts'
import {
  absentSalt,
  handleCapability,
  hashOf,
  passphraseVerifier,
  verifierMatches,
} from './identity.secrets.ts'
import { startSession } from './sessions.usecases.ts'
import { answeredChallenge, requestOptions, verifyAuthentication } from './webauthn.ts'

const failed = () => new NorthlineError(identityErrors.sign_in_failed)

/** Options that name no account: whoever asks learns nothing. */
export async function askSignIn(
  parts: IdentityParts,
  { clientKey }: RequestContext,
): Promise<{ options: Awaited<ReturnType<typeof requestOptions>> }> {
  parts.limits.ask(clientKey)
  const options = await requestOptions(parts)
  const hash = hashOf(options.challenge)
  await parts.database.as({ kind: 'public' }, (tx) => insertChallenge(tx, hash, 'sign_in', null))
  return { options }
}

/** Signs in by an answer to a challenge of ours, each of which counts once. */
export async function signInByPasskey(
  parts: IdentityParts,
  context: RequestContext,
  { response, memberId: onlyAs }: z.output<(typeof signInPasskey)['input']>,
): Promise<Session> {
  const attempt = parts.limits.tryPasskey(context.clientKey)
  const challenge = answeredChallenge(response.response.clientDataJSON)
  if (challenge === undefined) throw failed()
  const hash = hashOf(challenge)
  const passkey = await parts.database.as(
    { kind: 'public' },
    async (tx) =>
      (await spendChallenge(tx, hash, 'sign_in', null)) ? findPasskey(tx, response.id) : undefined,
    { capabilities: [`challenge:${hash}`, `passkey:${response.id}`] },
  )
  const answer = passkey && (await verifyAuthentication(parts, response, challenge, passkey))
  if (!answer) throw failed()
  const { memberId, credentialId } = passkey
  if (onlyAs !== undefined && onlyAs !== memberId) throw failed()
  const session = await startSession(
    parts,
    context,
    { memberId, how: 'passkey', credentialId },
    async (tx) => {
      if (!(await countPasskey(tx, { credentialId, ...answer }))) throw failed()
    },
  )
  attempt.succeeded()
  return session
}

/** The salt to derive with; an account that isn't there has one as well, and it stays the same. */
export async function askSalt(
  parts: IdentityParts,
  { clientKey }: RequestContext,
  handle: string,
): Promise<{ salt: string }> {
  parts.limits.ask(clientKey)
  const salt = await inEvenSteps(async () => {
    // Made also where it is not needed.
    const absent = absentSalt(parts.outerKeys.staff, handle)
    return bytesToBase64Url((await lookUp(parts, handle))?.salt ?? absent)
  })
  return { salt }
}

/** Signs in by the key derived from a generated passphrase. Unknown accounts cost and answer alike. */
export async function signInByPassphrase(
  parts: IdentityParts,
  context: RequestContext,
  { handle, signInKey, memberId: onlyAs }: z.output<(typeof signInPassphrase)['input']>,
): Promise<Session> {
  const attempt = parts.limits.tryPassphrase(handle, context.clientKey)
  const shown: Bytes | undefined = base64UrlToBytes(signInKey)
  const known = await inEvenSteps(() => lookUp(parts, handle))
  const { staff } = parts.outerKeys
  const verifier = passphraseVerifier(staff, known?.memberId ?? '', shown ?? new Uint8Array())
  if (!verifierMatches(known?.verifier, verifier) || !known) throw failed()
  if (onlyAs !== undefined && onlyAs !== known.memberId) throw failed()
  const proven = { memberId: known.memberId, how: 'passphrase', credentialId: null } as const
  const session = await startSession(parts, context, proven, async () => undefined)
  attempt.succeeded()
  return session
}

function lookUp({ database }: IdentityParts, handle: string): ReturnType<typeof findPassphrase> {
  const capabilities = [handleCapability(handle)]
  return database.as({ kind: 'public' }, (tx) => findPassphrase(tx, handle), { capabilities })
}
