/*
 * npm run drill -- scan [--quick] [--only wapiti|sqlmap] [--plant]
 *
 * Two scanners of Debian's, `wapiti` and `sqlmap`, against the running demo on loopback: the help site and its
 * forms, the workspace, and every route of the contracts with every parameter it has, as nobody, as a seeker with a
 * live visit, as a supervisor and as a provider. Held when neither reports anything of medium or high severity, the
 * server still stands, and its log names no error of its own. --quick takes every eighth route. --plant scans a
 * small faulty site besides, which must be found.
 * Exit code 2: the scanners are not here and can't be installed.
 */
import { parseArgs } from 'node:util'
import type { Route } from '../../src/contracts/index.ts'
import { everyRoute } from '../../src/server/routes.ts'
import { installPackages } from '../support/debian.ts'
import { say } from '../support/figures.ts'
import { openImpatientProxy } from './scan/impatient-proxy.ts'
import { plantFaults } from './scan/plant.ts'
import { askedOf, hasParameters, sqlmap, type Asked } from './scan/sqlmap.ts'
import { setStage, type Stage } from './scan/stage.ts'
import { wapiti, type Finding, type Visit } from './scan/wapiti.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    plant: { type: 'boolean', default: false },
  },
})

const missing = installPackages({ '/usr/bin/wapiti': 'wapiti', '/usr/bin/sqlmap': 'sqlmap' })
if (missing) {
  say(`scan: skipped: ${missing}`)
  process.exit(2)
}

const seconds = options.quick ? { crawl: 10, each: 4 } : { crawl: 45, each: 20 }
const findings: Finding[] = []
const stage = await setStage()
const proxy = await openImpatientProxy(300)
const planted = options.plant ? await plantFaults() : undefined
const { temporary: folder } = stage
try {
  if (options.only !== 'sqlmap') for (const visit of visitsOf(stage)) await crawl(visit)
  if (options.only !== 'wapiti') await injectAll(callsOf(stage))
  if (!(await stage.stands()))
    findings.push({
      by: 'the drill',
      severity: 'high',
      what: 'the server no longer answers',
      where: stage.help,
    })
  if (proxy.cookiesOf.has(new URL(stage.help).host))
    findings.push({
      by: 'the proxy',
      severity: 'high',
      what: 'the help site set a cookie',
      where: stage.help,
    })
  const fatal = stage.output().match(/"level":(50|60)/g)?.length ?? 0
  if (fatal > 0)
    findings.push({
      by: 'the log',
      severity: 'medium',
      what: `${fatal} errors of the server's own`,
      where: '',
    })
} finally {
  await planted?.close()
  await proxy.close()
  await stage.close()
}

for (const { by, severity, what, where } of findings.filter(({ severity: level }) => level !== 'low'))
  say(`  ${severity}: ${by}: ${what} at ${where}`)
const count = (level: Finding['severity']) => findings.filter(({ severity }) => severity === level).length
say(`scan: ${count('high')} high, ${count('medium')} medium, ${count('low')} low`)
const held = count('high') + count('medium') === 0
say(held ? 'scan: held' : 'scan: NOT held')
process.exit(held ? 0 : 1)

function visitsOf({ help, workspace, cookies, ticket }: Stage): Visit[] {
  // One language: the pages of the others are made by the same code.
  const pages = ['', 'chat', 'return', 'services', 'safety'].map((path) => `${help}/en/${path}`)
  const gets = everyRoute
    .filter(({ method, origin }) => method === 'get' && origin !== 'help')
    .map((route) => askedOf(route, workspace, {}).url)
  const at = (name: string, url: string, starts: string[], headers: Record<string, string> = {}) => ({
    name,
    url,
    starts,
    headers: { 'x-northline': '1', ...headers },
    // The help site has none, and that is looked at below.
    cookies: url.startsWith(workspace),
    seconds,
    proxy: proxy.url,
    folder,
  })
  return [
    at('help site', `${help}/`, pages),
    at('help site, in a conversation', `${help}/`, pages, { authorization: `Visit ${ticket}` }),
    at('workspace', `${workspace}/`, gets),
    at('workspace, supervisor', `${workspace}/`, gets, { cookie: cookies.line }),
    ...(planted ? [at('planted', `${planted.origin}/`, [`${planted.origin}/?q=1`])] : []),
  ]
}

async function crawl(visit: Visit): Promise<void> {
  const { reached, findings: reported } = await wapiti(visit)
  findings.push(...reported)
  say(`wapiti, ${visit.name}: ${reached} addresses and forms, ${reported.length} reported`)
  if (reached === 0)
    findings.push({ by: 'the drill', severity: 'medium', what: 'nothing was reached', where: visit.url })
}

/** Each route as whoever it lets in; what ends a session or a visit comes last. */
function callsOf({ help, workspace, cookies, ticket }: Stage): Asked[] {
  const ends = /sign_out|burn|ticket|words_seen|end_session|end_other|leave/
  const asOf = (route: Route): Asked => {
    if (route.origin === 'help')
      return askedOf(route, help, route.access === 'public' ? {} : { authorization: `Visit ${ticket}` })
    const provides =
      typeof route.access === 'object' && route.access.roles.every((role) => role === 'provider')
    return askedOf(route, workspace, { cookie: provides ? cookies.provider : cookies.line })
  }
  const calls = everyRoute
    .toSorted((a, b) => Number(ends.test(a.id)) - Number(ends.test(b.id)))
    .map(asOf)
    .filter(hasParameters)
  const some = options.quick ? calls.filter((_, index) => index % 8 === 0) : calls
  return planted ? [...some, { name: 'planted', url: `${planted.origin}/search?q=1`, headers: {} }] : some
}

/** Two at a time: each scanner waits for answers most of the time. */
async function injectAll(calls: Asked[]): Promise<void> {
  let tests = 0
  let unfinished = 0
  const left = [...calls]
  const work = async () => {
    for (let asked = left.shift(); asked; asked = left.shift()) {
      const { requests, ended, finding } = await sqlmap(asked, { seconds: options.quick ? 20 : 60, folder })
      tests += requests
      if (!ended) unfinished++
      if (finding) findings.push(finding)
    }
  }
  await Promise.all([work(), work()])
  say(`sqlmap: ${calls.length} routes, ${tests} tests, ${unfinished} cut short by time`)
}
