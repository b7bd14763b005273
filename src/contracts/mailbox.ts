import { bytesToBase64Url, textToBytes } from '../kernel/index.ts'

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', textToBytes(text)))
}

/**
 * What live events and the database call a mailbox: 128 bits of SHA-256 over the
 * mailbox id's text, as an id. The mailbox id itself is a capability, so it is
 * neither stored nor sent to anyone who does not already have it.
 */
export async function mailboxTag(mailbox: string): Promise<string> {
  return bytesToBase64Url((await digest(mailbox)).subarray(0, 16))
}

/** What the server keeps of a withdraw token: SHA-256 over the token's text, 32 bytes in base64url. */
export async function withdrawTokenHash(token: string): Promise<string> {
  return bytesToBase64Url(await digest(token))
}
