import { IANAZone } from 'luxon'

const offsets = new Map<string, number>()
const mostRemembered = 5_000

/**
 * Minutes by which a zone's clocks are ahead of UTC at a moment. Remembered,
 * since asking Intl costs more than all else in a search, and the same few
 * moments are asked again and again.
 */
export function offsetAt(time: number, zone: string): number {
  const minute = Math.floor(time / 60_000)
  const key = `${minute} ${zone}`
  let offset = offsets.get(key)
  if (offset === undefined) {
    offset = Math.round(IANAZone.create(zone).offset(minute * 60_000))
    if (offsets.size >= mostRemembered) offsets.clear()
    offsets.set(key, offset)
  }
  return offset
}

/** Day (from 1970-01-01) and minute of a moment on the clock of a zone. */
export function localOf(at: Date, zone: string): { day: number; minute: number } {
  const local = Math.floor(at.getTime() / 60_000) + offsetAt(at.getTime(), zone)
  const day = Math.floor(local / 1_440)
  return { day, minute: local - day * 1_440 }
}

/** What the clock of a zone shows at a moment, for SQL: `2026-03-08 03:01`. */
export function wallTime(at: Date, zone: string): string {
  const { day, minute } = localOf(at, zone)
  return new Date((day * 1_440 + minute) * 60_000).toISOString().slice(0, 16).replace('T', ' ')
}

/** The minute of the week, from Monday 0:00, that the clock of a zone shows. */
export function minuteOfWeek(at: Date, zone: string): number {
  const { day, minute } = localOf(at, zone)
  // 1970-01-01 was a Thursday.
  return ((day + 3) % 7) * 1_440 + minute
}

/**
 * The moments at which the clock may begin to show a local time: one; two where
 * the hour comes twice; and the clock change itself, which can jump over it.
 */
export function momentsOf(day: number, minute: number, zone: string): number[] {
  const asUtc = (day * 1_440 + minute) * 60_000
  const ahead = (time: number) => offsetAt(time, zone) * 60_000
  const before = ahead(asUtc - 86_400_000)
  const after = ahead(asUtc + 86_400_000)
  if (before === after) return [asUtc - before]
  let low = asUtc - 2 * 86_400_000
  let high = asUtc + 2 * 86_400_000
  while (high - low > 60_000) {
    const middle = Math.floor((low + high) / 120_000) * 60_000
    if (ahead(middle) === before) low = middle
    else high = middle
  }
  return [asUtc - before, asUtc - after, high]
}
