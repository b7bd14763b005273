import { sql, type RawBuilder } from 'kysely'
import type { ChecklistAnswer, ChecklistItem, VettingSubject } from '../../../contracts/directory-vetting.ts'
import type { Tx } from '../../../database/index.ts'

export type VettingRow = {
  id: string
  kind: VettingSubject
  subjectId: string
  name: string
  reason: string
  openedBy: string
  openedAt: Date
  outcome: 'verified' | 'refused' | 'withdrawn' | null
  closedBy: string | null
  closedAt: Date | null
}
export type AnswerRow = {
  vettingId: string
  item: ChecklistItem
  answer: ChecklistAnswer
  evidence: string
  by: string
  at: Date
}
export type ReviewRow = {
  vettingId: string
  decision: 'verify' | 'refuse'
  knowsField: boolean
  reason: string
  until: string | null
  by: string
  at: Date
}

const columns = sql`v.id, v.subject_kind as kind, v.subject_id as "subjectId", v.name, v.reason, v.opened_by as "openedBy",
  v.opened_at as "openedAt", v.outcome, v.closed_by as "closedBy", v.closed_at as "closedAt"`

async function find(tx: Tx, rest: RawBuilder<unknown>): Promise<VettingRow[]> {
  const { rows } = await sql<VettingRow>`select ${columns} from directory.vettings v ${rest}`.execute(tx)
  return rows
}

/** Those that are open, the oldest first; at most 200. */
export const openVettings = (tx: Tx): Promise<VettingRow[]> =>
  find(tx, sql`where closed_at is null order by opened_at, id limit 200`)

/** Those that were closed, the latest first; at most 50. */
export const closedVettings = (tx: Tx): Promise<VettingRow[]> =>
  find(tx, sql`where closed_at is not null order by closed_at desc, id desc limit 50`)

export async function findVetting(tx: Tx, id: string): Promise<VettingRow | undefined> {
  return (await find(tx, sql`where id = ${id}`))[0]
}

/** An open one, kept as it is until the transaction ends, so that two reviewers decide one after the other. */
export async function lockOpenVetting(tx: Tx, id: string): Promise<VettingRow | undefined> {
  return (await find(tx, sql`where id = ${id} and closed_at is null for no key update`))[0]
}

/** Opens one; false where one of the same subject is open. */
export async function insertVetting(
  tx: Tx,
  vetting: Pick<VettingRow, 'id' | 'kind' | 'subjectId' | 'name' | 'reason' | 'openedBy'>,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into directory.vettings (id, subject_kind, subject_id, name, reason, opened_by)
    values (${vetting.id}, ${vetting.kind}, ${vetting.subjectId}, ${vetting.name}, ${vetting.reason}, ${vetting.openedBy})
    on conflict (subject_kind, subject_id) where closed_at is null do nothing`.execute(tx)
  return numAffectedRows === 1n
}

export async function closeVetting(
  tx: Tx,
  id: string,
  { by, outcome }: { by: string; outcome: NonNullable<VettingRow['outcome']> },
): Promise<void> {
  await sql`
    update directory.vettings set outcome = ${outcome}, closed_by = ${by}, closed_at = now() where id = ${id}`.execute(
    tx,
  )
}

/** Every answer to these, the latest first. */
export async function answersTo(tx: Tx, ids: readonly string[]): Promise<AnswerRow[]> {
  const { rows } = await sql<AnswerRow>`
    select vetting_id as "vettingId", item, answer, evidence, by_member as by, at from directory.vetting_answers
    where vetting_id = any (${[...ids]}::text[]) order by no desc`.execute(tx)
  return rows
}

export async function insertAnswer(tx: Tx, answer: Omit<AnswerRow, 'at'>): Promise<void> {
  await sql`
    insert into directory.vetting_answers (vetting_id, item, answer, evidence, by_member)
    values (${answer.vettingId}, ${answer.item}, ${answer.answer}, ${answer.evidence}, ${answer.by})`.execute(
    tx,
  )
}

export async function reviewsOf(tx: Tx, ids: readonly string[]): Promise<ReviewRow[]> {
  const { rows } = await sql<ReviewRow>`
    select vetting_id as "vettingId", decision, knows_field as "knowsField", reason,
      to_char(until, 'YYYY-MM-DD') as until, by_member as by, at from directory.vetting_reviews
    where vetting_id = any (${[...ids]}::text[]) order by at, by_member`.execute(tx)
  return rows
}

export async function insertReview(tx: Tx, review: Omit<ReviewRow, 'at'>): Promise<void> {
  await sql`
    insert into directory.vetting_reviews (vetting_id, by_member, decision, knows_field, reason, until)
    values (${review.vettingId}, ${review.by}, ${review.decision}, ${review.knowsField}, ${review.reason},
      ${review.until}::date)`.execute(tx)
}
