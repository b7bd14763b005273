import { serve, type ServerType } from '@hono/node-server'
import type { Hono } from 'hono'
import type { Server } from 'node:http'

export type Listening = { port: number; stop(seconds: number): Promise<void> }

/** Opens the port. `stop` takes no new request, lets those under way end, and after `seconds` ends them. */
export function listen(app: Hono, options: { host: string; port: number }): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server: ServerType = serve(
      {
        fetch: app.fetch,
        hostname: options.host,
        port: options.port,
        serverOptions: { headersTimeout: 15_000, requestTimeout: 30_000, maxHeaderSize: 16_384 },
      },
      (info) => resolve({ port: info.port, stop: (seconds) => stop(server as Server, seconds) }),
    )
    server.once('error', reject)
  })
}

function stop(server: Server, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), seconds * 1_000)
    server.close(() => {
      clearTimeout(late)
      resolve()
    })
    server.closeIdleConnections()
  })
}
