import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { bytesToBase64Url, type Bytes } from '../../kernel/index.ts'
import { unwrapOuter, wrapOuter } from '../../sealing/index.ts'

/** 256 random bits for a cookie. */
export function newToken(): string {
  return bytesToBase64Url(randomBytes(32))
}

/** What is kept of a token, an invitation or a challenge: SHA-256 of its text, 43 characters of base64url. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

/** The capability of a typed sign-in name; hex, because a claim takes no dots. */
export function handleCapability(handle: string): string {
  return `handle:${Buffer.from(handle).toString('hex')}`
}

function under(staffKey: Bytes, purpose: string, ...parts: readonly (string | Uint8Array)[]): Bytes {
  const mac = createHmac(
    'sha256',
    createHmac('sha256', staffKey).update(`northline/1 identity ${purpose}`).digest(),
  )
  for (const part of parts) mac.update(part)
  return new Uint8Array(mac.digest())
}

/**
 * What is kept of a sign-in key: with the database alone a guess can't even be
 * checked, because the key of this HMAC lies outside it.
 */
export function passphraseVerifier(staffKey: Bytes, memberId: string, signInKey: Uint8Array): Bytes {
  return under(staffKey, 'passphrase verifier', memberId, signInKey)
}

/** Compares in constant time; `undefined`, for an account that is not there, costs the same and is never equal. */
export function verifierMatches(known: Uint8Array | undefined, shown: Uint8Array): boolean {
  const same = timingSafeEqual(known ?? new Uint8Array(shown.length), shown)
  return same && known !== undefined
}

/** The salt of an account that does not exist: 16 bytes, always the same for the same name. */
export function absentSalt(staffKey: Bytes, handle: string): Bytes {
  return under(staffKey, 'absent salt', handle).slice(0, 16)
}

/** The unguessable end of the address where an organisation's members sign in by its own accounts: an id. */
export function organisationEntrance(staffKey: Bytes, organisationId: string): string {
  return bytesToBase64Url(under(staffKey, 'organisation entrance', organisationId).slice(0, 16))
}

/** What is kept of an account at an organisation's provider. Issuers have no line break (OpenID Connect Core, section 2). */
export function accountOf(staffKey: Bytes, issuer: string, subject: string): Bytes {
  return under(staffKey, 'organisation account', issuer, '\n', subject)
}

/** The capability of that account. */
export function loginCapability(account: Uint8Array): string {
  return `login:${Buffer.from(account).toString('hex')}`
}

/**
 * What ties the way to an organisation's sign-in to the way back: `state` to the browser, `nonce` to
 * the id token, `verifier` to the code (RFC 7636). All from the secret in the browser's cookie and a
 * key outside the database, so that neither alone is worth anything.
 */
export function attemptSecrets(
  staffKey: Bytes,
  token: string,
): { state: string; nonce: string; verifier: string } {
  const one = (name: string) => bytesToBase64Url(under(staffKey, `organisation ${name}`, token))
  return { state: one('state'), nonce: one('nonce'), verifier: one('verifier') }
}

const bucket = 'staff'

/** A member slot as it lies in the database; bound to its row. */
export function wrapMemberSlot(
  staffKey: Bytes,
  slotId: string,
  memberId: string,
  bytes: Bytes,
): Promise<Bytes> {
  return wrapOuter(staffKey, bucket, `member slot ${slotId} ${memberId}`, bytes)
}

export function unwrapMemberSlot(
  staffKey: Bytes,
  slotId: string,
  memberId: string,
  bytes: Bytes,
): Promise<Bytes> {
  return unwrapOuter(staffKey, bucket, `member slot ${slotId} ${memberId}`, bytes)
}

/** An epoch slot as it lies in the database; bound to its row. */
export function wrapEpochSlot(
  staffKey: Bytes,
  epochId: string,
  memberId: string,
  bytes: Bytes,
): Promise<Bytes> {
  return wrapOuter(staffKey, bucket, `epoch slot ${epochId} ${memberId}`, bytes)
}

export function unwrapEpochSlot(
  staffKey: Bytes,
  epochId: string,
  memberId: string,
  bytes: Bytes,
): Promise<Bytes> {
  return unwrapOuter(staffKey, bucket, `epoch slot ${epochId} ${memberId}`, bytes)
}

/** A recovery slot or share as it lies in the database; `place` names its row. */
export function wrapRecovery(staffKey: Bytes, place: string, bytes: Bytes): Promise<Bytes> {
  return wrapOuter(staffKey, bucket, `recovery ${place}`, bytes)
}

export function unwrapRecovery(staffKey: Bytes, place: string, bytes: Bytes): Promise<Bytes> {
  return unwrapOuter(staffKey, bucket, `recovery ${place}`, bytes)
}
