import { NorthlineError } from '../../kernel/index.ts'
import { referralErrors } from './referrals.errors.ts'

/** Rows of a list in one answer. */
export const pageSize = 50

export type Place = { at: Date; id: string }

/** Where a page begins, from the text that the page before gave; `not_found` for any other text. */
export function readPlace(text: string | undefined): Place | undefined {
  if (text === undefined) return undefined
  const [, time, id] = /^(\d{1,15})~([\w-]{22})$/.exec(text) ?? []
  if (!time || !id) throw new NorthlineError(referralErrors.not_found)
  return { at: new Date(Number(time)), id }
}

/** Cuts one row more than a page into the page and the place of the next. */
export function cutPage<Row>(rows: Row[], placeOf: (row: Row) => Place): { rows: Row[]; next?: string } {
  const shown = rows.slice(0, pageSize)
  const last = shown.at(-1)
  if (rows.length <= pageSize || !last) return { rows: shown }
  const { at, id } = placeOf(last)
  return { rows: shown, next: `${at.getTime()}~${id}` }
}
