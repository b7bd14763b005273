import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { bytesToBase64Url, randomId } from '../../kernel/index.ts'
import {
  createEpoch,
  createMember,
  deriveTeamCode,
  newPrintedCode,
  openRecoveryShare,
  openRecoverySlot,
  openTeamCodeSlot,
  resealEpoch,
  sealMemberBundle,
  sealRecoverySlots,
  sealTeamCodeSlot,
  type EpochKey,
} from '../../sealing/index.ts'
import {
  age,
  bytesFrom,
  hireWithKeys,
  makeEpoch,
  newTeam,
  openedBy,
  openOwn,
  openWorld,
  random,
  refusal,
  type Hired,
  type World,
} from './testing.ts'

let world: World
let teamId: string
let organisationId: string
let lead: Required<Hired>
/** Three people of the organisation who read nothing in the team. */
let three: Required<Hired>[]

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.database.close())
beforeEach(async () => {
  ;({ teamId, organisationId } = await newTeam(world))
  lead = await hireWithKeys(world, teamId, ['supervisor', 'administrator'], 'Lea')
  three = []
  for (const name of ['Ira', 'Jo', 'Kim'])
    three.push(await hireWithKeys(world, teamId, ['coordinator'], name))
  for (const number of [1, 2])
    await lead.browser.call(contract.createEpoch, await makeEpoch(lead, teamId, number))
})

const person = (at: number) => three[at] ?? three[0]!
const memberIds = () => three.map(({ memberId }) => memberId)
const name = (ids = memberIds()) => lead.browser.call(contract.nameHolders, { teamId, memberIds: ids })
const viewOf = async ({ browser }: Hired) =>
  (await browser.call(contract.recoveryOf, {})).teams.find((team) => team.teamId === teamId)

async function agreeAll(): Promise<void> {
  const { planId } = await name()
  for (const { browser } of three) await browser.call(contract.answerHolding, { planId, agree: true })
}

type Readers = NonNullable<Awaited<ReturnType<typeof uncovered>>['readers']>
const uncovered = ({ browser } = lead) => browser.call(contract.uncoveredEpochs, { teamId })

async function slotsFor(key: EpochKey, { holders, codePublicKey }: Readers) {
  if (codePublicKey !== null) {
    const bytes = bytesToBase64Url(await sealTeamCodeSlot(key, bytesFrom(codePublicKey)))
    return [{ firstId: null, secondId: null, bytes }]
  }
  const to = holders.map(({ memberId, publicKey }) => ({ memberId, publicKey: bytesFrom(publicKey) }))
  const slots = await sealRecoverySlots(key, to)
  return slots.map(({ bytes, ...order }) => ({ ...order, bytes: bytesToBase64Url(bytes) }))
}

async function cover(): Promise<void> {
  const { readers, epochs } = await uncovered()
  if (!readers) throw new Error('no plan')
  const covered = []
  for (const epoch of epochs) {
    const key = await openOwn(lead, teamId, epoch)
    covered.push({ epochId: epoch.id, slots: await slotsFor(key, readers) })
  }
  await lead.browser.call(contract.coverEpochs, { teamId, planId: readers.planId, epochs: covered })
}

const reason = 'keys_lost' as const

/** The first's part. */
async function begin(first: Required<Hired>): Promise<string> {
  const { recoveryId } = await first.browser.call(contract.startRecovery, { teamId, reason })
  const { slots } = await first.browser.call(contract.recoverySlots, { recoveryId })
  const shares = slots.map(async ({ epoch, secondId, bytes }) => {
    const known = { ...epoch, teamId, publicKey: bytesFrom(epoch.publicKey) }
    const slot = { firstId: first.memberId, secondId: secondId ?? '', bytes: bytesFrom(bytes) }
    const share = await openRecoverySlot(known, slot, first.keys.pair)
    return { epochId: epoch.id, secondId: secondId ?? '', bytes: bytesToBase64Url(share) }
  })
  await first.browser.call(contract.handOverShares, { recoveryId, shares: await Promise.all(shares) })
  return recoveryId
}

/** The second's part, from the confirmation to the end. */
async function complete(second: Required<Hired>, recoveryId: string): Promise<EpochKey[]> {
  await second.browser.call(contract.confirmRecovery, { recoveryId })
  const { shares } = await second.browser.call(contract.recoveryShares, { recoveryId })
  const keys = await Promise.all(
    shares.map(({ epoch, firstId, bytes }) => {
      const known = { ...epoch, teamId, publicKey: bytesFrom(epoch.publicKey) }
      const order = { firstId, secondId: second.memberId }
      return openRecoveryShare(known, order, bytesFrom(bytes), second.keys.pair)
    }),
  )
  await restore(second, recoveryId, keys)
  return keys
}

async function restore(by: Required<Hired>, recoveryId: string, keys: EpochKey[]): Promise<void> {
  const { readers } = await by.browser.call(contract.recoveryTeam, { recoveryId })
  const slots = []
  for (const key of keys)
    for (const { memberId, publicKey } of readers) {
      const { bytes } = await resealEpoch(key, { memberId, publicKey: bytesFrom(publicKey) })
      slots.push({ epochId: key.id, memberId, bytes: bytesToBase64Url(bytes) })
    }
  await by.browser.call(contract.restoreEpochs, { recoveryId, slots })
  await by.browser.call(contract.finishRecovery, { recoveryId })
}

/** The team's only reader loses everything and makes new keys. */
async function loseEverything(): Promise<void> {
  await world.identity.letReturn({ kind: 'system' }, { teamId, memberId: lead.memberId })
  const keys = await createMember(lead.memberId)
  await lead.browser.call(contract.replaceMemberKeys, {
    publicKey: bytesToBase64Url(keys.pair.publicKey),
    signPublicKey: bytesToBase64Url(keys.signer.publicKey),
    bundle: bytesToBase64Url(await sealMemberBundle(keys)),
    slots: [{ kind: 'passphrase', bytes: random(120) }],
  })
  lead = { ...lead, keys }
  expect(await openedBy(lead, teamId)).toEqual([])
}

describe('three people', () => {
  it('hold a part once each has agreed; until then, and after a no, nothing is in force', async () => {
    const { planId } = await name()
    const answer = (at: number, agree: boolean) =>
      person(at).browser.call(contract.answerHolding, { planId, agree })
    await answer(0, true)
    await answer(1, true)
    expect(await viewOf(lead)).toMatchObject({ current: null, pending: { planId, since: null } })
    expect((await uncovered()).readers).toBeNull()
    await answer(2, false)
    expect(await viewOf(lead)).toMatchObject({ current: null, pending: null })
    await agreeAll()
    const view = await viewOf(person(1))
    expect(view).toMatchObject({ pending: null, holds: true, member: true, epochs: 2, covered: 0 })
    expect(view?.current?.holders.map(({ able }) => able)).toEqual([true, true, true])
  })

  it('are different people of the organisation with keys, named by a leader, fresh', async () => {
    const stranger = await hireWithKeys(world, (await newTeam(world)).teamId, ['coordinator'])
    const [first = '', second = ''] = memberIds()
    expect(await refusal(name([first, second, stranger.memberId]))).toBe('identity.bad_holders')
    expect(await refusal(name([first, second, second]))).toBe('identity.bad_holders')
    const by = (hired: Hired) =>
      refusal(hired.browser.call(contract.nameHolders, { teamId, memberIds: memberIds() }))
    expect(await by(stranger)).toBe('identity.no_such_team')
    const reader = await hireWithKeys(world, teamId, ['responder'])
    expect(await by(reader)).toBe('identity.roles_not_yours')
    const { session } = await lead.browser.call(contract.currentSession, {})
    await age(world, session?.sessionId ?? '', { verified: '11 minutes' })
    expect(await refusal(name())).toBe('identity.sign_in_again')
  })

  it('answer for themselves only, and only while it waits', async () => {
    const { planId } = await name()
    const stranger = await hireWithKeys(world, teamId, ['responder'])
    const answer = ({ browser }: Hired) =>
      refusal(browser.call(contract.answerHolding, { planId, agree: true }))
    expect(await answer(stranger)).toBe('identity.no_such_plan')
    for (const holder of three) expect(await answer(holder)).toBe('done')
    expect(await answer(person(0))).toBe('identity.no_such_plan')
  })
})

describe('what is sealed to them', () => {
  it('is every new epoch, in all six orders, or the epoch is refused', async () => {
    await agreeAll()
    const { epochs } = await lead.browser.call(contract.currentEpochs, {})
    const recovery = epochs[0]?.recovery
    if (!recovery) throw new Error('no plan')
    const made = await makeEpoch(lead, teamId, 3)
    const { key } = await createEpoch({ teamId, number: 3, members: [] })
    const slots = await slotsFor(key, recovery)
    const attempt = (change?: object) =>
      refusal(lead.browser.call(contract.createEpoch, { ...made, ...change }))
    const { planId } = recovery
    expect(await attempt()).toBe('identity.epoch_recovery')
    expect(await attempt({ recovery: { planId, slots: slots.slice(1) } })).toBe('identity.epoch_recovery')
    expect(await attempt({ recovery: { planId: randomId(), slots } })).toBe('identity.epoch_recovery')
    expect(await attempt({ recovery: { planId, slots: [...slots.slice(1), slots[1]] } })).toBe(
      'identity.epoch_recovery',
    )
    expect(await attempt({ recovery: { planId, slots } })).toBe('done')
    expect(await viewOf(lead)).toMatchObject({ epochs: 3, covered: 1 })
  })

  it('is the past only when a member seals it by hand; what an earlier plan held of it goes', async () => {
    await agreeAll()
    await cover()
    expect(await viewOf(lead)).toMatchObject({ epochs: 2, covered: 2 })
    const plans = async () =>
      (
        await sql<{ plan_id: string }>`select distinct plan_id from identity.recovery_slots s
          join identity.epochs e on e.id = s.epoch_id where e.team_id = ${teamId}`.execute(
          world.database.unguarded,
        )
      ).rows.map((row) => row.plan_id)
    const before = await plans()
    await agreeAll()
    expect(await viewOf(lead)).toMatchObject({ epochs: 2, covered: 0 })
    expect(await plans()).toEqual(before)
    await cover()
    expect(await plans()).not.toEqual(before)
    expect(await plans()).toHaveLength(1)
  })

  it('is less for a plan whose holder lost their key or left: the other two still can', async () => {
    await agreeAll()
    await lead.browser.call(contract.removeMember, { teamId, memberId: person(2).memberId })
    expect((await viewOf(lead))?.current?.holders.map(({ able }) => able)).toEqual([true, true, false])
    expect((await uncovered()).readers?.holders).toHaveLength(2)
    await cover()
    await loseEverything()
    await complete(person(1), await begin(person(0)))
    expect(await openedBy(lead, teamId)).toEqual([1, 2])
  })
})

describe('a recovery', () => {
  beforeEach(async () => {
    await agreeAll()
    await cover()
  })

  it('by any two, whoever starts, gives the team its past back', async () => {
    for (const [first, second] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ] as const) {
      await loseEverything()
      const keys = await complete(person(second), await begin(person(first)))
      expect(keys.map(({ number }) => number)).toEqual([1, 2])
      expect(await openedBy(lead, teamId)).toEqual([1, 2])
    }
  })

  it('is one person’s never: neither confirms what they started, nor opens it', async () => {
    const recoveryId = await begin(person(0))
    const alone = person(0).browser
    expect(await refusal(alone.call(contract.confirmRecovery, { recoveryId }))).toBe('identity.not_a_holder')
    expect(await refusal(alone.call(contract.recoveryShares, { recoveryId }))).toBe(
      'identity.no_such_recovery',
    )
    const forced = world.database.as(await alone.actor(), (tx) =>
      sql`update identity.recoveries set second_by = ${person(0).memberId}, confirmed_at = now()
        where id = ${recoveryId}`.execute(tx),
    )
    await expect(forced).rejects.toThrow(/check constraint|row-level security/)
    expect(await refusal(lead.browser.call(contract.confirmRecovery, { recoveryId }))).toBe(
      'identity.not_a_holder',
    )
    expect(await refusal(person(1).browser.call(contract.recoveryShares, { recoveryId }))).toBe(
      'identity.no_such_recovery',
    )
  })

  it('asks both for a fresh sign-in, is told to the team with its reason, and leaves no shares', async () => {
    const { session } = await person(1).browser.call(contract.currentSession, {})
    await age(world, session?.sessionId ?? '', { verified: '11 minutes' })
    const recoveryId = await begin(person(0))
    const confirm = () => refusal(person(1).browser.call(contract.confirmRecovery, { recoveryId }))
    expect(await confirm()).toBe('identity.sign_in_again')
    await age(world, session?.sessionId ?? '', { verified: '-11 minutes' })
    const told = (await lead.browser.call(contract.recoveryOf, {})).recoveries
    expect(told).toMatchObject([
      { startedBy: 'Ira', confirmedBy: null, reason, state: 'started', may: { confirm: false, stop: true } },
    ])
    await complete(person(1), recoveryId)
    const after = (await lead.browser.call(contract.recoveryOf, {})).recoveries
    expect(after).toMatchObject([{ confirmedBy: 'Jo', state: 'finished', may: { stop: false } }])
    const count = sql<{ n: number }>`select count(*)::int as n from identity.recovery_shares
      where recovery_id = ${recoveryId}`
    expect((await count.execute(world.database.unguarded)).rows[0]?.n).toBe(0)
    const { rows } = await sql<{ action: string; purpose: string }>`select action, purpose from audit.entries
      where subject = ${teamId} and action like '%recovery' order by id`.execute(world.database.unguarded)
    expect(rows).toEqual([
      { action: 'identity.start_recovery', purpose: reason },
      { action: 'identity.confirm_recovery', purpose: reason },
      { action: 'identity.finish_recovery', purpose: reason },
    ])
  })

  it('is stopped by a leader, or by time, and what was handed over is gone', async () => {
    const recoveryId = await begin(person(0))
    const started = person(1).browser.call(contract.startRecovery, { teamId, reason })
    expect(await refusal(started)).toBe('identity.recovery_running')
    const reader = await hireWithKeys(world, teamId, ['responder'])
    const stop = ({ browser }: Hired) => refusal(browser.call(contract.stopRecovery, { recoveryId }))
    expect(await stop(reader)).toBe('identity.no_such_recovery')
    expect(await stop(lead)).toBe('done')
    expect(await refusal(complete(person(1), recoveryId))).toBe('identity.no_such_recovery')
    await begin(person(0))
    await sql`update identity.recoveries set ends_at = now()`.execute(world.database.unguarded)
    await world.identity.sweep()
    const count = sql<{ n: number }>`select count(*)::int as n from identity.recovery_shares`
    expect((await count.execute(world.database.unguarded)).rows[0]?.n).toBe(0)
  })

  it('seals to the team’s readers of today only, and only its own epochs', async () => {
    const recoveryId = await begin(person(0))
    await person(1).browser.call(contract.confirmRecovery, { recoveryId })
    const { epochs } = await lead.browser.call(contract.earlierEpochs, { teamId })
    const own = epochs[0]?.id ?? ''
    const attempt = (memberId: string, epochId: string) =>
      refusal(
        person(1).browser.call(contract.restoreEpochs, {
          recoveryId,
          slots: [{ epochId, memberId, bytes: random(100) }],
        }),
      )
    expect(await attempt(person(1).memberId, own)).toBe('identity.epoch_readers')
    expect(await attempt(lead.memberId, randomId())).toBe('identity.epoch_readers')
    const forced = world.database.as(await person(1).browser.actor(), (tx) =>
      sql`insert into identity.epoch_slots (epoch_id, member_id, bytes)
        values (${own}, ${person(1).memberId}, ${new Uint8Array(100)})`.execute(tx),
    )
    await expect(forced).rejects.toThrow(/row-level security/)
  })

  it('tells a stranger nothing and takes nothing from them', async () => {
    const stranger = await hireWithKeys(world, (await newTeam(world)).teamId, ['administrator'])
    const recoveryId = await begin(person(0))
    const asked = await stranger.browser.call(contract.recoveryOf, {})
    expect(asked.teams.map((team) => team.teamId)).not.toContain(teamId)
    expect(asked.recoveries).toEqual([])
    const refused = [contract.confirmRecovery, contract.stopRecovery, contract.finishRecovery]
    for (const route of refused)
      expect(await refusal(stranger.browser.call(route, { recoveryId }))).toBe('identity.no_such_recovery')
    expect(await refusal(stranger.browser.call(contract.startRecovery, { teamId, reason }))).toBe(
      'identity.no_such_team',
    )
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
    expect(organisationId).not.toBe('')
  })
})

describe('a code in a safe', () => {
  const start = (publicKey: Uint8Array<ArrayBuffer>) =>
    lead.browser.call(contract.startCodeRecovery, { teamId, reason, publicKey: bytesToBase64Url(publicKey) })

  it('stands in for three people: it gives the past back, is then used, and a new one is urged', async () => {
    const pair = await deriveTeamCode(teamId, newPrintedCode())
    await lead.browser.call(contract.setTeamCode, { teamId, publicKey: bytesToBase64Url(pair.publicKey) })
    await cover()
    await loseEverything()
    const { recoveryId } = await start(pair.publicKey)
    const { slots } = await lead.browser.call(contract.recoverySlots, { recoveryId })
    const keys = await Promise.all(
      slots.map(({ epoch, bytes }) => {
        const known = { ...epoch, teamId, publicKey: bytesFrom(epoch.publicKey) }
        return openTeamCodeSlot(known, pair, bytesFrom(bytes))
      }),
    )
    await restore(lead, recoveryId, keys)
    expect(await openedBy(lead, teamId)).toEqual([1, 2])
    expect((await viewOf(lead))?.current).toMatchObject({
      kind: 'code',
      usedAt: expect.stringMatching(/^20/),
    })
  })

  it('that is another one, or another team’s, starts nothing', async () => {
    const pair = await deriveTeamCode(teamId, newPrintedCode())
    expect(await refusal(start(pair.publicKey))).toBe('identity.no_such_plan')
    const stranger = await hireWithKeys(world, (await newTeam(world)).teamId, ['supervisor'])
    const publicKey = bytesToBase64Url(pair.publicKey)
    expect(await refusal(stranger.browser.call(contract.setTeamCode, { teamId, publicKey }))).toBe(
      'identity.no_such_team',
    )
    // A coordinator reads nothing, so the code gives them nothing either.
    await lead.browser.call(contract.setTeamCode, { teamId, publicKey })
    const clerk = person(0).browser.call(contract.startCodeRecovery, { teamId, reason, publicKey })
    expect(await refusal(clerk)).toBe('identity.no_such_team')
  })
})
