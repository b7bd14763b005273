/** The calendar day (UTC) of a moment, `2026-11-27`. A verification holds to the end of its day everywhere west of it. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}

/** The moment so many days later. */
export function daysAfter(moment: Date, days: number): Date {
  return new Date(moment.getTime() + days * 86_400_000)
}
