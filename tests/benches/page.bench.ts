/*
 * npm run bench -- page [--quick]
 * The first view of the help site: what it weighs, what a browser asks for, and
 * how soon its first byte comes beside a static file of the same process.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { presence } from '../../src/contracts/conversations.ts'
import { quantile, ratio, say, spread } from '../support/figures.ts'
import { viewInBrowser } from './support/browser-view.ts'
import { createClosing } from './support/closing.ts'
import { createVisitor } from './support/first-byte.ts'
import { startNorthline } from './support/northline-line.ts'

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const path = '/en/'
const accept = 'gzip, deflate, br'
const root = join(import.meta.dirname, '..', '..')

execFileSync(process.execPath, [join(root, 'scripts', 'build.ts')], { stdio: 'inherit' })
const script = conversationScript()
const closing = createClosing()
const line = await startNorthline({ databaseUrl: undefined, responders: 1 })
closing.add(line.stop)
try {
  // Somebody is on duty, so that the page says what it says on an ordinary day.
  await line.responders[0]?.client.call(presence, { available: true, languages: ['en'] })
  const visitor = createVisitor(line.server.port)
  const forms = new Map<string, Awaited<ReturnType<typeof visitor.get>>>()
  for (const encoding of ['identity', 'gzip', 'br']) {
    const got = await visitor.get(path, encoding)
    if (got.status !== 200) throw new Error(`${path} answered ${got.status}`)
    forms.set(got.encoding, got)
  }
  const size = (encoding: string) => forms.get(encoding)?.body.length ?? 'not offered'
  const view = await viewInBrowser(`${line.server.helpOrigin}${path}`)

  const samples = { page: [] as number[], file: [] as number[] }
  const rounds = options.quick ? 200 : 1_500
  for (let round = -50; round < rounds; round++) {
    const page = await visitor.get(path, accept)
    const file = await visitor.get(`/${script.file}`, accept)
    if (page.status !== 200 || file.status !== 200) throw new Error('an answer that is not 200')
    if (round < 0) continue
    samples.page.push(page.firstByte)
    samples.file.push(file.firstByte)
  }
  visitor.close()
  const times = (share: number) => ratio(quantile(samples.page, share), quantile(samples.file, share))

  say(`first view of ${path}, style and icon in it`)
  say(`  bytes: ${size('identity')} raw, ${size('gzip')} gzip, ${size('br')} Brotli (aim ≤ 14336 compressed)`)
  say(`  over the wire in Chromium, headers too: ${view.bytes} bytes`)
  say(`  requests: ${view.requests.length} (aim 1); cookies: ${view.cookies}`)
  for (const address of view.requests.slice(1)) say(`    also asked for ${address}`)
  say(`conversation script: ${script.raw} bytes, ${script.gzip} gzip, ${script.brotli} Brotli (aim ≤ 40960)`)
  say(`time to first byte, ${rounds} each in turns`)
  say(`  page         ${spread(samples.page)}`)
  say(`  static file  ${spread(samples.file)}`)
  say(`  page ${times(0.5)} the static file at p50, ${times(0.95)} at p95 (aim ≤ 2 ×)`)
} finally {
  await closing.all()
}

/** The script that only the conversation loads, with everything it imports. */
function conversationScript(): { file: string; raw: number; gzip: number; brotli: number } {
  const help = join(root, 'dist', 'help')
  type Entry = { file: string; imports?: string[]; dynamicImports?: string[] }
  const manifest = JSON.parse(readFileSync(join(help, 'manifest.json'), 'utf8')) as Record<string, Entry>
  const files = new Set<string>()
  const add = (key: string) => {
    const entry = manifest[key]
    if (!entry || files.has(entry.file)) return
    files.add(entry.file)
    for (const next of [...(entry.imports ?? []), ...(entry.dynamicImports ?? [])]) add(next)
  }
  add('src/help-site/browser/conversation.ts')
  const [file] = files
  if (file === undefined) throw new Error('the build has no conversation script')
  const sum = (ending: string) =>
    [...files].reduce((total, name) => total + statSync(join(help, `${name}${ending}`)).size, 0)
  return { file, raw: sum(''), gzip: sum('.gz'), brotli: sum('.br') }
}
