import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { SiteManifest } from '../../scripts/bundle/manifest.ts'
import { verifySite } from '../../scripts/bundle/verify.ts'
import { helpSite } from '../../src/help-site/index.ts'
import { stubDeps } from '../../src/help-site/testing.ts'
import { bytesToBase64Url } from '../../src/kernel/index.ts'
import { createPair, organisationFingerprint } from '../../src/sealing/index.ts'
import { loadAssets } from '../../src/server/http/assets.ts'
import { bundle, pinnedData } from '../../src/server/http/bundle.ts'
import { workspaceShell } from '../../src/server/http/workspace-shell.ts'
import type { Pin } from '../../src/server/pinned-keys.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const root = join(import.meta.dirname, '..', '..')
const homes = ['a', 'another folder, ü'].map((name) =>
  join(mkdtempSync(join(tmpdir(), 'northline-build-')), name),
)
const [home = '', elsewhere = ''] = homes

/** The same sources in a folder of their own, built as if by somebody else. */
async function buildIn(folder: string, environment: Record<string, string>, umask: string): Promise<void> {
  for (const part of ['src', 'scripts', 'package.json', 'package-lock.json'])
    cpSync(join(root, part), join(folder, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const command = `umask ${umask} && exec "$0" scripts/build.ts`
  const { PATH = '' } = process.env
  await promisify(execFile)('sh', ['-c', command, process.execPath], {
    cwd: folder,
    env: { PATH, ...environment },
  })
}

const built = {} as Record<SiteManifest['site'], SiteManifest>
const sites = {} as Record<SiteManifest['site'], { origin: string; pins: Pin[] }>
let spoil: (path: string, answer: Response) => Promise<Response> | Response = (_, answer) => answer
const servers: { close: () => void }[] = []

async function pin(): Promise<Pin> {
  const { publicKey } = await createPair()
  const fingerprint = await organisationFingerprint(publicKey)
  return {
    organisation: 'Lakeside Line',
    publicKey: bytesToBase64Url(publicKey),
    fingerprint,
    revocations: 0,
  }
}

beforeAll(async () => {
  await Promise.all([
    buildIn(home, { LANG: 'C', TZ: 'UTC' }, '022'),
    buildIn(
      elsewhere,
      { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Kathmandu', NORTHLINE_COMMIT: 'x' },
      '077',
    ),
  ])
  const pins = [await pin()]
  for (const site of ['help', 'workspace'] as const) {
    const assets = loadAssets(join(home, 'dist', site))
    built[site] = JSON.parse(readFileSync(join(home, 'dist', site, 'bundle.json'), 'utf8')) as SiteManifest
    const app = new Hono()
    app.use('*', async (c, next) => {
      await next()
      const answer = await spoil(c.req.path, c.res)
      // Else the headers of the one before are kept.
      c.res = undefined
      c.res = answer
    })
    app.route('/', bundle(assets, pins))
    const pages =
      site === 'help'
        ? helpSite(stubDeps({ assets, enabledLocales: ['en', 'ar'], pinnedData: pinnedData(pins) }))
        : workspaceShell(assets, pins)
    app.route('/', pages)
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
    await new Promise((resolve) => server.once('listening', resolve))
    servers.push(server)
    sites[site] = { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, pins }
  }
})
afterAll(() => {
  for (const server of servers) server.close()
  for (const folder of homes) rmSync(join(folder, '..'), { recursive: true, force: true })
})

/** What the comparison says of a site whose answers are changed on the way. */
async function compared(
  site: SiteManifest['site'],
  change: typeof spoil = (_, answer) => answer,
  pins?: Pin[],
) {
  spoil = change
  const report = await verifySite(sites[site].origin, built, pins ?? sites[site].pins)
  spoil = (_, answer) => answer
  return report
}

const rewrite =
  (wanted: RegExp, change: (text: string) => string) => async (path: string, answer: Response) => {
    if (!wanted.test(path)) return answer
    const text = await answer.text()
    const headers = new Headers(answer.headers)
    for (const name of ['content-encoding', 'content-length']) headers.delete(name)
    const changed = change(text)
    return new Response(changed, { status: answer.status, headers })
  }
/** Packed answers can't be rewritten as text: this site then serves them as they are. */
const unpacked = (change: ReturnType<typeof rewrite>) => async (path: string, answer: Response) => {
  const packed = answer.headers.get('content-encoding')
  return packed ? answer : change(path, answer)
}

describe('two builds of the same sources', () => {
  it('are the same, byte for byte, in other folders, languages, zones and with other rights', () => {
    const files = (folder: string) =>
      readdirSync(join(folder, 'dist'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== 'bundle.json')
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
        .sort()
    expect(files(home)).toEqual(files(elsewhere))
    expect(files(home).length).toBeGreaterThan(40)
    for (const file of files(home)) {
      const same = readFileSync(join(home, file)).equals(readFileSync(join(elsewhere, file)))
      expect(same, file).toBe(true)
    }
    const manifest = (folder: string) =>
      JSON.parse(readFileSync(join(folder, 'dist', 'workspace', 'bundle.json'), 'utf8')) as SiteManifest
    expect({ ...manifest(elsewhere), commit: '' }).toEqual({ ...manifest(home), commit: '' })
    expect(manifest(elsewhere).commit).toBe('x')
  })
})

describe('a live site that is as it was built', () => {
  it.each(['help', 'workspace'] as const)('is found the same: %s', async (site) => {
    const { faults, files, pages, pinned } = await compared(site)
    expect(faults).toEqual([])
    expect(files).toBeGreaterThan(4)
    expect(pages).toBeGreaterThan(2)
    expect(pinned.map(({ fingerprint }) => fingerprint)).toEqual(
      sites[site].pins.map(({ fingerprint }) => fingerprint),
    )
  })
})

/** Each a thing that somebody who has the server could do, and what is said of it. */
const planted: [string, SiteManifest['site'], typeof spoil, RegExp][] = [
  [
    'a changed file',
    'help',
    unpacked(rewrite(/conversation-.*js$/, (text) => `${text};alert(1)`)),
    /is not the file of this build/,
  ],
  [
    'a changed file of the workspace',
    'workspace',
    unpacked(rewrite(/assets\/index-.*js$/, (text) => `${text} `)),
    /is not the file of this build/,
  ],
  [
    'a changed inline script',
    'help',
    unpacked(rewrite(/chat$/, (text) => text.replace('<script>', '<script>steal();'))),
    /inline script/,
  ],
  [
    'one more script',
    'help',
    unpacked(
      rewrite(/safety$/, (text) => text.replace('</body>', '<script src="/assets/more.js"></script></body>')),
    ),
    /loads \/assets\/more.js/,
  ],
  [
    'a script of another site',
    'workspace',
    unpacked(
      rewrite(/^\/$/, (text) => text.replace('</body>', '<SCRIPT/src=//evil.example/x></SCRIPT></body>')),
    ),
    /points to \/\/evil/,
  ],
  [
    'an event handler',
    'help',
    unpacked(rewrite(/services$/, (text) => text.replace('<main', '<main onclick="x()"'))),
    /event handler/,
  ],
  [
    'an address that is a script',
    'help',
    unpacked(rewrite(/safety$/, (text) => text.replace('href="#main"', 'href="java&#10;script:x()"'))),
    /points to java/,
  ],
  [
    'a form that goes elsewhere',
    'help',
    unpacked(rewrite(/return$/, (text) => text.replace('action="/', 'action="https://evil.example/'))),
    /points to https:\/\/evil/,
  ],
  [
    'another style',
    'help',
    unpacked(rewrite(/\/en\/$/, (text) => text.replace('<style>', '<style>input[value^=a]{color:red}'))),
    /holds a style/,
  ],
  [
    'an integrity attribute that is gone',
    'help',
    unpacked(rewrite(/chat$/, (text) => text.replace(/\sintegrity="[^"]*"/, ''))),
    /without an integrity/,
  ],
  [
    'an integrity attribute of the workspace that is gone',
    'workspace',
    unpacked(rewrite(/^\/$/, (text) => text.replace(/ integrity="[^"]*"/, ''))),
    /without an integrity/,
  ],
  [
    'an import map that says another hash',
    'workspace',
    unpacked(rewrite(/^\/team$/, (text) => text.replace('"integrity":{"', '"integrity":{"/x":"y","'))),
    /inline script/,
  ],
  [
    'a manifest that says another hash',
    'help',
    rewrite(/bundle.json$/, (text) => text.replace('sha384-', 'sha384-A')),
    /has another hash/,
  ],
  [
    'no manifest',
    'workspace',
    (path, answer) => (path === '/bundle.json' ? new Response('', { status: 404 }) : answer),
    /not there/,
  ],
  [
    'other pinned keys in a page alone',
    'help',
    unpacked(rewrite(/chat$/, (text) => text.replace('"publicKey":"B', '"publicKey":"A'))),
    /pins other organisation keys/,
  ],
  [
    'pinned keys left out of a page',
    'workspace',
    unpacked(rewrite(/^\/$/, (text) => text.replace(/<script type="application\/json".*?<\/script>/, ''))),
    /names the pinned organisation keys 0 times/,
  ],
  [
    'a wider policy',
    'help',
    (path, answer) => {
      if (!path.endsWith('chat')) return answer
      const headers = new Headers(answer.headers)
      headers.set('content-security-policy', `${headers.get('content-security-policy') ?? ''}; object-src *`)
      return new Response(answer.body, { headers })
    },
    /policy “object-src”/,
  ],
  [
    'no policy',
    'workspace',
    (_, answer) => {
      const headers = new Headers(answer.headers)
      headers.delete('content-security-policy')
      return new Response(answer.body, { headers })
    },
    /no content policy/,
  ],
]

describe('a live site that was changed', () => {
  it.each(planted)('is found out: %s', async (_, site, change, said) => {
    const { faults } = await compared(site, change)
    expect(faults.join('\n')).toMatch(said)
  })

  it('is found out: pinned to another organisation key than the one on paper', async () => {
    const { faults } = await compared('help', undefined, [await pin()])
    expect(faults.join('\n')).toMatch(/is pinned to another organisation key: [A-Z0-9-]{39}/)
  })
})
