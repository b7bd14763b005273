import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Route } from '../contracts/index.ts'
import { compose, type Northline } from './compose.ts'
import { readConfiguration } from './configuration.ts'
import { createLog } from './log.ts'
import { everyRoute, everyStream } from './routes.ts'

const log = createLog('silent')
const home = mkdtempSync(join(tmpdir(), 'northline-compose-'))
const environment = {
  PORT: '1',
  HELP_ORIGIN: 'http://127.0.0.1:1',
  WORKSPACE_ORIGIN: 'http://workspace.localhost:1',
  DATA_DIR: join(home, 'data'),
  OUTER_KEYS: join(home, 'keys'),
}
const start = (more: Record<string, string> = {}, demo = false) =>
  compose(readConfiguration({ ...environment, ...more }), { demo, log })

let northline: Northline
beforeAll(async () => {
  northline = await start()
})
afterAll(async () => {
  await northline.close()
  rmSync(home, { recursive: true, force: true })
})

type Answer = { status: number; code: string | undefined }
async function ask(route: Pick<Route, 'method' | 'path'>, origin: string): Promise<Answer> {
  const response = await northline.app.request(`${origin}${route.path}`, {
    method: route.method.toUpperCase(),
    headers: { host: new URL(origin).host, 'content-type': 'application/json', 'x-northline': '1' },
    ...(route.method === 'post' ? { body: '{}' } : {}),
  })
  const body = (await response.json()) as { error?: { code: string } }
  return { status: response.status, code: body.error?.code }
}

const originsOf = (route: Route) => ({
  help: route.origin !== 'workspace',
  workspace: route.origin !== 'help',
})

describe('every route of the contract', () => {
  it.each(everyRoute.map((route) => [route.id, route] as const))(
    '%s is answered on its own origin only',
    async (_id, route) => {
      const { helpOrigin, workspaceOrigin } = northline.configuration.server
      const there = originsOf(route)
      expect((await ask(route, helpOrigin)).code === 'request.not_found').toBe(!there.help)
      expect((await ask(route, workspaceOrigin)).code === 'request.not_found').toBe(!there.workspace)
    },
  )

  it('is answered, and nothing is answered that the contract and docs/permissions.md do not list', () => {
    const declared = [...everyRoute, ...everyStream].map(({ id }) => id)
    expect([...northline.answered].toSorted()).toEqual(declared.toSorted())
    const listed = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'permissions.md'), 'utf8')
    expect(declared.filter((id) => !listed.includes(`| \`${id}\` |`))).toEqual([])
  })

  it('that is not public refuses whoever shows nothing', async () => {
    const { helpOrigin, workspaceOrigin } = northline.configuration.server
    const guarded = everyRoute.filter(({ access }) => access !== 'public')
    expect(guarded.length).toBeGreaterThan(30)
    for (const route of guarded) {
      const answer = await ask(route, route.origin === 'help' ? helpOrigin : workspaceOrigin)
      expect([route.id, answer.code]).toEqual([route.id, 'request.unauthenticated'])
    }
  })

  it('asks to sign in again wherever somebody gets in, a record leaves, or the past is given back', () => {
    const again = everyRoute.filter(({ fresh }) => fresh).map(({ id }) => id)
    expect(again.sort()).toMatchSnapshot()
  })

  it('is open to everybody only where that was meant', () => {
    const open = everyRoute.filter(({ access }) => access === 'public').map(({ id }) => id)
    expect(open.sort()).toMatchSnapshot()
  })
})

describe('the two origins', () => {
  it('answer health under any name, and nothing else under a strange one', async () => {
    const strange = { headers: { host: 'elsewhere.example' } }
    expect((await northline.app.request('http://elsewhere.example/health/live', strange)).status).toBe(200)
    expect((await northline.app.request('http://elsewhere.example/health/ready', strange)).status).toBe(200)
    expect((await northline.app.request('http://elsewhere.example/', strange)).status).toBe(421)
  })

  it('never set a cookie on the help site', async () => {
    const { helpOrigin } = northline.configuration.server
    for (const path of ['/', '/en/', '/api/conversation/availability']) {
      const answer = await northline.app.request(helpOrigin + path, {
        headers: { host: new URL(helpOrigin).host },
      })
      expect(answer.headers.get('set-cookie')).toBeNull()
    }
  })
})

describe('a start', () => {
  it('is refused with outer keys that are not this database’s, and says so to the operator', async () => {
    await northline.close()
    await expect(start({ OUTER_KEYS: join(home, 'other-keys') })).rejects.toMatchObject({
      code: 'server.other_outer_keys',
    })
    northline = await start()
  })

  it('of the demo is refused on real data and with real keys, and of the real thing on the demo’s', async () => {
    await northline.close()
    const fresh = (name: string) => join(home, `fresh-${name}`)
    await expect(start({ OUTER_KEYS: fresh('a') }, true)).rejects.toMatchObject({ code: 'server.real_data' })
    await expect(start({ DATA_DIR: fresh('b') }, true)).rejects.toMatchObject({ code: 'server.real_keys' })
    const demo = { DATA_DIR: join(home, 'demo-data'), OUTER_KEYS: join(home, 'demo-keys') }
    await (await start(demo, true)).close()
    const { DATA_DIR, OUTER_KEYS } = demo
    await expect(start({ DATA_DIR })).rejects.toMatchObject({ code: 'server.demo_data' })
    await expect(start({ OUTER_KEYS, DATA_DIR: fresh('c') })).rejects.toMatchObject({
      code: 'server.demo_keys',
    })
    await (await start(demo, true)).close()
    northline = await start()
  })
})
