import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CompiledQuery } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesToBase64Url } from '../../../src/kernel/index.ts'
import { sessionCookie } from '../../../src/rooms/identity/index.ts'
import { compose, type Northline } from '../../../src/server/compose.ts'
import { readConfiguration } from '../../../src/server/configuration.ts'
import { createLog } from '../../../src/server/log.ts'
import { everyRoute } from '../../../src/server/routes.ts'
import type { Listening } from '../../../src/server/http/listen.ts'
import { freePort } from '../../postgres/server.ts'

/* Over real HTTP: what another site's page, a form or a stolen header can make a member's browser do. */

const home = mkdtempSync(join(tmpdir(), 'northline-cross-site-'))
let northline: Northline
let listening: Listening
let origin: string
let host: string
let teamId: string

beforeAll(async () => {
  const port = await freePort()
  origin = `http://workspace.localhost:${port}`
  host = new URL(origin).host
  const environment = {
    PORT: String(port),
    HELP_ORIGIN: `http://127.0.0.1:${port}`,
    WORKSPACE_ORIGIN: origin,
    DATA_DIR: join(home, 'data'),
    OUTER_KEYS: join(home, 'keys'),
  }
  northline = await compose(readConfiguration(environment), { demo: false, log: createLog('silent') })
  listening = await northline.listen()
  const place = { organisation: 'Line', kind: 'hotline' as const, team: 'Days', passphrases: true }
  ;({ teamId } = await northline.identity.setUpTeam(place))
})
afterAll(async () => {
  await northline.close()
  rmSync(home, { recursive: true, force: true })
})

type Answer = { status: number; code: string | undefined; cookies: string[]; session: unknown }
type Asking = { method?: string; headers?: Record<string, string>; body?: string }

/** One request as it stands: nothing is added but the host. */
function send(path: string, { method = 'GET', headers = {}, body }: Asking = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: listening.port, path, method, headers: { host, ...headers } }
    const asking = request(options, (answer) => {
      let text = ''
      answer.on('data', (part: Buffer) => (text += part.toString()))
      answer.on('end', () => {
        const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {}
        const code = (json['error'] as { code?: string } | undefined)?.code
        const cookies = answer.headers['set-cookie'] ?? []
        resolve({ status: answer.statusCode ?? 0, code, cookies, session: json['session'] })
      })
    })
    asking.once('error', reject)
    asking.end(body)
  })
}

const ours = { 'content-type': 'application/json', 'x-northline': '1' }
const post = (path: string, input: unknown, headers: Record<string, string> = {}) =>
  send(path, { method: 'POST', headers: { ...ours, ...headers }, body: JSON.stringify(input) })
const random = (length: number) => bytesToBase64Url(crypto.getRandomValues(new Uint8Array(length)))

let people = 0
async function member(): Promise<{ cookie: string; handle: string; signInKey: string }> {
  const handle = `member${++people}`
  const { link } = await northline.identity.invite(
    { kind: 'system' },
    { teamId, roles: ['supervisor', 'administrator'], name: 'Sam', handle },
  )
  const signInKey = random(32)
  const { cookies } = await post('/api/identity/invitation/passphrase', {
    token: link.split('#')[1],
    salt: random(16),
    signInKey,
  })
  return { cookie: cookieOf(cookies), handle, signInKey }
}
const cookieOf = (cookies: readonly string[]) => cookies[0]?.split(';')[0] ?? ''
const whoIs = async (cookie: string) => (await send('/api/identity/session', { headers: { cookie } })).session

const signOut = '/api/identity/session/end'

describe('a member’s browser on another site’s page', () => {
  const forgeries: [string, Record<string, string>][] = [
    ['a foreign Origin', { ...ours, origin: 'https://evil.example' }],
    ['the help site’s Origin', { ...ours, origin: 'http://127.0.0.1' }],
    ['a null Origin, as from a sandbox', { ...ours, origin: 'null' }],
    ['a request that the browser calls cross-site', { ...ours, 'sec-fetch-site': 'cross-site' }],
    ['a request from a sibling host', { ...ours, 'sec-fetch-site': 'same-site' }],
    ['a request that the browser calls typed', { ...ours, 'sec-fetch-site': 'none' }],
    ['no header of ours', { 'content-type': 'application/json' }],
    ['a plain form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a form that pretends to be JSON', { 'content-type': 'text/plain' }],
    ['our header with another value', { ...ours, 'x-northline': '2' }],
  ]

  it.each(forgeries)('signs nobody out, with %s', async (_what, headers) => {
    const { cookie } = await member()
    const answer = await send(signOut, { method: 'POST', headers: { ...headers, cookie }, body: '{}' })
    expect([answer.status, answer.code, answer.cookies]).toEqual([403, 'request.forbidden', []])
    expect(await whoIs(cookie)).not.toBeNull()
  })

  it.each(forgeries)('signs nobody in, with %s', async (_what, headers) => {
    const { handle, signInKey } = await member()
    const body = JSON.stringify({ handle, signInKey })
    const answer = await send('/api/identity/sign-in/passphrase', { method: 'POST', headers, body })
    expect([answer.code, answer.cookies]).toEqual(['request.forbidden', []])
  })

  it('signs nobody out by an address, whatever the method', async () => {
    const { cookie } = await member()
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await send(signOut, { method, headers: { ...ours, cookie } })
      expect([method, answer.status, answer.cookies]).toEqual([method, 405, []])
    }
    expect(await whoIs(cookie)).not.toBeNull()
  })

  it('changes nothing by any route that changes something', async () => {
    const { cookie } = await member()
    const changing = everyRoute.filter((route) => route.method === 'post' && route.origin !== 'help')
    expect(changing.length).toBeGreaterThan(30)
    for (const route of changing) {
      const headers = { ...ours, cookie, origin: 'https://evil.example' }
      const answer = await send(route.path, { method: 'POST', headers, body: '{}' })
      expect([route.id, answer.code]).toEqual([route.id, 'request.forbidden'])
    }
  })

  it('reads nothing of a member’s by any address', async () => {
    const { cookie } = await member()
    const reading = everyRoute.filter(
      ({ method, origin: where, access }) => method === 'get' && where !== 'help' && access !== 'public',
    )
    expect(reading.length).toBeGreaterThan(8)
    for (const route of reading) {
      for (const site of ['cross-site', 'same-site']) {
        const answer = await send(route.path, { headers: { cookie, 'sec-fetch-site': site } })
        expect([route.id, site, answer.code]).toEqual([route.id, site, 'request.forbidden'])
      }
    }
  })
})

describe('the session’s cookie', () => {
  it('belongs to this host alone, to HTTPS, to no script and to no other site, and ends with the browser', async () => {
    const { handle, signInKey } = await member()
    const { cookies } = await post('/api/identity/sign-in/passphrase', { handle, signInKey })
    expect(cookies).toHaveLength(1)
    expect(cookies[0]).toMatch(/^__Host-northline=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/)
  })

  it('put there by somebody else before is never the one that signing in makes true', async () => {
    const { handle, signInKey } = await member()
    const planted = `${sessionCookie}=${random(32)}`
    const { cookies } = await post(
      '/api/identity/sign-in/passphrase',
      { handle, signInKey },
      { cookie: planted },
    )
    expect(cookieOf(cookies)).not.toBe(planted)
    expect(await whoIs(planted)).toBeNull()
    expect(await whoIs(cookieOf(cookies))).not.toBeNull()
  })

  it('of an attacker’s own session, planted in a browser, does not come along into the member’s', async () => {
    const [attacker, victim] = [await member(), await member()]
    const { handle, signInKey } = victim
    const { cookies } = await post(
      '/api/identity/sign-in/passphrase',
      { handle, signInKey },
      { cookie: attacker.cookie },
    )
    expect(await whoIs(attacker.cookie)).toBeNull()
    expect(await whoIs(cookieOf(cookies))).toMatchObject({ member: { handle } })
  })

  it('sent twice counts as none: one of the two was put there by somebody else', async () => {
    const [one, two] = [await member(), await member()]
    expect(await whoIs(`${one.cookie}; ${two.cookie}`)).toBeNull()
    expect(await whoIs(`${one.cookie}; other=1`)).not.toBeNull()
  })

  it('stolen is worth nothing once its owner signs out or shows again who they are', async () => {
    const left = await member()
    await post(signOut, {}, { cookie: left.cookie })
    expect(await whoIs(left.cookie)).toBeNull()
    const stays = await member()
    const { handle, signInKey } = stays
    await post('/api/identity/sign-in/passphrase', { handle, signInKey }, { cookie: stays.cookie })
    expect(await whoIs(stays.cookie)).toBeNull()
  })

  it('stolen ten minutes after its owner proved who they are changes nothing about who gets in', async () => {
    const { cookie } = await member()
    await northline.database.unguarded.executeQuery(
      CompiledQuery.raw(`update identity.sessions set verified_at = now() - interval '11 minutes'`),
    )
    const guarded = everyRoute.filter(({ fresh }) => fresh)
    expect(guarded.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'identity.invite_member',
        'identity.remove_member',
        'identity.change_roles',
        'identity.allow_passphrases',
        'identity.add_passkey',
        'identity.remove_passkey',
        'identity.begin_organisation_link',
        'identity.unlink_organisation',
      ]),
    )
    for (const route of guarded) {
      const answer = await post(route.path, {}, { cookie })
      expect([route.id, answer.status, answer.code]).toEqual([route.id, 403, 'identity.sign_in_again'])
    }
    expect(await whoIs(cookie)).not.toBeNull()
  })
})
