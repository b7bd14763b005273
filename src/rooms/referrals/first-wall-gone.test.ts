import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { randomId, type Actor, type Role } from '../../kernel/index.ts'
import { asked, makeWorld, member, sent, type World } from './referrals.testing.ts'

/*
 * The first wall is taken down: the policy gives every team there is to everybody. Row-level security, which asks
 * for the role in the team, still keeps each to what is theirs.
 */
const everyTeam: string[] = []
vi.mock(import('./referrals.policy.ts'), async (original) => ({
  ...(await original()),
  askingTeams: () => everyTeam,
  receivingTeams: () => everyTeam,
  mayNameReceivers: () => true,
  permit: () => undefined,
}))

const { cancelAsk, listAsks } = await import('./asks.usecases.ts')
const holds = await import('./holds.usecases.ts')
const provider = await import('./provider.usecases.ts')
const { setReceiver } = await import('./receivers.usecases.ts')

let world: World
let askId: string
let referralId: string
beforeAll(async () => {
  world = await makeWorld()
  everyTeam.push(world.line, world.shelter, world.clinic)
  askId = (await asked(world)).askId
  referralId = (await sent(world)).referralId
})
afterAll(() => world.database.close())

const at = (role: Role, team: 'line' | 'shelter' | 'clinic'): Actor =>
  member(world[team], role, team === 'line' ? 'hotline' : 'provider')

/** By name, made when a test runs: the world is not there before. */
const strangers: Record<string, () => Actor> = {
  'a provider of another service': () => at('provider', 'clinic'),
  'an administrator of the receiving team': () => at('administrator', 'shelter'),
  'a coordinator of the receiving team': () => at('coordinator', 'shelter'),
  'an administrator of the line': () => at('administrator', 'line'),
  'a responder of another line': () => member(randomId(), 'responder', 'hotline'),
}

describe('with the policy of the room gone', () => {
  it.each(Object.keys(strangers))('%s still sees and changes nothing', async (name) => {
    const actor = strangers[name]?.() as Actor
    const { deps } = world
    expect(await provider.inbox(deps, actor)).toEqual({ asks: [], referrals: [], more: false })
    expect(await provider.listReferrals(deps, actor, {})).toEqual({ referrals: [] })
    expect(await listAsks(deps, actor, {})).toEqual({ asks: [] })
    const attempts: (() => Promise<unknown>)[] = [
      () => provider.openReferral(deps, actor, { referralId }),
      () => provider.sayConnected(deps, actor, { referralId }),
      () => provider.answerReferral(deps, actor, { referralId, answer: 'declined', bytes: 'A'.repeat(200) }),
      () => holds.answerAsk(deps, actor, { askId, answer: { yes: true, holdMinutes: 60 } }),
      () => holds.extendHold(deps, actor, { askId, holdMinutes: 60 }),
      () => holds.releaseHold(deps, actor, { askId }),
      () => cancelAsk(deps, actor, { askId }),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toThrow('referrals.not_found')
    const { rows } = await sql<{ state: string }>`
      select state from referrals.asks union all select state from referrals.packets`.execute(
      world.database.unguarded,
    )
    expect(rows.map(({ state }) => state)).toEqual(['asked', 'sent'])
  })

  it('a provider’s coordinator still names no receiver', async () => {
    const naming = setReceiver(world.deps, at('coordinator', 'shelter'), { serviceId: world.shelterService })
    await naming.catch(() => undefined)
    const { rows } =
      await sql`select from referrals.receivers where service_id = ${world.shelterService}`.execute(
        world.database.unguarded,
      )
    expect(rows).toHaveLength(1)
  })

  it('an ask and a packet still go out in no team’s name but one’s own', async () => {
    const stranger = at('provider', 'clinic')
    const insert = world.database.as(stranger, (tx) =>
      sql`insert into referrals.asks (id, service_id, from_team, to_team, kind, people, needed_from, needed_until,
          asked_at, lapses_at)
        values (${randomId()}, ${randomId()}, ${world.clinic}, ${world.shelter}, 'bed', 1, now(), now(), now(), now())`.execute(
        tx,
      ),
    )
    await expect(insert).rejects.toThrow(/row-level security/)
  })
})
