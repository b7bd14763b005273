/* npm run demo: the whole system with invented people and services, on loopback only. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { NamedReceiver } from '../contracts/referrals.ts'
import { readConfiguration } from '../server/configuration.ts'
import { runUntilStopped } from '../server/run.ts'
import { pretendedBindings } from './bindings.ts'
import { publishInventedFigures } from './invented-figures.ts'
import { demoPins, makeDemoKeys } from './organisation-keys.ts'
import { loadServices, seedPeople, type SignIn } from './seed.ts'

const { values: options } = parseArgs({
  options: { reset: { type: 'boolean', default: false }, directory: { type: 'string' } },
})

const environment = process.env
const home = resolve(environment['DEMO_DIR'] ?? './data/demo')
const port = environment['PORT'] ?? String(await freePortFrom(8080))
const dataDir = environment['DATA_DIR'] ?? join(home, 'data')
const outerKeys = environment['OUTER_KEYS'] ?? join(home, 'outer-keys')
const signInFile = join(outerKeys, 'demo-sign-ins.json')

const marker = join(outerKeys, 'demo-interrupted')

// A first start that was interrupted left half of the invented people: it is made anew.
if (options.reset || existsSync(marker)) {
  for (const folder of [dataDir, outerKeys]) {
    // Only what the demo itself made is ever removed.
    if (existsSync(folder) && !existsSync(signInFile) && !existsSync(marker))
      fail(`${folder} was not made by the demo; nothing was removed.`)
  }
  rmSync(dataDir, { recursive: true, force: true })
  rmSync(outerKeys, { recursive: true, force: true })
}

if (!existsSync(signInFile) && environment['ORGANISATION_KEYS'] === undefined) {
  mkdirSync(outerKeys, { recursive: true, mode: 0o700 })
  await makeDemoKeys(outerKeys)
}

await runUntilStopped(async () => ({
  demo: true,
  configuration: readConfiguration({
    ...(existsSync(demoPins(outerKeys)) && { ORGANISATION_KEYS: demoPins(outerKeys) }),
    HELP_PHONE: '1-800-555-0142',
    ...environment,
    HOST: '127.0.0.1',
    PORT: port,
    HELP_ORIGIN: environment['HELP_ORIGIN'] ?? `http://127.0.0.1:${port}`,
    WORKSPACE_ORIGIN: environment['WORKSPACE_ORIGIN'] ?? `http://workspace.localhost:${port}`,
    DATA_DIR: dataDir,
    OUTER_KEYS: outerKeys,
  }),
  prepare: async (northline) => {
    if (existsSync(signInFile)) return
    mkdirSync(outerKeys, { recursive: true, mode: 0o700 })
    writeFileSync(marker, '')
    const { signIns, teams } = await seedPeople(northline, outerKeys)
    await loadServices(northline, options.directory, teams)
    await publishInventedFigures(northline.database, new Date())
    writeFileSync(signInFile, JSON.stringify(signIns, null, 1), { mode: 0o600 })
    chmodSync(signInFile, 0o600)
    rmSync(marker)
  },
  ready: async (northline) =>
    print(JSON.parse(readFileSync(signInFile, 'utf8')) as SignIn[], await pretendedBindings(northline)),
}))

function print(signIns: SignIn[], pretended: NamedReceiver[]): void {
  const rows = signIns.map(
    ({ name, what, handle, passphrase }) =>
      `  ${name}, ${what}\n    sign-in name: ${handle}\n    passphrase:   ${passphrase}`,
  )
  process.stdout.write(
    [
      '',
      pretended.length === 0
        ? 'Northline demo. Everybody and everything in it is invented; nobody answers who can help.'
        : 'Northline demo with a register of your own. Everybody in it is invented; nobody answers who can help.',
      '',
      `  Help site   http://127.0.0.1:${port}/`,
      `  Figures     http://127.0.0.1:${port}/en/statistics`,
      `  Workspace   http://workspace.localhost:${port}/`,
      '',
      'Sign in to the workspace with “use a passphrase”:',
      '',
      ...rows,
      '',
      ...saidOf(pretended),
      'npm run demo -- --reset starts over. Ctrl+C stops.',
      '',
    ].join('\n'),
  )
}

/** With a real register: for which of its services the invented teams answer here. */
function saidOf(pretended: NamedReceiver[]): string[] {
  if (pretended.length === 0) return []
  return [
    'Invented bindings: for these services of your register the two invented teams answer, in this demo only.',
    'The real services know nothing of it and receive nothing.',
    '',
    ...pretended.map(({ service, organisation }) => `  ${service?.name} → ${organisation}`),
    '',
  ]
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

/** The wanted port, or a free one when another program has it. */
function freePortFrom(wanted: number): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' && wanted !== 0 ? resolvePort(freePortFrom(0)) : reject(error),
    )
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolvePort(typeof address === 'object' && address ? address.port : wanted))
    })
  })
}
