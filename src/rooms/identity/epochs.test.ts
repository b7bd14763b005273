import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { base64UrlToBytes, bytesToBase64Url, randomId } from '../../kernel/index.ts'
import { createPair, openEpoch, openMemberBundle } from '../../sealing/index.ts'
import {
  heardDuring,
  hire,
  hireWithKeys,
  makeEpoch,
  newTeam,
  openWorld,
  random,
  refusal,
  type Hired,
  type World,
} from './testing.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.database.close())

const bytesOf = (text: string) => base64UrlToBytes(text) ?? new Uint8Array()

async function current({ browser }: Hired, teamId: string) {
  const { epochs } = await browser.call(contract.currentEpochs, {})
  const found = epochs.find((epoch) => epoch.teamId === teamId)
  if (!found) throw new Error('not one’s own team')
  return found
}

describe('a member’s keys', () => {
  it('are stored sealed, once, and come back to the member alone', async () => {
    const { teamId } = await newTeam(world)
    const hired = await hireWithKeys(world, teamId, ['responder'])
    const { session } = await hired.browser.call(contract.currentSession, {})
    const bundle = bytesOf(session?.keys?.bundle ?? '')
    const opened = await openMemberBundle(hired.memberId, hired.keys.root, bundle)
    expect(opened).toEqual(hired.keys)
    const again = {
      publicKey: bytesToBase64Url((await createPair()).publicKey),
      signPublicKey: bytesToBase64Url((await createPair()).publicKey),
      bundle: random(240),
      slots: [{ kind: 'passphrase' as const, bytes: random(120) }],
    }
    expect(await refusal(hired.browser.call(contract.createMemberKeys, again))).toBe('identity.keys_exist')
    expect((await hired.browser.call(contract.currentSession, {})).session?.slots).toEqual(session?.slots)
  })

  it('are refused off the curve, and with a slot for somebody else’s passkey', async () => {
    const { teamId } = await newTeam(world)
    const { browser } = await hire(world, teamId, ['responder'])
    const good = {
      publicKey: bytesToBase64Url((await createPair()).publicKey),
      signPublicKey: bytesToBase64Url((await createPair()).publicKey),
      bundle: random(240),
    }
    const offCurve = bytesToBase64Url(new Uint8Array(65).fill(4))
    const slots = [{ kind: 'printed' as const, bytes: random(120) }]
    const foreign = [{ kind: 'passkey' as const, credentialId: random(32), bytes: random(120) }]
    const attempt = (input: object) =>
      refusal(browser.call(contract.createMemberKeys, { ...good, slots, ...input }))
    expect(await attempt({ publicKey: offCurve })).toBe('identity.bad_key')
    expect(await attempt({ signPublicKey: offCurve })).toBe('identity.bad_key')
    expect(await attempt({ slots: foreign })).toBe('identity.no_such_passkey')
    expect(await attempt({})).toBe('done')
  })

  it('take further slots up to a bound, none before there are keys', async () => {
    const { teamId } = await newTeam(world)
    const without = await hire(world, teamId, ['responder'])
    const slot = { kind: 'printed' as const, bytes: random(120) }
    expect(await refusal(without.browser.call(contract.addMemberSlot, slot))).toBe('identity.no_member_keys')
    const { browser } = await hireWithKeys(world, teamId, ['responder'])
    for (let i = 1; i < 20; i++) await browser.call(contract.addMemberSlot, slot)
    expect(await refusal(browser.call(contract.addMemberSlot, slot))).toBe('identity.too_many_slots')
  })

  it('lie in the database under the outer key as well', async () => {
    const { teamId } = await newTeam(world)
    const { browser } = await hireWithKeys(world, teamId, ['responder'])
    const bytes = random(120)
    const { slotId } = await browser.call(contract.addMemberSlot, { kind: 'printed', bytes })
    const { rows } = await sql<{ bytes: Uint8Array }>`
      select bytes from identity.member_slots where id = ${slotId}`.execute(world.database.unguarded)
    expect(Buffer.from(rows[0]?.bytes ?? []).includes(Buffer.from(bytesOf(bytes)))).toBe(false)
  })
})

describe('a team’s epoch', () => {
  it('is made by a member for all who have keys; each opens it, and everyone knows the public half', async () => {
    const { teamId } = await newTeam(world)
    const ana = await hireWithKeys(world, teamId, ['responder'])
    const bo = await hireWithKeys(world, teamId, ['responder'])
    await hire(world, teamId, ['responder'])
    expect(await current(ana, teamId)).toEqual({ teamId, epoch: null, stale: true, recovery: null })
    const made = await makeEpoch(ana, teamId, 1)
    const events = await heardDuring(world, () => ana.browser.call(contract.createEpoch, made))
    expect(events).toEqual([{ k: 'epoch', team: teamId, epoch: made.id }])
    for (const hired of [ana, bo]) {
      const { epoch, stale } = await current(hired, teamId)
      expect(stale).toBe(false)
      if (!epoch?.slot) throw new Error('no slot')
      const known = { id: epoch.id, teamId, number: epoch.number, publicKey: bytesOf(epoch.publicKey) }
      const key = await openEpoch(
        known,
        { memberId: hired.memberId, bytes: bytesOf(epoch.slot) },
        { memberId: hired.memberId, pair: hired.keys.pair },
      )
      expect(key.id).toBe(made.id)
    }
    const provider = await hire(world, (await newTeam(world, 'provider')).teamId, ['provider'])
    const seen = await provider.browser.call(contract.teamKey, { teamId })
    expect(seen.epoch).toEqual({ id: made.id, number: 1, publicKey: made.publicKey })
  })

  it('goes stale when someone with keys joins or a reader leaves, and fresh with the next one', async () => {
    const { teamId } = await newTeam(world)
    const lead = await hireWithKeys(world, teamId, ['administrator', 'responder'])
    await lead.browser.call(contract.createEpoch, await makeEpoch(lead, teamId, 1))
    const bo = await hireWithKeys(world, teamId, ['responder'])
    expect(await current(lead, teamId)).toMatchObject({ stale: true, epoch: { number: 1 } })
    expect(await current(bo, teamId)).toMatchObject({ stale: true, epoch: { slot: null } })
    await bo.browser.call(contract.createEpoch, await makeEpoch(bo, teamId, 2))
    expect(await current(lead, teamId)).toMatchObject({ stale: false, epoch: { number: 2 } })
    await lead.browser.call(contract.removeMember, { teamId, memberId: bo.memberId })
    expect(await current(lead, teamId)).toMatchObject({ stale: true })
    await lead.browser.call(contract.createEpoch, await makeEpoch(lead, teamId, 3))
    expect(await current(lead, teamId)).toMatchObject({ stale: false, epoch: { number: 3 } })
  })

  it('has one winner when several make it at once; the others adopt', async () => {
    const { teamId } = await newTeam(world)
    const members = [
      await hireWithKeys(world, teamId, ['responder']),
      await hireWithKeys(world, teamId, ['responder']),
      await hireWithKeys(world, teamId, ['responder']),
    ]
    const made = await Promise.all(members.map((member) => makeEpoch(member, teamId, 1)))
    const answers = await Promise.all(
      members.map((member, i) => refusal(member.browser.call(contract.createEpoch, made[i] ?? made[0]!))),
    )
    expect([...answers].sort()).toEqual(['done', 'identity.epoch_exists', 'identity.epoch_exists'])
    const winner = made[answers.indexOf('done')]
    for (const member of members) expect((await current(member, teamId)).epoch?.id).toBe(winner?.id)
  })

  it('is refused with a reader too few, too many or twice, another number, or an id of another key', async () => {
    const { teamId } = await newTeam(world)
    const ana = await hireWithKeys(world, teamId, ['responder'])
    const bo = await hireWithKeys(world, teamId, ['responder'])
    const good = await makeEpoch(ana, teamId, 1)
    const [first] = good.slots
    if (!first) throw new Error('no slots')
    const attempt = (change: object) =>
      refusal(ana.browser.call(contract.createEpoch, { ...good, ...change }))
    expect(await attempt({ slots: (await makeEpoch(ana, teamId, 1, [bo.memberId])).slots })).toBe(
      'identity.epoch_readers',
    )
    expect(await attempt({ slots: [...good.slots, { ...first, memberId: randomId() }] })).toBe(
      'identity.epoch_readers',
    )
    expect(await attempt({ slots: [...good.slots, first] })).toBe('identity.epoch_readers')
    expect(await attempt({ number: 2 })).toBe('identity.epoch_exists')
    expect(await attempt({ id: randomId() })).toBe('identity.bad_key')
    expect(await attempt({ publicKey: bytesToBase64Url((await createPair()).publicKey) })).toBe(
      'identity.bad_key',
    )
    expect(await attempt({})).toBe('done')
  })

  it('is not for members without keys to make, nor for another team, foreign or absent', async () => {
    const { teamId } = await newTeam(world)
    const ana = await hireWithKeys(world, teamId, ['responder'])
    const keyless = await hire(world, teamId, ['responder'])
    const made = await makeEpoch(ana, teamId, 1)
    expect(await refusal(keyless.browser.call(contract.createEpoch, made))).toBe('identity.no_member_keys')
    const stranger = await hireWithKeys(world, (await newTeam(world)).teamId, ['administrator'])
    for (const teamId of [made.teamId, randomId()])
      expect(await refusal(stranger.browser.call(contract.createEpoch, { ...made, teamId }))).toBe(
        'identity.no_such_team',
      )
  })

  it('lists what one holds of the past, newest first, and nothing from before one joined', async () => {
    const { teamId } = await newTeam(world)
    const ana = await hireWithKeys(world, teamId, ['responder'])
    for (const number of [1, 2])
      await ana.browser.call(contract.createEpoch, await makeEpoch(ana, teamId, number))
    const bo = await hireWithKeys(world, teamId, ['responder'])
    await bo.browser.call(contract.createEpoch, await makeEpoch(bo, teamId, 3))
    const numbers = async ({ browser }: Hired, before?: number) => {
      const { epochs } = await browser.call(contract.earlierEpochs, { teamId, ...(before ? { before } : {}) })
      return epochs.map((epoch) => epoch.number)
    }
    expect(await numbers(ana)).toEqual([3, 2, 1])
    expect(await numbers(ana, 3)).toEqual([2, 1])
    expect(await numbers(bo)).toEqual([3])
    const stranger = await hire(world, (await newTeam(world)).teamId, ['administrator'])
    expect(await refusal(numbers(stranger))).toBe('identity.no_such_team')
  })
})

describe('a receiving team', () => {
  it('is listed with whether it has a key; without one there is nothing to seal to', async () => {
    const shelter = await newTeam(world, 'provider')
    const kept = await newTeam(world, 'provider')
    const provider = await hireWithKeys(world, kept.teamId, ['provider'])
    await provider.browser.call(contract.createEpoch, await makeEpoch(provider, kept.teamId, 1))
    const responder = await hire(world, (await newTeam(world)).teamId, ['responder'])
    const { teams } = await responder.browser.call(contract.listReceivingTeams, {})
    expect(teams.find((team) => team.teamId === shelter.teamId)).toMatchObject({ hasKey: false })
    expect(teams.find((team) => team.teamId === kept.teamId)).toMatchObject({ hasKey: true })
    const keyOf = (teamId: string) => refusal(responder.browser.call(contract.teamKey, { teamId }))
    expect(await keyOf(kept.teamId)).toBe('done')
    expect(await keyOf(shelter.teamId)).toBe('identity.no_team_key')
    expect(await keyOf(randomId())).toBe('identity.no_team_key')
  })
})
