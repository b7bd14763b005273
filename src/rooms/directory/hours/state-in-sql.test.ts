import * as fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../database/index.ts'
import { testDatabase } from '../../../database/testing.ts'
import { anyHours, anyMoment, anyWeeklyRule, zones } from './hours.testing.ts'
import { minuteOfWeek, wallTime } from './clock.ts'
import { stateAt } from './state.ts'
import { weekRanges } from './week.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const states = ['open', 'unknown', 'closed'] as const

describe('the database and the page', () => {
  it('agree on whether something is open by rules with dates', async () => {
    const cases = fc.sample(fc.tuple(anyHours, anyMoment), { numRuns: 1_500, seed: 4 })
    const given = cases.map(([{ rules, gap, zone }, at], n) => ({ rules, gap, wall: wallTime(at, zone), n }))
    const { rows } = await database.as({ kind: 'public' }, (tx) =>
      sql<{ state: 0 | 1 | 2 }>`
        select directory.dated_state(rules, gap, wall) as state
        from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
          as given (rules jsonb, gap boolean, wall timestamp, n integer) order by n`.execute(tx),
    )
    const wrong = cases.filter(([hours, at], index) => stateAt(hours, at) !== states[rows[index]?.state ?? 1])
    expect(wrong).toEqual([])
  })

  it('agree on whether something is open by hours that are the same each week', async () => {
    const any = fc.tuple(
      fc.array(anyWeeklyRule, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...zones),
      anyMoment,
    )
    const cases = fc.sample(any, { numRuns: 1_500, seed: 5 })
    const given = cases.map(([rules, zone, at], n) => ({
      hours: weekRanges(rules),
      minute: minuteOfWeek(at, zone),
      n,
    }))
    const { rows } = await database.as({ kind: 'public' }, (tx) =>
      sql<{ open: boolean }>`
        select hours::int4multirange @> minute as open
        from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
          as given (hours text, minute integer, n integer) order by n`.execute(tx),
    )
    const wrong = cases.filter(
      ([rules, zone, at], index) =>
        (stateAt({ rules, zone, gap: false }, at) === 'open') !== rows[index]?.open,
    )
    expect(wrong).toEqual([])
  })
})
