import { createHmac, randomBytes } from 'node:crypto'
import { veiledSubjects, type SubjectKind } from '../../contracts/audit-actions.ts'
import { monthOf, type Bytes, type OuterKeys } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { unwrapOuter, wrapOuter } from '../../sealing/index.ts'
import * as repository from './audit.repository.ts'

/** What something was done to. */
export type Subject = {
  kind: SubjectKind
  id: string
  /** For a seeker's record, the month (`YYYY-MM`) in which it is destroyed: its name in the audit ends with it. */
  month?: string
}

export type SubjectKeys = Pick<OuterKeys, 'audit' | 'forMonth'>

/** Days after which a name ends whose record has told no month. */
const untoldDays = 400

export function isVeiled({ kind }: Subject): boolean {
  return veiledSubjects.some((known) => known === kind)
}

/** By which the key of a subject is found, without a word about the subject to whoever steals the table. */
export function refOf({ audit }: Pick<OuterKeys, 'audit'>, { kind, id }: Subject): string {
  return createHmac('sha256', audit).update(`northline/1 audit subject key ${kind} ${id}`).digest('base64url')
}

/** The name of a subject in entries: the kind is hashed too, so that equal ids of two kinds don't show as equal. */
function veil(key: Bytes, { kind, id }: Subject): string {
  return createHmac('sha256', key).update(`northline/1 audit subject ${kind} ${id}`).digest('base64url')
}

const place = (ref: string) => `audit.subject_keys/${ref}`

/** The name of a subject whose key is there already; undefined when there is none (any more). */
export async function knownName(
  keys: SubjectKeys,
  subject: Subject,
  { month, wrapped }: repository.About,
): Promise<string | undefined> {
  if (!isVeiled(subject)) return subject.id
  if (month === null || wrapped === null) return undefined
  const ref = refOf(keys, subject)
  return veil(await unwrapOuter(keys.forMonth(month), month, place(ref), new Uint8Array(wrapped)), subject)
}

/** The name of a subject that entries had none for yet. Of two servers at once, the key kept first counts. */
export async function newName(keys: SubjectKeys, tx: Tx, subject: Subject): Promise<string> {
  const ref = refOf(keys, subject)
  const month = subject.month ?? monthOf(new Date(Date.now() + untoldDays * 86_400_000))
  const fresh = new Uint8Array(randomBytes(32))
  const wrapped = await wrapOuter(keys.forMonth(month), month, place(ref), fresh)
  if (await repository.insertSubjectKey(tx, { ref, month, wrapped })) return veil(fresh, subject)
  const name = await knownName(keys, subject, await repository.about(tx, ref))
  if (name === undefined) throw new Error('the key of a subject went while an entry was written')
  return name
}

/** Wraps the key of a record's name under another month; nothing to do for a record without entries. */
export async function moveSubject(
  keys: SubjectKeys,
  tx: Tx,
  subject: Subject,
  toMonth: string,
): Promise<void> {
  const ref = refOf(keys, subject)
  const { month, wrapped } = await repository.about(tx, ref)
  if (month === null || wrapped === null || month === toMonth) return
  const key = await unwrapOuter(keys.forMonth(month), month, place(ref), new Uint8Array(wrapped))
  const moved = await wrapOuter(keys.forMonth(toMonth), toMonth, place(ref), key)
  await repository.updateSubjectKey(tx, { ref, month: toMonth, wrapped: moved })
}

/** Shreds the key of a record's name. Entries stay, and nobody can tell any more of which record they are. */
export async function forgetSubject(keys: SubjectKeys, tx: Tx, subject: Subject): Promise<void> {
  const ref = refOf(keys, subject)
  await repository.about(tx, ref)
  await repository.deleteSubjectKey(tx, ref)
}
