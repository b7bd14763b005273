import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { CompiledQuery } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conversationState, deskQueue } from '../../../src/contracts/conversations.ts'
import type { Route } from '../../../src/contracts/index.ts'
import type { OrganisationKind, Role } from '../../../src/kernel/index.ts'
import { compose, type Northline } from '../../../src/server/compose.ts'
import { readConfiguration } from '../../../src/server/configuration.ts'
import { createLog } from '../../../src/server/log.ts'
import { everyRoute } from '../../../src/server/routes.ts'
import { freePort } from '../../postgres/server.ts'
import { createClient, type Client } from '../../support/line/client.ts'
import { newSeeker } from '../../support/line/seeker.ts'
import { joinStaff } from '../../support/line/staff.ts'
import { brokenBodies, canary, sampleOf, smuggled, spoiled, type Json } from './inputs.ts'
import { openWire, type Got, type Wire } from './wire.ts'

/*
 * Every route of the contract, over real HTTP, as somebody who is let in: members with the
 * roles of a line and of a service, a seeker with a live visit. Whatever is sent, the answer is a
 * stable code below 500, says nothing that was sent, and nothing of it is stored.
 */

/** Spoiled inputs for each route; more by hand: HOSTILE_RUNS=300. */
const runs = Number(process.env['HOSTILE_RUNS'] ?? 10)

const home = mkdtempSync(join(tmpdir(), 'northline-hostile-'))
let northline: Northline
let stop: (() => Promise<void>) | undefined
type Wires = { help: Wire; seeker: Wire; line: Wire; provider: Wire }
let wires: Wires | undefined

function get(): Wires {
  if (!wires) throw new Error('not begun')
  return wires
}
const clients: Client[] = []
/** The seeker’s ticket and the member’s cookie. */
let ticket = ''
let session = ''

beforeAll(async () => {
  const port = await freePort()
  const origins = { help: `http://127.0.0.1:${port}`, workspace: `http://workspace.localhost:${port}` }
  const environment = {
    PORT: String(port),
    HELP_ORIGIN: origins.help,
    WORKSPACE_ORIGIN: origins.workspace,
    DATA_DIR: join(home, 'data'),
    OUTER_KEYS: join(home, 'keys'),
    TRUST_PROXY: 'yes',
    CONVERSATIONS_CALM_OPENS_PER_MINUTE: '1000000',
    CONVERSATIONS_CALM_RETURNS_PER_MINUTE: '1000000',
    CONVERSATIONS_MESSAGES_PER_MINUTE: '1000000',
  }
  northline = await compose(readConfiguration(environment), { demo: false, log: createLog('silent') })
  const listening = await northline.listen()
  stop = async () => {
    await listening.stop(1)
    await northline.close()
  }
  const client = (origin: string) => {
    const made = createClient({ origin, port: () => port })
    clients.push(made)
    return made
  }
  const signIn = async (kind: OrganisationKind, held: Role[]) => {
    const team = { organisation: kind, kind, team: 'Night', passphrases: true }
    const { teamId } = await northline.identity.setUpTeam(team)
    const person = { teamId, roles: held, name: kind, handle: kind }
    const { link } = await northline.identity.invite({ kind: 'system' }, person)
    const member = client(origins.workspace)
    const token = new URL(link).hash.slice(1)
    await joinStaff(member, { name: kind, organisation: kind, teamId, token })
    session ||= member.cookies()
    return openWire(port, origins.workspace, { cookie: member.cookies() })
  }
  const line = await signIn('hotline', ['responder', 'supervisor', 'coordinator', 'administrator'])
  const provider = await signIn('provider', ['provider'])
  const seeker = await newSeeker(client(origins.help))
  await seeker.pen.write({ kind: 'text', text: 'hello' })
  ticket = seeker.ticketId
  wires = {
    help: openWire(port, origins.help),
    seeker: openWire(port, origins.help, { authorization: `Visit ${seeker.ticketId}` }),
    line,
    provider,
  }
})
afterAll(async () => {
  for (const wire of Object.values(wires ?? {})) wire.close()
  for (const client of clients) client.close()
  await stop?.()
  rmSync(home, { recursive: true, force: true })
})

/** What the visit and the session of this test stand on comes last. */
const ends = /sign_out|burn|ticket|words_seen|end_session|leave/
const routes = everyRoute.toSorted((a, b) => Number(ends.test(a.id)) - Number(ends.test(b.id)))

function wireOf({ origin, access }: Route): Wire {
  if (origin === 'help') return access === 'public' ? get().help : get().seeker
  const provides = typeof access === 'object' && access.roles.every((role) => role === 'provider')
  return provides ? get().provider : get().line
}

function pathOf({ method, path }: Route, input: Json): string {
  if (method === 'post' || typeof input !== 'object' || input === null) return path
  const query = Object.entries(input).map(
    ([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)] as [string, string],
  )
  // A lone surrogate has no spelling in a URL, and an over-long one is the HTTP parser’s affair.
  return `${path}?${new URLSearchParams(query).toString().slice(0, 8_000)}`
}

async function send(route: Route, input: Json): Promise<Got> {
  const method = route.method.toUpperCase()
  const body = route.method === 'post' ? JSON.stringify(input) : ''
  return wireOf(route).send({ method, path: pathOf(route, input), body })
}

/** A search says to whoever searched what it looked for; nothing else says anything that was sent. */
const saysWhatWasAsked = /"(words|without|asked)":"(?:[^"\\]|\\.)*"/g
const withoutEcho = ({ status, text }: Got, what: string) =>
  status === 200 && what.startsWith('directory.search') ? text.replaceAll(saysWhatWasAsked, '') : text

function expectHarmless(got: Got, what: string): void {
  expect(got.status, `${what}: ${got.text.slice(0, 300)}`).toBeLessThan(500)
  expect(withoutEcho(got, what), what).not.toContain(canary)
  expect(got.type, what).toContain('application/json')
  if (got.status >= 400) expect(got.code, what).toMatch(/^[a-z_]+\.[a-z_]+$/)
}

async function refused(got: Promise<Got>, what: string): Promise<void> {
  const answer = await got
  expectHarmless(answer, what)
  expect(answer.status, what).toBeGreaterThanOrEqual(400)
}

/** Every value of every table as text, for what must not be there. */
async function tablesWith(text: string): Promise<string[]> {
  const run = async <Row>(sql: string) =>
    (await northline.database.unguarded.executeQuery(CompiledQuery.raw(sql))).rows as Row[]
  const tables = await run<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  )
  const found: string[] = []
  for (const { name } of tables) {
    const rows = await run(`select 1 from ${name} t where t::text like '%${text}%' limit 1`)
    if (rows.length > 0) found.push(name)
  }
  return found
}

describe('a ticket or a session', () => {
  const state = { path: conversationState.path, body: '{}' }
  const queue = { method: 'GET', path: deskQueue.path }

  it('that was made up, cut short, doubled or shown elsewhere is nobody’s, and all are answered alike', async () => {
    const own = ticket
    const flipped = `${own.slice(0, -1)}${own.endsWith('A') ? 'Q' : 'A'}`
    const forged = [flipped, 'A'.repeat(22), own.split('').toReversed().join('')]
    const answers = new Set<string>()
    for (const shown of forged) {
      const { status, text } = await get().help.send({
        ...state,
        headers: { authorization: `Visit ${shown}` },
      })
      answers.add(`${status} ${text}`)
    }
    expect([...answers]).toEqual([expect.stringMatching(/^410 .*conversations\.visit_over/)])
    for (const authorization of [
      `Visit ${own.slice(1)}`,
      `Visit ${own}${own}`,
      `Bearer ${own}`,
      `visit ${own}`,
    ]) {
      const { code } = await get().help.send({ ...state, headers: { authorization } })
      expect(code, authorization).toBe('request.unauthenticated')
    }
    for (const cookie of ['', 'session=', `session=${own}`, `${session.slice(0, -1)}`, `x${session}`]) {
      const { code } = await get().line.send({ ...queue, headers: { cookie } })
      expect(code, cookie.slice(0, 12)).toBe('request.unauthenticated')
    }
    expect((await get().seeker.send(state)).status).toBe(200)
    expect((await get().line.send(queue)).status).toBe(200)
  })

  it('does not serve at the other origin', async () => {
    const { status } = await get().line.send({ ...state, headers: { authorization: `Visit ${ticket}` } })
    expect(status).toBe(404)
    expect((await get().help.send({ ...queue, headers: { cookie: session } })).status).toBe(404)
  })

  it('has no clock that the asker could turn: a date of their own changes nothing', async () => {
    for (const date of ['Thu, 01 Jan 1970 00:00:00 GMT', 'Fri, 31 Dec 9999 23:59:59 GMT', 'yesterday']) {
      const headers = { date, 'if-modified-since': date, 'x-forwarded-proto': 'https' }
      expect((await get().seeker.send({ ...state, headers })).status).toBe(200)
    }
  })
})

describe('a route of the contract', () => {
  it('is here with every other: the suite is made from the contract itself', () => {
    expect(routes.length).toBeGreaterThan(80)
  })

  it.each(routes.map((route) => [route.id, route] as const))(
    '%s takes no harm from hostile input',
    { timeout: 120_000 },
    async (id, route) => {
      const good = sampleOf(route)
      const { path } = route
      const wire = wireOf(route)
      for (const method of ['PUT', 'DELETE', 'PATCH', route.method === 'post' ? 'GET' : 'POST'])
        await refused(wire.send({ method, path, body: '' }), `${id} by ${method}`)
      if (route.method === 'post') {
        for (const [name, sent] of Object.entries(brokenBodies(good)))
          await refused(wire.send({ path, ...sent }), `${id}, ${name}`)
        for (const whole of [null, [], canary, 7, true])
          await refused(wire.send({ path, body: JSON.stringify(whole) }), `${id}, ${JSON.stringify(whole)}`)
      }
      await fc.assert(
        fc.asyncProperty(spoiled(good), async (input) => {
          expectHarmless(await send(route, input), `${id} ${JSON.stringify(input).slice(0, 200)}`)
        }),
        { numRuns: runs, seed: 8841 },
      )
    },
  )

  it.each(routes.filter(({ method }) => method === 'post').map((route) => [route.id, route] as const))(
    '%s takes no field that its contract has not, nor the last of two, nor a prototype',
    async (id, route) => {
      const good = sampleOf(route)
      const record = (typeof good === 'object' && !Array.isArray(good) ? good : {}) as Record<string, Json>
      expectHarmless(await send(route, { ...smuggled, ...record }), `${id}, smuggled`)
      const text = JSON.stringify({ ...record, zz: 1 })
      const polluting = text.replace('{', `{"__proto__":{"polluted":"${canary}"},`)
      expectHarmless(await wireOf(route).send({ path: route.path, body: polluting }), `${id}, prototype`)
      const twice = Object.keys(record).map((key) => `${JSON.stringify(key)}:"${canary}",`)
      const doubled = `{${twice.join('')}${text.slice(1)}`
      expectHarmless(await wireOf(route).send({ path: route.path, body: doubled }), `${id}, doubled`)
      expect(({} as { polluted?: string }).polluted).toBeUndefined()
    },
  )

  it('was reached: what the contract wants passes the contract, so that one spoiled place is one', async () => {
    const unread: string[] = []
    for (const route of routes.filter(({ id }) => !ends.test(id))) {
      const { code } = await send(route, sampleOf(route))
      if (code === 'request.invalid') unread.push(route.id)
    }
    expect(unread.length, unread.join()).toBeLessThan(routes.length / 10)
  })

  it('leaves nothing of any of it in the database', async () => {
    expect(await tablesWith(canary)).toEqual([])
    // The search finds what is there.
    expect(await tablesWith('Night')).not.toEqual([])
  })
})
