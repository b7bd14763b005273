import { base64UrlToBytes, bytesToBase64Url, randomId, type Bytes } from '../kernel/index.ts'
import type { EnvelopeBody } from './body.ts'
import { envelopeHash, messageId, sealEnvelope } from './envelope.ts'
import { insist } from './errors.ts'
import type { GenerationKey } from './generation-keys.ts'
import type { AuthorRole } from './header.ts'
import type { Pair } from './keys.ts'
import { sizes } from './suite.ts'

/**
 * One page load that writes. Plain JSON and never changed in place: keep the
 * writer that nextEnvelope() returns once its envelope is in the outbox.
 */
export type Writer = {
  id: string
  conversationId: string
  role: AuthorRole
  /** How many envelopes it has written. */
  sequence: number
  /** base64url hash of the last one; empty before the first. */
  previous: string
}

export function createWriter(conversationId: string, role: AuthorRole): Writer {
  return { id: randomId(), conversationId, role, sequence: 0, previous: '' }
}

export type NextEnvelope = EnvelopeBody & {
  generation: GenerationKey
  /** The responder's signing pair. */
  signer?: Pair
  serverSealed?: boolean
}

/**
 * Seals the writer's next envelope. A retry sends the same wire bytes again;
 * only when the server refused the generation (and so stored nothing) is the
 * same content sealed anew from the same, earlier writer.
 */
export async function nextEnvelope(
  writer: Writer,
  next: NextEnvelope,
): Promise<{ wire: Bytes; hash: Bytes; id: string; writer: Writer }> {
  const { conversationId, role } = writer
  const place = { conversationId, writerId: writer.id, sequence: writer.sequence + 1 }
  const previous = writer.previous === '' ? new Uint8Array(sizes.hash) : base64UrlToBytes(writer.previous)
  insist(previous, 'bad_argument')
  const wire = await sealEnvelope({ ...next, ...place, role, previous })
  const hash = await envelopeHash(wire)
  const after = { ...writer, sequence: place.sequence, previous: bytesToBase64Url(hash) }
  return { wire, hash, id: messageId(place), writer: after }
}
