/**
 * What was done by whom to what, never what was said. Append-only: the app's
 * role may add entries in its actor's own name and can't change or delete any.
 */
export {
  /** Makes the audit from the outer keys; one per process, handed to every room. */
  createAudit,
  /** `record`, `moveSubject`, `forgetSubject`, `nameOf`, each in the transaction it is given. */
  type Audit,
  /** `{ action: 'room.verb_thing', subject?: { kind, id, month? }, purpose?, organisations? }`; ids and words only. */
  type AuditEntry,
} from './audit.usecases.ts'
export {
  /** What an entry is about; things of a seeker are stored as HMAC. `{ kind, id, month? }`; `month` is the seeker's record's month of destruction. */
  type Subject,
} from './audit.subjects.ts'
export {
  /** AUDIT_*. */
  auditSettings,
  type AuditSettings,
} from './audit.config.ts'
export {
  /** Every error of the room, `audit.*`. */
  auditErrors,
} from './audit.errors.ts'
export {
  /** The page of supervisors, its export, and who looked at one's own work. */
  auditRoutes,
} from './audit.routes.ts'
export type {
  /** Database, audit, names of colleagues. */
  ReadingDeps,
} from './reading.usecases.ts'
export {
  /** `readOpenings({ database, audit }, actor)`: who opened a seeker's own conversation, by role and time. */
  readOpenings,
  type Opening,
} from './openings.usecases.ts'
export {
  /** One round of numbering entries and handing them to the witness; to be run by every server. */
  createWitnessing,
  type Round,
} from './witnessing.usecases.ts'
export {
  /** The witness at an address, with its token. */
  witnessAt,
  type Witness,
} from './witness-link.ts'
export {
  /** Every entry as lines of a file, for `npm run audit:export`. */
  exportEverything,
} from './export.usecases.ts'
