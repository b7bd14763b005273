import * as z from 'zod'
import type { Hono } from 'hono'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { done, handle, route, type Access, type HandledRoute } from '../../contracts/index.ts'
import { NorthlineError, type Actor } from '../../kernel/index.ts'
import { createLog } from '../log.ts'
import { api } from './api.ts'
import { clientKey, prefixesOf } from './client-key.ts'
import { longestBody } from './read-json.ts'

const staff: Actor = {
  kind: 'staff',
  memberId: 'm',
  sessionId: 's',
  teams: [{ teamId: 't', organisationId: 'o', organisationKind: 'provider', roles: ['provider'] }],
}

const say = route({
  id: 'test.say',
  method: 'post',
  origin: 'help',
  path: '/api/say',
  access: 'public',
  summary: 'Says it.',
  input: z.object({ text: z.string().max(20) }),
  output: done,
  errors: [],
})

function site(routes: HandledRoute[], actor: Actor = { kind: 'public' }, log = createLog('silent')): Hono {
  return api({
    routes,
    origin: 'help',
    address: 'http://help.test',
    enabledLocales: ['en', 'fr'],
    log,
    actorOf: async () => actor,
    addressOf: () => '192.0.2.1',
  })
}

const said = handle(say, async () => ({ done: true as const }))
const post = (app: Hono, body: BodyInit, headers: Record<string, string> = {}) =>
  app.request('http://help.test/api/say', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'x-northline': '1', ...headers },
  })
const codeOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string } }).error.code

describe('a request to the API', () => {
  it('reaches its route when it is well formed', async () => {
    expect((await post(site([said]), '{"text":"hello"}')).status).toBe(200)
  })

  it.each<[string, string | Uint8Array<ArrayBuffer>, Record<string, string>, string]>([
    ['broken JSON', '{"text":', {}, 'request.invalid'],
    ['the wrong shape', '{"text":7}', {}, 'request.invalid'],
    ['nesting made to exhaust', '['.repeat(60_000), {}, 'request.invalid'],
    ['too many bytes', `{"text":"${'x'.repeat(longestBody)}"}`, {}, 'request.too_large'],
    ['another type', 'text=hello', { 'content-type': 'text/plain' }, 'request.encoding'],
    ['packed bytes', '{"text":"hello"}', { 'content-encoding': 'gzip' }, 'request.encoding'],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), {}, 'request.encoding'],
    ['another site’s page', '{"text":"hello"}', { origin: 'https://evil.example' }, 'request.forbidden'],
    ['another site’s frame', '{"text":"hello"}', { 'sec-fetch-site': 'cross-site' }, 'request.forbidden'],
    ['a form, which cannot set our header', '{"text":"hello"}', { 'x-northline': '' }, 'request.forbidden'],
  ])('with %s is refused in plain words', async (_what, body, headers, code) => {
    const response = await post(site([said]), body, headers)
    expect(await codeOf(response)).toBe(code)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('by another method, or to another path, is told so in the reader’s language', async () => {
    const app = site([said])
    expect(await codeOf(await app.request('http://help.test/api/say'))).toBe('request.method')
    const french = await app.request('http://help.test/api/nothing', { headers: { 'accept-language': 'fr' } })
    const english = await app.request('http://help.test/api/nothing')
    expect(((await french.json()) as { error: { message: string } }).error.message).not.toBe(
      ((await english.json()) as { error: { message: string } }).error.message,
    )
  })

  it('that fails unexpectedly answers without any of what was thrown', async () => {
    const lines: string[] = []
    const log = createLog('info', { write: (line: string) => void lines.push(line) })
    const broken = handle(say, async () => {
      throw new Error('the text was: my secret')
    })
    const response = await post(site([broken], { kind: 'public' }, log), '{"text":"hello"}')
    expect(response.status).toBe(500)
    expect((await response.text()) + lines.join('')).not.toContain('secret')
    expect(lines.join('')).toContain('server.unexpected')
  })

  it.each<[Record<string, unknown>, string]>([
    [{}, '60'],
    [{ retryAfter: 3 }, '3'],
  ])('that comes too often (%o) is told when to try again', async (facts, seconds) => {
    const often = handle(say, async () => {
      throw new NorthlineError({ code: 'request.rate_limited', status: 429, safe: '' }, facts)
    })
    const response = await post(site([often]), '{"text":"hello"}')
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, seconds])
  })

  it('never echoes a wrong value, whatever it is', async () => {
    const app = site([said])
    await fc.assert(
      fc.asyncProperty(fc.uuid(), async (canary) => {
        const response = await post(app, JSON.stringify({ text: { [canary.slice(0, 4)]: canary } }))
        expect(await response.text()).not.toContain(canary)
      }),
      { numRuns: 30 },
    )
  })
})

describe('access', () => {
  const withAccess = (access: Access) => handle({ ...say, access }, async () => ({ done: true as const }))

  it('stops the start when a route declares none', () => {
    const undeclared = { ...said, route: { ...say, access: undefined as unknown as 'public' } }
    expect(() => site([undeclared])).toThrow(/declares no access/)
  })

  it('stops the start when a stream declares none', () => {
    const parts = { method: 'get', origin: 'help', path: '/api/test/stream', summary: '' } as const
    const open = async () => new ReadableStream<Uint8Array>()
    const undeclared = { ...parts, id: 'test.stream', input: z.object({}), open, access: { roles: [] } }
    const start = () =>
      api({
        routes: [],
        streams: [undeclared],
        origin: 'help',
        address: 'http://help.test',
        enabledLocales: ['en'],
        log: createLog('silent'),
        actorOf: async () => staff,
        addressOf: () => undefined,
      })
    expect(start).toThrow(/declares no access/)
  })

  it.each<[Access, Actor, string]>([
    ['seeker', staff, 'request.unauthenticated'],
    ['staff', { kind: 'public' } as Actor, 'request.unauthenticated'],
    [{ roles: ['responder'] as const }, staff, 'request.forbidden'],
    [
      { roles: ['responder'] as const },
      { kind: 'seeker', conversationId: 'c', visitId: 'v' } as Actor,
      'request.unauthenticated',
    ],
  ])('to a route for %o is refused to the wrong actor', async (access, actor, code) => {
    expect(await codeOf(await post(site([withAccess(access)], actor), '{"text":"hello"}'))).toBe(code)
  })

  it('lets the right role in', async () => {
    expect((await post(site([withAccess({ roles: ['provider'] })], staff), '{"text":"a"}')).status).toBe(200)
  })
})

describe('the network prefixes for rate limits', () => {
  it.each([
    ['192.0.2.7', ['192.0.2.7', '192.0.2', '192.0']],
    ['::ffff:192.0.2.7', ['192.0.2.7', '192.0.2', '192.0']],
    ['2001:db8:1:2:3:4:5:6', ['2001:db8:1:2', '2001:db8:1', '2001:db8']],
    ['2001:db8:1:2::9', ['2001:db8:1:2', '2001:db8:1', '2001:db8']],
    ['2001:0DB8::9', ['2001:db8:0:0', '2001:db8:0', '2001:db8']],
    ['::1', ['0:0:0:0', '0:0:0', '0:0']],
    ['fe80::1%eth0', ['fe80:0:0:0', 'fe80:0:0', 'fe80:0']],
    // The same IPv4 address, however a proxy or a translator spells it.
    ['::ffff:c000:207', ['192.0.2.7', '192.0.2', '192.0']],
    ['64:ff9b::192.0.2.7', ['192.0.2.7', '192.0.2', '192.0']],
    ['2002:c000:207:1234::1', ['192.0.2.7', '192.0.2', '192.0']],
    ['192.0.2.7:50123', ['192.0.2.7', '192.0.2', '192.0']],
    ['[2001:db8:1:2::9]:50123', ['2001:db8:1:2', '2001:db8:1', '2001:db8']],
    ['[fe80::1%eth0]:443', ['fe80:0:0:0', 'fe80:0:0', 'fe80:0']],
    ['nonsense', ['nonsense']],
  ])('of %s are %j', (address, prefixes) => {
    expect(prefixesOf(address)).toEqual(prefixes)
  })

  it('are the same key for every address of one /64, share their wider parts with neighbours, and show no address', () => {
    const one = clientKey('2001:db8:1:2::a')
    expect(clientKey('2001:db8:1:2:ffff::b')).toBe(one)
    const neighbour = clientKey('2001:db8:1:3::a').split('.')
    expect(neighbour.map((part, tier) => part === one.split('.')[tier])).toEqual([false, true, true])
    expect(one).toMatch(/^[\w-]{22}\.[\w-]{22}\.[\w-]{22}$/)
  })

  const group = fc.integer({ min: 0, max: 0xffff })
  const network = fc
    .tuple(fc.integer({ min: 0x2003, max: 0x3fff }), group, group, group)
    .map((groups) => groups.map((part) => part.toString(16)).join(':'))

  it('is one for a whole /64, whatever the rest and however it is written', () => {
    const host = fc.tuple(group, group, group, group)
    fc.assert(
      fc.property(network, host, host, fc.boolean(), fc.nat(65535), (front, one, two, bracket, port) => {
        const write = (rest: readonly number[], upper: boolean) => {
          const text = `${front}:${rest.map((part) => part.toString(16).padStart(4, '0')).join(':')}`
          return upper ? `[${text.toUpperCase()}]:${port}` : text
        }
        expect(prefixesOf(write(one, false))).toEqual(prefixesOf(write(two, bracket)))
      }),
    )
  })

  it('is another for another /64, and for another IPv4 address', () => {
    fc.assert(
      fc.property(network, network, (one, two) => {
        expect(prefixesOf(`${one}::1`)[0] === prefixesOf(`${two}::1`)[0]).toBe(one === two)
      }),
    )
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.nat(65535), (one, two, port) => {
        expect(prefixesOf(`${one}:${port}`)[0] === prefixesOf(`::ffff:${two}`)[0]).toBe(one === two)
      }),
    )
  })

  it('is given for whatever a proxy may write, and never fails', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.ipV6()), (text) => prefixesOf(text).length > 0))
  })
})
