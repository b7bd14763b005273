import { DateTime } from 'luxon'
import { fallsOn, inForce, minutesOfDay, type Rule } from './rules.ts'

/** The opening rules of one service at one place. `gap`: some opening could not be read. */
export type Hours = { readonly rules: readonly Rule[]; readonly gap: boolean; readonly zone: string }

export type State = 'open' | 'closed' | 'unknown'

export type Interval = { opens: number; closes: number }

/** The openings that begin on a day, in minutes of that day, in order. */
export function openingsOn(rules: readonly Rule[], day: number): Interval[] {
  const today = rules.filter((rule) => fallsOn(rule, day))
  const holiday = today.some((rule) => rule.closed)
  return today
    .flatMap(({ opens, closes, special }) =>
      opens === undefined || closes === undefined || (holiday && !special) ? [] : [{ opens, closes }],
    )
    .sort((a, b) => a.opens - b.opens || a.closes - b.closes)
}

/**
 * Open, closed, or not known, at a local day and minute. Closed is only said
 * where some rule is in force and every opening could be read.
 */
export function stateOn(hours: Pick<Hours, 'rules' | 'gap'>, day: number, minute: number): State {
  for (const back of [0, 1]) {
    const then = minute + back * minutesOfDay
    if (openingsOn(hours.rules, day - back).some(({ opens, closes }) => then >= opens && then < closes))
      return 'open'
  }
  if (hours.gap) return 'unknown'
  const known = hours.rules.some((rule) => (rule.closed ? fallsOn(rule, day) : inForce(rule, day)))
  return known ? 'closed' : 'unknown'
}

/** Day and minute of a moment on the clock of a zone. */
export function localOf(at: Date, zone: string): { day: number; minute: number } {
  const local = DateTime.fromJSDate(at, { zone })
  return {
    day: Date.UTC(local.year, local.month - 1, local.day) / 86_400_000,
    minute: local.hour * 60 + local.minute,
  }
}

/** The state at a moment. What counts is what the clock on the wall says, on both sides of a clock change. */
export function stateAt(hours: Hours, at: Date): State {
  const { day, minute } = localOf(at, hours.zone)
  return stateOn(hours, day, minute)
}

// A service that is closed for longer than this says no more than that it is closed.
const farthest = 35

/** The state at a moment, and when it next changes (whole minutes), if within five weeks. */
export function stateAndChange(hours: Hours, at: Date): { state: State; changes?: Date } {
  const state = stateAt(hours, at)
  if (hours.rules.length === 0) return { state }
  const { day } = localOf(at, hours.zone)
  for (let ahead = -1; ahead <= farthest; ahead++) {
    const moments = edgesOf(hours, day + ahead)
      .filter((moment) => moment > at.getTime())
      .sort((a, b) => a - b)
    const change = moments.find((moment) => stateAt(hours, new Date(moment)) !== state)
    if (change !== undefined) return { state, changes: new Date(change) }
  }
  return { state }
}

/** Every moment at which something may change because of a day's rules. */
function edgesOf(hours: Hours, day: number): number[] {
  const walls = new Set([0, minutesOfDay])
  for (const { opens, closes } of openingsOn(hours.rules, day)) walls.add(opens).add(closes)
  return [...walls].flatMap((wall) => momentsOf(day, wall, hours.zone))
}

/**
 * The moments at which the clock may begin to show a local time: one; two where
 * the hour comes twice; and the clock change itself, which can jump over it.
 */
function momentsOf(day: number, wall: number, zone: string): number[] {
  const asUtc = (day * minutesOfDay + wall) * 60_000
  const offsetAt = (moment: number) => DateTime.fromMillis(moment, { zone }).offset * 60_000
  const before = offsetAt(asUtc - 86_400_000)
  const after = offsetAt(asUtc + 86_400_000)
  if (before === after) return [asUtc - before]
  let low = asUtc - 2 * 86_400_000
  let high = asUtc + 2 * 86_400_000
  while (high - low > 60_000) {
    const middle = Math.floor((low + high) / 120_000) * 60_000
    if (offsetAt(middle) === before) low = middle
    else high = middle
  }
  return [asUtc - before, asUtc - after, high]
}
