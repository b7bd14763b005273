import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { bytesToBase64Url, randomId } from '../../kernel/index.ts'
import { resealEpoch } from '../../sealing/index.ts'
import {
  age,
  hireWithKeys,
  makeEpoch,
  newTeam,
  openedBy,
  openOwn,
  openWorld,
  random,
  refusal,
} from './testing.ts'
import type { Hired, World } from './testing.ts'

let world: World
let teamId: string
let ana: Required<Hired>
let bo: Required<Hired>

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.database.close())
beforeEach(async () => {
  ;({ teamId } = await newTeam(world))
  ana = await hireWithKeys(world, teamId, ['supervisor'], 'Ana')
  for (const number of [1, 2])
    await ana.browser.call(contract.createEpoch, await makeEpoch(ana, teamId, number))
  bo = await hireWithKeys(world, teamId, ['responder'], 'Bo')
  await bo.browser.call(contract.createEpoch, await makeEpoch(bo, teamId, 3))
})

async function sealPast(from: Required<Hired>, to: Required<Hired>) {
  const { epochs } = await from.browser.call(contract.pastOf, { teamId, memberId: to.memberId })
  const slots = epochs.map(async (epoch) => {
    const key = await openOwn(from, teamId, epoch)
    const reader = { memberId: to.memberId, publicKey: to.keys.pair.publicKey }
    return { epochId: epoch.id, bytes: bytesToBase64Url((await resealEpoch(key, reader)).bytes) }
  })
  return { epochs, request: { teamId, memberId: to.memberId, slots: await Promise.all(slots) } }
}

describe('the past of a team', () => {
  it('is shut to a newcomer until a colleague opens it to them, and then opens', async () => {
    expect(await openedBy(bo, teamId)).toEqual([3])
    const { epochs, request } = await sealPast(ana, bo)
    expect(epochs.map(({ number }) => number)).toEqual([2, 1])
    expect(epochs.every(({ since }) => since.startsWith('20'))).toBe(true)
    await ana.browser.call(contract.sharePast, request)
    expect(await openedBy(bo, teamId)).toEqual([1, 2, 3])
    expect((await sealPast(ana, bo)).epochs).toEqual([])
    const { rows } = await sql`select from audit.entries
      where action = 'identity.share_past' and subject = ${bo.memberId} and who = ${ana.memberId}`.execute(
      world.database.unguarded,
    )
    expect(rows).toHaveLength(1)
  })

  it('is opened only as far as the colleague opens it', async () => {
    const cy = await hireWithKeys(world, teamId, ['responder'], 'Cy')
    const { epochs } = await sealPast(bo, cy)
    expect(epochs.map(({ number }) => number)).toEqual([3])
    const { request } = await sealPast(ana, bo)
    const own = { ...request, memberId: cy.memberId }
    expect(await refusal(bo.browser.call(contract.sharePast, own))).toBe('identity.epoch_not_yours')
  })

  it('is not opened to a leaver, a stranger or somebody whose role does not read, nor without a fresh sign-in', async () => {
    const { request } = await sealPast(ana, bo)
    const attempt = (memberId: string, by = ana) =>
      refusal(by.browser.call(contract.sharePast, { ...request, memberId }))
    const stranger = await hireWithKeys(world, (await newTeam(world)).teamId, ['responder'])
    const clerk = await hireWithKeys(world, teamId, ['administrator'], 'Clerk')
    expect(await attempt(stranger.memberId)).toBe('identity.no_such_member')
    expect(await attempt(clerk.memberId)).toBe('identity.no_such_member')
    expect(await attempt(bo.memberId, stranger)).toBe('identity.no_such_team')
    const { session } = await ana.browser.call(contract.currentSession, {})
    await age(world, session?.sessionId ?? '', { verified: '11 minutes' })
    expect(await attempt(bo.memberId)).toBe('identity.sign_in_again')
    await age(world, session?.sessionId ?? '', { verified: '-11 minutes' })
    await ana.browser.call(contract.removeMember, { teamId, memberId: bo.memberId })
    expect(await attempt(bo.memberId)).toBe('identity.no_such_member')
  })

  it('is not given to a leaver by plain SQL either, nor to somebody whose role does not read', async () => {
    const clerk = await hireWithKeys(world, teamId, ['coordinator'], 'Clerk')
    await ana.browser.call(contract.removeMember, { teamId, memberId: bo.memberId })
    const actor = await ana.browser.actor()
    for (const memberId of [bo.memberId, clerk.memberId]) {
      const forced = world.database.as(actor, (tx) =>
        sql`insert into identity.epoch_slots (epoch_id, member_id, bytes)
          select id, ${memberId}, ${new Uint8Array(100)} from identity.epochs
          where team_id = ${teamId} and number = 2`.execute(tx),
      )
      await expect(forced).rejects.toThrow(/row-level security/)
    }
  })
})

describe('an epoch', () => {
  it('is not sealed to somebody who only administers or coordinates, and follows when a role that reads is given', async () => {
    const clerk = await hireWithKeys(world, teamId, ['administrator', 'coordinator'], 'Clerk')
    const { epochs } = await ana.browser.call(contract.currentEpochs, {})
    expect(epochs[0]?.stale).toBe(false)
    await sql`update identity.memberships set roles = '{responder}'
      where member_id = ${clerk.memberId}`.execute(world.database.unguarded)
    expect((await ana.browser.call(contract.currentEpochs, {})).epochs[0]?.stale).toBe(true)
    await ana.browser.call(contract.createEpoch, await makeEpoch(ana, teamId, 4))
    expect(await openedBy(clerk, teamId)).toEqual([4])
    await sql`update identity.memberships set roles = '{coordinator}'
      where member_id = ${clerk.memberId}`.execute(world.database.unguarded)
    expect((await ana.browser.call(contract.currentEpochs, {})).epochs[0]?.stale).toBe(true)
  })
})

describe('what is said of a team’s keys', () => {
  const state = (hired: Hired) => hired.browser.call(contract.keyState, { teamId })

  it('counts what one opens, what hangs on one person, and what nobody opens any more', async () => {
    expect(await state(bo)).toEqual({ epochs: 3, mine: 1, atRisk: 2, recoverable: 0, lost: null })
    const lead = await hireWithKeys(world, teamId, ['supervisor'], 'Lea')
    await lead.browser.call(contract.createEpoch, await makeEpoch(lead, teamId, 4))
    await lead.browser.call(contract.removeMember, { teamId, memberId: ana.memberId })
    const after = await state(bo)
    expect(after).toMatchObject({ epochs: 4, mine: 2, atRisk: 1, recoverable: 0, lost: { count: 2 } })
    expect(Date.parse(after.lost?.from ?? '')).toBeLessThan(Date.parse(after.lost?.until ?? ''))
  })

  it('is said to the team’s members alone', async () => {
    const stranger = await hireWithKeys(world, (await newTeam(world)).teamId, ['responder'])
    expect(await refusal(state(stranger))).toBe('identity.no_such_team')
    expect(await refusal(stranger.browser.call(contract.keyState, { teamId: randomId() }))).toBe(
      'identity.no_such_team',
    )
    const past = { teamId, memberId: bo.memberId }
    expect(await refusal(stranger.browser.call(contract.pastOf, past))).toBe('identity.no_such_team')
    expect(await refusal(ana.browser.call(contract.pastOf, { teamId, memberId: random(16) }))).toBe(
      'identity.no_such_member',
    )
  })
})
