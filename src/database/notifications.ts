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

const pause = 500

/**
 * LISTEN on a connection of its own. A lost connection is made again, one attempt
 * at a time, and every hearer is then told with an empty payload: "something may
 * have passed you by".
 */
export function listenOnServer(url: string): Listener {
  const hearers = new Map<string, Set<(payload: string) => void>>()
  let client: pg.Client | undefined
  let connecting: Promise<pg.Client> | undefined
  let waiting: NodeJS.Timeout | undefined
  let closed = false

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 5_000 })
    fresh.on('notification', ({ channel, payload }) => {
      for (const heard of hearers.get(channel) ?? []) heard(payload ?? '')
    })
    // One failure is told up to three times: by both events and by the promise of what was asked.
    fresh.on('error', () => lost(fresh))
    fresh.on('end', () => lost(fresh))
    try {
      await fresh.connect()
      for (const topic of hearers.keys()) await fresh.query(`listen ${pg.escapeIdentifier(topic)}`)
      if (closed) throw new Error('closed while connecting')
    } catch (error) {
      // Not waited for: of a connection that was refused, no end is ever told.
      void fresh.end().catch(() => undefined)
      throw error
    }
    client = fresh
    return fresh
  }

  function connection(): Promise<pg.Client> {
    if (client) return Promise.resolve(client)
    connecting ??= connect().finally(() => (connecting = undefined))
    return connecting
  }

  function lost(gone: pg.Client): void {
    if (client !== gone) return
    client = undefined
    void gone.end().catch(() => undefined)
    again()
  }

  function again(): void {
    if (closed || waiting) return
    waiting = setTimeout(() => {
      waiting = undefined
      if (closed) return
      connection().then(() => hearers.forEach((set) => set.forEach((heard) => heard(''))), again)
    }, pause).unref()
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
      clearTimeout(waiting)
      await connecting?.catch(() => undefined)
      await client?.end().catch(() => undefined)
    },
  }
}
