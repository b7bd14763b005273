import * as fc from 'fast-check'
import { dayNumber, type Rule } from './rules.ts'
import type { Hours } from './state.ts'

const day = fc.integer({ min: dayNumber('2025-12-01'), max: dayNumber('2027-02-01') })
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined })
const weekdays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
const span = fc.oneof(
  fc.constant({}),
  fc.tuple(day, fc.integer({ min: 0, max: 120 })).map(([from, length]) => ({ from, to: from + length })),
  day.map((from) => ({ from })),
  day.map((to) => ({ to })),
)
const opening = fc
  .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
  .map(([opens, length]) => ({ opens, closes: opens + length }))

const weekly = fc.record({ days: weekdays })
const fortnightly = fc.record({
  days: weekdays,
  weeks: fc.integer({ min: 2, max: 4 }),
  anchor: day,
  weekStart: fc.integer({ min: 1, max: 7 }),
})
const monthly = fc.oneof(
  fc.record({
    nth: fc.uniqueArray(
      fc
        .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 7 }), fc.boolean())
        .map(([n, weekday, fromEnd]) => (fromEnd ? -1 : 1) * (n * 10 + weekday)),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  fc.record({
    monthDays: fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: -31, max: -1 })), {
      minLength: 1,
      maxLength: 4,
    }),
    months: fc.integer({ min: 1, max: 3 }),
    anchor: day,
  }),
)

/** A rule of any kind that a schedule can be read into. */
export const anyRule: fc.Arbitrary<Rule> = fc
  .oneof(
    { weight: 4, arbitrary: fc.tuple(weekly, opening, span) },
    { weight: 2, arbitrary: fc.tuple(fortnightly, opening, span) },
    { weight: 2, arbitrary: fc.tuple(monthly, opening, span) },
    { weight: 1, arbitrary: fc.tuple(fc.constant({ closed: true as const }), span) },
    { weight: 1, arbitrary: fc.tuple(fc.constant({ special: true as const }), opening, span) },
  )
  .map((parts) => Object.assign({}, ...parts) as Rule)

/** Rules that are the same each week. */
export const anyWeeklyRule: fc.Arbitrary<Rule> = fc
  .tuple(optional(weekdays), opening)
  .map(([days, times]) => (days ? { days, ...times } : times))

export const zones = ['America/Toronto', 'America/St_Johns', 'America/Vancouver', 'America/Regina', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'] // prettier-ignore

export const anyHours: fc.Arbitrary<Hours> = fc.record({
  rules: fc.oneof(fc.array(anyRule, { maxLength: 4 }), fc.array(anyWeeklyRule, { maxLength: 4 })),
  gap: fc.boolean(),
  zone: fc.constantFrom(...zones),
})

// A third of the moments lie around a clock change.
const changes = [
  '2026-03-08T06:00Z',
  '2026-03-08T10:00Z',
  '2026-11-01T05:00Z',
  '2026-11-01T09:00Z',
  '2026-04-04T15:00Z',
]

/** A whole minute of 2026. */
export const anyMoment: fc.Arbitrary<Date> = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 525_599 }).map((minute) => Date.UTC(2026, 0, 1) + minute * 60_000) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -360, max: 360 }))
      .map(([change, minutes]) => Date.parse(change) + minutes * 60_000),
  },
).map((time) => new Date(time)) // prettier-ignore
