import { concatBytes, textToBytes, type Bytes } from '../kernel/index.ts'
import { insist, SealingError } from './errors.ts'
import { sizes, suite, version } from './suite.ts'

/** What stands in front of all sealed bytes (after the magic, for an envelope). */
export const prefix = new Uint8Array([version, suite])

export function randomBytes(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** Four bytes, most significant first. */
export function u32(value: number): Bytes {
  insist(Number.isInteger(value) && value >= 0 && value <= 0xffffffff, 'bad_argument')
  return new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value])
}

export function readU32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at)
}

/**
 * A label and its context as one unambiguous string of bytes: each part with
 * its length in front, so that no two contexts share a spelling.
 */
export function frame(label: string, ...parts: readonly (string | number | Uint8Array)[]): Bytes {
  const framed: Uint8Array[] = []
  for (const part of [label, ...parts]) {
    const bytes = typeof part === 'string' ? textToBytes(part) : typeof part === 'number' ? u32(part) : part
    framed.push(u32(bytes.length), bytes)
  }
  return concatBytes(...framed)
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

/** HKDF-SHA256 (RFC 5869) without salt: every secret here is already uniform or was stretched. */
export async function hkdf(secret: Bytes, info: Bytes, length: number = sizes.key): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits'])
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, length * 8))
}

/** PBKDF2-SHA256 (RFC 8018) to 32 bytes. */
export async function stretch(secret: Bytes, salt: Bytes, iterations: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveBits'])
  const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations }
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, sizes.key * 8))
}

export async function contentCipher(secret: Bytes, info: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', await hkdf(secret, info), 'AES-GCM', false, ['encrypt', 'decrypt'])
}

export async function encrypt(key: CryptoKey, nonce: Bytes, plaintext: Bytes, aad: Bytes): Promise<Bytes> {
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: aad }
  return new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext))
}

/** Throws `shut` when the key does not fit or anything was changed. */
export async function decrypt(key: CryptoKey, nonce: Bytes, sealed: Bytes, aad: Bytes): Promise<Bytes> {
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: aad }
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed))
  } catch {
    throw new SealingError('shut')
  }
}

/** Length, bytes, zeros up to the smallest class that fits; `too_long` when none does. */
export function pad(bytes: Uint8Array, classes: readonly number[]): Bytes {
  const size = classes.find((size) => size >= bytes.length + 4)
  insist(size !== undefined, 'too_long')
  const padded = new Uint8Array(size)
  padded.set(u32(bytes.length))
  padded.set(bytes, 4)
  return padded
}

/** The reverse, strictly: one spelling only, so that nothing hides in the padding. */
export function unpad(padded: Bytes, classes: readonly number[]): Bytes {
  insist(padded.length >= 4, 'malformed')
  const end = readU32(padded, 0) + 4
  insist(padded.length === classes.find((size) => size >= end), 'malformed')
  insist(
    padded.subarray(end).every((byte) => byte === 0),
    'malformed',
  )
  return padded.slice(4, end)
}

/** The bytes after version and suite; `unknown_suite` when those are not ours. */
export function withoutPrefix(bytes: Bytes): Bytes {
  insist(bytes.length > prefix.length, 'malformed')
  insist(bytes[0] === version && bytes[1] === suite, 'unknown_suite')
  return bytes.slice(prefix.length)
}
