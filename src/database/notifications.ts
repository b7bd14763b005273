import type { PGlite } from '@electric-sql/pglite'
import pg from 'pg'

export type Listener = {
  listen(topic: string, heard: (payload: string) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** LISTEN on the embedded engine, which delivers in this process. */
export function listenOnPglite(pglite: PGlite): Listener {
  return {
    listen: async (topic, heard) => {
      const stop = await pglite.listen(topic, heard)
      return () => stop()
    },
    close: async () => undefined,
  }
}

/**
 * LISTEN on a connection of its own. A lost connection is made again, and every
 * hearer is then told with an empty payload: "something may have passed you by".
 */
export function listenOnServer(url: string): Listener {
  const hearers = new Map<string, Set<(payload: string) => void>>()
  let client: pg.Client | undefined
  let connecting: Promise<pg.Client> | undefined
  let closed = false

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({ connectionString: url, keepAlive: true })
    fresh.on('notification', ({ channel, payload }) => {
      for (const heard of hearers.get(channel) ?? []) heard(payload ?? '')
    })
    fresh.on('error', () => reconnect(fresh))
    fresh.on('end', () => reconnect(fresh))
    await fresh.connect()
    for (const topic of hearers.keys()) await fresh.query(`listen ${pg.escapeIdentifier(topic)}`)
    client = fresh
    return fresh
  }

  function connection(): Promise<pg.Client> {
    if (client) return Promise.resolve(client)
    connecting ??= connect().finally(() => (connecting = undefined))
    return connecting
  }

  function reconnect(lost: pg.Client): void {
    if (closed || (client !== lost && client !== undefined)) return
    client = undefined
    setTimeout(() => {
      if (closed || client) return
      connection().then(
        () => hearers.forEach((set) => set.forEach((heard) => heard(''))),
        () => reconnect(lost),
      )
    }, 500).unref()
  }

  return {
    listen: async (topic, heard) => {
      const known = hearers.get(topic)
      const set = known ?? new Set()
      set.add(heard)
      hearers.set(topic, set)
      const live = await connection()
      if (!known) await live.query(`listen ${pg.escapeIdentifier(topic)}`)
      return async () => {
        set.delete(heard)
      }
    },
    close: async () => {
      closed = true
      await client?.end().catch(() => undefined)
    },
  }
}
