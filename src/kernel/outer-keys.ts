import type { Bytes } from './bytes.ts'

/**
 * Keys kept outside the database, its folder and its backups, 32 bytes each
 * (architecture, "Outer wrap"). Rooms take this port; the server owns the keys.
 */
export type OuterKeys = {
  /**
   * The key of the month, `YYYY-MM`, in which what it wraps is to be destroyed. Made ahead, so that
   * all app servers have the same; throws for a month that is over and destroyed, or too far ahead.
   */
  readonly forMonth: (month: string) => Bytes
  /** For look-up ids of receipts and conversations; not shredded. */
  readonly lookup: Bytes
  /** For member and epoch slots; not shredded. */
  readonly staff: Bytes
  /** For the subjects of audit entries. */
  readonly audit: Bytes
  /** Days that the operator has, after a month, to destroy every copy of its key. */
  readonly copiesDays?: number
}

/** The month in UTC, `YYYY-MM`, that a moment falls in. */
export function monthOf(moment: Date): string {
  return moment.toISOString().slice(0, 7)
}

/** The month that is so many months later; earlier for a negative number. */
export function monthAfter(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return monthOf(new Date(Date.UTC(year, number - 1 + months, 1)))
}

/**
 * The day in UTC, `YYYY-MM-DD`, by which every copy of a month's key is to be destroyed, and with it
 * the last chance that anybody opens what was wrapped under it: in the data, a log of changes or a backup.
 */
export function goneBy({ copiesDays = 7 }: Pick<OuterKeys, 'copiesDays'>, month: string): string {
  const over = new Date(`${monthAfter(month, 1)}-01T00:00:00Z`)
  return new Date(over.getTime() + copiesDays * 86_400_000).toISOString().slice(0, 10)
}
