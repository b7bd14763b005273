import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { Authenticator, type Bend } from './authenticator.testing.ts'
import {
  age,
  Browser,
  hireWithKeys,
  newTeam,
  openWorld,
  random,
  refusal,
  tokenOf,
  type World,
} from './testing.ts'

let world: World
let teamId: string

beforeAll(async () => {
  world = await openWorld()
  ;({ teamId } = await newTeam(world))
})
afterAll(() => world.database.close())

async function invited(): Promise<{ token: string; memberId: string }> {
  const person = {
    teamId,
    roles: ['responder' as const],
    name: 'Kim',
    handle: `k${Date.now()}${random(4).toLowerCase()}`,
  }
  const handle = person.handle.replace(/[^a-z0-9]/g, '')
  const { link, memberId } = await world.identity.invite({ kind: 'system' }, { ...person, handle })
  return { token: tokenOf(link), memberId }
}

async function registered(): Promise<{ browser: Browser; authenticator: Authenticator; memberId: string }> {
  const { token, memberId } = await invited()
  const browser = new Browser(world.identity)
  const authenticator = new Authenticator()
  const { options } = await browser.call(contract.registerOptions, { token })
  await browser.call(contract.registerPasskey, { token, response: authenticator.create(options) })
  return { browser, authenticator, memberId }
}

async function signInOptions(browser: Browser): Promise<{ challenge: string }> {
  return (await browser.call(contract.signInOptions, {})).options
}

describe('a passkey', () => {
  it('is asked for as one that checks the person and is found without naming the account, for exactly this host', async () => {
    const { token, memberId } = await invited()
    const { options } = await new Browser(world.identity).call(contract.registerOptions, { token })
    expect(options).toMatchObject({
      rp: { id: 'workspace.localhost' },
      user: { id: memberId },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
    })
    const asked = await new Browser(world.identity).call(contract.signInOptions, {})
    expect(asked.options).toMatchObject({ rpId: 'workspace.localhost', userVerification: 'required' })
    expect(asked.options).not.toHaveProperty('allowCredentials')
  })

  it('accepts an invitation and signs in from then on', async () => {
    const { browser, authenticator, memberId } = await registered()
    expect(await browser.actor()).toMatchObject({ memberId })
    for (let times = 0; times < 2; times++) {
      const fresh = new Browser(world.identity)
      const response = authenticator.get(await signInOptions(fresh))
      const { session } = await fresh.call(contract.signInPasskey, { response })
      expect(session).toMatchObject({
        member: { id: memberId },
        signedInWith: 'passkey',
        credentialId: bytesToBase64Url(authenticator.id),
      })
    }
  })

  it('never brings its PRF secret along, even if a browser sent it', () => {
    const parsed = contract.signInPasskey.input.parse({
      response: {
        ...new Authenticator().get({ challenge: random(32) }),
        clientExtensionResults: { prf: { results: { first: 'the secret' } } },
      },
    })
    expect(JSON.stringify(parsed)).not.toContain('secret')
  })

  const bends: [string, Bend][] = [
    ['made for another origin', { origin: 'http://workspace.localhost:9999' }],
    ['made on the help site', { origin: 'http://127.0.0.1:8080' }],
    ['made for a parent domain', { rpId: 'localhost' }],
    ['made without checking the person', { flags: 1 }],
    ['made without the person', { flags: 0 }],
    ['made inside another site’s frame', { crossOrigin: true }],
  ]

  it.each([...bends, ['that is a sign-in', { type: 'webauthn.get' }] as [string, Bend]])(
    'is refused at registration when %s, and the invitation stays',
    async (_, bend) => {
      const { token, memberId } = await invited()
      const browser = new Browser(world.identity)
      const { options } = await browser.call(contract.registerOptions, { token })
      const register = (authenticator: Authenticator, bent: Bend, asked: typeof options) =>
        refusal(
          browser.call(contract.registerPasskey, { token, response: authenticator.create(asked, bent) }),
        )
      expect(await register(new Authenticator(), bend, options)).toBe('identity.passkey_refused')
      expect(browser.cookie).toBeUndefined()
      const again = await browser.call(contract.registerOptions, { token })
      expect(await register(new Authenticator(), {}, again.options)).toBe('done')
      expect(await browser.actor()).toMatchObject({ memberId })
    },
  )

  it.each([
    ...bends,
    ['that is a registration', { type: 'webauthn.create' }] as [string, Bend],
    ['naming another member', { userHandle: random(16) }] as [string, Bend],
    ['counting backwards, as a copy does', { counter: 0 }] as [string, Bend],
  ])('is refused at sign-in when %s', async (_, bend) => {
    const { authenticator } = await registered()
    const usual = new Browser(world.identity)
    const first = authenticator.get(await signInOptions(usual))
    await usual.call(contract.signInPasskey, { response: first })
    const browser = new Browser(world.identity)
    const response = authenticator.get(await signInOptions(browser), bend)
    expect(await refusal(browser.call(contract.signInPasskey, { response }))).toBe('identity.sign_in_failed')
    expect(browser.cookie).toBeUndefined()
  })

  it('answers each challenge once, however many send the answer at the same time', async () => {
    const { authenticator } = await registered()
    const response = authenticator.get(await signInOptions(new Browser(world.identity)))
    const tries = Array.from({ length: 5 }, () =>
      refusal(new Browser(world.identity).call(contract.signInPasskey, { response })),
    )
    const answers = (await Promise.all(tries)).sort()
    expect(answers).toEqual(['done', ...Array<string>(4).fill('identity.sign_in_failed')])
  })

  it('answers only challenges of ours, of this purpose, within their time', async () => {
    const { authenticator } = await registered()
    const { token } = await invited()
    const browser = new Browser(world.identity)
    const signIn = (challenge: string) =>
      refusal(browser.call(contract.signInPasskey, { response: authenticator.get({ challenge }) }))
    expect(await signIn(random(32))).toBe('identity.sign_in_failed')
    const { options } = await browser.call(contract.registerOptions, { token })
    expect(await signIn(options.challenge)).toBe('identity.sign_in_failed')
    const { challenge } = await signInOptions(browser)
    await sql`update identity.challenges set expires_at = now() - interval '1 second'`.execute(
      world.database.unguarded,
    )
    expect(await signIn(challenge)).toBe('identity.sign_in_failed')
  })

  it('does not accept one person’s invitation with the challenge of another’s', async () => {
    const [mine, theirs] = [await invited(), await invited()]
    const browser = new Browser(world.identity)
    const { options } = await browser.call(contract.registerOptions, { token: mine.token })
    const response = new Authenticator().create(options)
    expect(await refusal(browser.call(contract.registerPasskey, { token: theirs.token, response }))).toBe(
      'identity.passkey_refused',
    )
  })

  it('is refused when somebody else’s credential has its id', async () => {
    const { authenticator } = await registered()
    const { token } = await invited()
    const browser = new Browser(world.identity)
    const { options } = await browser.call(contract.registerOptions, { token })
    const thief = new Authenticator()
    Object.defineProperty(thief, 'id', { value: authenticator.id })
    const response = thief.create(options)
    expect(await refusal(browser.call(contract.registerPasskey, { token, response }))).toBe(
      'identity.passkey_refused',
    )
    expect((await browser.call(contract.readInvitation, { token })).name).toBe('Kim')
  })

  it('signs nobody in who has left', async () => {
    const { authenticator, memberId } = await registered()
    await sql`update identity.memberships set left_at = now() where member_id = ${memberId}`.execute(
      world.database.unguarded,
    )
    const browser = new Browser(world.identity)
    const response = authenticator.get(await signInOptions(browser))
    expect(await refusal(browser.call(contract.signInPasskey, { response }))).toBe('identity.sign_in_failed')
  })
})

describe('a second passkey', () => {
  it('is added by the member, opens the same account, and its slot the same keys', async () => {
    const { browser, memberId } = await hireWithKeys(world, teamId, ['responder'])
    const authenticator = new Authenticator()
    const { options } = await browser.call(contract.addPasskeyOptions, {})
    const { credentialId } = await browser.call(contract.addPasskey, {
      response: authenticator.create(options),
    })
    const bytes = random(120)
    const { slotId } = await browser.call(contract.addMemberSlot, { kind: 'passkey', credentialId, bytes })
    const elsewhere = new Browser(world.identity)
    const response = authenticator.get(await signInOptions(elsewhere))
    const { session } = await elsewhere.call(contract.signInPasskey, { response })
    expect(session.member.id).toBe(memberId)
    expect(session.slots).toContainEqual({ id: slotId, kind: 'passkey', credentialId, bytes })
    const { options: next } = await browser.call(contract.addPasskeyOptions, {})
    expect(next.excludeCredentials).toEqual([{ id: credentialId, type: 'public-key' }])
  })

  it('asks to prove again who one is when that was more than ten minutes ago, or the screen is locked', async () => {
    const { browser } = await hireWithKeys(world, teamId, ['responder'])
    const actor = await browser.actor()
    if (actor.kind !== 'staff') throw new Error('signed out')
    const { options } = await browser.call(contract.addPasskeyOptions, {})
    await age(world, actor.sessionId, { verified: '11 minutes' })
    expect(await refusal(browser.call(contract.addPasskeyOptions, {}))).toBe('identity.sign_in_again')
    const response = new Authenticator().create(options)
    expect(await refusal(browser.call(contract.addPasskey, { response }))).toBe('identity.sign_in_again')
  })

  it('cannot be added with the challenge of another member', async () => {
    const [one, two] = [
      await hireWithKeys(world, teamId, ['responder']),
      await hireWithKeys(world, teamId, ['responder']),
    ]
    const { options } = await one.browser.call(contract.addPasskeyOptions, {})
    const response = new Authenticator().create(options)
    expect(await refusal(two.browser.call(contract.addPasskey, { response }))).toBe(
      'identity.passkey_refused',
    )
  })
})
