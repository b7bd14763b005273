import { createHash } from 'node:crypto'
import type { Bytes } from '../../kernel/index.ts'
import { readHeader, SealingError, type AuthorRole, type EnvelopeHeader } from '../../sealing/index.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'

/** Base64url of exactly so many bytes; anything else is refused as no envelope of ours. */
export function exactly(length: number, text: string): Bytes {
  const bytes = anyBytes(text)
  if (bytes.length !== length) refuse(conversationErrors.envelope_refused)
  return bytes
}

/** As kernel's base64UrlToBytes(), canonical spelling only, by the faster decoder that only the server has. */
export function anyBytes(text: string): Bytes {
  const bytes = new Uint8Array(Buffer.from(text, 'base64url'))
  return shown(bytes) === text ? bytes : refuse(conversationErrors.envelope_refused)
}

export function sha256(bytes: Uint8Array | string): Bytes {
  return new Uint8Array(createHash('sha256').update(bytes).digest())
}

/** base64url of bytes as the database gives them. */
export function shown(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
}

/** An envelope as it came: its text, its bytes, their SHA-256, and what its header says. */
export type Received = { text: string; bytes: Bytes; hash: Bytes; header: EnvelopeHeader }

/** Reads an envelope's header, the only part of it that the server looks at, and checks whose it says it is. */
export function receive(envelope: string, expected: { conversationId: string; role: AuthorRole }): Received {
  const bytes = anyBytes(envelope)
  const header = headerOf(bytes)
  if (header?.conversationId !== expected.conversationId || header.role !== expected.role) {
    refuse(conversationErrors.envelope_refused)
  }
  return { text: envelope, bytes, hash: sha256(bytes), header }
}

function headerOf(bytes: Bytes): EnvelopeHeader | undefined {
  try {
    return readHeader(bytes)
  } catch (error) {
    if (error instanceof SealingError) return undefined
    throw error
  }
}

/** For capabilities, which take no base64url padding or case for granted. */
export function bytesToHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
