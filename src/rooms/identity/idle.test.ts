import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { readSettings } from '../../kernel/index.ts'
import { identitySettings } from './identity.config.ts'
import { age, hire, newTeam, openWorld, type World } from './testing.ts'

let world: World
let teamId: string
beforeAll(async () => {
  world = await openWorld()
  ;({ teamId } = await newTeam(world))
})
afterAll(() => world.database.close())

describe('the idle time', () => {
  it('of a minute stops the start: a browser tells of a touch only once a minute', () => {
    const faults: string[] = []
    readSettings(identitySettings, { IDENTITY_IDLE_MINUTES: '1' }, faults)
    expect(faults).toEqual([expect.stringMatching(/^IDENTITY_IDLE_MINUTES .*from 2 to 120/)])
    readSettings(identitySettings, { IDENTITY_IDLE_MINUTES: '2' }, faults)
    expect(faults).toHaveLength(1)
  })

  it('is kept by the server too: an untouched session speaks for its member as locked, until they prove who they are', async () => {
    const hired = await hire(world, teamId, ['responder'])
    const { sessionId } = (await world.identity.actorOf(hired.browser.cookie)) ?? { sessionId: '' }
    await age(world, sessionId, { touched: '14 minutes' })
    expect(await world.identity.actorOf(hired.browser.cookie)).toMatchObject({ sessionId, locked: false })
    await age(world, sessionId, { touched: '2 minutes' })
    expect(await world.identity.actorOf(hired.browser.cookie)).toMatchObject({ sessionId, locked: true })
    const { handle, signInKey } = hired
    await hired.browser.call(contract.signInPassphrase, { handle, signInKey })
    expect(await world.identity.actorOf(hired.browser.cookie)).toMatchObject({ sessionId, locked: false })
  })

  it('ends a session whose browser gave no sign, whatever it shows', async () => {
    const hired = await hire(world, teamId, ['responder'])
    const { sessionId } = (await world.identity.actorOf(hired.browser.cookie)) ?? { sessionId: '' }
    await age(world, sessionId, { seen: '16 minutes' })
    expect(await world.identity.actorOf(hired.browser.cookie)).toBeUndefined()
  })
})
