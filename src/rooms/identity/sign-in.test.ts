import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { derivePassphrase, generatePassphrase } from '../../sealing/index.ts'
import { base64UrlToBytes, bytesToBase64Url } from '../../kernel/index.ts'
import { identityLimits } from './identity.limits.ts'
import { Browser, hire, newTeam, openWorld, random, refusal, tokenOf, type World } from './testing.ts'

let world: World
let teamId: string

beforeAll(async () => {
  world = await openWorld()
  ;({ teamId } = await newTeam(world))
})
afterAll(() => world.database.close())

const trySignIn = (browser: Browser, handle: string, signInKey: string) =>
  refusal(browser.call(contract.signInPassphrase, { handle, signInKey }))

describe('signing in by a generated passphrase', () => {
  it('takes a newcomer from the invitation to a session, and back by the passphrase alone', async () => {
    const person = { teamId, roles: ['responder' as const], name: 'Ana', handle: 'ana.t' }
    const { link, memberId } = await world.identity.invite({ kind: 'system' }, person)
    const list = Array.from({ length: 2048 }, (_, i) => `word${String.fromCharCode(97 + (i % 26))}${i}`)
    const passphrase = generatePassphrase(list)
    const salt = random(16)
    const derive = async (saltText: string) => {
      const bytes = base64UrlToBytes(saltText) ?? new Uint8Array()
      const { signInKey } = await derivePassphrase(passphrase, bytes, { iterations: 1000 })
      return bytesToBase64Url(signInKey)
    }
    const first = new Browser(world.identity)
    const input = { token: tokenOf(link), salt, signInKey: await derive(salt) }
    const { session } = await first.call(contract.registerPassphrase, input)
    expect(session).toMatchObject({
      member: { id: memberId, name: 'Ana', handle: 'ana.t', locale: 'en' },
      signedInWith: 'passphrase',
      teams: [{ teamId, name: 'Days', roles: ['responder'], organisation: { kind: 'hotline', demo: false } }],
      keys: null,
      slots: [],
      locked: false,
    })

    const second = new Browser(world.identity)
    const asked = await second.call(contract.passphraseSalt, { handle: ' Ana.T ' })
    expect(asked.salt).toBe(salt)
    await second.call(contract.signInPassphrase, { handle: 'ana.t', signInKey: await derive(asked.salt) })
    const mine = await second.call(contract.currentSession, {})
    expect(mine.session?.member.id).toBe(memberId)
  })

  it('keeps nothing from which the passphrase could be tried without the outer key', async () => {
    const { handle, signInKey } = await hire(world, teamId, ['responder'])
    const strangers = { ...world.deps, outerKeys: { staff: new Uint8Array(32) } }
    const { createIdentity } = await import('./index.ts')
    const restored = createIdentity(strangers)
    expect(await trySignIn(new Browser(restored), handle, signInKey)).toBe('identity.sign_in_failed')
  })

  it('answers a wrong passphrase and an unknown account alike', async () => {
    const { handle } = await hire(world, teamId, ['responder'])
    const browser = new Browser(world.identity)
    expect(await trySignIn(browser, handle, random(32))).toBe('identity.sign_in_failed')
    expect(await trySignIn(browser, 'nobody', random(32))).toBe('identity.sign_in_failed')
    expect(browser.cookie).toBeUndefined()
  })

  it('gives an unknown account a salt that stays the same, and another one to another name', async () => {
    const browser = new Browser(world.identity)
    const salt = async (handle: string) => (await browser.call(contract.passphraseSalt, { handle })).salt
    expect(await salt('nobody')).toBe(await salt('nobody'))
    expect(await salt('nobody')).not.toBe(await salt('nobody2'))
    expect(base64UrlToBytes(await salt('nobody'))).toHaveLength(16)
  })

  it('counts wrong tries by address and account, and a right one not at all', async () => {
    const { handle, signInKey } = await hire(world, teamId, ['responder'])
    const limited = world.variant(
      {},
      identityLimits(() => 0),
    )
    const browser = new Browser(limited)
    for (let i = 0; i < 30; i++) expect(await trySignIn(browser, handle, signInKey)).toBe('done')
    const wrong = []
    for (let i = 0; i < 10; i++) wrong.push(await trySignIn(browser, handle, random(32)))
    expect(wrong.filter((code) => code === 'identity.sign_in_failed')).toHaveLength(6)
    expect(await trySignIn(browser, handle, signInKey)).toBe('identity.too_many_tries')
    const elsewhere = new Browser(limited)
    elsewhere.clientKey = 'another network'
    expect(await trySignIn(elsewhere, handle, signInKey)).toBe('done')
  })

  it('bounds guesses at one account that come from everywhere', async () => {
    const { handle } = await hire(world, teamId, ['responder'])
    const browser = new Browser(
      world.variant(
        {},
        identityLimits(() => 0),
      ),
    )
    const answers = new Set<string>()
    let tried = 0
    for (let i = 0; i < 100; i++) {
      browser.clientKey = `network ${i}`
      const answer = await trySignIn(browser, handle, random(32))
      answers.add(answer)
      if (answer === 'identity.sign_in_failed') tried++
    }
    expect(tried).toBe(60)
    expect([...answers].sort()).toEqual(['identity.sign_in_failed', 'identity.too_many_tries'])
  })
})

describe('the cookie', () => {
  it('is bound to the workspace’s host, out of reach of scripts and other sites, and gone with the browser', async () => {
    const { browser } = await hire(world, teamId, ['responder'])
    expect(browser.lastSetCookie).toMatch(
      /^__Host-northline=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    )
  })

  it('speaks for nobody once changed, doubled or missing', async () => {
    const { browser } = await hire(world, teamId, ['responder'])
    const { identity } = world
    const cookie = browser.cookie ?? ''
    expect(await identity.actorOf(`theme=dark; ${cookie}; x=y`)).toMatchObject({ kind: 'staff' })
    const other = cookie.endsWith('A') ? 'B' : 'A'
    for (const wrong of [
      undefined,
      '',
      cookie.slice(0, -1) + other,
      `${cookie}; ${cookie}`,
      cookie.replace('__Host-', ''),
      `__Host-northline=`,
      `__Host-northline=${'A'.repeat(43)}`,
      `__Host-northline=' or true--`,
    ]) {
      expect(await identity.actorOf(wrong), wrong).toBeUndefined()
    }
  })
})
