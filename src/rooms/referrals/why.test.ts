import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomId, type Role, type StaffActor } from '../../kernel/index.ts'
import { openReferral } from './provider.usecases.ts'
import { setReceiver } from './receivers.usecases.ts'
import { day } from './referrals.deps.ts'
import { codeOf, makeWorld, sent, type World } from './referrals.testing.ts'
import { whyReferral } from './why.usecase.ts'

let world: World
let amal: StaffActor
beforeAll(async () => {
  world = await makeWorld()
  const { rows } = await sql<{ organisationId: string }>`
    select organisation_id as "organisationId" from identity.teams where id = ${world.shelter}`.execute(
    world.database.unguarded,
  )
  const { organisationId = '' } = rows[0] ?? {}
  amal = { ...world.provider, teams: world.provider.teams.map((team) => ({ ...team, organisationId })) }
  for (const [memberId, name, role] of [
    [world.provider.memberId, 'Invented Amal', 'provider'],
    [randomId(), 'Invented Bea', 'coordinator'],
  ] as const)
    await joins(memberId, name, role)
})
afterAll(() => world.database.close())

async function joins(memberId: string, name: string, role: Role) {
  const db = world.database.unguarded
  await sql`insert into identity.members (id, name) values (${memberId}, ${name})`.execute(db)
  await sql`insert into identity.memberships (id, member_id, team_id, organisation_id, roles)
    select ${randomId()}, ${memberId}, id, organisation_id, ${[role]} from identity.teams where id = ${world.shelter}`.execute(
    db,
  )
}

const why = (referralId: string) => whyReferral(world.deps, amal, { referralId })

describe('why somebody can see a referral', () => {
  it('is their membership and role, the naming of their team, and nothing for colleagues without the role', async () => {
    const serviceId = await world.registered('Invented beds')
    await setReceiver(world.deps, { kind: 'system' }, { serviceId, teamId: world.shelter })
    const { referralId } = await sent(world)
    const answer = await why(referralId)
    expect(answer.services).toEqual([{ serviceId, name: 'Invented beds' }])
    expect(answer.people.map(({ name, roles, opens }) => ({ name, roles, opens }))).toEqual([
      { name: 'Invented Amal', roles: ['provider'], opens: true },
      { name: 'Invented Bea', roles: ['coordinator'], opens: false },
    ])
    // What is said is what is done.
    await openReferral(world.deps, world.provider, { referralId })
  })

  it('is nothing any more for anybody once its time is over', async () => {
    const { referralId } = await sent(world)
    world.pass(8 * day)
    const { people } = await why(referralId)
    expect(people.map(({ opens }) => opens)).toEqual([false, false])
    expect(await codeOf(openReferral(world.deps, world.provider, { referralId }))).toBe('referrals.closed')
  })

  it('is told to no other team, as of one that never was', async () => {
    const { referralId } = await sent(world)
    for (const input of [{ referralId }, { referralId: randomId() }])
      expect(await codeOf(whyReferral(world.deps, world.other, input))).toBe('referrals.not_found')
    expect(await codeOf(whyReferral(world.deps, world.responder, { referralId }))).toBe('referrals.not_found')
  })
})
