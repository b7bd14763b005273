import { call } from '../../../src/contracts/index.ts'
import type { Role } from '../../../src/kernel/index.ts'
import type { Client } from '../../support/line/client.ts'
import { inviteTo } from '../../support/line/people.ts'
import { joinStaff, type Staff } from '../../support/line/staff.ts'
import { serverFolder, startServerProcess, type ServerProcess } from '../../support/server-process.ts'
import { freePort } from '../../postgres/server.ts'
import { createWire, type Wire } from './wire.ts'

/** A member at a desk, with the headers that the browser would send. */
export type Responder = Staff & { headers: () => Record<string, string> }

/** The real server in a process of its own, with one team whose responders have signed in and made their keys. */
export type NorthlineLine = {
  server: ServerProcess
  help: Wire
  workspace: Wire
  /** A browser of the help site that many seekers share: it has no cookie, so nothing tells them apart. */
  publicClient: Client
  responders: Responder[]
  stop(): Promise<void>
}

export async function startNorthline(options: {
  databaseUrl: string | undefined
  responders: number
  environment?: Record<string, string>
}): Promise<NorthlineLine> {
  const folder = serverFolder()
  const port = await freePort()
  const environment = {
    // A bench opens in seconds what a line opens in days, all from one address; a load generator is no person.
    CONVERSATIONS_OPENS_PER_MINUTE: '1000000',
    CONVERSATIONS_CALM_OPENS_PER_MINUTE: '1000000',
    CONVERSATIONS_MESSAGES_PER_MINUTE: '1000000',
    CONVERSATIONS_STREAM_OPENS_PER_MINUTE: '1000000',
    CONVERSATIONS_SILENCE_SECONDS: '3600',
    CONVERSATIONS_UNANSWERED_SECONDS: '3600',
    LOG_LEVEL: 'warn',
    ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }),
  }
  const people = Array.from({ length: options.responders }, (_, index) => ({
    name: `bench-${index}`,
    roles: ['responder'] satisfies Role[],
  }))
  const invited = await inviteTo(
    {
      ...environment,
      PORT: String(port),
      HELP_ORIGIN: `http://127.0.0.1:${port}`,
      WORKSPACE_ORIGIN: `http://workspace.localhost:${port}`,
      DATA_DIR: folder.dataDir,
      OUTER_KEYS: folder.outerKeys,
    },
    [{ organisation: 'Bench line', kind: 'hotline', team: 'Bench team', languages: ['en'], people }],
  )
  const server = await startServerProcess(folder, {
    port,
    environment: { ...environment, ...options.environment },
  })
  const help = createWire(port, new URL(server.helpOrigin).host)
  const workspace = createWire(port, new URL(server.workspaceOrigin).host)
  const responders: Responder[] = []
  for (const person of invited) {
    const { client, headers } = withCookie(workspace, server.workspaceOrigin)
    responders.push({ ...(await joinStaff(client, person)), headers })
  }
  return {
    server,
    help,
    workspace,
    publicClient: clientOver(help.fetch(() => ({ origin: server.helpOrigin }))),
    responders,
    stop: async () => {
      help.close()
      workspace.close()
      await server.stop()
      folder.remove()
    },
  }
}

function withCookie(wire: Wire, origin: string): { client: Client; headers: Responder['headers'] } {
  let cookie = ''
  const headers = () => ({ origin, ...(cookie && { cookie }) })
  const fetch = wire.fetch(headers)
  const keeping: typeof fetch = async (url, init) => {
    const response = await fetch(url, init)
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    return response
  }
  return { client: clientOver(keeping), headers }
}

function clientOver(fetch: (url: string, init: RequestInit) => Promise<Response>): Client {
  return {
    call: (route, input, { ticket } = {}) => call(route, input, { fetch, ...(ticket && { ticket }) }),
    fetch: (path, init = {}) => fetch(path, init),
    close: () => undefined,
  }
}
