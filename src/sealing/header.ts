import { base64UrlToBytes, bytesToBase64Url, concatBytes, textToBytes, type Bytes } from '../kernel/index.ts'
import { insist } from './errors.ts'
import { readU32, u32 } from './primitives.ts'
import { sizes, suite, version } from './suite.ts'

/** Who wrote an envelope: the person seeking help, or staff. */
export type AuthorRole = 'seeker' | 'responder'

/** What anyone who carries an envelope can read; all of it is authenticated. */
export type EnvelopeHeader = {
  /** Sealed by the server in memory, for a browser without script. */
  serverSealed: boolean
  role: AuthorRole
  conversationId: string
  writerId: string
  /** 1, 2, 3 … per writer. */
  sequence: number
  /** 1, 2, 3 … per conversation: which key opens it. */
  generation: number
  /** SHA-256 of this writer's envelope before; 32 zero bytes for the first. */
  previous: Bytes
  nonce: Bytes
}

const magic = textToBytes('NLSE')
const contentType = 1
const flagServerSealed = 1
const flagSigned = 2
const roleBytes = { seeker: 1, responder: 2 } as const

/** magic 4 · version · suite · type · flags · role · conversation 16 · writer 16 · sequence 4 · generation 4 · previous 32 */
export const signedHeaderLength = 9 + 2 * sizes.id + 8 + sizes.hash
export const headerLength = signedHeaderLength + sizes.nonce

function idBytes(id: string): Bytes {
  const bytes = base64UrlToBytes(id)
  insist(bytes?.length === sizes.id, 'bad_argument')
  return bytes
}

export function writeHeader(header: EnvelopeHeader): Bytes {
  const { role, sequence, generation, previous, nonce } = header
  insist(previous.length === sizes.hash && nonce.length === sizes.nonce, 'bad_argument')
  insist(sequence >= 1 && generation >= 1, 'bad_argument')
  insist(previous.every((byte) => byte === 0) === (sequence === 1), 'bad_argument')
  const flags = (header.serverSealed ? flagServerSealed : 0) | (role === 'responder' ? flagSigned : 0)
  return concatBytes(
    magic,
    new Uint8Array([version, suite, contentType, flags, roleBytes[role]]),
    idBytes(header.conversationId),
    idBytes(header.writerId),
    u32(sequence),
    u32(generation),
    previous,
    nonce,
  )
}

/**
 * Reads the header of an envelope's wire bytes: all that the server ever does
 * with one. Throws `malformed` for any size, flag or field that no writer makes,
 * `unknown_suite` for another version or suite.
 */
export function readHeader(wire: Bytes): EnvelopeHeader {
  insist(wire.length > headerLength && magic.every((byte, i) => wire[i] === byte), 'malformed')
  insist(wire[4] === version && wire[5] === suite, 'unknown_suite')
  const plain = wire.length - headerLength - sizes.tag
  insist((sizes.envelope as readonly number[]).includes(plain), 'malformed')
  const flags = wire[7] ?? 0
  const role = wire[8] === roleBytes.seeker ? 'seeker' : 'responder'
  insist(wire[6] === contentType && wire[8] === roleBytes[role], 'malformed')
  insist((flags & ~flagServerSealed) === (role === 'responder' ? flagSigned : 0), 'malformed')
  const sequence = readU32(wire, 41)
  const generation = readU32(wire, 45)
  const previous = wire.slice(49, 81)
  insist(sequence >= 1 && generation >= 1, 'malformed')
  insist(previous.every((byte) => byte === 0) === (sequence === 1), 'malformed')
  return {
    serverSealed: (flags & flagServerSealed) !== 0,
    role,
    conversationId: bytesToBase64Url(wire.subarray(9, 25)),
    writerId: bytesToBase64Url(wire.subarray(25, 41)),
    sequence,
    generation,
    previous,
    nonce: wire.slice(signedHeaderLength, headerLength),
  }
}
