import { createHash } from 'node:crypto'
import { base64UrlToBytes, concatBytes, NorthlineError, type Bytes } from '../../kernel/index.ts'
import { referralErrors } from './referrals.errors.ts'

/** The capability that shows a mailbox to row-level security. */
export const mailboxCapability = (tag: string): string => `mailbox:${tag}`

/** SHA-256, to know the same bytes when they come again. */
export const sha256 = (bytes: Uint8Array): Bytes => concatBytes(createHash('sha256').update(bytes).digest())

/** Bytes of a field that the contract has checked for its alphabet; not every such text spells bytes. */
export function decoded(text: string): Bytes {
  const bytes = base64UrlToBytes(text)
  if (!bytes) throw new NorthlineError(referralErrors.unreadable)
  return bytes
}
