import { base64UrlToBytes, bytesToBase64Url, isId, type Bytes } from '../kernel/index.ts'
import { insist, SealingError } from './errors.ts'
import { sign, verify, type Pair } from './keys.ts'
import { frame, sha256 } from './primitives.ts'
import { labels, sizes } from './suite.ts'

/** A text and its signature (base64url), as both travel: in files, in the database, in answers. */
export type Signed = { statement: string; signature: string }

export type CertifiedOrganisation = { id: string; name: string; kind: string }

/** What an organisation key says of another key. Keys are base64url of uncompressed points. */
export type Subject =
  | { kind: 'organisation'; publicKey: string }
  | { kind: 'team'; teamId: string; name: string }
  | { kind: 'member'; memberId: string; publicKey: string; signPublicKey: string; teamIds: string[] }

/**
 * `organisation` is the subject's: the team's or member's own, or the other one that is vouched for.
 * `issuer` is the fingerprint of the key that signed. Times are ISO, in UTC.
 */
export type Certificate = {
  id: string
  issuer: string
  organisation: CertifiedOrganisation
  subject: Subject
  notBefore: string
  notAfter: string
}

/** Nothing is signed for longer: what can't be taken back in time runs out by itself. */
export const longestCertificateDays = 400

const day = 86_400_000

const labelOf = {
  organisation: labels.organisationCertificate,
  team: labels.teamCertificate,
  member: labels.memberCertificate,
} as const

const fingerprintAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 160 bits of a hash of the key as eight groups of four, to be read out over a telephone. */
export function organisationFingerprint(publicKey: Bytes): Promise<string> {
  return spell(frame(labels.organisationFingerprint, publicKey), 20)
}

/**
 * 100 bits of a hash of a member's two public keys as five groups of four: what a member reads out to whoever
 * signs, so that not even the server that carried the request can put other keys under their name.
 */
export function memberFingerprint(publicKey: Bytes, signPublicKey: Bytes): Promise<string> {
  return spell(frame(labels.memberFingerprint, publicKey, signPublicKey), 12.5)
}

async function spell(framed: Bytes, size: number): Promise<string> {
  const hash = await sha256(framed)
  let bits = 0n
  for (const byte of hash) bits = (bits << 8n) | BigInt(byte)
  const characters = Array.from({ length: (size * 8) / 5 }, (_, i) => {
    return fingerprintAlphabet[Number((bits >> BigInt(251 - 5 * i)) & 31n)]
  })
  return (characters.join('').match(/.{4}/g) ?? []).join('-')
}

/** The one spelling of a certificate that is signed. */
function write({ id, issuer, organisation, subject, notBefore, notAfter }: Certificate): string {
  const { id: organisationId, name, kind } = organisation
  return JSON.stringify({
    label: labelOf[subject.kind],
    id,
    issuer,
    organisation: { id: organisationId, name, kind },
    subject: writeSubject(subject),
    notBefore,
    notAfter,
  })
}

function writeSubject(subject: Subject): Subject {
  if (subject.kind === 'organisation') return { kind: subject.kind, publicKey: subject.publicKey }
  if (subject.kind === 'team') return { kind: subject.kind, teamId: subject.teamId, name: subject.name }
  const { kind, memberId, publicKey, signPublicKey, teamIds } = subject
  return { kind, memberId, publicKey, signPublicKey, teamIds: [...teamIds].sort() }
}

/** Signs with the organisation key. Throws `bad_argument` for one that no browser would take. */
export async function signCertificate(key: Pair, input: Omit<Certificate, 'issuer'>): Promise<Signed> {
  const certificate = { ...input, issuer: await organisationFingerprint(key.publicKey) }
  const statement = write(certificate)
  insist(readCertificate(statement), 'bad_argument')
  return signStatement(key, labelOf[input.subject.kind], statement)
}

/** Reads a statement back; undefined for anything that signCertificate does not write. Proves nothing by itself. */
export function readCertificate(statement: string): Certificate | undefined {
  const read = parse<Certificate>(statement)
  try {
    if (!read || !isCertificate(read) || write(read) !== statement) return undefined
  } catch {
    return undefined
  }
  const { id, issuer, organisation, subject, notBefore, notAfter } = read
  return { id, issuer, organisation, subject, notBefore, notAfter }
}

function isCertificate({ id, issuer, organisation, subject, notBefore, notAfter }: Certificate): boolean {
  const span = timeOf(notAfter) - timeOf(notBefore)
  return (
    [issuer, organisation.name, organisation.kind].every(isText) &&
    [id, organisation.id].every(isId) &&
    isSubject(subject) &&
    span > 0 &&
    span <= longestCertificateDays * day
  )
}

function isSubject(subject: Subject): boolean {
  if (subject.kind === 'organisation') return isPoint(subject.publicKey)
  if (subject.kind === 'team') return isId(subject.teamId) && isText(subject.name)
  return (
    subject.kind === 'member' &&
    isId(subject.memberId) &&
    isPoint(subject.publicKey) &&
    isPoint(subject.signPublicKey) &&
    Array.isArray(subject.teamIds) &&
    subject.teamIds.every(isId)
  )
}

/** Whether the certificate stands under this organisation key. */
export async function verifyCertificate(publicKey: Bytes, signed: Signed): Promise<boolean> {
  const certificate = readCertificate(signed.statement)
  return certificate !== undefined && verifyStatement(publicKey, labelOf[certificate.subject.kind], signed)
}

/** Certificates of one issuer that no longer hold. The list with the highest number is the one that counts. */
export type Revocations = { issuer: string; number: number; ids: string[]; at: string }

function writeRevocations({ issuer, number, ids, at }: Revocations): string {
  return JSON.stringify({ label: labels.revocations, issuer, number, ids: [...ids].sort(), at })
}

/** Signs the whole list anew; `number` must be one more than the last. */
export async function signRevocations(key: Pair, list: Omit<Revocations, 'issuer'>): Promise<Signed> {
  const issuer = await organisationFingerprint(key.publicKey)
  const statement = writeRevocations({ ...list, issuer })
  insist(readRevocations(statement), 'bad_argument')
  return signStatement(key, labels.revocations, statement)
}

/** Reads a list back; undefined for anything that signRevocations does not write. */
export function readRevocations(statement: string): Revocations | undefined {
  const read = parse<Revocations>(statement)
  try {
    const { issuer, number, ids, at } = read ?? ({} as Revocations)
    const usable =
      isText(issuer) && Number.isInteger(number) && number > 0 && ids.every(isId) && timeOf(at) > 0
    return usable && writeRevocations({ issuer, number, ids, at }) === statement
      ? { issuer, number, ids, at }
      : undefined
  } catch {
    return undefined
  }
}

/** Whether the list stands under this organisation key. */
export function verifyRevocations(publicKey: Bytes, signed: Signed): Promise<boolean> {
  return verifyStatement(publicKey, labels.revocations, signed)
}

/** Signs a statement under its label. */
export async function signStatement(key: Pair, label: string, statement: string): Promise<Signed> {
  return { statement, signature: bytesToBase64Url(await sign(key, frame(label, statement))) }
}

/** Whether the signature over label and statement holds; false for anything malformed. */
export async function verifyStatement(
  publicKey: Bytes,
  label: string,
  { statement, signature }: Signed,
): Promise<boolean> {
  const bytes = base64UrlToBytes(signature)
  if (bytes?.length !== sizes.signature) return false
  return verify(publicKey, frame(label, statement), bytes).catch(() => false)
}

/** A key as it stands in a statement, as bytes. Throws `malformed`. */
export function keyBytes(text: string): Bytes {
  const bytes = base64UrlToBytes(text)
  if (bytes?.length !== sizes.publicKey) throw new SealingError('malformed')
  return bytes
}

/** JSON that is an object; undefined for anything else. */
export function parse<Value>(text: string): Value | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Value) : undefined
  } catch {
    return undefined
  }
}

/** Milliseconds of a time in the one spelling of toISOString; NaN for any other. */
export function timeOf(text: string): number {
  const time = Date.parse(text)
  return !Number.isNaN(time) && new Date(time).toISOString() === text ? time : Number.NaN
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 200
}

function isPoint(text: unknown): boolean {
  return typeof text === 'string' && base64UrlToBytes(text)?.length === sizes.publicKey
}
