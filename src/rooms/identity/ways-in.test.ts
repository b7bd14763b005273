import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { randomId, type StaffActor } from '../../kernel/index.ts'
import { Authenticator } from './authenticator.testing.ts'
import {
  age,
  Browser,
  heardDuring,
  hire,
  hireWithKeys,
  newTeam,
  openWorld,
  random,
  refusal,
  tokenOf,
  type Hired,
  type World,
} from './testing.ts'

let world: World
let teamId: string
beforeAll(async () => {
  world = await openWorld()
  ;({ teamId } = await newTeam(world))
})
afterAll(() => world.database.close())

const staff = async ({ browser }: { browser: Browser }) => (await browser.actor()) as StaffActor
const signIn = async ({ handle, signInKey }: Hired) => {
  const browser = new Browser(world.identity)
  await browser.call(contract.signInPassphrase, { handle, signInKey })
  return browser
}

/** One more passkey, with a key slot unless it opens nothing. */
async function addPasskey(
  { browser }: { browser: Browser },
  label: string,
  slot = true,
): Promise<Authenticator> {
  const authenticator = new Authenticator()
  const { options } = await browser.call(contract.addPasskeyOptions, {})
  const { credentialId } = await browser.call(contract.addPasskey, {
    response: authenticator.create(options),
    label,
  })
  if (slot) await browser.call(contract.addMemberSlot, { kind: 'passkey', credentialId, bytes: random(96) })
  return authenticator
}
async function signInBy(
  authenticator: Authenticator,
  memberId?: string,
  browser = new Browser(world.identity),
) {
  const { options } = await browser.call(contract.signInOptions, {})
  await browser.call(contract.signInPasskey, {
    response: authenticator.get(options),
    ...(memberId && { memberId }),
  })
  return browser
}
const idOf = (authenticator: Authenticator) => authenticator.id.toString('base64url')

describe('one’s own sessions', () => {
  it('are listed with how and since when, this one marked, and nobody else’s', async () => {
    const hired = await hire(world, teamId, ['responder'])
    await hire(world, teamId, ['responder'])
    const other = await signIn(hired)
    const { sessions } = await hired.browser.call(contract.listSessions, {})
    expect(sessions).toHaveLength(2)
    expect(sessions.map(({ thisOne }) => thisOne).sort()).toEqual([false, true])
    expect(sessions.find(({ thisOne }) => thisOne)?.sessionId).toBe((await staff(hired)).sessionId)
    expect(sessions.every(({ how }) => how === 'passphrase')).toBe(true)
    await age(world, (await staff({ browser: other })).sessionId, { seen: '16 minutes' })
    expect((await hired.browser.call(contract.listSessions, {})).sessions).toHaveLength(1)
  })

  it('end one by one at once, streams included; a foreign one answers like none', async () => {
    const hired = await hire(world, teamId, ['responder'])
    const stranger = await hire(world, teamId, ['supervisor'])
    const stolen = await signIn(hired)
    const { sessionId } = await staff({ browser: stolen })
    const end = (by: Hired, id: string) => refusal(by.browser.call(contract.endSession, { sessionId: id }))
    expect(await end(stranger, sessionId)).toBe('identity.no_such_session')
    expect(await end(stranger, randomId())).toBe('identity.no_such_session')
    const events = await heardDuring(world, () => end(hired, sessionId))
    expect(events).toEqual([{ k: 'ended', session: sessionId }])
    expect(await stolen.actor()).toEqual({ kind: 'public' })
    expect(await end(hired, sessionId)).toBe('identity.no_such_session')
    expect(await hired.browser.actor()).toMatchObject({ kind: 'staff' })
  })

  it('end all but this one with one act', async () => {
    const hired = await hire(world, teamId, ['responder'])
    const others = [await signIn(hired), await signIn(hired)]
    expect(await hired.browser.call(contract.endOtherSessions, {})).toEqual({ ended: 2 })
    for (const other of others) expect(await other.actor()).toEqual({ kind: 'public' })
    expect(await hired.browser.actor()).toMatchObject({ kind: 'staff' })
  })

  it('of a stolen cookie end for the thief when the owner shows again who they are', async () => {
    const hired = await hire(world, teamId, ['responder'])
    const thief = new Browser(world.identity)
    thief.cookie = hired.browser.cookie
    expect(await thief.actor()).toMatchObject({ memberId: hired.memberId })
    await hired.browser.call(contract.signInPassphrase, { handle: hired.handle, signInKey: hired.signInKey })
    expect(await thief.actor()).toEqual({ kind: 'public' })
  })

  it('are fresh for ten minutes after proving who one is, and no longer', async () => {
    const hired = await hire(world, teamId, ['responder'])
    const { sessionId } = await staff(hired)
    await age(world, sessionId, { verified: '9 minutes' })
    expect(await hired.browser.actor()).toMatchObject({ fresh: true })
    await age(world, sessionId, { verified: '2 minutes' })
    expect(await hired.browser.actor()).toMatchObject({ fresh: false })
    await hired.browser.call(contract.signInPassphrase, { ...pick(hired), memberId: hired.memberId })
    expect(await hired.browser.actor()).toMatchObject({ fresh: true, sessionId })
  })
})

const pick = ({ handle, signInKey }: Hired) => ({ handle, signInKey })

describe('proving again who one is', () => {
  it('is refused to somebody else, and leaves the session as it was', async () => {
    const [one, two] = [
      await hireWithKeys(world, teamId, ['responder']),
      await hireWithKeys(world, teamId, ['responder']),
    ]
    const before = await one.browser.actor()
    const { memberId } = one
    expect(await refusal(one.browser.call(contract.signInPassphrase, { ...pick(two), memberId }))).toBe(
      'identity.sign_in_failed',
    )
    const foreign = await addPasskey(two, 'theirs')
    expect(await refusal(signInBy(foreign, memberId, one.browser))).toBe('identity.sign_in_failed')
    expect(await one.browser.actor()).toEqual(before)
    const own = await addPasskey(one, 'mine')
    expect(await (await signInBy(own, memberId, one.browser)).actor()).toMatchObject({ memberId })
  })
})

describe('the ways in', () => {
  it('are listed with what the owner calls each passkey, and whether it opens the keys', async () => {
    const hired = await hireWithKeys(world, teamId, ['responder'])
    await addPasskey(hired, 'On my ring')
    await addPasskey(hired, 'Old phone', false)
    const ways = await hired.browser.call(contract.listWaysIn, {})
    expect(ways).toMatchObject({ passphrase: true, organisations: [] })
    expect(ways.passkeys).toMatchObject([
      { label: 'On my ring', opensKeys: true, usedAt: null },
      { label: 'Old phone', opensKeys: false, usedAt: null },
    ])
    expect((await hired.browser.call(contract.currentSession, {})).session?.passkeys).toBe(2)
  })

  it('lose a passkey at once: it signs in no more, opens no key, and the other sessions it began end', async () => {
    const hired = await hireWithKeys(world, teamId, ['responder'])
    const lost = await addPasskey(hired, 'Lost phone')
    const kept = await addPasskey(hired, 'Kept')
    const thief = await signInBy(lost)
    const mine = await signInBy(kept)
    await hired.browser.call(contract.removePasskey, { credentialId: idOf(lost) })
    expect(await thief.actor()).toEqual({ kind: 'public' })
    expect(await mine.actor()).toMatchObject({ kind: 'staff' })
    expect(await refusal(signInBy(lost))).toBe('identity.sign_in_failed')
    const { session } = await hired.browser.call(contract.currentSession, {})
    expect(session?.slots.map(({ kind, credentialId }) => [kind, credentialId])).toEqual([
      ['passphrase', null],
      ['passkey', idOf(kept)],
    ])
  })

  it('lose no passkey of somebody else’s: foreign and absent answer alike', async () => {
    const [one, two] = [
      await hireWithKeys(world, teamId, ['supervisor']),
      await hireWithKeys(world, teamId, ['responder']),
    ]
    const foreign = await addPasskey(two, 'theirs')
    for (const credentialId of [idOf(foreign), random(32)])
      expect(await refusal(one.browser.call(contract.removePasskey, { credentialId }))).toBe(
        'identity.no_such_passkey',
      )
    expect(await (await signInBy(foreign)).actor()).toMatchObject({ memberId: two.memberId })
  })

  it('never lose the last one that opens the keys, also of two at once', async () => {
    const { link } = await world.identity.invite(
      { kind: 'system' },
      {
        teamId,
        roles: ['responder'],
        name: 'Noor',
        handle: `n${randomId()
          .toLowerCase()
          .replace(/[^a-z0-9]/g, '')}`,
      },
    )
    const browser = new Browser(world.identity)
    const first = new Authenticator()
    const { options } = await browser.call(contract.registerOptions, { token: tokenOf(link) })
    await browser.call(contract.registerPasskey, { token: tokenOf(link), response: first.create(options) })
    const remove = (authenticator: Authenticator) =>
      refusal(browser.call(contract.removePasskey, { credentialId: idOf(authenticator) }))
    expect(await remove(first)).toBe('identity.last_way_in')
    const keyless = await addPasskey({ browser }, 'second', false)
    expect(await remove(keyless)).toBe('done')

    const hired = await hireWithKeys(world, teamId, ['responder'])
    const [one, two] = [await addPasskey(hired, 'one'), await addPasskey(hired, 'two')]
    await addPasskey(hired, 'opens nothing', false)
    // As if the passphrase were gone.
    const { sql } = await import('kysely')
    await sql`delete from identity.member_slots where member_id = ${hired.memberId} and kind = 'passphrase'`.execute(
      world.database.unguarded,
    )
    const drop = (authenticator: Authenticator) =>
      refusal(hired.browser.call(contract.removePasskey, { credentialId: idOf(authenticator) }))
    expect((await Promise.all([drop(one), drop(two)])).sort()).toEqual(['done', 'identity.last_way_in'])
  })
})
