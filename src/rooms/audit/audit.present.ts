import type { AuditEntryView, ExportedEntry } from '../../contracts/audit.ts'
import type { ReadRow } from './entries.repository.ts'

const others = ['seeker', 'public', 'system'] as const

/** An entry for the page, with the names of colleagues. */
export function presentEntry(row: ReadRow, names: ReadonlyMap<string, string>): AuditEntryView {
  const { id, at, who, action, subjectKind, subject, purpose, number } = row
  const other = others.find((kind) => kind === who)
  const name = names.get(who)
  const memberName = subjectKind === 'member' && subject !== null ? names.get(subject) : undefined
  return {
    place: id,
    at: new Date(at).toISOString(),
    who: other ? { kind: other } : { kind: 'member', id: who, ...(name !== undefined && { name }) },
    action,
    ...(subjectKind !== null &&
      subject !== null && {
        subject: { kind: subjectKind, name: subject, ...(memberName !== undefined && { memberName }) },
      }),
    ...(purpose !== null && { purpose }),
    ...(number !== null && { number: Number(number) }),
  }
}

/** An entry as it is hashed, for a file that is to be verified. */
export function presentForExport(row: ReadRow): ExportedEntry {
  const { number, entryId, at, who, organisations, action, subjectKind, subject, purpose } = row
  return {
    number: number === null ? null : Number(number),
    entryId,
    at,
    who,
    organisations: [...organisations],
    action,
    subjectKind,
    subject,
    purpose,
  }
}
