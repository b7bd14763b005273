import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  feedbackToSee,
  giveFeedback,
  giveFeedbackAsStaff,
  lookedAtFeedback,
  type Feedback,
} from '../../../contracts/directory.ts'
import type { Database } from '../../../database/index.ts'
import { testDatabase } from '../../../database/testing.ts'
import { randomId, type Actor, type Role, type StaffActor } from '../../../kernel/index.ts'
import { directoryErrors } from '../directory.errors.ts'
import { testDeps } from '../directory.testing.ts'
import { loadObjects } from '../import/load-objects.ts'
import { feedbackRoutes } from './feedback.routes.ts'
import { forgetOld } from './feedback.usecases.ts'

let database: Database
let routes: ReturnType<typeof feedbackRoutes>
let services: Record<string, string>
beforeAll(async () => {
  database = await testDatabase()
  routes = feedbackRoutes(testDeps(database))
  await loadObjects(
    testDeps(database),
    'told',
    ['one', 'two'].map((id) => ({ id, name: `Invented ${id}`, status: 'active' })),
  )
  const { rows } = await database.as({ kind: 'system' }, (tx) =>
    sql<{ id: string; source_id: string }>`select id, source_id from directory.services`.execute(tx),
  )
  services = Object.fromEntries(rows.map(({ id, source_id }) => [source_id, id]))
})
afterAll(() => database.close())

function person(role: Role, organisationKind: 'provider' | 'hotline' = 'hotline'): StaffActor {
  const team = { teamId: randomId(), organisationId: randomId(), organisationKind, roles: [role] }
  return { kind: 'staff', memberId: randomId(), sessionId: randomId(), teams: [team] }
}
const public_: Actor = { kind: 'public' }
const reviewer = person('coordinator')
const others = (): Actor[] => [
  person('responder'),
  person('administrator'),
  person('coordinator', 'provider'),
  person('supervisor', 'provider'),
  public_,
]

async function call<Answer>(route: { id: string }, input: object, actor: Actor, clientKey = randomId()) {
  const handled = routes.find((one) => one.route.id === route.id)
  if (!handled) throw new Error(`no ${route.id}`)
  const context = { actor, locale: 'en', clientKey, setHeader: () => undefined }
  return handled.route.output.parse(await handled.answer(handled.route.input.parse(input), context)) as Answer
}
const tell = (what: string, serviceId = services['one'], clientKey?: string) =>
  call(giveFeedback, { serviceId, what }, public_, clientKey)
const seen = async (actor: Actor = reviewer) =>
  (await call<{ services: Feedback[] }>(feedbackToSee, {}, actor)).services
const refused = (kind: (typeof directoryErrors)[keyof typeof directoryErrors]) =>
  expect.objectContaining({ kind })

describe('what did not work', () => {
  it('is counted by service, what is urgent first, until a reviewer has looked', async () => {
    await tell('closed')
    await tell('closed')
    await tell('full')
    await call(giveFeedbackAsStaff, { serviceId: services['two'], what: 'unsafe' }, person('responder'))
    const [two, one] = await seen()
    expect(two).toMatchObject({
      name: 'Invented two',
      urgent: true,
      said: [{ what: 'unsafe', people: 0, line: 1 }],
    })
    expect(one).toMatchObject({
      name: 'Invented one',
      urgent: false,
      said: [
        { what: 'full', people: 1, line: 0 },
        { what: 'closed', people: 2, line: 0 },
      ],
    })
    await tell('no_answer')
    // Nobody looked at what came after the list was read.
    await call(
      lookedAtFeedback,
      { serviceId: services['one'], last: one?.last, note: 'Rang them.' },
      reviewer,
    )
    expect((await seen()).map(({ name, said }) => [name, said[0]?.what])).toEqual([
      ['Invented two', 'unsafe'],
      ['Invented one', 'no_answer'],
    ])
  })

  it('is kept with its week and nothing of who said it, for a year', async () => {
    const { rows } = await sql<Record<string, unknown>>`select * from directory.feedback`.execute(
      database.unguarded,
    )
    expect(Object.keys(rows[0] ?? {}).sort()).toEqual(['no', 'said_by', 'service_id', 'week', 'what'])
    const days = new Set(rows.map(({ week }) => new Date(String(week)).getDay()))
    expect([...days]).toEqual([1])
    await sql`update directory.feedback set week = week - 400 where what = 'unsafe'`.execute(
      database.unguarded,
    )
    await forgetOld(testDeps(database))
    expect((await seen()).map(({ name }) => name)).toEqual(['Invented one'])
  })

  it('can be said a few times and not in a flood, and only of what is offered', async () => {
    const from = randomId()
    for (let times = 0; times < 6; times++) await tell('closed', services['two'], from)
    await expect(tell('closed', services['two'], from)).rejects.toEqual(refused(directoryErrors.too_many))
    await expect(tell('closed', randomId())).rejects.toEqual(refused(directoryErrors.not_found))
    await expect(tell('it was terrible')).rejects.toThrow()
  })
})

describe('who reads it', () => {
  it('is a reviewer of the line', async () => {
    expect(await seen(person('supervisor'))).not.toEqual([])
    for (const actor of others()) {
      expect(await seen(actor)).toEqual([])
      const look = { serviceId: services['one'], last: 99 }
      await expect(call(lookedAtFeedback, look, actor)).rejects.toEqual(refused(directoryErrors.not_allowed))
    }
    const provider = person('provider', 'provider')
    const say = call(giveFeedbackAsStaff, { serviceId: services['one'], what: 'full' }, provider)
    await expect(say).rejects.toEqual(refused(directoryErrors.not_allowed))
  })

  it('is the same for row-level security alone, which also knows who says it', async () => {
    for (const actor of others()) {
      const { rows } = await database.as(actor, (tx) =>
        sql`select from directory.feedback union all select from directory.feedback_looks`.execute(tx),
      )
      expect(rows).toEqual([])
      const look = sql`insert into directory.feedback_looks (service_id, up_to, note, by_member)
        values (${services['one']}, 99, '', ${actor.kind === 'staff' ? actor.memberId : 'x'})`
      await expect(database.as(actor, (tx) => look.execute(tx))).rejects.toThrow(/row-level security/)
    }
    const say = (actor: Actor, saidBy: string, week = sql`default`) =>
      database.as(actor, (tx) =>
        sql`insert into directory.feedback (service_id, what, said_by, week)
          values (${services['one']}, 'full', ${saidBy}, ${week})`.execute(tx),
      )
    await say(public_, 'person')
    await say(person('responder'), 'line')
    for (const [actor, saidBy, week] of [
      [public_, 'line'],
      [person('responder'), 'person'],
      [person('provider', 'provider'), 'line'],
      [public_, 'person', sql`current_date - 30`],
    ] as const)
      await expect(say(actor, saidBy, week)).rejects.toThrow(/row-level security/)
    for (const statement of [
      sql`update directory.feedback set what = 'full'`,
      sql`delete from directory.feedback_looks`,
    ])
      await expect(database.as(reviewer, (tx) => statement.execute(tx))).rejects.toThrow(/permission denied/)
    await database.as(reviewer, (tx) => sql`delete from directory.feedback`.execute(tx))
    expect(await seen()).not.toEqual([])
  })
})
