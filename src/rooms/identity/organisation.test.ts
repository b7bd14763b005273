import { sql } from 'kysely'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { randomId, readSettings } from '../../kernel/index.ts'
import { identitySettings } from './identity.config.ts'
import type { Identity } from './index.ts'
import { openProvider, type TestProvider } from './openid-provider.testing.ts'
import { attemptCookie } from './organisation.usecases.ts'
import {
  Browser,
  hire,
  newTeam,
  openWorld,
  refusal,
  tokenOf,
  workspaceOrigin,
  type World,
} from './testing.ts'

const house = 'House with accounts (invented)'
const redirectUri = `${workspaceOrigin}/organisation`

let world: World
let provider: TestProvider
let identity: Identity
let teamId: string
let organisationId: string

beforeAll(async () => {
  world = await openWorld()
  provider = await openProvider({ organisation: house, kind: 'provider', redirectUri })
  identity = world.variant({ organisations: [provider.accounts] })
  ;({ teamId, organisationId } = await identity.setUpTeam({
    organisation: house,
    kind: 'provider',
    team: 'Night desk',
    passphrases: true,
  }))
})
afterAll(async () => {
  await provider.close()
  await world.database.close()
})

const newHandle = () =>
  `o${randomId()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')}`

async function invited(): Promise<{ token: string; memberId: string }> {
  const person = { teamId, roles: ['provider' as const], name: 'Pia', handle: newHandle() }
  const { link, memberId } = await identity.invite({ kind: 'system' }, person)
  return { token: tokenOf(link), memberId }
}

const finish = (browser: Browser, cameBackTo: string) =>
  browser.call(contract.finishOrganisation, { query: new URL(cameBackTo).search.slice(1) })

/** Somebody who joined by this account. */
async function joined(login: string): Promise<{ browser: Browser; memberId: string; entrance: string }> {
  const { token, memberId } = await invited()
  const browser = new Browser(identity)
  const { url } = await browser.call(contract.beginOrganisationAcceptance, { token })
  const { session } = await finish(browser, await provider.signInAs(url, login))
  return { browser, memberId, entrance: tokenOf(session.teams[0]?.signInAddress ?? '') }
}

async function signIn(entrance: string, login: string, browser = new Browser(identity)) {
  const { url } = await browser.call(contract.beginOrganisationSignIn, { entrance })
  const { session } = await finish(browser, await provider.signInAs(url, login))
  return { browser, session }
}

describe('an organisation’s own accounts', () => {
  it('accept an invitation, and sign the same member in from then on, with no key opened', async () => {
    const { memberId, entrance, browser } = await joined('pia@house.example')
    expect(await browser.actor()).toMatchObject({ memberId, fresh: true })
    const { session } = await signIn(entrance, 'pia@house.example')
    expect(session).toMatchObject({
      member: { id: memberId },
      signedInWith: 'organisation',
      credentialId: null,
      keys: null,
      slots: [],
    })
  })

  it('are offered with an invitation, and named to nobody else', async () => {
    const { token } = await invited()
    expect(await new Browser(identity).call(contract.readInvitation, { token })).toMatchObject({
      organisationSignIn: true,
    })
    const begin = (entrance: string, at = identity) =>
      refusal(new Browser(at).call(contract.beginOrganisationSignIn, { entrance }))
    expect(await begin(randomId())).toBe('identity.no_such_organisation')
    expect(await begin(organisationId)).toBe('identity.no_such_organisation')
    const { entrance } = await joined('uma')
    expect(await begin(entrance, world.identity)).toBe('identity.no_such_organisation')
    expect(await begin(entrance)).toBe('done')
  })

  it('ask for nothing of the person: the scope is openid, and state, nonce and code are bound', async () => {
    const { entrance } = await joined('vera')
    const browser = new Browser(identity)
    const { url } = await browser.call(contract.beginOrganisationSignIn, { entrance })
    const asked = new URL(url).searchParams
    expect(Object.fromEntries(asked)).toMatchObject({
      scope: 'openid',
      response_type: 'code',
      code_challenge_method: 'S256',
      prompt: 'login',
      redirect_uri: redirectUri,
    })
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).toMatch(/^[\w-]{43}$/)
    expect(browser.lastSetCookie).toMatch(
      /^__Host-northline-organisation=[\w-]{43}; Max-Age=600; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    )
    // Neither the cookie nor the database says what the address says.
    expect(url).not.toContain(browser.jar.get(attemptCookie) ?? 'missing')
  })

  it('are known by issuer and subject, of which the database holds a keyed hash alone', async () => {
    await joined('wanda@house.example')
    const { rows } = await sql<{ row: string }>`select l::text as row from identity.logins l`.execute(
      world.database.unguarded,
    )
    expect(rows.length).toBeGreaterThan(0)
    for (const { row } of rows) expect(row).not.toMatch(/house|wanda|127\.0\.0\.1/)
  })

  it('are linked by a member who is signed in, and sign in that member only', async () => {
    const member = await hire({ ...world, identity }, teamId, ['provider'])
    const { url } = await member.browser.call(contract.beginOrganisationLink, { organisationId })
    const { session } = await finish(member.browser, await provider.signInAs(url, 'xenia'))
    expect(session.member.id).toBe(member.memberId)
    const ways = await member.browser.call(contract.listWaysIn, {})
    expect(ways.organisations).toMatchObject([{ organisationId, name: house, usedAt: null }])
    expect(ways.organisations[0]?.linkedAt).not.toBeNull()
    const entrance = tokenOf(session.teams[0]?.signInAddress ?? '')
    expect((await signIn(entrance, 'xenia')).session.member.id).toBe(member.memberId)

    // The same account for a second member, and a second account for the same one, change nothing.
    const other = await hire({ ...world, identity }, teamId, ['provider'])
    const again = async (who: typeof member, login: string) => {
      const way = await who.browser.call(contract.beginOrganisationLink, { organisationId })
      return refusal(finish(who.browser, await provider.signInAs(way.url, login)))
    }
    expect(await again(other, 'xenia')).toBe('identity.login_taken')
    expect(await again(member, 'xenia2')).toBe('identity.login_taken')
    expect((await signIn(entrance, 'xenia')).session.member.id).toBe(member.memberId)
  })

  it('are linked by nobody for another: whoever comes back must be the one who began', async () => {
    const [one, two] = [
      await hire({ ...world, identity }, teamId, ['provider']),
      await hire({ ...world, identity }, teamId, ['provider']),
    ]
    const { url } = await one.browser.call(contract.beginOrganisationLink, { organisationId })
    const back = await provider.signInAs(url, 'yara')
    two.browser.jar.set(attemptCookie, one.browser.jar.get(attemptCookie) ?? '')
    expect(await refusal(finish(two.browser, back))).toBe('identity.organisation_refused')
    const stranger = await hire({ ...world, identity }, (await newTeam(world)).teamId, ['responder'])
    expect(await refusal(stranger.browser.call(contract.beginOrganisationLink, { organisationId }))).toBe(
      'identity.no_such_organisation',
    )
  })

  it('stay shut to an account that nobody linked, whatever it is called', async () => {
    const { entrance } = await joined('zoe@house.example')
    for (const login of ['ZOE@house.example', 'zoe', 'nobody'])
      expect(await refusal(signIn(entrance, login))).toBe('identity.organisation_refused')
  })

  it('stay shut when the person says no there', async () => {
    const { entrance } = await joined('ada')
    expect(await refusal(signIn(entrance, ''))).toBe('identity.organisation_refused')
  })

  it('end with the membership of the organisation that vouched', async () => {
    const { memberId, entrance } = await joined('bea')
    await sql`update identity.memberships set left_at = now() where member_id = ${memberId}`.execute(
      world.database.unguarded,
    )
    expect(await refusal(signIn(entrance, 'bea'))).toBe('identity.organisation_refused')
    await identity.sweep()
    const { rows } = await sql`select from identity.logins where member_id = ${memberId}`.execute(
      world.database.unguarded,
    )
    expect(rows).toHaveLength(0)
  })

  it('of one organisation sign nobody in at another', async () => {
    const other = await openProvider({ organisation: 'Other (invented)', kind: 'provider', redirectUri })
    try {
      const both = world.variant({ organisations: [provider.accounts, other.accounts] })
      const { entrance } = await joined('cora')
      await both.setUpTeam({ organisation: 'Other (invented)', kind: 'provider', team: 'Days' })
      // The other house's provider says the same name; it is another account.
      const browser = new Browser(both)
      const { url } = await browser.call(contract.beginOrganisationSignIn, { entrance })
      const away = new URL(url)
      const theirs = new URL(other.accounts.issuer)
      away.port = theirs.port
      const back = await other.signInAs(away.href, 'cora')
      expect(await refusal(finish(browser, back))).toBe('identity.organisation_refused')
    } finally {
      await other.close()
    }
  })

  it('that can’t be reached are said to be away, and the invitation stays unused', async () => {
    const away = { ...provider.accounts, issuer: 'http://127.0.0.1:9' }
    const cut = world.variant({ organisations: [away] })
    const { token } = await invited()
    expect(await refusal(new Browser(cut).call(contract.beginOrganisationAcceptance, { token }))).toBe(
      'identity.organisation_unreachable',
    )
    const { url } = await new Browser(identity).call(contract.beginOrganisationAcceptance, { token })
    expect(url).toContain(provider.accounts.issuer)
  })
})

describe('the way back', () => {
  const start = async (login = 'dora') => {
    const { entrance } = await joined(login + randomId())
    const browser = new Browser(identity)
    const { url } = await browser.call(contract.beginOrganisationSignIn, { entrance })
    return { browser, entrance, url }
  }
  const changed = (address: string, name: string, value: string) => {
    const url = new URL(address)
    url.searchParams.set(name, value)
    return url.href
  }

  it('counts once', async () => {
    const { browser, memberId, entrance } = await joined('erin')
    const { url } = await browser.call(contract.beginOrganisationSignIn, { entrance })
    const kept = browser.jar.get(attemptCookie) ?? ''
    const back = await provider.signInAs(url, 'erin')
    expect((await finish(browser, back)).session.member.id).toBe(memberId)
    expect(browser.jar.has(attemptCookie)).toBe(false)
    browser.jar.set(attemptCookie, kept)
    expect(await refusal(finish(browser, back))).toBe('identity.organisation_refused')
  })

  it('counts in the browser that began only, so that nobody is signed in as somebody else', async () => {
    const { entrance, url } = await start()
    const back = await provider.signInAs(url, 'dora')
    expect(await refusal(finish(new Browser(identity), back))).toBe('identity.organisation_refused')
    const victim = new Browser(identity)
    await victim.call(contract.beginOrganisationSignIn, { entrance })
    expect(await refusal(finish(victim, back))).toBe('identity.organisation_refused')
    expect(await victim.actor()).toEqual({ kind: 'public' })
  })

  it.each(['state', 'code', 'iss'])('with another %s is refused', async (name) => {
    const { browser, url } = await start()
    const back = changed(await provider.signInAs(url, 'dora'), name, 'http://elsewhere.example')
    expect(await refusal(finish(browser, back))).toBe('identity.organisation_refused')
  })

  it('with a nonce that is not ours is refused', async () => {
    const { browser, url } = await start()
    const back = await provider.signInAs(changed(url, 'nonce', 'another'), 'dora')
    expect(await refusal(finish(browser, back))).toBe('identity.organisation_refused')
  })

  it('with a code that was asked for with another challenge is refused', async () => {
    const { browser, url } = await start()
    const other = 'x'.repeat(43)
    const back = await provider.signInAs(changed(url, 'code_challenge', other), 'dora')
    expect(await refusal(finish(browser, back))).toBe('identity.organisation_refused')
  })

  it('after ten minutes is refused', async () => {
    const { browser, url } = await start()
    const back = await provider.signInAs(url, 'dora')
    await sql`update identity.attempts set expires_at = now()`.execute(world.database.unguarded)
    expect(await refusal(finish(browser, back))).toBe('identity.organisation_refused')
  })
})

describe('the operator’s file of organisations', () => {
  const folder = mkdtempSync(join(tmpdir(), 'northline-accounts-'))
  const secretFile = join(folder, 'secret')
  writeFileSync(secretFile, 'x', { mode: 0o600 })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const entry = {
    organisation: 'House',
    kind: 'provider',
    issuer: 'https://login.house.example',
    clientId: 'northline',
    secretFile,
  }
  const read = (content: unknown) => {
    const file = join(folder, 'organisations.json')
    writeFileSync(file, JSON.stringify(content))
    const faults: string[] = []
    const settings = readSettings(identitySettings, { IDENTITY_ORGANISATIONS: file }, faults)
    return { faults, organisations: settings.organisations }
  }

  it('is read with every organisation in it', () => {
    expect(read([entry])).toEqual({ faults: [], organisations: [entry] })
  })

  it.each<[string, unknown, RegExp]>([
    ['an issuer without https', [{ ...entry, issuer: 'http://login.house.example' }], /issuer.*https/],
    ['a kind that there is not', [{ ...entry, kind: 'club' }], /kind/],
    ['one organisation twice', [entry, entry], /“House” twice/],
    ['a secret in the file itself', [{ ...entry, secret: 'x' }], /secret/],
    ['no file of the secret', [{ ...entry, secretFile: join(folder, 'none') }], /ENOENT/],
    ['no list', { entry }, /expected array/],
  ])('with %s stops the start and says so', (_what, content, sentence) => {
    const { faults } = read(content)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(/^IDENTITY_ORGANISATIONS/)
    expect(faults[0]).toMatch(sentence)
  })

  it('whose secret others may read stops the start', () => {
    chmodSync(secretFile, 0o644)
    expect(read([entry]).faults[0]).toMatch(/chmod 600/)
    chmodSync(secretFile, 0o600)
  })
})
