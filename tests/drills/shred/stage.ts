import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as conversations from '../../../src/contracts/conversations.ts'
import { readConfiguration } from '../../../src/server/configuration.ts'
import { keysByCommand } from '../../../src/server/keys-command.ts'
import { createLog } from '../../../src/server/log.ts'
import { freePort, startPostgres, type PostgresServer } from '../../postgres/server.ts'
import { claimConversation } from '../../support/line/desk.ts'
import { createClient, type Client } from '../../support/line/client.ts'
import { inviteTo } from '../../support/line/people.ts'
import { newSeeker, type Seeker } from '../../support/line/seeker.ts'
import { makeHome, originsAt, startServer, type Home } from '../../support/line/server-process.ts'
import { joinStaff, type Staff } from '../../support/line/staff.ts'

export const engines = ['pglite', 'postgres'] as const
export type Engine = (typeof engines)[number]

/** The target that a restore of the log of changes stops at. */
export const restorePoint = 'before_deletion'

/** An installation whose server comes and goes, with everything that an operator keeps of it. */
export type Stage = {
  engine: Engine
  home: Home
  /** What the server is told. */
  environment: Record<string, string>
  postgres: PostgresServer | undefined
  responder: Staff
  dataFolder: string
  /** PostgreSQL: the data folder from before anything was said. */
  base: string
  /** PostgreSQL: every segment of the log of changes, as it was finished. */
  archive: string
  /** A new person, who says so many things and is answered. */
  talk(said: readonly string[]): Promise<Seeker>
  start(): Promise<void>
  stop(): Promise<void>
  /** `npm run keys -- …` as of a day to come. */
  keys(now: Date, ...words: string[]): Promise<string>
  /** A copy of the data folder as it lies there, with nothing running on it. */
  copy(name: string): Promise<string>
  close(): Promise<void>
}

const settings = {
  LOG_LEVEL: 'info',
  CONVERSATIONS_SILENCE_SECONDS: '3600',
  CONVERSATIONS_UNANSWERED_SECONDS: '3600',
  CONVERSATIONS_PRESENCE_SECONDS: '600',
}

export async function setStage(engine: Engine): Promise<Stage> {
  const home = makeHome()
  const archive = mkdtempSync(join(tmpdir(), 'northline-archive-'))
  if (process.getuid?.() === 0) chownSync(archive, 65534, 65534)
  const postgres =
    engine === 'postgres'
      ? await startPostgres(['archive_mode=on', `archive_command=cp %p ${archive}/%f`, 'wal_level=replica'])
      : undefined
  const port = await freePort()
  const origins = originsAt(port)
  const environment = {
    ...settings,
    OUTER_KEYS: home.outerKeys,
    HELP_ORIGIN: origins.help,
    WORKSPACE_ORIGIN: origins.workspace,
    ...(postgres ? { DATABASE_URL: postgres.url } : { DATA_DIR: home.data }),
  }
  const [invited] = await inviteTo(environment, [
    {
      organisation: 'Invented line',
      kind: 'hotline',
      team: 'Night',
      languages: ['en'],
      people: [{ name: 'Responder', roles: ['responder', 'supervisor'] }],
    },
  ])
  if (!invited) throw new Error('somebody was to be invited')
  const dataFolder = postgres?.folder ?? home.data
  const copies = join(home.root, 'copies')
  mkdirSync(copies)

  async function copy(name: string): Promise<string> {
    await postgres?.halt()
    const folder = join(copies, name)
    cpSync(dataFolder, folder, { recursive: true, verbatimSymlinks: true })
    await postgres?.resume()
    return folder
  }

  const base = await copy('base')
  const launch = () => startServer({ home, origins, port, databaseUrl: postgres?.url, environment: settings })
  let server: Awaited<ReturnType<typeof launch>> | undefined = await launch()
  const clients: Client[] = []
  const newClient = (origin: string): Client => {
    const client = createClient({ origin, port: () => port })
    clients.push(client)
    return client
  }
  const responder = await joinStaff(newClient(origins.workspace), invited)
  await responder.client.call(conversations.presence, { available: true, languages: ['en'] })

  async function stop(): Promise<void> {
    await server?.stop()
    server = undefined
  }

  return {
    engine,
    home,
    environment,
    postgres,
    responder,
    dataFolder,
    base,
    archive,
    async talk(said) {
      const seeker = await newSeeker(newClient(origins.help))
      for (const text of said) await seeker.pen.write({ kind: 'text', text })
      const desk = await claimConversation(responder, seeker.conversationId)
      await desk.pen.write({ kind: 'text', text: `answer to ${said[0]}` })
      return seeker
    },
    async start() {
      server = await launch()
    },
    stop,
    keys: (now, ...words) => keysByCommand(readConfiguration(environment), words, createLog('silent'), now),
    copy,
    async close() {
      for (const client of clients) client.close()
      await stop()
      await postgres?.stop()
      rmSync(archive, { recursive: true, force: true })
      home.remove()
    },
  }
}
