import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { randomId } from '../../kernel/index.ts'
import {
  Browser,
  hire,
  newTeam,
  openWorld,
  random,
  refusal,
  tokenOf,
  workspaceOrigin,
  type World,
} from './testing.ts'

let world: World
let teamId: string

beforeAll(async () => {
  world = await openWorld()
  ;({ teamId } = await newTeam(world))
})
afterAll(() => world.database.close())

const newHandle = () =>
  `n${randomId()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')}`

const invite = async (handle = newHandle(), name = 'Noor') =>
  tokenOf(
    (await world.identity.invite({ kind: 'system' }, { teamId, roles: ['responder'], name, handle })).link,
  )

const join = (token: string, identity = world.identity) =>
  refusal(
    new Browser(identity).call(contract.registerPassphrase, {
      token,
      salt: random(16),
      signInKey: random(32),
    }),
  )

const read = (token: string) => new Browser(world.identity).call(contract.readInvitation, { token })

describe('an invitation', () => {
  it('is a link whose secret stands after the #, where no server on the way sees it', async () => {
    const person = { teamId, roles: ['responder' as const], name: 'Noor', handle: newHandle() }
    const { link, expiresAt } = await world.identity.invite({ kind: 'system' }, person)
    expect(link).toMatch(new RegExp(`^${workspaceOrigin}/invitation#[\\w-]{22}$`))
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now() + 71 * 3_600_000)
  })

  it('says what it offers as often as it is read', async () => {
    const handle = newHandle()
    const token = await invite(handle)
    for (let times = 0; times < 2; times++)
      expect(await read(token)).toMatchObject({
        organisation: { kind: 'hotline' },
        team: { id: teamId, name: 'Days' },
        roles: ['responder'],
        name: 'Noor',
        handle,
        passphrases: true,
      })
  })

  it('works once, also for five browsers at the same moment', async () => {
    const token = await invite()
    const answers = await Promise.all(Array.from({ length: 5 }, () => join(token)))
    expect(answers.sort()).toEqual(['done', ...Array<string>(4).fill('identity.invitation_spent')])
    expect(await refusal(read(token))).toBe('identity.invitation_spent')
  })

  it('unknown, used, withdrawn and expired answers alike', async () => {
    const [used, expired, withdrawn] = [await invite(), await invite(), await invite('withdrawn')]
    await join(used)
    await invite('withdrawn')
    await sql`update identity.invitations set expires_at = now() where token_hash = ${await hash(expired)}`.execute(
      world.database.unguarded,
    )
    for (const token of [randomId(), used, expired, withdrawn]) {
      expect(await refusal(read(token))).toBe('identity.invitation_spent')
      expect(await join(token)).toBe('identity.invitation_spent')
      const browser = new Browser(world.identity)
      expect(await refusal(browser.call(contract.registerOptions, { token }))).toBe(
        'identity.invitation_spent',
      )
    }
  })

  it('made anew for who did not come replaces the first, with the same person behind it', async () => {
    const handle = newHandle()
    const first = await invite(handle, 'Nour')
    const second = await invite(handle, 'Noor')
    expect(await join(first)).toBe('identity.invitation_spent')
    expect(await read(second)).toMatchObject({ name: 'Noor', handle })
    expect(await join(second)).toBe('done')
    await expect(invite(handle)).rejects.toThrow('identity.handle_taken')
  })

  it('insists on a passkey where passphrases are not allowed, and stays unused', async () => {
    const token = await invite()
    expect(await join(token, world.variant({ passphrases: 'no' }))).toBe('identity.passphrase_not_allowed')
    expect(await join(token)).toBe('done')
  })

  it('is forgotten after its end, with the person who never came; the sign-in name is free again', async () => {
    const handle = newHandle()
    const token = await invite(handle)
    const elsewhere = await newTeam(world)
    const person = { teamId: elsewhere.teamId, roles: ['responder' as const], name: 'Other', handle }
    const other = await hire(world, elsewhere.teamId, ['administrator'])
    await expect(world.identity.invite(await other.browser.actor(), person)).rejects.toThrow(
      'identity.handle_taken',
    )
    await sql`update identity.invitations set expires_at = now() - interval '1 second'
      where token_hash = ${await hash(token)}`.execute(world.database.unguarded)
    await world.identity.sweep()
    await expect(world.identity.invite(await other.browser.actor(), person)).resolves.toHaveProperty('link')
  })
})

async function hash(token: string): Promise<string> {
  const { hashOf } = await import('./identity.secrets.ts')
  return hashOf(token)
}

describe('inviting', () => {
  it('is for leaders in their team, and answers alike for foreign and absent teams', async () => {
    const foreign = await newTeam(world)
    const supervisor = await hire(world, teamId, ['supervisor'])
    const attempt = (teamId: string) =>
      refusal(
        supervisor.browser.call(contract.inviteMember, {
          teamId,
          roles: ['responder'],
          name: 'Lee',
          handle: newHandle(),
        }),
      )
    expect(await attempt(teamId)).toBe('done')
    expect(await attempt(foreign.teamId)).toBe('identity.no_such_team')
    expect(await attempt(randomId())).toBe('identity.no_such_team')
  })

  it('gives only roles that one may give and that the organisation knows', async () => {
    const provider = await newTeam(world, 'provider')
    const supervisor = await hire(world, teamId, ['supervisor'])
    const administrator = await hire(world, provider.teamId, ['administrator'])
    const attempt = (
      who: typeof supervisor,
      teamId: string,
      role: 'administrator' | 'responder' | 'provider',
    ) =>
      refusal(
        who.browser.call(contract.inviteMember, { teamId, roles: [role], name: 'Lee', handle: newHandle() }),
      )
    expect(await attempt(supervisor, teamId, 'administrator')).toBe('identity.roles_not_yours')
    expect(await attempt(supervisor, teamId, 'provider')).toBe('identity.roles_not_yours')
    expect(await attempt(administrator, provider.teamId, 'responder')).toBe('identity.roles_not_yours')
    expect(await attempt(administrator, provider.teamId, 'administrator')).toBe('done')
    expect(await attempt(administrator, provider.teamId, 'provider')).toBe('done')
  })

  it('refuses a responder of the team in the room itself, not only at the route', async () => {
    const responder = await hire(world, teamId, ['responder'])
    const person = { teamId, roles: ['responder' as const], name: 'Lee', handle: newHandle() }
    await expect(world.identity.invite(await responder.browser.actor(), person)).rejects.toThrow(
      'identity.roles_not_yours',
    )
    await expect(world.identity.invite({ kind: 'public' }, person)).rejects.toThrow('identity.no_such_team')
  })

  it('finds organisation and team by name when they are set up a second time', async () => {
    const setUp = {
      organisation: 'Northern Line',
      kind: 'hotline' as const,
      team: 'Nights',
      languages: ['en'],
    }
    const first = await world.identity.setUpTeam(setUp)
    expect(await world.identity.setUpTeam(setUp)).toEqual(first)
    const second = await world.identity.setUpTeam({ ...setUp, team: 'Days' })
    expect(second.organisationId).toBe(first.organisationId)
    expect(second.teamId).not.toBe(first.teamId)
  })
})
