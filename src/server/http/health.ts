import { Hono } from 'hono'

/**
 * `/health/live` says that the process turns; `/health/ready` that it may be
 * sent people: the database answers and this server's outer keys are the ones
 * the database knows. Neither says more than that.
 */
export function health(ready: () => Promise<boolean>): Hono {
  const app = new Hono()
  app.get('/health/live', (c) => c.json({ live: true }, 200, { 'cache-control': 'no-store' }))
  app.get('/health/ready', async (c) => {
    const ok = await ready().catch(() => false)
    return c.json({ ready: ok }, ok ? 200 : 503, { 'cache-control': 'no-store' })
  })
  return app
}
