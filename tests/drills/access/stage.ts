import { Hono } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import { compose, type Northline } from '../../../src/server/compose.ts'
import { readConfiguration } from '../../../src/server/configuration.ts'
import { listen } from '../../../src/server/http/listen.ts'
import { createLog } from '../../../src/server/log.ts'
import { freePort, startPostgres } from '../../postgres/server.ts'
import { makeHome, originsAt, type Origins } from '../../support/line/server-process.ts'

export const engines = ['pglite', 'postgres'] as const
export type Engine = (typeof engines)[number]

/** The whole server in this process, listening, without its clockwork: nothing changes but what the drill does. */
export type Stage = { northline: Northline; origins: Origins; port: number; close(): Promise<void> }

const settings = {
  LOG_LEVEL: 'silent',
  // Each request comes from another address, as far as the limits can tell.
  TRUST_PROXY: 'yes',
  CONVERSATIONS_OPENS_PER_MINUTE: '1000000',
  CONVERSATIONS_RETURNS_PER_MINUTE: '1000000',
  CONVERSATIONS_MESSAGES_PER_MINUTE: '1000000',
  CONVERSATIONS_STREAM_OPENS_PER_MINUTE: '100000',
  TICKET_MINUTES: '120',
}

export async function setStage(engine: Engine): Promise<Stage> {
  const home = makeHome()
  const postgres = engine === 'postgres' ? await startPostgres(['fsync=off']) : undefined
  const port = await freePort()
  const origins = originsAt(port)
  const environment = {
    ...settings,
    PORT: String(port),
    HELP_ORIGIN: origins.help,
    WORKSPACE_ORIGIN: origins.workspace,
    OUTER_KEYS: home.outerKeys,
    ...(postgres ? { DATABASE_URL: postgres.url } : { DATA_DIR: home.data }),
  }
  const northline = await compose(readConfiguration(environment), { demo: false, log: createLog('silent') })
  const listening = await listen(slowed(northline.app), northline.configuration.server)
  return {
    northline,
    origins,
    port,
    async close() {
      await listening.stop(1)
      await northline.close()
      await postgres?.stop()
      home.remove()
    },
  }
}

/** The app, which is as slow as a request says: the control of the timing, and its planted fault. */
function slowed(app: Hono): Hono {
  const front = new Hono<{ Bindings: HttpBindings }>()
  front.all('*', (c) => {
    const until = performance.now() + Number(c.req.header('x-drill-slower') ?? 0)
    while (performance.now() < until);
    return app.fetch(c.req.raw, c.env)
  })
  return front as unknown as Hono
}
