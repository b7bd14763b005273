/**
 * What was done by whom to what, never what was said. Append-only: the app's
 * role may add entries in its actor's own name and can't read, change or delete any.
 */
export {
  /** Makes the audit from the outer keys' `audit` key; one per process, handed to every room. */
  createAudit,
  /** `{ record(tx, entry) }`. */
  type Audit,
  /** `{ action: 'room.verb_thing', subject?: { kind, id }, purpose? }`; ids and words only. */
  type AuditEntry,
  /** What an entry can be about; those of a seeker are stored as HMAC. */
  subjectKinds,
  type SubjectKind,
} from './audit.usecases.ts'
