import { sql, type RawBuilder } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomId, type Actor, type StaffActor } from '../../kernel/index.ts'
import { handleCapability, hashOf } from './identity.secrets.ts'
import {
  hireWithKeys,
  makeEpoch,
  newTeam,
  openWorld,
  random,
  tokenOf,
  type Hired,
  type World,
} from './testing.ts'
import * as contract from '../../contracts/identity.ts'

/*
 * The second wall with the first one gone: plain SQL in an actor's name, as a
 * use case that forgot its policy would send it.
 */
let world: World
let teamId: string
let organisationId: string
let shelter: { teamId: string; organisationId: string }
let lead: Hired
let ana: Hired
let provider: Hired
let shelterAccount: Uint8Array
const actors: Record<string, Actor> = {}

beforeAll(async () => {
  world = await openWorld()
  ;({ teamId, organisationId } = await newTeam(world))
  shelter = await newTeam(world, 'provider')
  shelterAccount = crypto.getRandomValues(new Uint8Array(32))
  lead = await hireWithKeys(world, teamId, ['supervisor'], 'Lea')
  ana = await hireWithKeys(world, teamId, ['responder'], 'Ana')
  provider = await hireWithKeys(world, shelter.teamId, ['administrator'], 'Pia')
  await ana.browser.call(contract.createEpoch, await makeEpoch(ana, teamId, 1))
  await world.identity.invite(
    { kind: 'system' },
    { teamId, roles: ['responder'], name: 'Ira', handle: 'ira' },
  )
  await sql`insert into identity.logins (account, member_id, organisation_id)
    values (${shelterAccount}, ${provider.memberId}, ${shelter.organisationId})`.execute(
    world.database.unguarded,
  )
  await sql`insert into identity.attempts (hash, purpose, organisation_id, expires_at)
    values ('a', 'sign_in', ${shelter.organisationId}, now() + interval '1 hour')`.execute(
    world.database.unguarded,
  )
  await sql`insert into identity.passkeys (credential_id, member_id, public_key, counter, backed_up)
    values (${random(32)}, ${ana.memberId}, '\\x00', 0, false)`.execute(world.database.unguarded)
  actors['lead'] = await lead.browser.actor()
  actors['ana'] = await ana.browser.actor()
  actors['provider'] = await provider.browser.actor()
  actors['public'] = { kind: 'public' }
  actors['seeker'] = { kind: 'seeker', conversationId: randomId(), visitId: randomId() }
})
afterAll(() => world.database.close())

const tables = [
  'organisations',
  'teams',
  'members',
  'memberships',
  'invitations',
  'passkeys',
  'passphrases',
  'member_keys',
  'member_bundles',
  'member_slots',
  'epochs',
  'epoch_slots',
  'sessions',
  'challenges',
  'logins',
  'attempts',
] as const

async function count(actor: Actor, table: string, capabilities: string[] = []): Promise<number> {
  const { rows } = await world.database.as(
    actor,
    (tx) => sql<{ n: number }>`select count(*)::int as n from ${sql.table(`identity.${table}`)}`.execute(tx),
    { capabilities },
  )
  return rows[0]?.n ?? 0
}

describe('what plain SQL shows', () => {
  // Rows there are: 2 organisations, 2 teams, 4 members of whom 1 is only invited, 3 with keys, 1 epoch with 2 slots.
  const seen: Record<string, Partial<Record<(typeof tables)[number], number>>> = {
    public: { organisations: 1, teams: 1, epochs: 1 },
    seeker: { organisations: 1, teams: 1, epochs: 1 },
    ana: {
      organisations: 2,
      teams: 2,
      members: 2,
      memberships: 2,
      member_keys: 2,
      member_bundles: 1,
      member_slots: 1,
      epochs: 1,
      epoch_slots: 2,
      sessions: 1,
      passkeys: 1,
    },
    lead: {
      organisations: 2,
      teams: 2,
      members: 3,
      memberships: 2,
      invitations: 3,
      member_keys: 2,
      member_bundles: 1,
      member_slots: 1,
      epochs: 1,
      epoch_slots: 2,
      sessions: 2,
    },
    provider: {
      organisations: 2,
      teams: 2,
      members: 1,
      memberships: 1,
      invitations: 1,
      member_keys: 1,
      member_bundles: 1,
      member_slots: 1,
      epochs: 1,
      sessions: 1,
      logins: 1,
    },
  }

  it.each(Object.keys(seen))('to %s is only their own part of each table', async (who) => {
    const actor = actors[who]
    if (!actor) throw new Error(who)
    const counted = Object.fromEntries(
      await Promise.all(tables.map(async (table) => [table, await count(actor, table)])),
    )
    const expected = Object.fromEntries(tables.map((table) => [table, seen[who]?.[table] ?? 0]))
    expect(counted).toEqual(expected)
  })

  it('is nothing to whoever was not named at all', async () => {
    const nameless = { kind: '' } as unknown as Actor
    for (const table of tables) {
      const hotlineOnly = table === 'organisations' || table === 'teams' ? 1 : 0
      expect(await count(nameless, table), table).toBe(hotlineOnly)
    }
  })

  it('names no shelter to the public', async () => {
    const { rows } = await world.database.as({ kind: 'public' }, (tx) =>
      sql<{ id: string }>`select id from identity.organisations`.execute(tx),
    )
    expect(rows).toEqual([{ id: organisationId }])
  })

  it('is a verifier only to whoever types its sign-in name, and never to staff', async () => {
    expect(await count({ kind: 'public' }, 'passphrases', [handleCapability(ana.handle)])).toBe(1)
    expect(await count({ kind: 'public' }, 'passphrases', [handleCapability('nobody')])).toBe(0)
    expect(await count({ kind: 'public' }, 'members', [handleCapability(ana.handle)])).toBe(1)
  })
})

describe('what plain SQL can do', () => {
  const staff = (who: string) => actors[who] as StaffActor
  const attempts: [string, string, () => RawBuilder<unknown>][] = [
    [
      'a leader raise their own roles',
      'lead',
      () => sql`update identity.memberships set roles = '{administrator}' where member_id = ${lead.memberId}`,
    ],
    [
      'a leader without that role make an administrator',
      'lead',
      () => sql`update identity.memberships set roles = '{administrator}' where member_id = ${ana.memberId}`,
    ],
    [
      'a leader give a role that their kind of organisation does not have',
      'lead',
      () => sql`update identity.memberships set roles = '{provider}' where member_id = ${ana.memberId}`,
    ],
    [
      'a leader invite as what their kind of organisation does not have',
      'lead',
      () => sql`insert into identity.invitations
          (token_hash, member_id, team_id, organisation_id, roles, invited_by, expires_at)
        values ('x', ${lead.memberId}, ${teamId}, ${organisationId}, '{liaison}',
          ${lead.memberId}, now() + interval '1 day')`,
    ],
    [
      'a member link an account to a colleague',
      'ana',
      () => sql`insert into identity.logins (account, member_id, organisation_id)
        values (${new Uint8Array(32)}, ${lead.memberId}, ${organisationId})`,
    ],
    [
      'a member link an account of an organisation that is not theirs',
      'ana',
      () => sql`insert into identity.logins (account, member_id, organisation_id)
        values (${new Uint8Array(32)}, ${ana.memberId}, ${shelter.organisationId})`,
    ],
    [
      'a member begin to link in a colleague’s name',
      'ana',
      () => sql`insert into identity.attempts (hash, purpose, organisation_id, member_id, expires_at)
        values ('x', 'link', ${organisationId}, ${lead.memberId}, now() + interval '1 minute')`,
    ],
    [
      'a responder write a membership',
      'ana',
      () => sql`insert into identity.memberships (id, member_id, team_id, organisation_id, roles)
        values (${randomId()}, ${ana.memberId}, ${shelter.teamId}, ${shelter.organisationId}, '{provider}')`,
    ],
    [
      'a responder invite',
      'ana',
      () => sql`insert into identity.invitations (token_hash, member_id, team_id, organisation_id, roles, expires_at)
        values ('x', ${ana.memberId}, ${teamId}, ${organisationId}, '{administrator}', now() + interval '1 day')`,
    ],
    [
      'a leader invite into another organisation',
      'lead',
      () => sql`insert into identity.invitations
          (token_hash, member_id, team_id, organisation_id, roles, invited_by, expires_at)
        values ('x', ${lead.memberId}, ${shelter.teamId}, ${shelter.organisationId}, '{administrator}',
          ${lead.memberId}, now() + interval '1 day')`,
    ],
    [
      'a leader invite in another’s name',
      'lead',
      () => sql`insert into identity.invitations
          (token_hash, member_id, team_id, organisation_id, roles, invited_by, expires_at)
        values ('x', ${lead.memberId}, ${teamId}, ${organisationId}, '{responder}',
          ${ana.memberId}, now() + interval '1 day')`,
    ],
    [
      'anyone start a session unproven',
      'public',
      () => sql`insert into identity.sessions (id, token_hash, member_id, how, ends_at)
        values (${randomId()}, 'x', ${ana.memberId}, 'passphrase', now() + interval '1 hour')`,
    ],
    [
      'a leader start a session for a colleague',
      'lead',
      () => sql`insert into identity.sessions (id, token_hash, member_id, how, ends_at)
        values (${randomId()}, 'x', ${ana.memberId}, 'passphrase', now() + interval '1 hour')`,
    ],
    [
      'a leader add a passkey to a colleague',
      'lead',
      () => sql`insert into identity.passkeys (credential_id, member_id, public_key, counter, backed_up)
        values (${random(32)}, ${ana.memberId}, '\\x00', 0, false)`,
    ],
    [
      'anyone set a passphrase',
      'public',
      () => sql`insert into identity.passphrases (member_id, salt, verifier)
        values (${ana.memberId}, ${new Uint8Array(16)}, ${new Uint8Array(32)})`,
    ],
    [
      'a member replace their keys',
      'ana',
      () =>
        sql`update identity.member_keys set public_key = ${new Uint8Array(65)} where member_id = ${ana.memberId}`,
    ],
    [
      'a stranger make a team’s epoch',
      'provider',
      () => sql`insert into identity.epochs (id, team_id, number, public_key, made_by)
        values (${randomId()}, ${teamId}, 2, ${new Uint8Array(65)}, ${provider.memberId})`,
    ],
    [
      'a member make an epoch in another’s name',
      'ana',
      () => sql`insert into identity.epochs (id, team_id, number, public_key, made_by)
        values (${randomId()}, ${teamId}, 2, ${new Uint8Array(65)}, ${lead.memberId})`,
    ],
    [
      'a stranger add a reader to a team’s epoch',
      'provider',
      () => sql`insert into identity.epoch_slots (epoch_id, member_id, bytes)
        select id, ${provider.memberId}, '\\x00' from identity.epochs`,
    ],
    ['staff see who made an epoch', 'ana', () => sql`select made_by from identity.epochs`],
    [
      'staff change an epoch',
      'ana',
      () => sql`update identity.epochs set public_key = ${new Uint8Array(65)}`,
    ],
    [
      'staff make an organisation',
      'lead',
      () => sql`insert into identity.organisations (id, name, kind) values (${randomId()}, 'x', 'hotline')`,
    ],
  ]

  it.each(attempts)('does not let %s', async (_, who, statement) => {
    await expect(
      world.database.as(actors[who] ?? staff(who), (tx) => statement().execute(tx)),
    ).rejects.toThrow(/permission denied|row-level security/)
  })

  const silent: [string, string, () => RawBuilder<unknown>][] = [
    [
      'a responder raise their own roles',
      'ana',
      () => sql`update identity.memberships set roles = '{administrator}' where member_id = ${ana.memberId}`,
    ],
    [
      'a supervisor, who is no administrator, allow passphrases',
      'lead',
      () => sql`update identity.organisations set passphrases = false`,
    ],
    [
      'a member remove a colleague’s passkey',
      'lead',
      () => sql`delete from identity.passkeys where member_id <> ${lead.memberId}`,
    ],
    ['anyone unlink accounts', 'public', () => sql`delete from identity.logins`],
    ['anyone end another browser’s attempt', 'public', () => sql`delete from identity.attempts`],
    [
      'a responder end a colleague’s membership',
      'ana',
      () => sql`update identity.memberships set left_at = now()`,
    ],
    ['a stranger end memberships', 'public', () => sql`update identity.memberships set left_at = now()`],
    [
      'a responder end a colleague’s session',
      'ana',
      () => sql`delete from identity.sessions where member_id <> ${ana.memberId}`,
    ],
    [
      'another organisation’s administrator end sessions',
      'provider',
      () => sql`delete from identity.sessions where member_id <> ${provider.memberId}`,
    ],
    [
      'a responder rename a colleague',
      'ana',
      () => sql`update identity.members set name = 'x' where id <> ${ana.memberId}`,
    ],
    ['anyone take invitations back', 'public', () => sql`delete from identity.invitations`],
    ['anyone spend challenges', 'public', () => sql`delete from identity.challenges`],
  ]

  it.each(silent)('does nothing when it would let %s', async (_, who, statement) => {
    const { numAffectedRows } = await world.database.as(actors[who] ?? staff(who), (tx) =>
      statement().execute(tx),
    )
    expect(numAffectedRows).toBe(0n)
  })

  it('gives an invitation’s token no hold on the account once it is spent', async () => {
    const person = { teamId, roles: ['responder' as const], name: 'Uma', handle: 'uma' }
    const { link, memberId } = await world.identity.invite({ kind: 'system' }, person)
    const token = tokenOf(link)
    const capabilities = [`invitation:${hashOf(token)}`]
    const steal = () =>
      world.database.as(
        { kind: 'public' },
        (tx) =>
          sql`insert into identity.passkeys (credential_id, member_id, public_key, counter, backed_up)
            values (${random(32)}, ${memberId}, '\\x00', 0, false)`.execute(tx),
        { capabilities },
      )
    const { Browser } = await import('./testing.ts')
    const browser = new Browser(world.identity)
    await browser.call(contract.registerPassphrase, { token, salt: random(16), signInKey: random(32) })
    expect(await count({ kind: 'public' }, 'members', capabilities)).toBe(0)
    await expect(steal()).rejects.toThrow(/row-level security/)
  })
})
