import { randomInt } from 'node:crypto'
import { freePort, startPostgres, type PostgresServer } from '../../postgres/server.ts'
import { createClient, type Client } from '../../support/line/client.ts'
import type { Mishap } from '../../support/line/loopback.ts'
import { inviteTo } from '../../support/line/people.ts'
import {
  makeHome,
  originsAt,
  startServer,
  type Home,
  type Origins,
  type ServerProcess,
} from '../../support/line/server-process.ts'
import { joinStaff, type Staff } from '../../support/line/staff.ts'

export const engines = ['pglite', 'postgres', 'two-servers'] as const
export type Engine = (typeof engines)[number]

/** An installation that is about to be killed. */
export type Stage = {
  home: Home
  origins: Origins
  /** The server that dies in killOnce(). */
  server(): ServerProcess
  postgres: PostgresServer | undefined
  /** Somebody’s browser, on a network that loses answers. */
  newClient(): Client
  responders: Staff[]
  /** SIGKILL, at once a new process, and back when it is ready. With two servers the first one dies. */
  killOnce(): Promise<void>
  /** From here on the network loses nothing: reading back what is there. */
  calm(): void
  close(): Promise<void>
}

/** Long times, so that the drill tests durability and not the timers; no limits, since a load generator is no person. */
const settings = {
  LOG_LEVEL: 'error',
  CONVERSATIONS_OPENS_PER_MINUTE: '1000000',
  CONVERSATIONS_CALM_OPENS_PER_MINUTE: '1000000',
  CONVERSATIONS_MESSAGES_PER_MINUTE: '1000000',
  CONVERSATIONS_STREAM_OPENS_PER_MINUTE: '1000000',
  CONVERSATIONS_SILENCE_SECONDS: '3600',
  CONVERSATIONS_UNANSWERED_SECONDS: '3600',
  CONVERSATIONS_PRESENCE_SECONDS: '600',
  TICKET_MINUTES: '120',
}

export type StageOptions = { home?: Home; /** Whether the network loses answers. */ stormy?: boolean }

export async function setStage(
  engine: Engine,
  responderCount: number,
  options: StageOptions = {},
): Promise<Stage> {
  const home = options.home ?? makeHome()
  let postgres: PostgresServer | undefined
  const servers: ServerProcess[] = []
  const clients: Client[] = []
  let stormy = options.stormy ?? true
  try {
    // A power cut is not a kill, but what waits for the disk here waits for it there too.
    if (engine !== 'pglite') postgres = await startPostgres(['fsync=on', 'synchronous_commit=on'])
    const databaseUrl = postgres?.url
    const ports = [await freePort(), ...(engine === 'two-servers' ? [await freePort()] : [])]
    const origins = originsAt(ports[0] ?? 0)
    const start = (port: number) => startServer({ home, origins, port, databaseUrl, environment: settings })

    const environment = {
      ...settings,
      OUTER_KEYS: home.outerKeys,
      HELP_ORIGIN: origins.help,
      WORKSPACE_ORIGIN: origins.workspace,
      ...(databaseUrl ? { DATABASE_URL: databaseUrl } : { DATA_DIR: home.data }),
    }
    const people = Array.from({ length: responderCount }, (_, index) => ({
      name: `Responder${index}`,
      roles: ['responder' as const],
    }))
    const invited = await inviteTo(environment, [
      { organisation: 'Invented line', kind: 'hotline', team: 'Night', languages: ['en'], people },
    ])
    for (const port of ports) servers.push(await start(port))

    const mishap = (path: string): Mishap => {
      const chance = randomInt(100)
      // Signing in is not what is drilled here.
      if (!stormy || chance >= 15 || path.startsWith('/api/identity/')) return 'none'
      return chance < 10 ? 'answer lost' : 'connection lost'
    }
    const newClient = (origin: string): Client => {
      const client = createClient({ origin, port: () => ports[randomInt(ports.length)] ?? 0, mishap })
      clients.push(client)
      return client
    }
    const responders: Staff[] = []
    for (const invitation of invited)
      responders.push(await joinStaff(newClient(origins.workspace), invitation))

    return {
      home,
      origins,
      server: () => servers[0] ?? fail(),
      postgres,
      responders,
      newClient: () => newClient(origins.help),
      async killOnce() {
        await servers[0]?.kill()
        servers[0] = await start(ports[0] ?? 0)
      },
      calm: () => void (stormy = false),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }

  async function close(): Promise<void> {
    for (const client of clients) client.close()
    for (const server of servers) await server.kill()
    await postgres?.stop()
    home.remove()
  }
}

function fail(): never {
  throw new Error('no server was started')
}
