import { bytesToBase64Url, concatBytes, type Bytes } from '../kernel/index.ts'
import { decodeBody, encodeBody, type EnvelopeBody } from './body.ts'
import { insist } from './errors.ts'
import type { GenerationKey } from './generation-keys.ts'
import {
  headerLength,
  readHeader,
  signedHeaderLength,
  writeHeader,
  type AuthorRole,
  type EnvelopeHeader,
} from './header.ts'
import { sign, verify, type Pair } from './keys.ts'
import { contentCipher, decrypt, encrypt, frame, pad, randomBytes, sha256, unpad } from './primitives.ts'
import { labels, sizes } from './suite.ts'

/** Who signed: `pseudonym` is the short name of the key, not of a person. */
export type SignedBy = { pseudonym: string; signPublicKey: Bytes }

export type OpenedEnvelope = {
  header: EnvelopeHeader
  body: EnvelopeBody
  /** Always there for a responder's envelope, never for a seeker's. */
  signedBy?: SignedBy
}

export type SealEnvelope = Omit<EnvelopeHeader, 'nonce' | 'generation' | 'serverSealed'> &
  EnvelopeBody & {
    generation: GenerationKey
    serverSealed?: boolean
    /** Required for a responder, refused for a seeker. */
    signer?: Pair
  }

/** What an opener knows beforehand; whatever is given must match. */
export type ExpectedEnvelope = {
  conversationId: string
  generation: GenerationKey
  role?: AuthorRole
  writerId?: string
  sequence?: number
}

const ciphers = new WeakMap<Bytes, Map<string, Promise<CryptoKey>>>()

/** One AES key per conversation and generation, derived once per key object. */
function cipherOf({ number, key }: GenerationKey, conversationId: string): Promise<CryptoKey> {
  const mine = ciphers.get(key) ?? new Map<string, Promise<CryptoKey>>()
  ciphers.set(key, mine)
  const context = `${conversationId}/${number}`
  const cipher = mine.get(context) ?? contentCipher(key, frame(labels.content, conversationId, number))
  mine.set(context, cipher)
  return cipher
}

/** Everything that stands before the nonce, and the whole body: no sentence can be moved elsewhere. */
async function signedBytes(header: Bytes, body: Bytes): Promise<Bytes> {
  return frame(labels.signature, header.subarray(0, signedHeaderLength), await sha256(body))
}

/**
 * Seals one envelope and returns its wire bytes (365, 1133, 4205 or 16493).
 * Throws `too_long` when the body does not fit, `bad_argument` for a responder
 * without a signing pair. Writers use nextEnvelope(), which keeps the chain.
 */
export async function sealEnvelope(input: SealEnvelope): Promise<Bytes> {
  const { generation, signer, role } = input
  insist((role === 'responder') === (signer !== undefined), 'bad_argument')
  const header = writeHeader({
    ...input,
    serverSealed: input.serverSealed ?? false,
    generation: generation.number,
    nonce: randomBytes(sizes.nonce),
  })
  const body = encodeBody(input)
  const proof = signer ? [signer.publicKey, await sign(signer, await signedBytes(header, body))] : []
  const padded = pad(concatBytes(body, ...proof), sizes.envelope)
  const cipher = await cipherOf(generation, input.conversationId)
  return concatBytes(header, await encrypt(cipher, header.slice(signedHeaderLength), padded, header))
}

/**
 * Opens wire bytes as what is expected and nothing else. Throws `malformed`,
 * `unknown_suite`, `wrong_context` (before any key is used), `shut`, `forged`.
 */
export async function openEnvelope(wire: Bytes, expected: ExpectedEnvelope): Promise<OpenedEnvelope> {
  const header = readHeader(wire)
  const { generation, conversationId, role, writerId, sequence } = expected
  insist(header.conversationId === conversationId, 'wrong_context')
  insist(header.generation === generation.number, 'wrong_context')
  insist(role === undefined || header.role === role, 'wrong_context')
  insist(writerId === undefined || header.writerId === writerId, 'wrong_context')
  insist(sequence === undefined || header.sequence === sequence, 'wrong_context')
  const head = wire.slice(0, headerLength)
  const cipher = await cipherOf(generation, conversationId)
  const plain = unpad(await decrypt(cipher, header.nonce, wire.slice(headerLength), head), sizes.envelope)
  if (header.role === 'seeker') return { header, body: decodeBody(plain) }
  const end = plain.length - sizes.publicKey - sizes.signature
  insist(end > 0, 'forged')
  const signPublicKey = plain.slice(end, end + sizes.publicKey)
  const bodyBytes = plain.slice(0, end)
  const message = await signedBytes(head, bodyBytes)
  const holds = await verify(signPublicKey, message, plain.slice(end + sizes.publicKey)).catch(() => false)
  insist(holds, 'forged')
  const signedBy = { pseudonym: await pseudonymOf(signPublicKey), signPublicKey }
  return { header, body: decodeBody(bodyBytes), signedBy }
}

/** SHA-256 over the wire bytes: what the next envelope, `seen` and a deletion refer to. */
export function envelopeHash(wire: Bytes): Promise<Bytes> {
  return sha256(wire)
}

/** Message id: conversation/writer/sequence. */
export function messageId(header: Pick<EnvelopeHeader, 'conversationId' | 'writerId' | 'sequence'>): string {
  return `${header.conversationId}/${header.writerId}/${header.sequence}`
}

/** The short name of a signing key: base64url of 8 bytes of its hash. */
export async function pseudonymOf(signPublicKey: Bytes): Promise<string> {
  return bytesToBase64Url((await sha256(frame(labels.pseudonym, signPublicKey))).subarray(0, 8))
}
