import { Hono } from 'hono'
import type { HttpBindings } from '@hono/node-server'

export type OriginApps = { help: Hono; workspace: Hono }

/**
 * One port, two origins: the Host header decides which application answers, so
 * that each answers 404 to the other's addresses. Health answers under any name,
 * for probes that know only the port.
 */
export function byOrigin(
  addresses: { help: string; workspace: string },
  apps: OriginApps,
  health: Hono,
): Hono {
  const hosts = new Map([
    [new URL(addresses.help).host, apps.help],
    [new URL(addresses.workspace).host, apps.workspace],
  ])
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.all('*', (c) => {
    const path = new URL(c.req.url).pathname
    if (path === '/health/live' || path === '/health/ready') return health.fetch(c.req.raw, c.env)
    const chosen = hosts.get(c.req.header('host') ?? '')
    if (!chosen) return c.text('This server does not go by that name.', 421)
    return chosen.fetch(c.req.raw, c.env)
  })
  return app as unknown as Hono
}
