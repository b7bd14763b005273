import { bytesToBase64Url, type Bytes } from '../kernel/index.ts'
import type { Seen } from './body.ts'
import { sign, verify, type Pair } from './keys.ts'
import { frame, sha256 } from './primitives.ts'
import { labels } from './suite.ts'

/** One thing that may be shared: a key, the words shown beside it, and its value. */
export type ConsentField = { key: string; label: string; value: string }

/** Whom it is for. */
export type ConsentReceiver = { teamId: string; organisation: string; service: string }

export type ConsentTerms = {
  askId: string
  to: ConsentReceiver
  why: string
  /** ISO time after which the packet is closed. */
  until: string
}

/** A statement read back: the terms, and per ticked key the base64url hash of key, label and value. */
export type ReadStatement = ConsentTerms & { fields: [key: string, hash: string][] }

/**
 * The canonical text that is signed: terms and the ticked fields, sorted by
 * key, each by hash. Unticked fields leave no trace in it.
 */
export async function consentStatement(
  terms: ConsentTerms,
  ticked: readonly ConsentField[],
): Promise<string> {
  const sorted = [...ticked].sort((a, b) => (a.key < b.key ? -1 : 1))
  const fields = await Promise.all(
    sorted.map(async (field) => [field.key, await fieldHash(terms.askId, field)]),
  )
  return write(terms, fields)
}

function write({ askId, to, why, until }: ConsentTerms, fields: unknown): string {
  const { teamId, organisation, service } = to
  return JSON.stringify({
    label: labels.consent,
    askId,
    to: { teamId, organisation, service },
    why,
    until,
    fields,
  })
}

/** The askId makes equal values hash differently in every ask. */
async function fieldHash(askId: string, { key, label, value }: ConsentField): Promise<string> {
  return bytesToBase64Url(await sha256(frame(labels.consentField, askId, key, label, value)))
}

/** Reads a statement back; undefined for anything that consentStatement does not write. */
export function readStatement(statement: string): ReadStatement | undefined {
  try {
    const read = JSON.parse(statement) as ReadStatement
    const texts = [read.askId, read.to.teamId, read.to.organisation, read.to.service, read.why, read.until]
    const fields = read.fields.every(
      (field) => field.length === 2 && field.every((part) => typeof part === 'string'),
    )
    const sorted = read.fields.every(([key], i) => i === 0 || (read.fields[i - 1]?.[0] ?? '') < key)
    if (!fields || !sorted || !texts.every((text) => typeof text === 'string')) return undefined
    return write(read, read.fields) === statement ? read : undefined
  } catch {
    return undefined
  }
}

/**
 * A statement with who stands for it. `tapped`: signed by the seeker's visit.
 * `read-back`: signed by the responder, who cites the seeker's yes in the chat.
 */
export type SignedConsent = { statement: string; signature: Bytes; signPublicKey: Bytes } & (
  { kind: 'tapped' } | { kind: 'read-back'; yesMessage: Seen }
)

function message(statement: string, yesMessage?: Seen): Bytes {
  if (!yesMessage) return frame(labels.consentTapped, statement)
  const { writer, sequence, hash } = yesMessage
  return frame(labels.consentReadBack, statement, writer, sequence, hash)
}

/** `signer` is the visit's signing pair, or the responder's together with `yesMessage`. */
export async function signConsent(
  statement: string,
  signer: Pair,
  yesMessage?: Seen,
): Promise<SignedConsent> {
  const signature = await sign(signer, message(statement, yesMessage))
  const signed = { statement, signature, signPublicKey: signer.publicKey }
  return yesMessage ? { kind: 'read-back', ...signed, yesMessage } : { kind: 'tapped', ...signed }
}

/** Whether the statement is well-formed and its signature holds. Whose key it is, the caller compares. */
export async function verifyConsent(consent: SignedConsent): Promise<boolean> {
  if (!readStatement(consent.statement)) return false
  const yesMessage = consent.kind === 'read-back' ? consent.yesMessage : undefined
  const bytes = message(consent.statement, yesMessage)
  return verify(consent.signPublicKey, bytes, consent.signature).catch(() => false)
}

/** SHA-256 of the statement, base64url: names a consent in a record without saying what was agreed. */
export async function consentHash(statement: string): Promise<string> {
  return bytesToBase64Url(await sha256(frame(labels.consent, statement)))
}

/** Whether every field was ticked, with exactly this label and value, and none comes twice. */
export async function packetMatchesConsent(
  fields: readonly ConsentField[],
  consent: Pick<SignedConsent, 'statement'>,
): Promise<boolean> {
  const read = readStatement(consent.statement)
  if (!read || new Set(fields.map(({ key }) => key)).size !== fields.length) return false
  const agreed = new Map(read.fields)
  const hashes = await Promise.all(fields.map((field) => fieldHash(read.askId, field)))
  return fields.every(({ key }, i) => agreed.get(key) === hashes[i])
}
