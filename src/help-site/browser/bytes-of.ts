import { base64UrlToBytes, type Bytes } from '../../kernel/index.ts'

/** Base64url of the server to bytes; nonsense becomes nothing and then opens nothing. */
export function bytesOf(text: string): Bytes {
  return base64UrlToBytes(text) ?? new Uint8Array()
}
