import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  checklist,
  answersOf,
  type ChecklistAnswer,
  type ChecklistItem,
} from '../../../contracts/directory-vetting.ts'
import type { Database } from '../../../database/index.ts'
import { testDatabase } from '../../../database/testing.ts'
import { randomId } from '../../../kernel/index.ts'
import { effective } from './effective.ts'
import { missingOf } from './missing.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

it('what the code misses is what the database refuses “verified” for', async () => {
  expect(
    (await sql<{ items: string[] }>`select directory.checklist() as items`.execute(database.unguarded)).rows,
  ).toEqual([{ items: [...checklist] }])
  const people = ['opener', 'one', 'two', 'three']
  const review = fc.record({
    by: fc.constantFrom(...people),
    decision: fc.constantFrom('verify' as const, 'verify' as const, 'refuse' as const),
    knowsField: fc.boolean(),
  })
  // Each item is answered once or twice; the last of them counts.
  const answers = fc.tuple(
    ...checklist.map((item) =>
      fc.array(fc.constantFrom<ChecklistAnswer>(...answersOf[item]), { minLength: 0, maxLength: 2 }),
    ),
  )
  const all = checklist.map((): ChecklistAnswer[] => ['yes'])
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(answers, fc.constant(all)),
      fc.uniqueArray(review, { selector: ({ by }) => by, maxLength: 4 }),
      async (said, reviews) => {
        const id = randomId()
        await sql`insert into directory.vettings (id, subject_kind, subject_id, name, reason, opened_by)
          values (${id}, 'service', ${id}, 'x', '', 'opener')`.execute(database.unguarded)
        const latest = new Map<ChecklistItem, ChecklistAnswer>()
        for (const [index, item] of checklist.entries())
          for (const answer of said[index] ?? []) {
            latest.set(item, answer)
            await sql`insert into directory.vetting_answers (vetting_id, item, answer, evidence, by_member)
              values (${id}, ${item}, ${answer}, '', 'x')`.execute(database.unguarded)
          }
        for (const { by, decision, knowsField } of reviews)
          await sql`insert into directory.vetting_reviews (vetting_id, by_member, decision, knows_field, reason, until)
            values (${id}, ${by}, ${decision}, ${knowsField}, '', ${decision === 'verify' ? '2027-01-01' : null}::date)`.execute(
            database.unguarded,
          )
        const { rows } = await sql<{ may: boolean }>`select directory.may_verify(${id}) as may`.execute(
          database.unguarded,
        )
        const missing = missingOf('opener', latest, reviews)
        const against = reviews.some(({ decision }) => decision === 'refuse')
        expect(rows[0]?.may === true, JSON.stringify({ missing, reviews })).toBe(
          missing.length === 0 && !against,
        )
      },
    ),
    { numRuns: 60 },
  )
})

describe('what follows from standings', () => {
  const verified = (kind: 'service' | 'organisation' | 'source', until: string) => ({
    serviceId: 's',
    kind,
    name: kind,
    level: 'verified' as const,
    until,
  })
  const stopped = (kind: 'service' | 'organisation' | 'source') => ({
    ...verified(kind, ''),
    level: 'stopped' as const,
    until: null,
  })

  it.each([
    ['nothing', [], undefined],
    ['one', [verified('source', '2027-01-01')], { by: 'source', name: 'source', until: '2027-01-01' }],
    [
      'the later day',
      [verified('organisation', '2026-01-01'), verified('source', '2027-01-01')],
      { by: 'source', name: 'source', until: '2027-01-01' },
    ],
    [
      'of two alike the line’s own',
      [verified('source', '2027-01-01'), verified('service', '2027-01-01')],
      { by: 'line', name: 'service', until: '2027-01-01' },
    ],
    ['any stop', [verified('organisation', '2027-01-01'), stopped('service')], 'stopped'],
    ['a stop of the source', [stopped('source'), verified('service', '2027-01-01')], 'stopped'],
  ] as const)('is %s', (_, standings, expected) => {
    expect(effective(standings)('s')).toEqual(expected)
    expect(effective(standings)('another')).toBeUndefined()
  })
})
