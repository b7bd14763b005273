import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  getService,
  keeperOf,
  ownServices,
  sayRoom,
  searchServices,
  setKeeper,
} from '../../../contracts/directory.ts'
import type { Database } from '../../../database/index.ts'
import { testDatabase } from '../../../database/testing.ts'
import { randomId, roles, type Actor, type Role, type StaffActor } from '../../../kernel/index.ts'
import { directoryErrors } from '../directory.errors.ts'
import { asker, testDeps } from '../directory.testing.ts'
import { loadObjects } from '../import/load-objects.ts'
import { setKeeper as keep } from '../keepers.repository.ts'
import { acceptInvented } from '../vetting/vetting.usecases.ts'
import { upkeepRoutes } from './upkeep.routes.ts'
import { applyUpkeep } from './upkeep.usecases.ts'

// What is said gets the database's own time.
const now = new Date()
const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000)

const teamId = randomId()
let database: Database
let services: Record<'lantern' | 'other', string>
beforeAll(async () => {
  database = await testDatabase()
  const deps = testDeps(database, now)
  await acceptInvented(deps, 'rooms')
  await load()
  const { rows } = await database.as({ kind: 'system' }, (tx) =>
    sql<{ id: string; source_id: string; organisation: string }>`
      select id, source_id, organization_id as organisation from directory.services`.execute(tx),
  )
  const of = (name: string) => rows.find(({ source_id }) => source_id === name)
  services = { lantern: of('lantern')?.id ?? '', other: of('other')?.id ?? '' }
  await database.as({ kind: 'system' }, (tx) => keep(tx, of('lantern')?.organisation ?? '', teamId))
})
afterAll(() => database.close())

const load = (description = 'Beds.') =>
  loadObjects(
    testDeps(database, now),
    'rooms',
    ['lantern', 'other', 'silent'].map((id) => ({
      id,
      name: `Invented ${id}`,
      status: 'active',
      description,
      organization: { id: `${id}-o`, name: `House of ${id}` },
      northline: { needs: ['safe_bed'] },
    })),
  )

function person(
  role: Role,
  team = teamId,
  organisationKind: 'provider' | 'hotline' = 'provider',
): StaffActor {
  const memberId = randomId()
  return {
    kind: 'staff',
    memberId,
    sessionId: randomId(),
    teams: [{ teamId: team, organisationId: randomId(), organisationKind, roles: [role] }],
  }
}
const keeper = person('provider')

const routes = () => upkeepRoutes(testDeps(database, now))
async function call<Answer>(route: { id: string }, input: object, actor: Actor): Promise<Answer> {
  const handled = routes().find((one) => one.route.id === route.id)
  if (!handled) throw new Error(`no ${route.id}`)
  const context = { actor, locale: 'en', clientKey: 'x', setHeader: () => undefined }
  return handled.route.output.parse(await handled.answer(handled.route.input.parse(input), context)) as Answer
}
const say = (free: number, actor: Actor = keeper, serviceId = services.lantern) =>
  call(sayRoom, { serviceId, unit: 'bed', free }, actor)
const find = async (more: object = {}, at = inHours(0.01)) =>
  asker(testDeps(database, at))(searchServices, { need: 'safe_bed', ...more })
const refused = (kind: (typeof directoryErrors)[keyof typeof directoryErrors]) =>
  expect.objectContaining({ kind })

describe('what a service says is free', () => {
  it('is known to searches at once, for as long as it is believed, and the last word counts', async () => {
    await say(5)
    await say(2)
    const { hits } = await find({ room: true })
    expect(hits[0]).toMatchObject({ name: 'Invented lantern', room: { free: 2 }, fit: 'fits' })
    expect(hits.slice(1).map(({ room, because }) => [room, because.at(-1)?.text])).toEqual([
      [undefined, 'Not known whether there is room. Ask.'],
      [undefined, 'Not known whether there is room. Ask.'],
    ])
    expect(hits[0]?.room?.text).toMatch(/^2 beds free, as they said \d+ seconds? ago$/)
    const whole = await asker(testDeps(database, inHours(0.01)))(getService, { serviceId: services.lantern })
    expect(whole.service.room?.free).toBe(2)

    const later = await find({ room: true }, inHours(7))
    expect(later.hits.every(({ room, fit }) => room === undefined && fit === 'ask')).toBe(true)
    const [lantern] = (await call<{ services: { room: { believed: boolean } }[] }>(ownServices, {}, keeper))
      .services
    expect(lantern?.room).toMatchObject({ free: 2, believed: true })
  })

  it('puts what is full last, and leaves it out where room is asked for', async () => {
    await say(0)
    expect((await find()).hits.map(({ name }) => name).at(-1)).toBe('Invented lantern')
    const asked = await find({ room: true })
    expect(asked.hits.map(({ name }) => name).sort()).toEqual(['Invented other', 'Invented silent'])
    expect(asked.leftOut).toMatchObject({ unfit: 1 })
    const all = await find({ room: true, all: true })
    expect(all.hits.at(-1)?.because.at(-1)).toMatchObject({
      about: 'room',
      fit: 'not',
      text: expect.stringMatching(/^Full, as they said /),
    })
    // What was said long ago puts nothing last.
    expect((await find({}, inHours(7))).hits.map(({ name }) => name)).toHaveLength(3)
  })

  it('stays when the entry is imported anew', async () => {
    await say(4)
    await load('Beds and breakfast.')
    expect((await find({ room: true })).hits[0]?.room?.free).toBe(4)
    expect((await call<{ services: unknown[] }>(ownServices, {}, keeper)).services).toHaveLength(1)
  })

  it('is made up for by the clockwork where a server died before searches knew', async () => {
    await database.as(keeper, (tx) =>
      sql`insert into directory.room_reports (service_id, unit, free, team_id, by_member)
        values (${services.lantern}, 'room', 7, ${teamId}, ${keeper.memberId})`.execute(tx),
    )
    expect((await find({ room: true })).hits[0]?.room?.free).toBe(4)
    expect(await applyUpkeep(testDeps(database))).toBe(1)
    expect((await find({ room: true })).hits[0]?.room).toMatchObject({ free: 7, unit: 'room' })
    expect(await applyUpkeep(testDeps(database))).toBe(0)
  })
})

describe('who says it', () => {
  const strangers = (): Actor[] => [
    person('provider', randomId()),
    person('administrator'),
    person('supervisor', randomId(), 'hotline'),
    { kind: 'public' },
  ]

  it('is the team that keeps the entry; to anybody else the service is not there', async () => {
    await say(3, person('coordinator'))
    for (const actor of strangers())
      await expect(say(1, actor)).rejects.toEqual(refused(directoryErrors.not_found))
    const other = say(1, keeper, services.other)
    await expect(other).rejects.toEqual(refused(directoryErrors.not_found))
    await expect(say(1, keeper, randomId())).rejects.toEqual(refused(directoryErrors.not_found))
    await expect(say(-1)).rejects.toThrow()
    await expect(say(1000)).rejects.toThrow()
    for (const actor of strangers())
      expect((await call<{ services: unknown[] }>(ownServices, {}, actor)).services).toEqual([])
  })

  it('is the same for row-level security alone', async () => {
    const insert = (actor: Actor, by: string, team: string, serviceId = services.lantern) =>
      database.as(actor, (tx) =>
        sql`insert into directory.room_reports (service_id, unit, free, team_id, by_member)
          values (${serviceId}, 'bed', 1, ${team}, ${by})`.execute(tx),
      )
    const denied = /row-level security/
    for (const actor of strangers())
      await expect(insert(actor, actor.kind === 'staff' ? actor.memberId : 'x', teamId)).rejects.toThrow(
        denied,
      )
    await expect(insert(keeper, randomId(), teamId)).rejects.toThrow(denied)
    await expect(insert(keeper, keeper.memberId, teamId, services.other)).rejects.toThrow(denied)
    const stranger = person('provider', randomId())
    const own = stranger.teams[0]?.teamId ?? ''
    await expect(insert(stranger, stranger.memberId, own)).rejects.toThrow(denied)
    await insert(keeper, keeper.memberId, teamId)
    await applyUpkeep(testDeps(database))
    for (const statement of [
      sql`update directory.room_reports set free = 9`,
      sql`delete from directory.room_reports`,
    ])
      await expect(database.as(keeper, (tx) => statement.execute(tx))).rejects.toThrow(/permission denied/)
  })

  it('is said by coordinators and administrators of the line, and only a provider’s team can be named', async () => {
    const line = person('coordinator', randomId(), 'hotline')
    const [provider, other] = [randomId(), randomId()]
    for (const [id, kind] of [
      [provider, 'provider'],
      [other, 'liaison'],
    ] as const) {
      const organisation = randomId()
      await sql`insert into identity.organisations (id, name, kind) values (${organisation}, 'Invented', ${kind})`.execute(
        database.unguarded,
      )
      await sql`insert into identity.teams (id, organisation_id, name) values (${id}, ${organisation}, 'Invented')`.execute(
        database.unguarded,
      )
    }
    const serviceId = services.other
    const name = (actor: Actor, team?: string) =>
      call(setKeeper, { serviceId, ...(team && { teamId: team }) }, actor)
    await name(line, provider)
    expect(await call(keeperOf, { serviceIds: [serviceId, randomId()] }, line)).toEqual({
      keepers: [{ serviceId, teamId: provider }],
    })
    await call(sayRoom, { serviceId, unit: 'place', free: 1 }, person('provider', provider))
    await expect(name(line, other)).rejects.toEqual(refused(directoryErrors.keeper_not_provider))
    await expect(name(line, randomId())).rejects.toEqual(refused(directoryErrors.keeper_not_provider))
    const others: Actor[] = [
      { kind: 'public' },
      person('coordinator', provider),
      person('administrator', provider),
      ...roles
        .filter((role) => role !== 'coordinator' && role !== 'administrator')
        .map((role) => person(role, randomId(), 'hotline')),
    ]
    for (const actor of others) {
      await expect(name(actor, provider)).rejects.toEqual(refused(directoryErrors.not_allowed))
      await expect(call(keeperOf, { serviceIds: [serviceId] }, actor)).rejects.toEqual(
        refused(directoryErrors.not_allowed),
      )
      await expect(
        database.as(actor, (tx) =>
          sql`insert into directory.keepings (organization_id, team_id, by_member)
            values ('x', ${provider}, ${actor.kind === 'staff' ? actor.memberId : 'x'})`.execute(tx),
        ),
      ).rejects.toThrow(/row-level security/)
    }
    await name(line)
    const gone = call(sayRoom, { serviceId, unit: 'bed', free: 1 }, person('provider', provider))
    await expect(gone).rejects.toEqual(refused(directoryErrors.not_found))
  })
})
