import * as conversations from '../../../src/contracts/conversations.ts'
import { freePort } from '../../postgres/server.ts'
import { createClient, type Client } from '../../support/line/client.ts'
import { inviteTo } from '../../support/line/people.ts'
import { makeHome, originsAt, startServer } from '../../support/line/server-process.ts'
import { joinStaff, type Staff } from '../../support/line/staff.ts'

export type Stage = {
  /** Somebody's browser, as if a proxy had said that it comes from this address. */
  from(address: string): Client
  /** The same at the workspace's origin. */
  staffFrom(address: string): Client
  responder: Staff
  handle: string
  /** The same installation with other settings. */
  restart(environment: Record<string, string>): Promise<void>
  onDuty(): Promise<void>
  close(): Promise<void>
}

/** One server on the embedded database, as it is shipped, behind a proxy that names networks. */
export async function setStage(first: Record<string, string> = {}): Promise<Stage> {
  const home = makeHome()
  const port = await freePort()
  const origins = originsAt(port)
  const shared = { LOG_LEVEL: 'error', TRUST_PROXY: 'yes' }
  const [invited] = await inviteTo(
    {
      ...shared,
      DATA_DIR: home.data,
      OUTER_KEYS: home.outerKeys,
      HELP_ORIGIN: origins.help,
      WORKSPACE_ORIGIN: origins.workspace,
    },
    [
      {
        organisation: 'Invented line',
        kind: 'hotline',
        team: 'Night',
        languages: ['en'],
        people: [{ name: 'Responder', roles: ['responder'] }],
      },
    ],
  )
  if (!invited) throw new Error('nobody was invited')
  const start = (environment: Record<string, string>) =>
    startServer({ home, origins, port, environment: { ...shared, ...environment } })
  let server = await start(first)
  const clients: Client[] = []
  const client = (origin: string, address: string) => {
    const made = createClient({ origin, port: () => port, address })
    clients.push(made)
    return made
  }
  const responder = await joinStaff(client(origins.workspace, '203.0.113.5'), invited)
  return {
    from: (address) => client(origins.help, address),
    staffFrom: (address) => client(origins.workspace, address),
    responder,
    handle: invited.name.toLowerCase(),
    async restart(environment) {
      await server.stop()
      for (const old of clients.splice(1)) old.close()
      server = await start(environment)
    },
    onDuty: async () =>
      void (await responder.client.call(conversations.presence, { available: true, languages: ['en'] })),
    async close() {
      for (const each of clients) each.close()
      await server.kill()
      home.remove()
    },
  }
}
