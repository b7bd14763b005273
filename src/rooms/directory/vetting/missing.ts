import {
  checklist,
  reviewersNeeded,
  type ChecklistAnswer,
  type ChecklistItem,
} from '../../../contracts/directory-vetting.ts'

/** What a review says, as far as it counts. */
export type ReviewedAs = { by: string; decision: 'verify' | 'refuse'; knowsField: boolean }

/**
 * What still stands between a vetting and “verified”: items without an answer, reviewers who did not open it, one
 * who knows the field. The database asks the same again (`directory.may_verify`), and a test compares the two.
 */
export function missingOf(
  openedBy: string,
  answers: ReadonlyMap<ChecklistItem, ChecklistAnswer>,
  reviews: readonly ReviewedAs[],
): ('answers' | 'reviewers' | 'knows_field')[] {
  const yes = reviews.filter(({ by, decision }) => decision === 'verify' && by !== openedBy)
  return [
    ...(answeredItems(answers) < checklist.length ? ['answers' as const] : []),
    ...(yes.length < reviewersNeeded ? ['reviewers' as const] : []),
    ...(yes.some(({ knowsField }) => knowsField) ? [] : ['knows_field' as const]),
  ]
}

/** How many items have an answer other than “not known”. */
export function answeredItems(answers: ReadonlyMap<ChecklistItem, ChecklistAnswer>): number {
  return checklist.filter((item) => (answers.get(item) ?? 'unknown') !== 'unknown').length
}
