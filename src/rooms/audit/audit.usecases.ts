import type { AuditAction } from '../../contracts/audit-actions.ts'
import { randomId } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { sealOf, type StoredEntry } from './audit.entry.ts'
import { about, insertEntry } from './audit.repository.ts'
import {
  forgetSubject,
  isVeiled,
  knownName,
  moveSubject,
  newName,
  refOf,
  type Subject,
  type SubjectKeys,
} from './audit.subjects.ts'

export type AuditEntry = {
  /** `room.verb_thing`, such as `identity.sign_in`. */
  action: AuditAction
  /** What it was done to. */
  subject?: Subject
  /** Why, as a word of a fixed list (`[a-z_]`); never free text. */
  purpose?: string
  /** Where nobody is signed in (yet): the organisations whose supervisors may read it. A member's are their own. */
  organisations?: readonly string[]
}

export type Audit = {
  /**
   * Adds an entry in the name of the transaction's actor, kept only if the
   * transaction commits. Rejects for anything that is not an id or a word.
   */
  record: (tx: Tx, entry: AuditEntry) => Promise<void>
  /** A seeker's record is kept until another month: its name in the audit is too. For any actor that may change the record. */
  moveSubject: (tx: Tx, subject: Subject, toMonth: string) => Promise<void>
  /** A seeker's record is gone: entries about it can't be led back to it any more. */
  forgetSubject: (tx: Tx, subject: Subject) => Promise<void>
  /** The name by which entries mean a record; undefined where there are none. */
  nameOf: (tx: Tx, subject: Subject) => Promise<string | undefined>
}

/** The room's verbs for other rooms, with the outer keys that seal entries and wrap the keys of subjects. */
export function createAudit(keys: SubjectKeys): Audit {
  return {
    async record(tx, { action, subject, purpose, organisations }) {
      const now = await about(tx, subject && isVeiled(subject) ? refOf(keys, subject) : null)
      const name = subject && ((await knownName(keys, subject, now)) ?? (await newName(keys, tx, subject)))
      const entry: StoredEntry = {
        entryId: randomId(),
        at: now.at,
        who: now.who,
        organisations: organisations ?? now.organisations,
        action,
        subjectKind: subject?.kind ?? null,
        subject: name ?? null,
        purpose: purpose ?? null,
      }
      await insertEntry(tx, entry, sealOf(keys.audit, entry))
    },
    moveSubject: (tx, subject, toMonth) => moveSubject(keys, tx, subject, toMonth),
    forgetSubject: (tx, subject) => forgetSubject(keys, tx, subject),
    nameOf: async (tx, subject) => knownName(keys, subject, await about(tx, refOf(keys, subject))),
  }
}
