import {
  base64UrlToBytes,
  bytesToBase64Url,
  bytesToText,
  concatBytes,
  textToBytes,
} from '../../kernel/index.ts'
import type { Bytes } from '../../kernel/index.ts'

/*
 * What was typed and not sent stays in this browser's storage as ciphertext. The
 * key comes from the member's root, so that only a passkey tap (or the passphrase)
 * opens it again; it can't be exported.
 */

const label = 'northline/1 workspace draft'
const nonceLength = 12

/** The key for this member's drafts: HKDF-SHA256 of the root (32 bytes), AES-256-GCM, not extractable. */
export async function draftKey(root: Bytes): Promise<CryptoKey> {
  const secret = await crypto.subtle.importKey('raw', root, 'HKDF', false, ['deriveKey'])
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: textToBytes(label) }
  const aes = { name: 'AES-GCM', length: 256 }
  return crypto.subtle.deriveKey(hkdf, secret, aes, false, ['encrypt', 'decrypt'])
}

/** Any JSON, padded to the next 512 bytes so that its length says little; opens only under the same name. */
export async function sealDraft(key: CryptoKey, name: string, value: unknown): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(nonceLength))
  const text = JSON.stringify(value)
  const padded = text.padEnd(Math.ceil((text.length + 1) / 512) * 512, ' ')
  const algorithm = { name: 'AES-GCM', iv, additionalData: textToBytes(name) }
  const sealed = await crypto.subtle.encrypt(algorithm, key, textToBytes(padded))
  return bytesToBase64Url(concatBytes(iv, new Uint8Array(sealed)))
}

/** Undefined for anything that this key and name do not open. */
export async function openDraft(key: CryptoKey, name: string, sealed: string): Promise<unknown> {
  const bytes = base64UrlToBytes(sealed)
  if (!bytes || bytes.length <= nonceLength) return undefined
  const algorithm = { name: 'AES-GCM', iv: bytes.slice(0, nonceLength), additionalData: textToBytes(name) }
  try {
    const plain = await crypto.subtle.decrypt(algorithm, key, bytes.slice(nonceLength))
    return JSON.parse(bytesToText(new Uint8Array(plain)))
  } catch {
    return undefined
  }
}
