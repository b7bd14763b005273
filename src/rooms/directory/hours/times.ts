import { minutesOfDay } from './rules.ts'

/**
 * A time of day in minutes: `9:00`, `09:00:00`, `9 AM`, `5:30 p.m.`, `17h30`,
 * `10:00:00Z` (the zone of a schedule stands elsewhere, so a suffix says nothing).
 * `24:00` is the end of the day. Undefined for anything else.
 */
export function readTime(text: string): number | undefined {
  const match =
    /^(\d{1,2})(?:\s*[:h.]\s*(\d{2})?)?(?::(\d{2})(?:\.\d+)?)?\s*(?:([ap])\.?\s*m\.?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$/i.exec(
      text.trim(),
    )
  if (!match) return undefined
  const [, hourText = '', minuteText = '0', , half] = match
  let hour = Number(hourText)
  const minute = Number(minuteText)
  if (minute > 59) return undefined
  if (half) {
    if (hour < 1 || hour > 12) return undefined
    hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  } else if (!/[:h.]/i.test(text)) return undefined
  const total = hour * 60 + minute
  return hour > 24 || total > minutesOfDay ? undefined : total
}

/**
 * An opening from two times. 23:59 means the end of the day, as most
 * publishers write it; a closing at or before the opening is past midnight;
 * midnight to midnight is all day. Two equal times say nothing.
 */
export function readOpening(
  opensAt: number,
  closesAt: number,
): { opens: number; closes: number } | undefined {
  const closes = closesAt === minutesOfDay - 1 ? minutesOfDay : closesAt
  const opens = opensAt % minutesOfDay
  if (opens === closes % minutesOfDay) return opens === 0 ? { opens: 0, closes: minutesOfDay } : undefined
  return { opens, closes: closes > opens ? closes : closes + minutesOfDay }
}

/** Minutes as `09:05`. */
export function clock(minutes: number): string {
  const part = (value: number) => String(value).padStart(2, '0')
  return `${part(Math.floor(minutes / 60))}:${part(minutes % 60)}`
}
