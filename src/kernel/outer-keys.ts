import type { Bytes } from './bytes.ts'

/**
 * Keys kept outside the database, its folder and its backups, 32 bytes each
 * (architecture, "Outer wrap"). Rooms take this port; the server owns the files.
 */
export type OuterKeys = {
  /** The key of the month, `YYYY-MM`, in which what it wraps is to be destroyed. Made when first asked for. */
  readonly forMonth: (month: string) => Bytes
  /** For look-up ids of receipts and conversations; not shredded. */
  readonly lookup: Bytes
  /** For member and epoch slots; not shredded. */
  readonly staff: Bytes
  /** For the subjects of audit entries. */
  readonly audit: Bytes
}

/** The month in UTC, `YYYY-MM`, that a moment falls in. */
export function monthOf(moment: Date): string {
  return moment.toISOString().slice(0, 7)
}
