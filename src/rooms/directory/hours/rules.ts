/**
 * When something is open, as data that both hours/state.ts and the database
 * (`directory.falls_on`) read. Days are counted from 1970-01-01, times in minutes
 * of the local day; `closes` beyond 1440 is past midnight. Everything that is
 * there must hold. Without `opens` a rule closes the days it falls on.
 */
export type Rule = {
  /** ISO weekdays, Monday is 1. */
  days?: number[]
  /** RFC 5545 `2TU` as 22, `-1FR` as -15: nth, then weekday. */
  nth?: number[]
  /** Days of the month; -1 is the last. */
  monthDays?: number[]
  from?: number
  to?: number
  /** Every so many weeks or months, counted from the one of `anchor`. */
  weeks?: number
  months?: number
  anchor?: number
  weekStart?: number
  opens?: number
  closes?: number
  /** A holiday: what is otherwise open on these days is closed. */
  closed?: true
  /** Open on a holiday all the same. */
  special?: true
}

export const minutesOfDay = 1_440
const dayLength = 86_400_000

/** The number of a calendar day written as `2026-03-08`. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayLength
}

/** And back: the date that a day's number stands for. */
export function dateOf(day: number): string {
  return new Date(day * dayLength).toISOString().slice(0, 10)
}

/** The number of the calendar day (UTC) of a moment. */
export function dayAt(moment: Date): number {
  return Math.floor(moment.getTime() / dayLength)
}

/** ISO weekday of a day. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

/** Whether a rule falls on a day. */
export function fallsOn(rule: Rule, day: number): boolean {
  if (!inForce(rule, day)) return false
  const weekday = weekdayOf(day)
  if (rule.days && !rule.days.includes(weekday)) return false
  const date = new Date(day * dayLength)
  if (rule.monthDays || rule.nth) {
    const ofMonth = date.getUTCDate()
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
    if (
      rule.monthDays &&
      !rule.monthDays.some((wanted) => wanted === ofMonth || wanted === ofMonth - last - 1)
    )
      return false
    const fromStart = Math.floor((ofMonth + 6) / 7) * 10 + weekday
    const fromEnd = -(Math.floor((last - ofMonth + 7) / 7) * 10 + weekday)
    if (rule.nth && !rule.nth.includes(fromStart) && !rule.nth.includes(fromEnd)) return false
  }
  const anchor = rule.anchor ?? 0
  if (rule.weeks) {
    const weekOf = (of: number) => Math.floor((of + 4 - (rule.weekStart ?? 1)) / 7)
    if ((weekOf(day) - weekOf(anchor)) % rule.weeks !== 0) return false
  }
  if (rule.months) {
    const monthOf = (of: Date) => of.getUTCFullYear() * 12 + of.getUTCMonth()
    if ((monthOf(date) - monthOf(new Date(anchor * dayLength))) % rule.months !== 0) return false
  }
  return true
}

/** Whether a day lies between a rule's first and last. */
export function inForce(rule: Rule, day: number): boolean {
  return (rule.from === undefined || day >= rule.from) && (rule.to === undefined || day <= rule.to)
}

/** Whether a rule is the same each week, for ever. */
export function isWeekly(rule: Rule): boolean {
  return Object.keys(rule).every((key) => key === 'days' || key === 'opens' || key === 'closes')
}

/**
 * Drops what can't matter from `today` on: rules that are over, and beginnings
 * that have been. Yesterday's rules stay, since they may run past midnight.
 */
export function current(rules: readonly Rule[], today: number): Rule[] {
  return rules
    .filter((rule) => rule.to === undefined || rule.to >= today - 2)
    .map((rule) => {
      if (rule.from === undefined || rule.from > today - 2) return rule
      const { from: _past, ...rest } = rule
      return rest
    })
}
