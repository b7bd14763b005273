import { dayNumber, fallsOn, type Rule } from './rules.ts'
import { readOpening, readTime } from './times.ts'

/** The parts of an HSDS schedule (1.x regular and holiday schedules too) that say when. Dates are ISO, checked before. */
export type ScheduleRow = {
  weekday?: string | null
  valid_from?: string | null
  valid_to?: string | null
  dtstart?: string | null
  until?: string | null
  count?: number | null
  wkst?: string | null
  freq?: string | null
  interval?: number | null
  byday?: string | null
  byweekno?: string | null
  bymonthday?: string | null
  byyearday?: string | null
  opens_at?: string | null
  closes_at?: string | null
  holiday?: boolean | null
  closed?: boolean | null
}

/** `rules`: what it means. `text`: kept as text only, and why. `fault`: a field that can't be right, and why. */
export type ReadSchedule = { rules: Rule[] } | { text: string } | { fault: string; field: string }

/** Weekdays as RFC 5545 has them, from Monday on. */
export const dayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const dayNames: Record<string, number> = {
  monday: 1, tuesday: 2, wednesday: 3, thursday: 4, friday: 5, saturday: 6, sunday: 7,
  lundi: 1, mardi: 2, mercredi: 3, jeudi: 4, vendredi: 5, samedi: 6, dimanche: 7,
} // prettier-ignore

/** An ISO weekday from `Monday`, `Mon`, `MO`, `lundi` or `1`. */
export function readWeekday(text: string): number | undefined {
  const word = text.trim().toLowerCase()
  if (/^[1-7]$/.test(word)) return Number(word)
  const code = dayCodes.indexOf(word.slice(0, 2).toUpperCase())
  if (word.length === 2) return code < 0 ? undefined : code + 1
  return (
    dayNames[word] ??
    Object.entries(dayNames).find(([name]) => word.length >= 3 && name.startsWith(word))?.[1]
  )
}

/** Reads one schedule row: the part of RFC 5545 that HSDS uses, weekly or monthly, and nothing guessed. */
export function readSchedule(row: ScheduleRow): ReadSchedule {
  if (row.valid_from && row.valid_to && row.valid_to < row.valid_from)
    return { field: 'valid_to', fault: 'is before valid_from' }
  const span: Rule = {}
  const first = latest(row.valid_from, row.freq ? row.dtstart : undefined)
  const last = earliest(row.valid_to, row.until)
  if (first) span.from = dayNumber(first)
  if (last) span.to = dayNumber(last)

  if (row.holiday) return readHoliday(row, span)
  const when = readRecurrence(row)
  if (!('rule' in when)) return when
  const opening = readOpenings(row)
  if (!('opens' in opening)) return opening
  const rule: Rule = { ...span, ...when.rule, ...opening }
  if (row.count !== undefined && row.count !== null) {
    const end = lastOf(rule, row.count)
    if (end === undefined) return { text: 'count without dtstart' }
    rule.to = Math.min(rule.to ?? end, end)
  }
  return { rules: [rule] }
}

function readHoliday(row: ScheduleRow, span: Rule): ReadSchedule {
  if (span.from === undefined || span.to === undefined) return { text: 'a holiday without its dates' }
  const rules: Rule[] = [{ ...span, closed: true }]
  if (!row.closed && (row.opens_at || row.closes_at)) {
    const opening = readOpenings(row)
    if (!('opens' in opening)) return opening
    rules.push({ ...span, ...opening, special: true })
  }
  return { rules }
}

function readOpenings(
  row: ScheduleRow,
): { opens: number; closes: number } | Exclude<ReadSchedule, { rules: Rule[] }> {
  const times: number[] = []
  for (const field of ['opens_at', 'closes_at'] as const) {
    const text = row[field]
    if (!text) return { text: `no ${field}` }
    const time = readTime(text)
    if (time === undefined) return { field, fault: 'is not a time of day' }
    times.push(time)
  }
  const opening = readOpening(times[0] ?? 0, times[1] ?? 0)
  return opening ?? { field: 'closes_at', fault: 'is the same as opens_at' }
}

function readRecurrence(row: ScheduleRow): { rule: Rule } | Exclude<ReadSchedule, { rules: Rule[] }> {
  if (row.byweekno || row.byyearday) return { text: 'weeks or days of the year are not read' }
  const freq = row.freq?.toUpperCase()
  if (freq && !['DAILY', 'WEEKLY', 'MONTHLY'].includes(freq))
    return { field: 'freq', fault: 'is not WEEKLY or MONTHLY' }
  const rule: Rule = {}
  if (row.weekday) {
    const day = readWeekday(row.weekday)
    if (day === undefined) return { field: 'weekday', fault: 'is not a day of the week' }
    rule.days = [day]
  }
  if (row.byday) {
    const read = readByday(row.byday)
    if (!read) return { field: 'byday', fault: 'is not a list of days such as MO,WE or 2TU' }
    if (read.nth.length > 0 && (freq !== 'MONTHLY' || read.days.length > 0))
      return { text: 'mixed days of a month' }
    if (read.nth.length > 0) rule.nth = read.nth
    else rule.days = read.days
  }
  if (row.bymonthday) {
    const days = row.bymonthday.split(',').map(Number)
    if (days.some((day) => !Number.isInteger(day) || day === 0 || Math.abs(day) > 31))
      return { field: 'bymonthday', fault: 'is not a list of days of the month' }
    if (freq !== 'MONTHLY') return { text: 'days of the month in a weekly schedule' }
    rule.monthDays = days
  }
  return withInterval(row, freq, rule)
}

function withInterval(
  row: ScheduleRow,
  freq: string | undefined,
  rule: Rule,
): ReturnType<typeof readRecurrence> {
  if (!rule.days && !rule.nth && !rule.monthDays) {
    // RFC 5545: a rule that names no day repeats the day of its start.
    if (freq === 'WEEKLY' && row.dtstart) rule.days = [((dayNumber(row.dtstart) + 3) % 7) + 1]
    else if (freq === 'MONTHLY' && row.dtstart) rule.monthDays = [Number(row.dtstart.slice(8, 10))]
    else if (freq !== 'DAILY' && !(row.valid_from && row.valid_from === row.valid_to))
      return { text: 'no days' }
  }
  const interval = row.interval ?? 1
  if (interval > 1 || (row.count ?? 0) > 0) {
    if (freq === 'DAILY' || !row.dtstart) return { text: 'an interval or count without dtstart' }
    rule.anchor = dayNumber(row.dtstart)
    if (rule.anchor < 0) return { text: 'dtstart before 1970' }
    if (interval > 1 && freq === 'MONTHLY') rule.months = interval
    else if (interval > 1) {
      rule.weeks = interval
      rule.weekStart = dayCodes.indexOf((row.wkst ?? 'MO').toUpperCase()) + 1 || 1
    }
  }
  return { rule }
}

function readByday(text: string): { days: number[]; nth: number[] } | undefined {
  const days: number[] = []
  const nth: number[] = []
  for (const part of text
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter(Boolean)) {
    const match = /^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$/.exec(part)
    if (!match) return undefined
    const day = dayCodes.indexOf(match[2] ?? '') + 1
    const n = Number(match[1] ?? 0)
    if (n === 0) days.push(day)
    else nth.push(n > 0 ? n * 10 + day : n * 10 - day)
  }
  return days.length + nth.length > 0 ? { days, nth } : undefined
}

function lastOf(rule: Rule, count: number): number | undefined {
  if (rule.anchor === undefined) return undefined
  let left = count
  for (let day = rule.anchor; day < rule.anchor + 40_000; day++)
    if (fallsOn(rule, day) && --left <= 0) return day
  return undefined
}

function latest(a?: string | null, b?: string | null): string | undefined {
  return [a, b]
    .filter((date) => typeof date === 'string')
    .sort()
    .at(-1)
}

function earliest(a?: string | null, b?: string | null): string | undefined {
  return [a, b].filter((date) => typeof date === 'string').sort()[0]
}
