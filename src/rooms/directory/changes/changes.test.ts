import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  answerChange,
  changeEntry,
  changesToAnswer,
  entryOf,
  getService,
  searchServices,
  type Change,
  type Entry,
  type EntryField,
} from '../../../contracts/directory.ts'
import type { Database } from '../../../database/index.ts'
import { testDatabase } from '../../../database/testing.ts'
import { randomId, roles, type Actor, type Role, type StaffActor } from '../../../kernel/index.ts'
import { directoryErrors } from '../directory.errors.ts'
import { asker, testDeps } from '../directory.testing.ts'
import { loadObjects } from '../import/load-objects.ts'
import { setKeeper } from '../keepers.repository.ts'
import { openServices } from '../open-data/open-data.usecases.ts'
import { acceptInvented } from '../vetting/vetting.usecases.ts'
import { changesRoutes } from './changes.routes.ts'
import { applyChanges } from './changes.usecases.ts'

const teamId = randomId()
let database: Database
let services: Record<'lantern' | 'other' | 'two' | 'house', string>
beforeAll(async () => {
  database = await testDatabase()
  await acceptInvented(testDeps(database), 'changed')
  await load()
  const { rows } = await database.as({ kind: 'system' }, (tx) =>
    sql<{ id: string; source_id: string; organisation: string }>`
      select id, source_id, organization_id as organisation from directory.services`.execute(tx),
  )
  const idOf = (name: string) => rows.find(({ source_id }) => source_id === name)?.id ?? ''
  services = { lantern: idOf('lantern'), other: idOf('other'), two: idOf('two'), house: idOf('house') }
  for (const { source_id, organisation } of rows)
    if (source_id !== 'other')
      await database.as({ kind: 'system' }, (tx) => setKeeper(tx, organisation, teamId))
})
afterAll(() => database.close())

type Source = { phone?: string; opens?: string; forWhom?: string }

const load = (
  { phone = '613-555-0100', opens = '09:00', forWhom = 'Women.' }: Source = {},
  secret = ['house'],
) => {
  const at = (id: string, confidential = false) => ({
    id: `at-${id}`,
    location: {
      id: `place-${id}`,
      name: `Place ${id}`,
      latitude: 44.2312,
      longitude: -76.486,
      addresses: [{ id: `a-${id}`, address_1: `${id.length}1 Quiet Lane`, city: 'Kingston', state_province: 'ON', address_type: 'physical', country: 'CA', postal_code: 'K7L 1A1' }],
      ...(confidential ? { northline: { confidential: true } } : {}),
    },
  }) // prettier-ignore
  return loadObjects(
    testDeps(database),
    'changed',
    ['lantern', 'other', 'two', 'house'].map((id) => ({
      id,
      name: `Invented ${id}`,
      status: 'active',
      description: 'Beds.',
      last_modified: '2025-01-01T00:00:00Z',
      eligibility_description: forWhom,
      organization: { id: `${id}-o`, name: `House of ${id}` },
      phones: [{ id: `p-${id}`, number: phone }],
      schedules: [
        { id: `s-${id}`, freq: 'WEEKLY', wkst: 'MO', byday: 'MO,TU', opens_at: opens, closes_at: '17:00' },
      ],
      service_at_locations: [
        at(id, secret.includes(id)),
        ...(id === 'two' ? [{ ...at('second'), id: 'at-second' }] : []),
      ],
      northline: { needs: ['safe_bed'], zone: 'America/Toronto' },
    })),
  )
}

function person(
  role: Role,
  team = teamId,
  organisationKind: 'provider' | 'hotline' = 'provider',
): StaffActor {
  return {
    kind: 'staff',
    memberId: randomId(),
    sessionId: randomId(),
    teams: [{ teamId: team, organisationId: randomId(), organisationKind, roles: [role] }],
  }
}
const keeper = person('provider')
const reviewer = person('coordinator', randomId(), 'hotline')
const strangers = (): Actor[] => [
  person('provider', randomId()),
  person('administrator'),
  ...roles
    .filter((role) => role !== 'coordinator' && role !== 'supervisor')
    .map((role) => person(role, randomId(), 'hotline')),
  { kind: 'public' },
]

async function call<Answer>(route: { id: string }, input: object, actor: Actor): Promise<Answer> {
  const handled = changesRoutes(testDeps(database)).find((one) => one.route.id === route.id)
  if (!handled) throw new Error(`no ${route.id}`)
  const context = { actor, locale: 'en', clientKey: 'x', setHeader: () => undefined }
  return handled.route.output.parse(await handled.answer(handled.route.input.parse(input), context)) as Answer
}
const entry = async (actor: Actor = keeper, serviceId = services.lantern) =>
  (await call<{ entry: Entry }>(entryOf, { serviceId }, actor)).entry
const part = async (field: EntryField, actor?: Actor, serviceId?: string) => {
  const found = (await entry(actor, serviceId)).parts.find((one) => one.field === field)
  if (!found) throw new Error(field)
  return found
}
async function say(field: EntryField, value: unknown, actor: Actor = keeper, serviceId = services.lantern) {
  const seen = actor.kind === 'staff' ? (await part(field, actor, serviceId)).last : 0
  return call<{ state: string }>(
    changeEntry,
    { serviceId, change: { field, value }, why: 'As it is.', last: seen },
    actor,
  )
}
const waiting = async (actor: Actor = reviewer) =>
  (await call<{ changes: (Change & { serviceId: string; secret: boolean })[] }>(changesToAnswer, {}, actor))
    .changes
const answer = (no: number, said: string, actor: Actor = reviewer, why = 'Asked them.') =>
  call(answerChange, { changeNo: no, answer: said, why }, actor)
async function accept(field: EntryField, value: unknown, serviceId = services.lantern) {
  await say(field, value, keeper, serviceId)
  const no =
    (await waiting()).find((one) => one.field === field && one.serviceId === serviceId)?.changeNo ?? 0
  await answer(no, 'accepted')
  return no
}
const service = async (serviceId = services.lantern) =>
  (await asker(testDeps(database))(getService, { serviceId })).service
const refused = (kind: (typeof directoryErrors)[keyof typeof directoryErrors]) =>
  expect.objectContaining({ kind })

const always = { kind: 'always' }
const night = { kind: 'week', week: [{ day: 1, opens: '20:00', closes: '08:00' }] }

describe('hours that the keeper says', () => {
  it('count at once: on the page, in searches and in the open data, and through every import', async () => {
    // Half past nine on a Monday evening.
    expect((await service()).open.state).toBe('closed')
    expect(await say('hours', night)).toEqual({ state: 'in_force' })
    expect((await service()).open).toMatchObject({ state: 'open', text: 'Open now until 8:00 a.m.' })
    const found = await asker(testDeps(database))(searchServices, { need: 'safe_bed', openNow: true })
    expect(found.hits.map(({ name }) => name)).toEqual(['Invented lantern'])
    const hsds = async () =>
      (await openServices(testDeps(database), { version: '3.1', page: 1, perPage: 20, unvetted: false }))
        .contents
    const lantern = async () => (await hsds()).find(({ name }) => name === 'Invented lantern')
    expect((await lantern())?.['schedules']).toEqual([
      expect.objectContaining({ byday: 'MO', opens_at: '20:00', closes_at: '08:00' }),
    ])
    await load({ phone: '613-555-0101' })
    expect((await service()).open.state).toBe('open')
    expect((await service()).phones[0]?.number).toBe('613-555-0101')
    expect((await part('hours')).source).toEqual({
      lines: ['Mon to Tue: 9:00 a.m. to 5:00 p.m.', 'Wed to Sun: closed'],
      differs: false,
    })
  })

  it('stand beside what the source says once that is another, and can be given up for it', async () => {
    await load({ opens: '10:00' })
    const before = await part('hours')
    expect(before.source).toMatchObject({ differs: true })
    expect(before.source?.lines[0]).toBe('Mon to Tue: 10:00 a.m. to 5:00 p.m.')
    expect(before.lines[0]).toBe('Mon: 8:00 p.m. to 8:00 a.m.')
    await say('hours', night)
    expect((await part('hours')).source).toMatchObject({ differs: false })
    await say('hours', null)
    expect(await part('hours')).not.toHaveProperty('source')
    expect((await service()).hours[0]).toBe('Mon to Tue: 10:00 a.m. to 5:00 p.m.')
    const [back] = (await entry()).history
    // Those who take the open data over are told of both.
    const since = new Date(Date.now() - 60_000)
    const modified = await openServices(testDeps(database), {
      version: '3.1',
      page: 1,
      perPage: 20,
      unvetted: false,
      modifiedAfter: since,
    })
    expect(modified.contents.map(({ name }) => name)).toEqual(['Invented lantern'])
    expect(back).toMatchObject({ back: true, state: 'in_force', was: ['Mon: 8:00 p.m. to 8:00 a.m.', 'Tue to Sun: closed'] }) // prettier-ignore
  })

  it('are not lost to a colleague who had not seen them', async () => {
    const { last } = await part('hours')
    await say('hours', always)
    const late = { serviceId: services.lantern, change: { field: 'hours', value: night }, last }
    await expect(call(changeEntry, late, keeper)).rejects.toEqual(refused(directoryErrors.entry_changed))
    expect((await service()).open.text).toBe('Open day and night')
  })

  it('are made up for by the clockwork where a server died before anybody saw them', async () => {
    await database.as(keeper, (tx) =>
      sql`insert into directory.changes (service_id, field, value, why, team_id, by_member)
        values (${services.lantern}, 'hours', ${JSON.stringify({ kind: 'ask', week: [], closed: [], note: 'Ring first' })}, '',
          ${teamId}, ${keeper.memberId})`.execute(tx),
    )
    expect(await applyChanges(testDeps(database))).toBe(1)
    expect(await applyChanges(testDeps(database))).toBe(0)
    expect((await service()).open).toMatchObject({
      state: 'unknown',
      text: 'Hours not known for sure. They say: Ring first',
    })
  })
})

describe('what a reviewer looks at first', () => {
  it('is not said before their yes, and is in every place after it', async () => {
    expect(await say('phones', [{ number: '613-555-0142', note: 'Day and night' }])).toEqual({
      state: 'waiting',
    })
    expect((await service()).phones[0]?.number).toBe('613-555-0100')
    const [asked] = await waiting()
    expect(asked).toMatchObject({
      field: 'phones',
      lines: ['613-555-0142 (Day and night)'],
      was: ['613-555-0100'],
      why: 'As it is.',
      mayAnswer: true,
    })
    await answer(asked?.changeNo ?? 0, 'accepted')
    expect((await service()).phones).toEqual([
      expect.objectContaining({ number: '613-555-0142', description: 'Day and night' }),
    ])
    expect(await waiting()).toEqual([])
    await accept('name', 'Lantern of Kingston')
    const found = await asker(testDeps(database))(searchServices, { text: 'lantern of kingston' })
    expect(found.hits[0]?.name).toBe('Lantern of Kingston')
    await load()
    expect((await service()).name).toBe('Lantern of Kingston')
  })

  it('whom it takes is read from the new sentence', async () => {
    const fits = async () =>
      (
        await asker(testDeps(database))(searchServices, { need: 'safe_bed', who: ['men'], size: 20 })
      ).hits.find(({ serviceId }) => serviceId === services.lantern)?.fit
    expect(await fits()).not.toBe('fits')
    await accept('for_whom', 'Women and men.')
    expect(await fits()).toBe('fits')
  })

  it('an address is found by its town, and by no point that was another’s', async () => {
    await accept('address', {
      line: '5 Bay Road',
      town: 'Napanee',
      province: 'Ontario',
      postalCode: 'K7R 1A1',
    })
    expect(await service()).toMatchObject({ address: '5 Bay Road, Napanee, ON K7R 1A1', area: 'Napanee, ON' })
    const { rows } = await database.as({ kind: 'system' }, (tx) =>
      sql`select latitude from directory.entries where service_id = ${services.lantern}`.execute(tx),
    )
    expect(rows).toEqual([{ latitude: null }])
  })

  it('is refused with a reason, replaced by a later one, or taken back', async () => {
    const no = async () => (await waiting())[0]?.changeNo ?? 0
    await say('name', 'One')
    const one = await no()
    await say('name', 'Two')
    const two = await no()
    expect(two).toBeGreaterThan(one)
    await expect(answer(one, 'accepted')).rejects.toEqual(refused(directoryErrors.change_answered))
    await expect(answer(two, 'refused', reviewer, '')).rejects.toEqual(
      refused(directoryErrors.change_no_reason),
    )
    await answer(two, 'refused')
    await expect(answer(two, 'accepted')).rejects.toEqual(refused(directoryErrors.change_answered))
    await say('name', 'Three')
    await answer(await no(), 'withdrawn', person('provider'))
    expect(await waiting()).toEqual([])
    const states = (await entry()).history.filter(({ field }) => field === 'name').map(({ state }) => state)
    expect(states.slice(0, 3)).toEqual(['withdrawn', 'refused', 'replaced'])
    expect((await service()).name).toBe('Lantern of Kingston')
  })

  it('is looked at by somebody else, and says when an address is a secret one', async () => {
    await say('name', 'By the line', reviewer, services.other)
    const [own] = await waiting()
    expect(own).toMatchObject({ mayAnswer: false, mayWithdraw: true })
    await expect(answer(own?.changeNo ?? 0, 'accepted')).rejects.toEqual(refused(directoryErrors.change_own))
    const second = person('supervisor', randomId(), 'hotline')
    await answer(own?.changeNo ?? 0, 'accepted', second)
    expect((await service(services.other)).name).toBe('By the line')
    await say('address', { line: '51 quiet ln.', town: 'Kingston', province: 'ON' })
    expect((await waiting())[0]).toMatchObject({ secret: true })
    await answer((await waiting())[0]?.changeNo ?? 0, 'refused')
  })

  it('is not offered where one form could not say it', async () => {
    const fixed = async (serviceId: string) =>
      (await entry(keeper, serviceId)).parts.flatMap(({ field, fixed: why }) =>
        why ? [`${field} ${why}`] : [],
      )
    expect(await fixed(services.two)).toEqual([
      'hours several_places',
      'phones several_places',
      'address several_places',
    ])
    expect(await fixed(services.house)).toEqual(['address confidential'])
    expect(JSON.stringify(await entry(keeper, services.house))).not.toContain('Quiet')
    for (const [field, value, serviceId] of [
      ['hours', always, services.two],
      ['address', { line: '1 A St', town: 'Kingston', province: 'ON' }, services.house],
    ] as const)
      await expect(say(field, value, keeper, serviceId)).rejects.toEqual(refused(directoryErrors.entry_fixed))
    await say('hours', always, keeper, services.house)
    expect((await service(services.house)).open.text).toBe('Open day and night')
    await accept('for_whom', 'Women. We are at 51 Quiet Lane.', services.house)
    expect((await service(services.house)).forWhom).toBe('Women. We are at […].')
    expect(JSON.stringify(await service(services.house))).not.toContain('Quiet')
  })
})

describe('who may', () => {
  it('is the team that keeps the entry and reviewers of the line; to anybody else there is no such entry', async () => {
    await say('name', 'Four')
    const no = (await waiting())[0]?.changeNo ?? 0
    for (const actor of strangers()) {
      await expect(entry(actor)).rejects.toEqual(refused(directoryErrors.not_found))
      const change = { serviceId: services.lantern, change: { field: 'hours', value: always }, last: 99 }
      await expect(call(changeEntry, change, actor)).rejects.toEqual(refused(directoryErrors.not_found))
      expect(await waiting(actor)).toEqual([])
      for (const said of ['accepted', 'withdrawn'])
        await expect(answer(no, said, actor)).rejects.toEqual(refused(directoryErrors.change_not_found))
    }
    await expect(answer(no, 'accepted', keeper)).rejects.toEqual(refused(directoryErrors.not_allowed))
    await expect(answer(no, 'withdrawn')).rejects.toEqual(refused(directoryErrors.not_allowed))
    await expect(entry(keeper, services.other)).rejects.toEqual(refused(directoryErrors.not_found))
    await expect(entry(keeper, randomId())).rejects.toEqual(refused(directoryErrors.not_found))
  })

  it('is the same for row-level security alone', async () => {
    const denied = /row-level security/
    const insert = (actor: Actor, by: string, team: string | null, serviceId = services.lantern) =>
      database.as(actor, (tx) =>
        sql`insert into directory.changes (service_id, field, value, why, team_id, by_member)
          values (${serviceId}, 'hours', null, '', ${team}, ${by})`.execute(tx),
      )
    for (const actor of [...strangers(), keeper])
      await expect(insert(actor, actor.kind === 'staff' ? actor.memberId : 'x', null)).rejects.toThrow(denied)
    for (const actor of strangers())
      await expect(insert(actor, actor.kind === 'staff' ? actor.memberId : 'x', teamId)).rejects.toThrow(
        denied,
      )
    await expect(insert(keeper, randomId(), teamId)).rejects.toThrow(denied)
    await expect(insert(keeper, keeper.memberId, teamId, services.other)).rejects.toThrow(denied)

    const no = (await waiting())[0]?.changeNo ?? 0
    const respond = (actor: Actor, said: string, change = no) =>
      database.as(actor, (tx) =>
        sql`insert into directory.change_answers (change_no, answer, why, by_member)
          values (${change}, ${said}, 'x', ${actor.kind === 'staff' ? actor.memberId : 'x'})`.execute(tx),
      )
    for (const actor of [...strangers(), keeper])
      await expect(respond(actor, 'accepted')).rejects.toThrow(denied)
    for (const actor of [...strangers(), reviewer])
      await expect(respond(actor, 'withdrawn')).rejects.toThrow(denied)
    // Hours are no matter of a yes, and an older change none any more.
    for (const older of (await entry()).history.filter(({ state }) => state !== 'waiting'))
      await expect(respond(reviewer, 'accepted', older.changeNo)).rejects.toThrow()
    for (const actor of strangers()) {
      const { rows } = await database.as(actor, (tx) =>
        sql`select from directory.changes union all select from directory.change_answers`.execute(tx),
      )
      expect(rows).toEqual([])
    }
    for (const statement of [
      sql`update directory.changes set value = null`,
      sql`delete from directory.change_answers`,
    ])
      await expect(database.as(reviewer, (tx) => statement.execute(tx))).rejects.toThrow(/permission denied/)
  })
})

it('an address that its keeper gave is a secret like any, once the place is kept secret', async () => {
  await accept('for_whom', 'Women and men. We are at 5 Bay Road.')
  expect((await service()).forWhom).toContain('5 Bay Road')
  await load({}, ['house', 'lantern'])
  expect((await service()).forWhom).toBe('Women and men. We are at […].')
  const all = sql`select to_jsonb(p) from directory.published p`
  expect(JSON.stringify(await all.execute(database.unguarded))).not.toContain('Bay Road')
})
