import * as conversations from '../../../src/contracts/conversations.ts'
import * as referrals from '../../../src/contracts/referrals.ts'
import { openDatabase, type Database } from '../../../src/database/index.ts'
import { openOuterKeys, type ServerKeys } from '../../../src/server/outer-keys.ts'
import { freePort, startPostgres } from '../../postgres/server.ts'
import { createClient, type Client } from '../../support/line/client.ts'
import { claimConversation } from '../../support/line/desk.ts'
import { inviteTo, registerService } from '../../support/line/people.ts'
import { newSeeker } from '../../support/line/seeker.ts'
import { makeHome, originsAt, startServer, type Home } from '../../support/line/server-process.ts'
import { joinStaff, type Staff } from '../../support/line/staff.ts'
import type { Scene } from './referral.ts'

/** A real server on a real PostgreSQL, whose superuser looks at every row. */
export type Stage = {
  home: Home
  responder: Staff
  provider: Staff
  /** The superuser’s own connection. */
  database: Database
  outerKeys: ServerKeys
  newScene(): Promise<Scene>
  close(): Promise<void>
}

const organisation = 'Invented house'

export async function setStage(): Promise<Stage> {
  const home = makeHome()
  const postgres = await startPostgres(['fsync=off'])
  const port = await freePort()
  const origins = originsAt(port)
  const settings = {
    LOG_LEVEL: 'info',
    CONVERSATIONS_SILENCE_SECONDS: '3600',
    CONVERSATIONS_UNANSWERED_SECONDS: '3600',
    CONVERSATIONS_PRESENCE_SECONDS: '600',
  }
  const environment = {
    ...settings,
    OUTER_KEYS: home.outerKeys,
    HELP_ORIGIN: origins.help,
    WORKSPACE_ORIGIN: origins.workspace,
    DATABASE_URL: postgres.url,
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
  const server = await startServer({ home, origins, port, databaseUrl: postgres.url, environment: settings })
  const clients: Client[] = []
  const newClient = (origin: string): Client => {
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
  const database = await openDatabase({ url: postgres.url, poolSize: 2 })

  return {
    home,
    responder,
    provider,
    database,
    outerKeys: await openOuterKeys({ outerKeys: home.outerKeys }),
    async newScene() {
      const seeker = await newSeeker(newClient(origins.help))
      await seeker.pen.write({ kind: 'text', text: 'is someone there' })
      const desk = await claimConversation(responder, seeker.conversationId)
      return { seeker, desk, responder, serviceId, organisation }
    },
    async close() {
      for (const client of clients) client.close()
      await server.stop()
      await database.close()
      await postgres.stop()
      home.remove()
    },
  }
}
