import { closeSync, openSync } from 'node:fs'
import { openDatabase, openPglite, type Database } from '../../../src/database/index.ts'
import type { Role } from '../../../src/kernel/index.ts'
import { openOuterKeys, type ServerKeys } from '../../../src/server/outer-keys.ts'
import { freePort, startPostgres, type PostgresServer } from '../../postgres/server.ts'
import { createClient, type Client } from '../../support/line/client.ts'
import { inviteTo } from '../../support/line/people.ts'
import {
  makeHome,
  originsAt,
  startServer,
  type Origins,
  type ServerProcess,
} from '../../support/line/server-process.ts'
import { joinStaff, type Staff } from '../../support/line/staff.ts'

export const engines = ['pglite', 'postgres'] as const
export type Engine = (typeof engines)[number]

export type Workplace = { team: string; languages?: string[]; people: { name: string; roles: Role[] }[] }

/** A real server with the people of one organisation, each with keys that they made themselves. */
export type KeyStage = {
  origins: Origins
  /** A member at work, by name. */
  member(name: string): Staff
  /** A browser of the workspace that nobody has signed in with yet. */
  newBrowser(): Client
  /** A browser of the help site. */
  newVisitor(): Client
  outerKeys: ServerKeys
  /**
   * What a thief of the database reads, as its superuser. On the embedded database the
   * server stops meanwhile, since only one process can have it open.
   */
  withDump<Result>(look: (database: Database) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

const settings = {
  LOG_LEVEL: 'error',
  CONVERSATIONS_SILENCE_SECONDS: '3600',
  CONVERSATIONS_UNANSWERED_SECONDS: '3600',
  CONVERSATIONS_PRESENCE_SECONDS: '600',
  CONVERSATIONS_OPENS_PER_MINUTE: '1000',
}

export async function setKeyStage(engine: Engine, workplaces: readonly Workplace[]): Promise<KeyStage> {
  const home = makeHome()
  let postgres: PostgresServer | undefined
  let server: ServerProcess | undefined
  const clients: Client[] = []
  try {
    if (engine === 'postgres') postgres = await startPostgres(['fsync=off'])
    const port = await freePort()
    const origins = originsAt(port)
    const environment = {
      ...settings,
      OUTER_KEYS: home.outerKeys,
      HELP_ORIGIN: origins.help,
      WORKSPACE_ORIGIN: origins.workspace,
      ...(postgres ? { DATABASE_URL: postgres.url } : { DATA_DIR: home.data }),
    }
    const organisation = { organisation: 'Invented line', kind: 'hotline' as const }
    const invited = await inviteTo(
      environment,
      workplaces.map((place) => ({ ...organisation, ...place })),
    )
    const databaseUrl = postgres?.url
    const start = () => startServer({ home, origins, port, databaseUrl, environment: settings })
    server = await start()
    const newClient = (origin: string): Client => {
      const client = createClient({ origin, port: () => port })
      clients.push(client)
      return client
    }
    const staff = new Map<string, Staff>()
    for (const one of invited) staff.set(one.name, await joinStaff(newClient(origins.workspace), one))

    return {
      origins,
      member(name) {
        const found = staff.get(name)
        if (!found) throw new Error(`nobody is called ${name}`)
        return found
      },
      newBrowser: () => newClient(origins.workspace),
      newVisitor: () => newClient(origins.help),
      outerKeys: await openOuterKeys({ outerKeys: home.outerKeys }),
      async withDump(look) {
        if (!postgres) await server?.stop()
        const database = postgres
          ? await openDatabase({ url: postgres.url, poolSize: 2 })
          : await openDatabase({ pglite: await openPglite(home.data) })
        try {
          return await look(database)
        } finally {
          await database.close()
          if (!postgres) server = await start()
        }
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }

  async function close(): Promise<void> {
    for (const client of clients) client.close()
    await server?.kill()
    await postgres?.stop()
    // A last line of the log may still be on its way.
    closeSync(openSync(home.log, 'a'))
    home.remove()
  }
}
