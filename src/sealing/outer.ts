import { bytesToBase64Url, concatBytes, type Bytes } from '../kernel/index.ts'
import { openBox, sealBox } from './boxes.ts'
import { frame, hkdf, sha256 } from './primitives.ts'
import { labels } from './suite.ts'

/**
 * Wraps already sealed bytes once more under a key (32 bytes) kept outside the
 * database. `bucket` is the month of destruction (2027-03) or the name of a key
 * that is not shredded; `context` says which row the bytes belong to.
 */
export function wrapOuter(key: Bytes, bucket: string, context: string, bytes: Bytes): Promise<Bytes> {
  return sealBox(key, frame(labels.outerWrap, bucket, context), bytes)
}

/** Throws `shut` for another key, bucket or context. */
export function unwrapOuter(key: Bytes, bucket: string, context: string, wrapped: Bytes): Promise<Bytes> {
  return openBox(key, frame(labels.outerWrap, bucket, context), wrapped)
}

/** 22 characters that name an outer key without giving it away; all app servers must show the same. */
export async function outerFingerprint(key: Bytes): Promise<string> {
  return bytesToBase64Url((await sha256(frame(labels.outerFingerprint, key))).subarray(0, 16))
}

/** HMAC-SHA256 (32 bytes) of a look-up value under an outer key, one key per purpose. */
export async function lookupMac(key: Bytes, purpose: string, bytes: Uint8Array): Promise<Bytes> {
  const secret = await hkdf(key, frame(labels.outerLookup, purpose))
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const mac = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', mac, concatBytes(bytes)))
}
