import { describe, expect, it } from 'vitest'
import { dayNumber, fallsOn, type Rule } from './rules.ts'
import { readSchedule, readWeekday, type ScheduleRow } from './schedules.ts'

const nine = { opens_at: '9:00', closes_at: '17:00' }
const opening = { opens: 540, closes: 1020 }

function rulesOf(row: ScheduleRow): Rule[] {
  const read = readSchedule(row)
  if (!('rules' in read)) throw new Error(JSON.stringify(read))
  return read.rules
}

/** The days of a month on which it is open. */
function daysIn(month: string, row: ScheduleRow): number[] {
  const [rule = {}] = rulesOf(row)
  const first = dayNumber(`${month}-01`)
  return Array.from({ length: 31 }, (_, index) => index + 1).filter((day) => fallsOn(rule, first + day - 1))
}

describe('a schedule of HSDS', () => {
  it('by weekday, as 1.x writes it', () => {
    expect(rulesOf({ weekday: 'Sunday', ...nine })).toEqual([{ days: [7], ...opening }])
    expect(['Mon', 'tu', 'mercredi', '4', 'x', 'Mo day'].map(readWeekday)).toEqual([
      1,
      2,
      3,
      4,
      undefined,
      undefined,
    ])
  })

  it('by days of the week, with or without its frequency', () => {
    expect(rulesOf({ freq: 'WEEKLY', byday: 'MO,WE', ...nine })).toEqual([{ days: [1, 3], ...opening }])
    expect(rulesOf({ byday: 'th, fr', ...nine })).toEqual([{ days: [4, 5], ...opening }])
  })

  it('of a season', () => {
    const [rule] = rulesOf({ byday: 'MO', valid_from: '2026-11-01', valid_to: '2027-04-30', ...nine })
    expect(rule).toEqual({
      days: [1],
      from: dayNumber('2026-11-01'),
      to: dayNumber('2027-04-30'),
      ...opening,
    })
  })

  it('on the second Tuesday and the last Friday of a month', () => {
    expect(daysIn('2026-03', { freq: 'MONTHLY', byday: '2TU,-1FR', ...nine })).toEqual([10, 27])
  })

  it('on days of a month, counted from its end too', () => {
    expect(daysIn('2026-03', { freq: 'MONTHLY', bymonthday: '1,-1', ...nine })).toEqual([1, 31])
  })

  it('every other week, in weeks that begin as it says', () => {
    const row = { freq: 'WEEKLY', interval: 2, dtstart: '2026-03-02', byday: 'MO,SU', ...nine }
    expect(daysIn('2026-03', row)).toEqual([2, 8, 16, 22, 30])
    expect(daysIn('2026-03', { ...row, wkst: 'SU' })).toEqual([2, 15, 16, 29, 30])
  })

  it('ends after so many times', () => {
    expect(
      daysIn('2026-03', { freq: 'WEEKLY', dtstart: '2026-03-03', byday: 'TU,TH', count: 3, ...nine }),
    ).toEqual([3, 5, 10])
  })

  it('without a day repeats the day on which it began', () => {
    expect(daysIn('2026-03', { freq: 'WEEKLY', dtstart: '2026-03-04', ...nine })).toEqual([4, 11, 18, 25])
    expect(daysIn('2026-03', { freq: 'MONTHLY', dtstart: '2026-01-15', ...nine })).toEqual([15])
  })

  it('of a holiday closes what is otherwise open, or opens for other hours', () => {
    const days = { from: dayNumber('2026-12-24'), to: dayNumber('2026-12-26') }
    const row = { holiday: true, valid_from: '2026-12-24', valid_to: '2026-12-26' }
    expect(rulesOf({ ...row, closed: true })).toEqual([{ ...days, closed: true }])
    expect(rulesOf({ ...row, ...nine })).toEqual([
      { ...days, closed: true },
      { ...days, ...opening, special: true },
    ])
  })

  it.each([
    [{ byday: 'MO', opens_at: 'early', closes_at: '17:00' }, 'opens_at'],
    [{ byday: 'XX', ...nine }, 'byday'],
    [{ weekday: 'someday', ...nine }, 'weekday'],
    [{ freq: 'YEARLY', byday: 'MO', ...nine }, 'freq'],
    [{ byday: 'MO', opens_at: '9:00', closes_at: '9:00' }, 'closes_at'],
    [{ byday: 'MO', valid_from: '2026-05-01', valid_to: '2026-04-01', ...nine }, 'valid_to'],
    [{ freq: 'MONTHLY', bymonthday: '32', ...nine }, 'bymonthday'],
  ] as [ScheduleRow, string][])('%j is at fault in %s', (row, field) =>
    expect(readSchedule(row)).toMatchObject({ field, fault: expect.any(String) as string }),
  )

  it.each([
    { byweekno: '41', byday: 'MO', ...nine },
    { byyearday: '2', ...nine },
    { freq: 'WEEKLY', bymonthday: '2', ...nine },
    { freq: 'WEEKLY', byday: '2TU', ...nine },
    { freq: 'WEEKLY', byday: 'MO', interval: 2, ...nine },
    { freq: 'WEEKLY', byday: 'MO', count: 2, ...nine },
    { byday: 'MO', opens_at: '9:00' },
    { weekday: 'Sunday' },
    { ...nine },
    { holiday: true, closed: true },
  ] as ScheduleRow[])('%j is kept as text, since it would have to be guessed', (row) =>
    expect(readSchedule(row)).toHaveProperty('text'),
  )
})
