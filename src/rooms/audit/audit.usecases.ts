import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'

/** Staff-side things, whose ids may stand in an entry as they are. */
const open = [
  'organisation',
  'team',
  'member',
  'invitation',
  'epoch',
  'session',
  'service',
  'import',
] as const

/** Things of a seeker, which an entry names only by an HMAC. */
const veiled = ['conversation', 'visit', 'receipt', 'ask', 'referral', 'mailbox'] as const

export const subjectKinds = [...open, ...veiled] as const
export type SubjectKind = (typeof subjectKinds)[number]

export type AuditEntry = {
  /** `room.verb_thing`, such as `identity.sign_in`. */
  action: string
  /** What it was done to. */
  subject?: { kind: SubjectKind; id: string }
  /** Why, as a word of a fixed list (`[a-z_]`); never free text. */
  purpose?: string
}

export type Audit = {
  /**
   * Adds an entry in the name of the transaction's actor, kept only if the
   * transaction commits. Rejects for anything that is not an id or a word.
   */
  record: (tx: Tx, entry: AuditEntry) => Promise<void>
}

/** The room's only verb, with the key (32 bytes) that veils the subjects of a stolen table. */
export function createAudit(keys: { audit: Bytes }): Audit {
  return {
    record: async (tx, { action, subject, purpose }) => {
      await sql`insert into audit.entries (who, action, subject_kind, subject, purpose)
        values (coalesce(northline.member_id(), northline.actor_kind()), ${action},
          ${subject?.kind ?? null}, ${subject ? nameOf(subject, keys.audit) : null}, ${purpose ?? null})`.execute(
        tx,
      )
    },
  }
}

function nameOf({ kind, id }: { kind: SubjectKind; id: string }, key: Bytes): string {
  if (open.some((known) => known === kind)) return id
  // The kind is part of what is hashed, so that equal ids of two kinds don't show as equal.
  return createHmac('sha256', key).update(`northline/1 audit subject ${kind} ${id}`).digest('base64url')
}
