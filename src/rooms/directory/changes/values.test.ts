import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HoursValue, Opening } from '../../../contracts/directory-changes.ts'
import { hoursValue } from '../../../contracts/directory-changes.ts'
import { translator } from '../../../i18n/index.ts'
import { current, dayNumber, weekdayOf } from '../hours/rules.ts'
import { stateOn } from '../hours/state.ts'
import { clock } from '../hours/times.ts'
import { linesOf } from './change-text.ts'
import type { Said } from './said.ts'
import { checkValue, formValue, rulesOf, saidBy } from './values.ts'

const now = new Date('2026-11-24T12:00:00Z')
const today = dayNumber('2026-11-24')

/** Up to two openings a day that keep out of each other's way, some past midnight. */
const anyDay = fc
  .uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 0, maxLength: 4 })
  .map((quarters) => {
    const times = quarters.sort((a, b) => a - b).map((quarter) => quarter * 15)
    return times.flatMap((opens, index) => {
      const closes = times[index + 1]
      return index % 2 === 0 && closes !== undefined ? [{ opens: clock(opens), closes: clock(closes) }] : []
    })
  })
const date = fc
  .integer({ min: 0, max: 60 })
  .map((ahead) => new Date((today + ahead) * 86_400_000).toISOString().slice(0, 10))
const anyWeek: fc.Arbitrary<HoursValue> = fc
  .record({
    days: fc.array(anyDay, { minLength: 7, maxLength: 7 }),
    lateOn: fc.option(fc.integer({ min: 1, max: 7 })),
    closed: fc.array(
      fc.tuple(date, date).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a })),
      { maxLength: 2 },
    ),
  })
  .map(({ days, lateOn, closed }) => {
    const week: Opening[] = days.flatMap((list, index) => list.map((one) => ({ day: index + 1, ...one })))
    if (lateOn !== null && !week.some(({ day }) => day === lateOn))
      week.push({ day: lateOn, opens: '20:00', closes: '02:00' })
    return hoursValue.parse({ kind: 'week', week, closed })
  })
  .filter(({ week }) => week.length > 0)

const said = (value: HoursValue) => saidBy({ field: 'hours', value }) as Said['hours']
const whole = (hours: Said['hours']): Said => ({ hours, phones: [], name: '', for_whom: '', address: '' })

describe('hours that somebody types', () => {
  it('are open when they say so and at no other time, whatever else the rules may do', () => {
    fc.assert(
      fc.property(
        anyWeek,
        fc.integer({ min: 0, max: 70 }),
        fc.integer({ min: 0, max: 1439 }),
        (value, ahead, minute) => {
          checkValue({ field: 'hours', value })
          const day = today + ahead
          const text = new Date(day * 86_400_000).toISOString().slice(0, 10)
          const before = new Date((day - 1) * 86_400_000).toISOString().slice(0, 10)
          const shut = (on: string) => value.closed.some(({ from, to }) => from <= on && on <= to)
          const on = (of: number) => value.week.filter((one) => one.day === weekdayOf(of))
          const at = clock(minute)
          // As a person reads them: a closing that is not later than its opening is on the next day.
          const open =
            (!shut(text) &&
              on(day).some(
                ({ opens, closes }) => opens <= at && (closes <= opens || closes === '23:59' || at < closes),
              )) ||
            (!shut(before) && on(day - 1).some(({ opens, closes }) => closes <= opens && at < closes))
          expect(stateOn(said(value), day, minute)).toBe(open ? 'open' : 'closed')
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('come back in the form as they were typed, also once they were published', () => {
    fc.assert(
      fc.property(anyWeek, (value) => {
        const published = { rules: current(said(value).rules, today), gap: false }
        const back = formValue('hours', whole(published))
        expect(back?.kind).toBe('week')
        expect(current(rulesOf(back as HoursValue), today)).toEqual(published.rules)
      }),
      { numRuns: 500 },
    )
    for (const kind of ['always', 'ask'] as const) {
      const value = hoursValue.parse({ kind, note: kind === 'ask' ? 'By appointment' : '' })
      expect(formValue('hours', whole(said(value)))).toEqual(value)
    }
  })

  it('are not shown in a form that could not say them', () => {
    const monthly = { rules: [{ nth: [21], opens: 540, closes: 600 }], gap: false }
    expect(formValue('hours', whole(monthly))).toBeUndefined()
    expect(formValue('hours', whole({ rules: [{ opens: 0, closes: 60 }], gap: true }))).toBeUndefined()
  })

  it.each([
    ['none', []],
    ['of no length', [{ day: 1, opens: '09:00', closes: '09:00' }]],
    [
      'that overlap',
      [
        { day: 1, opens: '09:00', closes: '12:00' },
        { day: 1, opens: '11:00', closes: '15:00' },
      ],
    ],
    [
      'that overlap past midnight',
      [
        { day: 1, opens: '20:00', closes: '02:00' },
        { day: 1, opens: '23:00', closes: '23:30' },
      ],
    ],
  ])('are refused: %s', (_name, week) => {
    expect(() => checkValue({ field: 'hours', value: hoursValue.parse({ kind: 'week', week }) })).toThrow()
  })

  it('are refused where closed days end before they begin', () => {
    const closed = [{ from: '2026-12-27', to: '2026-12-24' }]
    expect(() =>
      checkValue({ field: 'hours', value: hoursValue.parse({ kind: 'always', closed }) }),
    ).toThrow()
  })

  it('are said line by line, closed days by themselves', () => {
    const value = hoursValue.parse({
      kind: 'week',
      week: [1, 2, 3, 4, 5].map((day) => ({ day, opens: '09:00', closes: '17:00' })),
      closed: [{ from: '2026-11-24', to: '2026-11-26' }],
    })
    expect(linesOf(translator('en'), 'hours', said(value), now)).toEqual([
      'Mon to Fri: 9:00 a.m. to 5:00 p.m.',
      'Sat to Sun: closed',
      expect.stringMatching(/^closed .*24.* to .*26/),
    ])
  })
})

it('a phone has digits and an address a province that there is', () => {
  const phone = { number: 'call us', extension: '', kind: 'voice' as const, note: '' }
  expect(() => checkValue({ field: 'phones', value: [phone] })).toThrow()
  const address = { line: '1 Main St', town: 'Kingston', province: 'Nowhere', postalCode: '' }
  expect(() => checkValue({ field: 'address', value: address })).toThrow()
  checkValue({ field: 'address', value: { ...address, province: 'ontario' } })
})
