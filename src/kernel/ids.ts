import { base64UrlToBytes, bytesToBase64Url } from './bytes.ts'

/** 128 random bits as 22 characters of base64url: unguessable, and the only kind of id there is. */
export function randomId(): string {
  return bytesToBase64Url(crypto.getRandomValues(new Uint8Array(16)))
}

/** Whether a text is the canonical spelling of 128 bits. */
export function isId(text: string): boolean {
  return text.length === 22 && base64UrlToBytes(text)?.length === 16
}
