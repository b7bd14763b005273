import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { randomId } from '../../kernel/index.ts'
import { hotlineLine, hotlineLines, isMember, memberNames, teamsOf } from './index.ts'
import {
  Browser,
  heardDuring,
  hire,
  hireWithKeys,
  makeEpoch,
  newTeam,
  openWorld,
  refusal,
  type Hired,
  type World,
} from './testing.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.database.close())

const remove = (by: Hired, teamId: string, memberId: string) =>
  refusal(by.browser.call(contract.removeMember, { teamId, memberId }))

describe('leaving', () => {
  it('takes effect at once: sessions and streams end, signing in fails, the name is free after the sweep', async () => {
    const { teamId } = await newTeam(world)
    const lead = await hire(world, teamId, ['supervisor'])
    const leaver = await hire(world, teamId, ['responder'])
    const actor = await leaver.browser.actor()
    if (actor.kind !== 'staff') throw new Error('signed out')
    const events = await heardDuring(world, () => remove(lead, teamId, leaver.memberId))
    expect(events).toEqual([
      { k: 'ended', session: actor.sessionId },
      { k: 'team', team: teamId },
    ])
    expect(await leaver.browser.actor()).toEqual({ kind: 'public' })
    expect(await world.database.as(actor, (tx) => world.identity.sessionAlive(tx, actor.sessionId))).toBe(
      false,
    )
    const { handle, signInKey } = leaver
    const signIn = () =>
      refusal(new Browser(world.identity).call(contract.signInPassphrase, { handle, signInKey }))
    expect(await signIn()).toBe('identity.sign_in_failed')
    await world.identity.sweep()
    expect(await signIn()).toBe('identity.sign_in_failed')
    await world.identity.invite({ kind: 'system' }, { teamId, roles: ['responder'], name: 'New', handle })
    expect(await remove(lead, teamId, leaver.memberId)).toBe('identity.no_such_member')
  })

  it('is decided by leaders of the team or administrators of the organisation, and by nobody else', async () => {
    const { teamId } = await newTeam(world)
    const administrator = await hire(world, teamId, ['administrator'])
    const supervisor = await hire(world, teamId, ['supervisor'])
    const responder = await hire(world, teamId, ['responder'])
    const stranger = await hire(world, (await newTeam(world)).teamId, ['administrator'])
    expect(await remove(stranger, teamId, responder.memberId)).toBe('identity.no_such_team')
    expect(await remove(stranger, randomId(), responder.memberId)).toBe('identity.no_such_team')
    expect(await remove(supervisor, teamId, stranger.memberId)).toBe('identity.no_such_member')
    expect(await remove(responder, teamId, supervisor.memberId)).toBe('identity.roles_not_yours')
    expect(await remove(supervisor, teamId, administrator.memberId)).toBe('identity.roles_not_yours')
    expect(await remove(administrator, teamId, supervisor.memberId)).toBe('done')
  })

  it('never takes the last one who could invite others', async () => {
    const { teamId } = await newTeam(world)
    const [one, two] = [
      await hire(world, teamId, ['administrator']),
      await hire(world, teamId, ['administrator']),
    ]
    const answers = await Promise.all([remove(one, teamId, two.memberId), remove(two, teamId, one.memberId)])
    expect(answers).toContain('done')
    const { rows } = await sql`select from identity.memberships
      where team_id = ${teamId} and left_at is null`.execute(world.database.unguarded)
    expect(rows).toHaveLength(1)
  })
})

describe('colleagues', () => {
  it('see each other’s names and keys, page by page; others see no list', async () => {
    const { teamId } = await newTeam(world)
    const ana = await hireWithKeys(world, teamId, ['responder'], 'Ana')
    const bo = await hire(world, teamId, ['supervisor'], 'Bo')
    const { members, next } = await ana.browser.call(contract.listTeamMembers, { teamId })
    expect(next).toBeNull()
    expect(members.map((member) => member.memberId)).toEqual([ana.memberId, bo.memberId].sort(byBytes))
    expect(members.find((member) => member.name === 'Bo')).toMatchObject({
      roles: ['supervisor'],
      publicKey: null,
    })
    expect(members.find((member) => member.name === 'Ana')?.publicKey).toHaveLength(87)
    const after = members[0]?.memberId ?? ''
    expect((await ana.browser.call(contract.listTeamMembers, { teamId, after })).members).toHaveLength(1)
    const stranger = await hire(world, (await newTeam(world)).teamId, ['administrator'])
    for (const id of [teamId, randomId()])
      expect(await refusal(stranger.browser.call(contract.listTeamMembers, { teamId: id }))).toBe(
        'identity.no_such_team',
      )
  })

  it('are named to each other and to no one else, by any room that asks', async () => {
    const { teamId, organisationId } = await newTeam(world)
    const ana = await hire(world, teamId, ['responder'], 'Ana')
    const bo = await hire(world, teamId, ['responder'], 'Bo')
    const stranger = await hire(world, (await newTeam(world)).teamId, ['responder'])
    const ids = [ana.memberId, bo.memberId]
    const asAna = await ana.browser.actor()
    expect(await world.database.as(asAna, (tx) => memberNames(tx, ids))).toEqual(
      new Map([
        [ana.memberId, 'Ana'],
        [bo.memberId, 'Bo'],
      ]),
    )
    expect(await world.database.as(asAna, (tx) => teamsOf(tx, bo.memberId))).toMatchObject([
      { teamId, organisationId, organisationKind: 'hotline', roles: ['responder'] },
    ])
    expect(await world.database.as(asAna, (tx) => isMember(tx, teamId, bo.memberId))).toBe(true)
    const seeker = { kind: 'seeker', conversationId: randomId(), visitId: randomId() } as const
    for (const actor of [await stranger.browser.actor(), seeker, { kind: 'public' } as const]) {
      expect(await world.database.as(actor, (tx) => memberNames(tx, ids))).toEqual(new Map())
      expect(await world.database.as(actor, (tx) => isMember(tx, teamId, bo.memberId))).toBe(false)
    }
  })
})

describe('the line that a seeker reaches', () => {
  it('is the team of their language, then of their region, then the oldest; only with a key', async () => {
    const fresh = await openWorld()
    const line = (language?: string, region?: string) =>
      fresh.database.as(
        { kind: 'public' },
        async (tx) => (await hotlineLine(tx, { language, region }))?.teamId,
      )
    const staffed = async (languages: string[], region?: string) => {
      const { teamId } = await newTeam(fresh, 'hotline', { languages, ...(region ? { region } : {}) })
      const member = await hireWithKeys(fresh, teamId, ['responder'])
      await member.browser.call(contract.createEpoch, await makeEpoch(member, teamId, 1))
      return teamId
    }
    try {
      expect(await line('en')).toBeUndefined()
      await newTeam(fresh, 'hotline', { languages: ['fr'] })
      const english = await staffed(['en'])
      const ontario = await staffed(['en', 'fr'], 'CA-ON')
      const quebec = await staffed(['fr-CA', 'en'], 'CA-QC')
      expect(await line()).toBe(english)
      expect(await line('en')).toBe(english)
      expect(await line('en', 'CA-QC')).toBe(quebec)
      expect(await line('fr')).toBe(ontario)
      expect(await line('fr-CA', 'CA-ON')).toBe(quebec)
      expect(await line('pa', 'CA-ON')).toBe(ontario)
      expect(await line('pa', 'CA-BC')).toBe(english)
      const all = await fresh.database.as({ kind: 'public' }, (tx) => hotlineLines(tx))
      expect(all.map((line) => line.teamId)).toEqual([english, ontario, quebec])
      expect(all[1]).toMatchObject({ languages: ['en', 'fr'], region: 'CA-ON', epochNumber: 1 })
      expect(all[1]?.epochPublicKey).toHaveLength(65)
    } finally {
      await fresh.database.close()
    }
  })
})

function byBytes(a: string, b: string): number {
  return a < b ? -1 : 1
}
