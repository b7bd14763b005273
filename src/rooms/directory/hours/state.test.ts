import * as fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { anyHours, anyMoment } from './hours.testing.ts'
import { dayNumber, type Rule } from './rules.ts'
import { stateAndChange, stateAt, stateOn, type Hours, type State } from './state.ts'

const toronto = (rules: Rule[], gap = false): Hours => ({ rules, gap, zone: 'America/Toronto' })
const at = (local: string, zone = 'America/Toronto') => DateTime.fromISO(local, { zone }).toJSDate()
const night: Rule = { days: [5], opens: 1320, closes: 1800 }

/** Whether a rule falls on a date, by counting on a calendar. */
function slowlyFallsOn(rule: Rule, date: DateTime): boolean {
  const day = dayNumber(date.toISODate() ?? '')
  if (day < (rule.from ?? -Infinity) || day > (rule.to ?? Infinity)) return false
  if (rule.days && !rule.days.includes(date.weekday)) return false
  const month = Array.from({ length: date.daysInMonth ?? 31 }, (_, index) => date.set({ day: index + 1 }))
  const alike = month.filter(({ weekday }) => weekday === date.weekday).map((one) => one.day)
  const nth = alike.indexOf(date.day)
  const fromEnd = alike.length - nth
  if (
    rule.nth &&
    !rule.nth.some((code) =>
      code > 0 ? code === (nth + 1) * 10 + date.weekday : -code === fromEnd * 10 + date.weekday,
    )
  )
    return false
  if (rule.monthDays && !rule.monthDays.some((of) => (of > 0 ? of : month.length + of + 1) === date.day))
    return false
  const anchor = DateTime.fromMillis((rule.anchor ?? 0) * 86_400_000, { zone: 'utc' })
  if (rule.weeks) {
    const firstDay = (of: DateTime) => of.minus({ days: (of.weekday - (rule.weekStart ?? 1) + 7) % 7 })
    const weeks = firstDay(date).diff(firstDay(anchor), 'days').days / 7
    if (weeks % rule.weeks !== 0) return false
  }
  return !rule.months || (date.year * 12 + date.month - anchor.year * 12 - anchor.month) % rule.months === 0
}

/** The slow way: a calendar of minutes, written out without looking at how the code does it. */
function oracle({ rules, gap, zone }: Hours, moment: Date): State {
  const local = DateTime.fromJSDate(moment, { zone })
  const now = local.hour * 60 + local.minute
  for (const [back, shift] of [
    [0, 0],
    [1, 1440],
  ] as const) {
    const date = DateTime.fromISO(local.toISODate() ?? '', { zone: 'utc' }).minus({ days: back })
    const those = rules.filter((rule) => slowlyFallsOn(rule, date))
    const holiday = those.some((rule) => rule.closed === true)
    for (const rule of those) {
      if (rule.opens === undefined || rule.closes === undefined) continue
      if (holiday && !rule.special) continue
      for (let minute = rule.opens; minute < rule.closes; minute++) if (minute === now + shift) return 'open'
    }
  }
  if (gap) return 'unknown'
  const date = DateTime.fromISO(local.toISODate() ?? '', { zone: 'utc' })
  const today = dayNumber(date.toISODate() ?? '')
  const says = rules.some((rule) =>
    rule.closed
      ? slowlyFallsOn(rule, date)
      : (rule.from ?? -Infinity) <= today && today <= (rule.to ?? Infinity),
  )
  return says ? 'closed' : 'unknown'
}

describe('open, closed or not known', () => {
  it('is what a slow look at each minute says, in every zone and through clock changes', () => {
    fc.assert(
      fc.property(anyHours, anyMoment, (hours, moment) => {
        expect(stateAt(hours, moment)).toBe(oracle(hours, moment))
      }),
      { numRuns: 10_000 },
    )
  })

  it('changes at the moment that is told, and not before', () => {
    fc.assert(
      fc.property(anyHours, anyMoment, (hours, moment) => {
        const { state, changes } = stateAndChange(hours, moment)
        if (!changes) return
        expect(changes.getTime()).toBeGreaterThan(moment.getTime())
        expect(stateAt(hours, changes)).not.toBe(state)
        expect(stateAt(hours, new Date(changes.getTime() - 60_000))).toBe(state)
        // Every quarter of an hour in between.
        const step = Math.max(900_000, Math.floor((changes.getTime() - moment.getTime()) / 200))
        for (let t = moment.getTime(); t < changes.getTime(); t += step)
          expect(stateAt(hours, new Date(t))).toBe(state)
      }),
      { numRuns: 400 },
    )
  })

  it('changes first at what comes first, also before the clocks change on that day', () => {
    const hours = toronto([{ days: [7], opens: 61, closes: 181 }])
    const before = at('2026-03-07T12:00')
    expect(stateAndChange(hours, before)).toEqual({ state: 'closed', changes: at('2026-03-08T01:01') })
    // Until 3:01 by the wall, a minute after 2:00 became 3:00.
    expect(stateAndChange(hours, at('2026-03-08T01:30')).changes).toEqual(at('2026-03-08T03:01'))
  })

  it('past midnight belongs to the evening before', () => {
    const hours = toronto([night])
    expect(stateAt(hours, at('2026-11-28T05:59'))).toBe('open')
    expect(stateAt(hours, at('2026-11-28T06:00'))).toBe('closed')
    expect(stateAt(hours, at('2026-11-27T05:59'))).toBe('closed')
    expect(stateAndChange(hours, at('2026-11-27T23:00')).changes).toEqual(at('2026-11-28T06:00'))
  })

  it('goes by the clock on the wall when an hour is lost or comes twice', () => {
    const hours = toronto([{ opens: 60, closes: 150 }])
    // 2026-03-08: 2:00 becomes 3:00, so that 2:30 never comes.
    expect(stateAndChange(hours, at('2026-03-08T01:30')).changes).toEqual(at('2026-03-08T03:00'))
    // 2026-11-01: 1:59 is followed by 1:00 once more.
    const first = new Date('2026-11-01T05:30:00Z')
    expect([first, new Date('2026-11-01T06:30:00Z')].map((moment) => stateAt(hours, moment))).toEqual([
      'open',
      'open',
    ])
  })

  it('in Newfoundland is half an hour off', () => {
    const hours: Hours = { rules: [{ opens: 540, closes: 1020 }], gap: false, zone: 'America/St_Johns' }
    expect(stateAt(hours, new Date('2026-12-01T12:29:00Z'))).toBe('closed')
    expect(stateAt(hours, new Date('2026-12-01T12:30:00Z'))).toBe('open')
  })

  it('is never closed where nothing is known, nor outside the hours that could be read', () => {
    expect(stateAt(toronto([]), at('2026-11-24T12:00'))).toBe('unknown')
    expect(stateAt(toronto([night], true), at('2026-11-24T12:00'))).toBe('unknown')
    expect(stateAt(toronto([night], true), at('2026-11-27T23:00'))).toBe('open')
  })

  it('is not known before and after the season for which it was said', () => {
    const winter: Rule = {
      opens: 540,
      closes: 1020,
      from: dayNumber('2026-11-01'),
      to: dayNumber('2026-12-31'),
    }
    const states = ['2026-10-31', '2026-11-01', '2027-01-01'].map((day) =>
      stateOn({ rules: [winter], gap: false }, dayNumber(day), 0),
    )
    expect(states).toEqual(['unknown', 'closed', 'unknown'])
  })

  it('is closed on a holiday, but for the hours of the holiday itself', () => {
    const day = dayNumber('2026-12-25')
    const rules: Rule[] = [
      { opens: 540, closes: 1020 },
      { from: day, to: day, closed: true },
    ]
    const short: Rule = { from: day, to: day, opens: 600, closes: 660, special: true }
    expect(stateOn({ rules, gap: false }, day, 600)).toBe('closed')
    expect(stateOn({ rules: [...rules, short], gap: false }, day, 600)).toBe('open')
    expect(stateOn({ rules: [...rules, short], gap: false }, day, 700)).toBe('closed')
  })

  it('always open never changes', () => {
    expect(stateAndChange(toronto([{ opens: 0, closes: 1440 }]), at('2026-11-24T12:00'))).toEqual({
      state: 'open',
    })
  })
})
