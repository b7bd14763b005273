import {
  base64UrlToBytes,
  bytesToBase64Url,
  bytesToText,
  isId,
  textToBytes,
  type Bytes,
} from '../kernel/index.ts'
import { insist, SealingError } from './errors.ts'
import { sizes } from './suite.ts'
import type { VisitCard } from './visits.ts'

/** The last envelope of another writer that the author had seen. `hash` is base64url. */
export type Seen = { writer: string; sequence: number; hash: string }

/** What is inside an envelope. `content` is any JSON; contracts/content.ts says which. */
export type EnvelopeBody = {
  content: unknown
  seen: readonly Seen[]
  /** In the first envelope of a visit: the keys that others may seal to. */
  visit?: VisitCard
}

/** At most so many other writers are named in `seen`. */
export const seenLimit = 8

export function encodeBody({ content, seen, visit }: EnvelopeBody): Bytes {
  insist(content !== undefined && seen.length <= seenLimit, 'bad_argument')
  const card = visit && {
    id: visit.id,
    publicKey: bytesToBase64Url(visit.publicKey),
    signPublicKey: bytesToBase64Url(visit.signPublicKey),
  }
  const entries = seen.map(({ writer, sequence, hash }) => ({ writer, sequence, hash }))
  return textToBytes(JSON.stringify({ content, seen: entries, ...(card && { visit: card }) }))
}

/** Strict: exactly these members with exactly these shapes, else `malformed`. */
export function decodeBody(bytes: Bytes): EnvelopeBody {
  const value = parse(bytes)
  insist(isRecord(value) && 'content' in value && Array.isArray(value['seen']), 'malformed')
  const { content, seen, visit, ...rest } = value as { content: unknown; seen: unknown[]; visit?: unknown }
  insist(Object.keys(rest).length === 0 && seen.length <= seenLimit, 'malformed')
  return { content, seen: seen.map(readSeen), ...(visit !== undefined && { visit: readCard(visit) }) }
}

function parse(bytes: Bytes): unknown {
  try {
    return JSON.parse(bytesToText(bytes))
  } catch {
    throw new SealingError('malformed')
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readSeen(value: unknown): Seen {
  insist(isRecord(value) && Object.keys(value).length === 3, 'malformed')
  const { writer, sequence, hash } = value
  insist(typeof writer === 'string' && isId(writer), 'malformed')
  insist(typeof sequence === 'number' && Number.isInteger(sequence) && sequence >= 1, 'malformed')
  readBytes(hash, sizes.hash)
  return { writer, sequence, hash: hash as string }
}

function readCard(value: unknown): VisitCard {
  insist(isRecord(value) && Object.keys(value).length === 3, 'malformed')
  const { id, publicKey, signPublicKey } = value
  insist(typeof id === 'string' && isId(id), 'malformed')
  return {
    id,
    publicKey: readBytes(publicKey, sizes.publicKey),
    signPublicKey: readBytes(signPublicKey, sizes.publicKey),
  }
}

function readBytes(value: unknown, length: number): Bytes {
  insist(typeof value === 'string', 'malformed')
  const bytes = base64UrlToBytes(value)
  insist(bytes?.length === length, 'malformed')
  return bytes
}
