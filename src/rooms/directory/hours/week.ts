import { isWeekly, minutesOfDay, type Rule } from './rules.ts'

const week = 7 * minutesOfDay

/**
 * The minutes of the week in which rules are open, as a PostgreSQL multirange
 * (Monday 0:00 is 0); undefined where some rule has dates and each day must be
 * looked at by itself.
 */
export function weekRanges(rules: readonly Rule[]): string | undefined {
  if (!rules.every(isWeekly)) return undefined
  const ranges = rules.flatMap(({ days = [1, 2, 3, 4, 5, 6, 7], opens = 0, closes = 0 }) =>
    days.flatMap((day) => {
      const start = (day - 1) * minutesOfDay
      return wrap(start + opens, start + closes)
    }),
  )
  return `{${ranges.map(([from, to]) => `[${from},${to})`).join(',')}}`
}

// Sunday's night runs into Monday.
function wrap(from: number, to: number): [number, number][] {
  if (to - from >= week) return [[0, week]]
  if (from >= week) return [[from - week, to - week]]
  return to > week
    ? [
        [from, week],
        [0, to - week],
      ]
    : [[from, to]]
}
