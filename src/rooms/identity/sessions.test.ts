import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '../../kernel/index.ts'
import * as contract from '../../contracts/identity.ts'
import {
  age,
  Browser,
  heardDuring as heardIn,
  hire,
  newTeam,
  openWorld,
  refusal,
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

async function staff({ browser }: Hired): Promise<StaffActor> {
  const actor = await browser.actor()
  if (actor.kind !== 'staff') throw new Error('signed out')
  return actor
}

const heardDuring = (work: () => Promise<unknown>) => heardIn(world, work)

const signIn = (browser: Browser, { handle, signInKey }: Hired) =>
  browser.call(contract.signInPassphrase, { handle, signInKey })

describe('a session', () => {
  it('is nobody’s before signing in', async () => {
    expect(await new Browser(world.identity).call(contract.currentSession, {})).toEqual({ session: null })
  })

  it('speaks for the member with the teams and roles of today', async () => {
    const hired = await hire(world, teamId, ['responder', 'supervisor'])
    expect(await staff(hired)).toMatchObject({
      memberId: hired.memberId,
      teams: [{ teamId, organisationKind: 'hotline', roles: ['responder', 'supervisor'] }],
    })
    await sql`update identity.memberships set roles = '{responder}' where member_id = ${hired.memberId}`.execute(
      world.database.unguarded,
    )
    expect((await staff(hired)).teams[0]?.roles).toEqual(['responder'])
  })

  it('ends when the browser gave no sign for the idle time, and at its cap in any case', async () => {
    const idle = await hire(world, teamId, ['responder'])
    const { sessionId } = await staff(idle)
    await age(world, sessionId, { seen: '14 minutes' })
    expect(await idle.browser.actor()).toMatchObject({ kind: 'staff' })
    await age(world, sessionId, { seen: '16 minutes' })
    expect(await idle.browser.actor()).toEqual({ kind: 'public' })

    const long = await hire(world, teamId, ['responder'])
    await age(world, (await staff(long)).sessionId, { ends: '12 hours' })
    expect(await long.browser.actor()).toEqual({ kind: 'public' })
    expect((await long.browser.call(contract.currentSession, {})).session).toBeNull()
  })

  it('slides with use, writing at most once a minute', async () => {
    const hired = await hire(world, teamId, ['responder'])
    const { sessionId } = await staff(hired)
    const seen = async () => {
      const { rows } = await sql<{ at: string }>`
        select seen_at::text as at from identity.sessions where id = ${sessionId}`.execute(
        world.database.unguarded,
      )
      return rows[0]?.at
    }
    const before = await seen()
    await staff(hired)
    expect(await seen()).toBe(before)
    await age(world, sessionId, { seen: '2 minutes' })
    const aged = await seen()
    await staff(hired)
    expect(await seen()).not.toBe(aged)
  })

  it('locks when nobody touched it for the idle time; a touch then does not unlock it', async () => {
    const hired = await hire(world, teamId, ['responder'])
    const { sessionId } = await staff(hired)
    expect(await hired.browser.call(contract.touch, {})).toMatchObject({ locked: false })
    await age(world, sessionId, { touched: '16 minutes' })
    expect(await hired.browser.call(contract.touch, {})).toMatchObject({ locked: true })
    expect((await hired.browser.call(contract.currentSession, {})).session?.locked).toBe(true)
    expect(await hired.browser.actor()).toMatchObject({ sessionId })
  })

  it('unlocks by proving who one is: the session and its streams go on under a new cookie', async () => {
    const hired = await hire(world, teamId, ['responder'])
    const { sessionId } = await staff(hired)
    await age(world, sessionId, { touched: '16 minutes' })
    const before = hired.browser.cookie
    const events = await heardDuring(async () => {
      const { session } = await signIn(hired.browser, hired)
      expect(session).toMatchObject({ sessionId, locked: false })
    })
    expect(events).toEqual([])
    expect(await world.identity.actorOf(before)).toBeUndefined()
    expect(await hired.browser.actor()).toMatchObject({ sessionId })
  })

  it('cannot be fixed beforehand: another member’s sign-in in the same browser ends it and starts a new one', async () => {
    const [first, second] = [
      await hire(world, teamId, ['responder']),
      await hire(world, teamId, ['responder']),
    ]
    const { sessionId } = await staff(first)
    const before = first.browser.cookie
    const events = await heardDuring(() => signIn(first.browser, second))
    expect(events).toContainEqual({ k: 'ended', session: sessionId })
    expect(await world.identity.actorOf(before)).toBeUndefined()
    expect(await first.browser.actor()).toMatchObject({ memberId: second.memberId })
  })

  it('ends by signing out, here only, and tells the streams', async () => {
    const hired = await hire(world, teamId, ['responder'])
    const other = new Browser(world.identity)
    await signIn(other, hired)
    const actor = await staff(hired)
    const cookie = hired.browser.cookie
    const alive = () => world.database.as(actor, (tx) => world.identity.sessionAlive(tx, actor.sessionId))
    expect(await alive()).toBe(true)
    const events = await heardDuring(() => hired.browser.call(contract.signOut, {}))
    expect(events).toEqual([{ k: 'ended', session: actor.sessionId }])
    expect(hired.browser.cookie).toBeUndefined()
    expect(await world.identity.actorOf(cookie)).toBeUndefined()
    expect(await alive()).toBe(false)
    expect(await other.actor()).toMatchObject({ memberId: hired.memberId })
  })

  it('is kept by an open stream as by a request', async () => {
    const hired = await hire(world, teamId, ['responder'])
    const actor = await staff(hired)
    for (let minutes = 0; minutes < 60; minutes += 10) {
      await age(world, actor.sessionId, { seen: '10 minutes' })
      expect(await world.database.as(actor, (tx) => world.identity.sessionAlive(tx, actor.sessionId))).toBe(
        true,
      )
    }
    expect(await hired.browser.actor()).toMatchObject({ kind: 'staff' })
  })

  it('is swept with what else has ended', async () => {
    const hired = await hire(world, teamId, ['responder'])
    const { sessionId } = await staff(hired)
    await age(world, sessionId, { seen: '16 minutes' })
    const events = await heardDuring(() => world.identity.sweep())
    expect(events).toContainEqual({ k: 'ended', session: sessionId })
  })

  it('remembers the member’s language', async () => {
    const hired = await hire(world, teamId, ['responder'])
    await hired.browser.call(contract.setLocale, { locale: 'fr' })
    expect((await hired.browser.call(contract.currentSession, {})).session?.member.locale).toBe('fr')
  })

  it('is needed by every route that is not public', async () => {
    const publicOnes = world.identity.routes.filter(({ route }) => route.access === 'public')
    expect(publicOnes.map(({ route }) => route.id).sort()).toEqual([
      'identity.begin_organisation_acceptance',
      'identity.begin_organisation_sign_in',
      'identity.current_session',
      'identity.finish_organisation',
      'identity.passphrase_salt',
      'identity.read_invitation',
      'identity.read_return',
      'identity.register_options',
      'identity.register_passkey',
      'identity.register_passphrase',
      'identity.return_options',
      'identity.return_passkey',
      'identity.return_passphrase',
      'identity.sign_in_options',
      'identity.sign_in_passkey',
      'identity.sign_in_passphrase',
      'identity.team_proof',
    ])
    const stranger = new Browser(world.identity)
    for (const { route } of world.identity.routes) {
      // Seekers' browsers ask what proves a team's key.
      expect(route.origin).toBe(route.id === 'identity.team_proof' ? 'both' : 'workspace')
      if (route.access !== 'public' && route.input.safeParse({}).success)
        expect(await refusal(stranger.call(route, {})), route.id).toBe('identity.sign_in_again')
    }
  })
})
