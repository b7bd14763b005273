import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { randomId } from '../../kernel/index.ts'
import { createEpoch } from '../../sealing/index.ts'
import { reason, recoveryScene, type RecoveryScene } from './recovery.testing.ts'
import {
  age,
  hireWithKeys,
  makeEpoch,
  newTeam,
  openedBy,
  openWorld,
  random,
  refusal,
  type Hired,
  type World,
} from './testing.ts'

let world: World
let scene: RecoveryScene

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.database.close())
beforeEach(async () => {
  scene = await recoveryScene(world)
})

describe('three people', () => {
  it('hold a part once each has agreed; until then, and after a no, nothing is in force', async () => {
    const { planId } = await scene.name()
    const answer = (at: number, agree: boolean) =>
      scene.person(at).browser.call(contract.answerHolding, { planId, agree })
    await answer(0, true)
    await answer(1, true)
    expect(await scene.viewOf(scene.lead())).toMatchObject({
      current: null,
      pending: { planId, since: null },
    })
    expect((await scene.uncovered()).readers).toBeNull()
    await answer(2, false)
    expect(await scene.viewOf(scene.lead())).toMatchObject({ current: null, pending: null })
    await scene.agreeAll()
    const view = await scene.viewOf(scene.person(1))
    expect(view).toMatchObject({ pending: null, holds: true, member: true, epochs: 2, covered: 0 })
    expect(view?.current?.holders.map(({ able }) => able)).toEqual([true, true, true])
  })

  it('are different people of the organisation with keys, named by a leader, fresh', async () => {
    const stranger = await hireWithKeys(world, (await newTeam(world)).teamId, ['coordinator'])
    const [first = '', second = ''] = scene.memberIds()
    expect(await refusal(scene.name([first, second, stranger.memberId]))).toBe('identity.bad_holders')
    expect(await refusal(scene.name([first, second, second]))).toBe('identity.bad_holders')
    const by = (hired: Hired) =>
      refusal(
        hired.browser.call(contract.nameHolders, { teamId: scene.teamId, memberIds: scene.memberIds() }),
      )
    expect(await by(stranger)).toBe('identity.no_such_team')
    const reader = await hireWithKeys(world, scene.teamId, ['responder'])
    expect(await by(reader)).toBe('identity.roles_not_yours')
    const { session } = await scene.lead().browser.call(contract.currentSession, {})
    await age(world, session?.sessionId ?? '', { verified: '11 minutes' })
    expect(await refusal(scene.name())).toBe('identity.sign_in_again')
  })

  it('answer for themselves only, and only while it waits', async () => {
    const { planId } = await scene.name()
    const stranger = await hireWithKeys(world, scene.teamId, ['responder'])
    const answer = ({ browser }: Hired) =>
      refusal(browser.call(contract.answerHolding, { planId, agree: true }))
    expect(await answer(stranger)).toBe('identity.no_such_plan')
    for (const holder of scene.three) expect(await answer(holder)).toBe('done')
    expect(await answer(scene.person(0))).toBe('identity.no_such_plan')
  })
})

describe('what is sealed to them', () => {
  it('is every new epoch, in all six orders, or the epoch is refused', async () => {
    await scene.agreeAll()
    const { epochs } = await scene.lead().browser.call(contract.currentEpochs, {})
    const recovery = epochs[0]?.recovery
    if (!recovery) throw new Error('no plan')
    const made = await makeEpoch(scene.lead(), scene.teamId, 3)
    const { key } = await createEpoch({ teamId: scene.teamId, number: 3, members: [] })
    const slots = await scene.slotsFor(key, recovery)
    const attempt = (change?: object) =>
      refusal(scene.lead().browser.call(contract.createEpoch, { ...made, ...change }))
    const { planId } = recovery
    expect(await attempt()).toBe('identity.epoch_recovery')
    expect(await attempt({ recovery: { planId, slots: slots.slice(1) } })).toBe('identity.epoch_recovery')
    expect(await attempt({ recovery: { planId: randomId(), slots } })).toBe('identity.epoch_recovery')
    expect(await attempt({ recovery: { planId, slots: [...slots.slice(1), slots[1]] } })).toBe(
      'identity.epoch_recovery',
    )
    expect(await attempt({ recovery: { planId, slots } })).toBe('done')
    expect(await scene.viewOf(scene.lead())).toMatchObject({ epochs: 3, covered: 1 })
  })

  it('is the past only when a member seals it by hand; what an earlier plan held of it goes', async () => {
    await scene.agreeAll()
    await scene.cover()
    expect(await scene.viewOf(scene.lead())).toMatchObject({ epochs: 2, covered: 2 })
    const plans = async () =>
      (
        await sql<{ plan_id: string }>`select distinct plan_id from identity.recovery_slots s
          join identity.epochs e on e.id = s.epoch_id where e.team_id = ${scene.teamId}`.execute(
          world.database.unguarded,
        )
      ).rows.map((row) => row.plan_id)
    const before = await plans()
    await scene.agreeAll()
    expect(await scene.viewOf(scene.lead())).toMatchObject({ epochs: 2, covered: 0 })
    expect(await plans()).toEqual(before)
    await scene.cover()
    expect(await plans()).not.toEqual(before)
    expect(await plans()).toHaveLength(1)
  })

  it('is less for a plan whose holder lost their key or left: the other two still can', async () => {
    await scene.agreeAll()
    await scene
      .lead()
      .browser.call(contract.removeMember, { teamId: scene.teamId, memberId: scene.person(2).memberId })
    expect((await scene.viewOf(scene.lead()))?.current?.holders.map(({ able }) => able)).toEqual([
      true,
      true,
      false,
    ])
    expect((await scene.uncovered()).readers?.holders).toHaveLength(2)
    await scene.cover()
    await scene.loseEverything()
    await scene.complete(scene.person(1), await scene.begin(scene.person(0)))
    expect(await openedBy(scene.lead(), scene.teamId)).toEqual([1, 2])
  })
})

describe('a recovery', () => {
  beforeEach(async () => {
    await scene.agreeAll()
    await scene.cover()
  })

  it('by any two, whoever starts, gives the team its past back', async () => {
    for (const [first, second] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ] as const) {
      await scene.loseEverything()
      const keys = await scene.complete(scene.person(second), await scene.begin(scene.person(first)))
      expect(keys.map(({ number }) => number)).toEqual([1, 2])
      expect(await openedBy(scene.lead(), scene.teamId)).toEqual([1, 2])
    }
  })

  it('is one person’s never: neither confirms what they started, nor opens it', async () => {
    const recoveryId = await scene.begin(scene.person(0))
    const alone = scene.person(0).browser
    expect(await refusal(alone.call(contract.confirmRecovery, { recoveryId }))).toBe('identity.not_a_holder')
    expect(await refusal(alone.call(contract.recoveryShares, { recoveryId }))).toBe(
      'identity.no_such_recovery',
    )
    const forced = world.database.as(await alone.actor(), (tx) =>
      sql`update identity.recoveries set second_by = ${scene.person(0).memberId}, confirmed_at = now()
        where id = ${recoveryId}`.execute(tx),
    )
    await expect(forced).rejects.toThrow(/check constraint|row-level security/)
    expect(await refusal(scene.lead().browser.call(contract.confirmRecovery, { recoveryId }))).toBe(
      'identity.not_a_holder',
    )
    expect(await refusal(scene.person(1).browser.call(contract.recoveryShares, { recoveryId }))).toBe(
      'identity.no_such_recovery',
    )
  })

  it('is confirmed in nobody else’s name, and not a second time, even where the code forgot to look', async () => {
    const recoveryId = await scene.begin(scene.person(0))
    const confirmAs = async (asker: number, named: number) =>
      world.database.as(await scene.person(asker).browser.actor(), (tx) =>
        sql`update identity.recoveries set second_by = ${scene.person(named).memberId}, confirmed_at = now()
          where id = ${recoveryId}`.execute(tx),
      )
    await expect(confirmAs(0, 1)).rejects.toThrow(/speaks for themselves/)
    await expect(confirmAs(1, 2)).rejects.toThrow(/speaks for themselves/)
    await confirmAs(1, 1)
    await expect(confirmAs(2, 2)).rejects.toThrow(/speaks for themselves/)
  })

  it('asks both for a fresh sign-in, is told to the team with its reason, and leaves no shares', async () => {
    const { session } = await scene.person(1).browser.call(contract.currentSession, {})
    await age(world, session?.sessionId ?? '', { verified: '11 minutes' })
    const recoveryId = await scene.begin(scene.person(0))
    const confirm = () => refusal(scene.person(1).browser.call(contract.confirmRecovery, { recoveryId }))
    expect(await confirm()).toBe('identity.sign_in_again')
    await age(world, session?.sessionId ?? '', { verified: '-11 minutes' })
    const told = (await scene.lead().browser.call(contract.recoveryOf, {})).recoveries
    expect(told).toMatchObject([
      { startedBy: 'Ira', confirmedBy: null, reason, state: 'started', may: { confirm: false, stop: true } },
    ])
    await scene.complete(scene.person(1), recoveryId)
    const after = (await scene.lead().browser.call(contract.recoveryOf, {})).recoveries
    expect(after).toMatchObject([{ confirmedBy: 'Jo', state: 'finished', may: { stop: false } }])
    const count = sql<{ n: number }>`select count(*)::int as n from identity.recovery_shares
      where recovery_id = ${recoveryId}`
    expect((await count.execute(world.database.unguarded)).rows[0]?.n).toBe(0)
    const { rows } = await sql<{ action: string; purpose: string }>`select action, purpose from audit.entries
      where subject = ${scene.teamId} and action like '%recovery' order by id`.execute(
      world.database.unguarded,
    )
    expect(rows).toEqual([
      { action: 'identity.start_recovery', purpose: reason },
      { action: 'identity.confirm_recovery', purpose: reason },
      { action: 'identity.finish_recovery', purpose: reason },
    ])
  })

  it('is stopped by a leader, or by time, and what was handed over is gone', async () => {
    const recoveryId = await scene.begin(scene.person(0))
    const started = scene.person(1).browser.call(contract.startRecovery, { teamId: scene.teamId, reason })
    expect(await refusal(started)).toBe('identity.recovery_running')
    const reader = await hireWithKeys(world, scene.teamId, ['responder'])
    const stop = ({ browser }: Hired) => refusal(browser.call(contract.stopRecovery, { recoveryId }))
    expect(await stop(reader)).toBe('identity.no_such_recovery')
    expect(await stop(scene.lead())).toBe('done')
    expect(await refusal(scene.complete(scene.person(1), recoveryId))).toBe('identity.no_such_recovery')
    await scene.begin(scene.person(0))
    await sql`update identity.recoveries set ends_at = now()`.execute(world.database.unguarded)
    await world.identity.sweep()
    const count = sql<{ n: number }>`select count(*)::int as n from identity.recovery_shares`
    expect((await count.execute(world.database.unguarded)).rows[0]?.n).toBe(0)
  })

  it('seals to the team’s readers of today only, and only its own epochs', async () => {
    const recoveryId = await scene.begin(scene.person(0))
    await scene.person(1).browser.call(contract.confirmRecovery, { recoveryId })
    const { epochs } = await scene.lead().browser.call(contract.earlierEpochs, { teamId: scene.teamId })
    const own = epochs[0]?.id ?? ''
    const attempt = (memberId: string, epochId: string) =>
      refusal(
        scene.person(1).browser.call(contract.restoreEpochs, {
          recoveryId,
          slots: [{ epochId, memberId, bytes: random(100) }],
        }),
      )
    expect(await attempt(scene.person(1).memberId, own)).toBe('identity.epoch_readers')
    expect(await attempt(scene.lead().memberId, randomId())).toBe('identity.epoch_readers')
    const forced = world.database.as(await scene.person(1).browser.actor(), (tx) =>
      sql`insert into identity.epoch_slots (epoch_id, member_id, bytes)
        values (${own}, ${scene.person(1).memberId}, ${new Uint8Array(100)})`.execute(tx),
    )
    await expect(forced).rejects.toThrow(/row-level security/)
  })

  it('tells a stranger nothing and takes nothing from them', async () => {
    const stranger = await hireWithKeys(world, (await newTeam(world)).teamId, ['administrator'])
    const recoveryId = await scene.begin(scene.person(0))
    const asked = await stranger.browser.call(contract.recoveryOf, {})
    expect(asked.teams.map((team) => team.teamId)).not.toContain(scene.teamId)
    expect(asked.recoveries).toEqual([])
    const refused = [contract.confirmRecovery, contract.stopRecovery, contract.finishRecovery]
    for (const route of refused)
      expect(await refusal(stranger.browser.call(route, { recoveryId }))).toBe('identity.no_such_recovery')
    expect(
      await refusal(stranger.browser.call(contract.startRecovery, { teamId: scene.teamId, reason })),
    ).toBe('identity.no_such_team')
    const actor = await stranger.browser.actor()
    for (const table of [
      'recovery_plans',
      'recovery_holders',
      'recovery_slots',
      'recoveries',
      'recovery_shares',
    ]) {
      const { rows } = await world.database.as(actor, (tx) =>
        sql<{ n: number }>`select count(*)::int as n from ${sql.table(`identity.${table}`)}`.execute(tx),
      )
      expect(rows[0]?.n, table).toBe(0)
    }
  })
})
