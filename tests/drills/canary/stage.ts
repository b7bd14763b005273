import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import * as conversations from '../../../src/contracts/conversations.ts'
import * as referrals from '../../../src/contracts/referrals.ts'
import { freePort, startPostgres, type PostgresServer } from '../../postgres/server.ts'
import { createClient, type Client } from '../../support/line/client.ts'
import { inviteTo, registerService } from '../../support/line/people.ts'
import {
  makeHome,
  originsAt,
  startServer,
  type Home,
  type Origins,
} from '../../support/line/server-process.ts'
import { joinStaff, type Staff } from '../../support/line/staff.ts'
import { startWitness } from '../../support/witness.ts'

export const engines = ['pglite', 'postgres'] as const
export type Engine = (typeof engines)[number]

/** An installation with people, and every place where it could leave something. */
export type Stage = {
  engine: Engine
  home: Home
  origins: Origins
  /** Where the server works, and where a core file of it would land. */
  work: string
  /** Where the witness of the audit keeps what it is sent, and what it sends out. */
  witnessFolder: string
  /** Data folder of whichever engine runs. */
  dataFolder: string
  postgres: PostgresServer | undefined
  environment: Record<string, string>
  responder: Staff
  provider: Staff
  serviceId: string
  /** A site of somebody else’s, where Exit leads; `/a` and `/b` are ordinary pages that a browser may keep. */
  neutral: string
  newClient(): Client
  /** Runs a command of the project on this installation, while no server does. */
  command(script: string, ...words: string[]): Promise<string>
  /** Dies as from a fault of its own, at the worst moment: with memory to dump. */
  crash(): Promise<void>
  /** With other settings, if any, until the next start. */
  start(settings?: Record<string, string>): Promise<void>
  stop(): Promise<void>
  close(): Promise<void>
}

const project = join(import.meta.dirname, '..', '..', '..')
export const organisation = 'Invented house'

/** What is written is logged with its parameters too: whatever PostgreSQL is told to keep must be sealed. */
const talkative = [
  'fsync=off',
  'logging_collector=on',
  'log_statement=mod',
  'log_min_messages=info',
  'wal_compression=pglz',
]

export async function setStage(engine: Engine): Promise<Stage> {
  if (!existsSync(join(project, 'dist', 'help', 'manifest.json')))
    throw new Error('the help site is not built: npm run build')
  const home = makeHome()
  const work = join(home.root, 'work')
  mkdirSync(work)
  const neutral = await neutralSite()
  const postgres = engine === 'postgres' ? await startPostgres(talkative) : undefined
  const port = await freePort()
  const origins = originsAt(port)
  const settings = {
    LOG_LEVEL: 'info',
    EXIT_URL: `${neutral.origin}/`,
    CONVERSATIONS_SILENCE_SECONDS: '3600',
    CONVERSATIONS_UNANSWERED_SECONDS: '3600',
    CONVERSATIONS_PRESENCE_SECONDS: '600',
    CONVERSATIONS_RETURNS_PER_MINUTE: '1000',
    CONVERSATIONS_CALM_RETURNS_PER_MINUTE: '1000',
    // All from one address, faster than people.
    CONVERSATIONS_OPENS_PER_MINUTE: '1000',
    CONVERSATIONS_CALM_OPENS_PER_MINUTE: '1000000',
  }
  const witnessFolder = join(home.root, 'witness')
  const witness = await startWitness(witnessFolder)
  const environment = {
    ...settings,
    OUTER_KEYS: home.outerKeys,
    HELP_ORIGIN: origins.help,
    WORKSPACE_ORIGIN: origins.workspace,
    ...(postgres ? { DATABASE_URL: postgres.url } : { DATA_DIR: home.data }),
  }
  const invited = await inviteTo(environment, [
    {
      organisation: 'Invented line',
      kind: 'hotline',
      team: 'Night',
      languages: ['en'],
      people: [{ name: 'Responder', roles: ['responder', 'administrator'] }],
    },
    { organisation, kind: 'provider', team: 'Desk', people: [{ name: 'Provider', roles: ['provider'] }] },
  ])
  const serviceId = await registerService(environment, 'Invented bed')
  const launch = (more: Record<string, string> = {}) =>
    startServer({
      home,
      origins,
      port,
      databaseUrl: postgres?.url,
      environment: { ...settings, ...witness.settings, ...more },
      workingFolder: work,
      cores: true,
    })
  let server = await launch()
  let running = true
  const clients: Client[] = []
  const newClient = (origin = origins.help): Client => {
    const client = createClient({ origin, port: () => port })
    clients.push(client)
    return client
  }
  const [first, second] = invited
  if (!first || !second) throw new Error('two people were to be invited')
  const responder = await joinStaff(newClient(origins.workspace), first)
  const provider = await joinStaff(newClient(origins.workspace), second)
  await responder.client.call(referrals.setReceiver, { serviceId, teamId: provider.teamId })
  await responder.client.call(conversations.presence, { available: true, languages: ['en'] })

  async function stop(): Promise<void> {
    if (running) await server.stop()
    running = false
  }

  return {
    engine,
    home,
    origins,
    work,
    witnessFolder,
    dataFolder: postgres?.folder ?? home.data,
    postgres,
    environment,
    responder,
    provider,
    serviceId,
    neutral: neutral.origin,
    newClient: () => newClient(),
    command: (script, ...words) => run(home, environment, script, words),
    async crash() {
      running = false
      await server.end('SIGABRT')
    },
    async start(more) {
      server = await launch(more)
      running = true
    },
    stop,
    async close() {
      for (const client of clients) client.close()
      await stop()
      await postgres?.stop()
      await witness.stop()
      neutral.close()
      home.remove()
    },
  }
}

/** What Exit leaves on the screen, without leaving this machine. */
function neutralSite(): Promise<{ origin: string; close(): void }> {
  const site = createServer(async (request, response) => {
    response.setHeader('content-type', 'text/html')
    // Far away, as it is for a person: the cover must be there long before it.
    if (request.url === '/') await new Promise((resolve) => setTimeout(resolve, 400))
    const says = `<script>addEventListener('pageshow', (event) => { document.title = 'kept ' + event.persisted })</script>`
    response.end(`<!doctype html><title>Weather</title><p>Sunny.${request.url === '/' ? '' : says}`)
  })
  return new Promise((resolve) =>
    site.listen(0, '127.0.0.1', () => {
      const { port } = site.address() as AddressInfo
      resolve({ origin: `http://127.0.0.1:${port}`, close: () => void site.close() })
    }),
  )
}

function run(
  home: Home,
  environment: Record<string, string>,
  script: string,
  words: string[],
): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(project, script), ...words], {
      cwd: home.root,
      env: { PATH: process.env['PATH'] ?? '', HOME: home.root, TMPDIR: home.temporary, ...environment },
    })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.once('exit', (code) => resolve(`${text}\nexit ${code}`))
  })
}

/** How much of a core file there is on this machine when a program dies: it must be possible, or nothing is shown. */
export function coresAreFiles(): boolean {
  const pattern = '/proc/sys/kernel/core_pattern'
  return existsSync(pattern) && statSync(pattern).isFile() && !readFileSync(pattern, 'utf8').startsWith('|')
}
