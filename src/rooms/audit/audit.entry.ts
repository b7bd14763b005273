import { createHash, createHmac } from 'node:crypto'
import type { Bytes } from '../../kernel/index.ts'

/** An entry as it is hashed and sealed; every part is an id, an HMAC, a time or a word of a fixed list. */
export type StoredEntry = {
  entryId: string
  /** UTC with six digits of the second: `2026-11-25T23:41:00.123456Z`. */
  at: string
  who: string
  organisations: readonly string[]
  action: string
  subjectKind: string | null
  subject: string | null
  purpose: string | null
}

/**
 * The text that stands for an entry (docs/operations.md, "Proving the audit"). No
 * part can hold a line feed, and none that is there is empty, so no two entries have one text.
 */
export function entryText(entry: StoredEntry): string {
  return [
    'northline/1 audit entry',
    entry.entryId,
    entry.at,
    entry.who,
    entry.organisations.join(','),
    entry.action,
    entry.subjectKind ?? '',
    entry.subject ?? '',
    entry.purpose ?? '',
  ].join('\n')
}

/** The leaf of an entry in the tree: SHA-256 of 0x00 and its text (RFC 6962, 2.1). */
export function leafOf(entry: StoredEntry): Buffer {
  return createHash('sha256').update(Buffer.of(0)).update(entryText(entry)).digest()
}

/** What shows that the system wrote an entry: HMAC of its text under a key that never is in the database. */
export function sealOf(auditKey: Bytes, entry: StoredEntry): Buffer {
  const key = createHmac('sha256', auditKey).update('northline/1 audit seal').digest()
  return createHmac('sha256', key).update(entryText(entry)).digest()
}
