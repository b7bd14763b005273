import * as fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { organisationKinds, randomId, readerRoles, readsSealed, roles, rolesOf } from '../../kernel/index.ts'
import {
  Browser,
  heardDuring,
  hire,
  hireWithKeys,
  makeEpoch,
  newTeam,
  openWorld,
  refusal,
  tokenOf,
  random,
  type Hired,
  type World,
} from './testing.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.database.close())

type Roles = Parameters<typeof hire>[2]
const change = (by: Hired, teamId: string, memberId: string, roles: Roles) =>
  refusal(by.browser.call(contract.changeRoles, { teamId, memberId, roles }))
const rolesNow = async ({ browser }: Hired) => {
  const actor = await browser.actor()
  return actor.kind === 'staff' ? actor.teams[0]?.roles : undefined
}

describe('the table of roles', () => {
  it('is the same in the database as in the code', async () => {
    for (const kind of [...organisationKinds, 'club']) {
      const { rows } = await sql<{ roles: string[] }>`select identity.roles_of(${kind}) as roles`.execute(
        world.database.unguarded,
      )
      expect([kind, rows[0]?.roles]).toEqual([kind, kind === 'club' ? [] : rolesOf[kind as 'hotline']])
    }
  })

  it('says the same of who reads what is sealed, in the database as in the code', async () => {
    const some = fc.uniqueArray(fc.constantFrom(...roles), { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(some, async (held) => {
        const { rows } = await sql<{
          reads: boolean
        }>`select identity.reads_sealed(${held}) as reads`.execute(world.database.unguarded)
        expect(rows[0]?.reads).toBe(readsSealed(held))
      }),
      { numRuns: 50 },
    )
  })

  it('lets every kind be invited to every role of its own, and to no other', async () => {
    for (const kind of organisationKinds) {
      const { teamId } = await newTeam(world, kind)
      for (const role of roles) {
        const person = {
          teamId,
          roles: [role],
          name: 'Kim',
          handle: `k${randomId()
            .toLowerCase()
            .replace(/[^a-z0-9]/g, '')}`,
        }
        const answer = await refusal(world.identity.invite({ kind: 'system' }, person))
        expect([kind, role, answer]).toEqual([
          kind,
          role,
          rolesOf[kind].includes(role) ? 'done' : 'identity.roles_not_yours',
        ])
      }
    }
  })

  it('has no role that fits no kind, and no kind without an administrator', () => {
    for (const role of roles)
      expect(
        organisationKinds.some((kind) => rolesOf[kind].includes(role)),
        role,
      ).toBe(true)
    for (const kind of organisationKinds) expect(rolesOf[kind]).toContain('administrator')
  })
})

describe('whoever runs an organisation', () => {
  it('holds no team key: only the roles that read have a slot in an epoch', async () => {
    const { teamId } = await newTeam(world)
    const administrator = await hireWithKeys(world, teamId, ['administrator', 'coordinator', 'analyst'])
    const reader = await hireWithKeys(world, teamId, ['responder'])
    const made = await makeEpoch(reader, teamId, 1)
    expect(made.slots.map(({ memberId }) => memberId)).toEqual([reader.memberId])
    await reader.browser.call(contract.createEpoch, made)
    const { epochs } = await administrator.browser.call(contract.currentEpochs, {})
    expect(epochs).toMatchObject([{ teamId, stale: false, epoch: { slot: null } }])
    // Nor can they make one that has them in it.
    const next = await makeEpoch(administrator, teamId, 2)
    expect(await refusal(administrator.browser.call(contract.createEpoch, next))).toBe(
      'identity.no_member_keys',
    )
    const { members } = await administrator.browser.call(contract.listTeamMembers, { teamId })
    expect(new Map(members.map(({ memberId, reads }) => [memberId, reads]))).toEqual(
      new Map([
        [administrator.memberId, false],
        [reader.memberId, true],
      ]),
    )
  })

  it('cannot make themselves a reader, and nobody else can be given what their giver may not give', async () => {
    const { teamId } = await newTeam(world)
    const administrator = await hire(world, teamId, ['administrator'])
    const supervisor = await hire(world, teamId, ['supervisor'])
    const responder = await hire(world, teamId, ['responder'])
    for (const role of readerRoles)
      expect(await change(administrator, teamId, administrator.memberId, ['administrator', role])).toBe(
        'identity.roles_not_yours',
      )
    expect(await change(supervisor, teamId, responder.memberId, ['administrator'])).toBe(
      'identity.roles_not_yours',
    )
    expect(await change(supervisor, teamId, administrator.memberId, ['responder'])).toBe(
      'identity.roles_not_yours',
    )
    expect(await change(supervisor, teamId, responder.memberId, ['provider'])).toBe(
      'identity.roles_not_yours',
    )
    expect(await change(responder, teamId, supervisor.memberId, ['responder'])).toBe(
      'identity.roles_not_yours',
    )
    expect(await rolesNow(responder)).toEqual(['responder'])
    const stranger = await hire(world, (await newTeam(world)).teamId, ['administrator'])
    for (const [team, member] of [
      [teamId, responder.memberId],
      [randomId(), responder.memberId],
    ] as const)
      expect(await change(stranger, team, member, ['responder'])).toBe('identity.no_such_team')
    for (const member of [stranger.memberId, randomId()])
      expect(await change(administrator, teamId, member, ['responder'])).toBe('identity.no_such_member')
  })
})

describe('a change of roles', () => {
  it('counts from the next request on, is told to streams and to the team, and is in the audit', async () => {
    const { teamId } = await newTeam(world)
    const administrator = await hire(world, teamId, ['administrator'])
    const member = await hireWithKeys(world, teamId, ['responder'])
    await member.browser.call(contract.createEpoch, await makeEpoch(member, teamId, 1))
    const events = await heardDuring(world, () =>
      change(administrator, teamId, member.memberId, ['coordinator', 'coordinator']),
    )
    expect(events).toEqual([
      { k: 'roles', member: member.memberId },
      { k: 'team', team: teamId },
    ])
    expect(await rolesNow(member)).toEqual(['coordinator'])
    // Who reads has changed, so the key must.
    const { epochs } = await administrator.browser.call(contract.currentEpochs, {})
    expect(epochs).toMatchObject([{ stale: true }])
    const { rows } = await sql`select from audit.entries where action = 'identity.change_roles'`.execute(
      world.database.unguarded,
    )
    expect(rows.length).toBeGreaterThan(0)
  })

  it('never takes the last one who could invite others, also of two at once', async () => {
    const { teamId } = await newTeam(world)
    const [one, two] = [
      await hire(world, teamId, ['administrator']),
      await hire(world, teamId, ['administrator']),
    ]
    const answers = await Promise.all([
      change(one, teamId, two.memberId, ['responder']),
      change(two, teamId, one.memberId, ['responder']),
    ])
    expect(answers).toContain('done')
    const { rows } = await sql`select from identity.memberships
      where team_id = ${teamId} and left_at is null and roles && '{administrator}'`.execute(
      world.database.unguarded,
    )
    expect(rows).toHaveLength(1)
  })
})

describe('generated passphrases', () => {
  const join = async (teamId: string) => {
    const person = {
      teamId,
      roles: ['responder' as const],
      name: 'Kim',
      handle: `k${randomId()
        .toLowerCase()
        .replace(/[^a-z0-9]/g, '')}`,
    }
    const { link } = await world.identity.invite({ kind: 'system' }, person)
    const browser = new Browser(world.identity)
    const offered = (await browser.call(contract.readInvitation, { token: tokenOf(link) })).passphrases
    const answer = await refusal(
      browser.call(contract.registerPassphrase, {
        token: tokenOf(link),
        salt: random(16),
        signInKey: random(32),
      }),
    )
    return { offered, answer }
  }

  it('are used only where an administrator of the organisation allows it, from then on', async () => {
    const { teamId, organisationId } = await newTeam(world)
    const administrator = await hire(world, teamId, ['administrator'])
    const supervisor = await hire(world, teamId, ['supervisor'])
    const say = (by: Hired, allowed: boolean, id = organisationId) =>
      refusal(by.browser.call(contract.allowPassphrases, { organisationId: id, allowed }))
    expect(await say(administrator, false)).toBe('done')
    expect(await join(teamId)).toEqual({ offered: false, answer: 'identity.passphrase_not_allowed' })
    expect(await say(supervisor, true)).toBe('identity.no_such_organisation')
    expect(await say(administrator, true, (await newTeam(world)).organisationId)).toBe(
      'identity.no_such_organisation',
    )
    expect(await say(administrator, true)).toBe('done')
    expect(await join(teamId)).toEqual({ offered: true, answer: 'done' })
  })

  it('are not allowed in an organisation that is made without saying so', async () => {
    const { teamId } = await world.identity.setUpTeam({
      organisation: `O ${randomId()}`,
      kind: 'hotline',
      team: 'Days',
    })
    expect(await join(teamId)).toEqual({ offered: false, answer: 'identity.passphrase_not_allowed' })
  })
})
