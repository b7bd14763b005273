import { localOf, momentsOf, offsetAt } from './clock.ts'
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
  const { day, minute } = localOf(at, hours.zone)
  const offset = offsetAt(at.getTime(), hours.zone)
  for (let ahead = 0; ahead <= farthest; ahead++) {
    // While the clocks are not changed, the wall's own time is enough.
    const noon = (day + ahead) * 86_400_000 + 43_200_000
    const steady = [-86_400_000, 0, 86_400_000].every(
      (shift) => offsetAt(noon + shift, hours.zone) === offset,
    )
    const change = steady
      ? changeOnTheWall(hours, state, day + ahead, ahead === 0 ? minute : -1, offset)
      : changeThrough(hours, state, day + ahead, at)
    if (change !== undefined) return { state, changes: new Date(change) }
  }
  return { state }
}

/** The minutes of a day at which something may change: its own openings, and the ends of the night before. */
function edgesOn(hours: Hours, day: number): number[] {
  const edges = new Set([0])
  for (const { opens, closes } of openingsOn(hours.rules, day)) edges.add(opens).add(closes)
  for (const { closes } of openingsOn(hours.rules, day - 1)) edges.add(closes - minutesOfDay)
  return [...edges].filter((edge) => edge >= 0 && edge < minutesOfDay).sort((a, b) => a - b)
}

function changeOnTheWall(
  hours: Hours,
  state: State,
  day: number,
  after: number,
  offset: number,
): number | undefined {
  const edge = edgesOn(hours, day).find((minute) => minute > after && stateOn(hours, day, minute) !== state)
  return edge === undefined ? undefined : (day * minutesOfDay + edge - offset) * 60_000
}

function changeThrough(hours: Hours, state: State, day: number, at: Date): number | undefined {
  return (
    edgesOn(hours, day)
      .flatMap((edge) => momentsOf(day, edge, hours.zone))
      // The clock change lies near the days around it, too, where an earlier opening of its own day would be passed over.
      .filter((moment) => moment > at.getTime() && localOf(new Date(moment), hours.zone).day === day)
      .sort((a, b) => a - b)
      .find((moment) => stateAt(hours, new Date(moment)) !== state)
  )
}
