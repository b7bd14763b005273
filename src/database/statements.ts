import { createHash } from 'node:crypto'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type { Pool, PoolClient, QueryResult } from 'pg'
import { askClaimed } from './one-trip.ts'

/** Asked so often, a statement gets a name; one that is put together anew each time (an import's rows) does not. */
const often = 3
const mostNames = 150
const mostCounted = 1_000

type Names = { of(text: string): string | undefined; drop(text: string): void }

/**
 * Names for statements, by their text. A named statement is parsed and planned
 * once per connection and not for every request; with row-level security,
 * planning is most of what a small statement costs. PostgreSQL plans it anew by
 * itself when a policy, a table or the role it is run as has changed.
 */
export function statementNames(): Names {
  const names = new Map<string, string | undefined>()
  const counts = new Map<string, number>()
  return {
    of: (text) => {
      if (names.has(text)) return names.get(text)
      if (names.size >= mostNames) return undefined
      const count = (counts.get(text) ?? 0) + 1
      if (count < often) {
        if (counts.size >= mostCounted) counts.clear()
        counts.set(text, count)
        return undefined
      }
      counts.delete(text)
      const name = createHash('sha256').update(text).digest('base64url').slice(0, 22)
      names.set(text, name)
      return name
    },
    drop: (text) => void names.set(text, undefined),
  }
}

/**
 * The pool as Kysely wants it, with fewer round trips: statements that are asked
 * again and again have names, and `begin` travels with the statement after it.
 */
export function withFewerTrips(
  pool: Pool,
  guard: Guard = (ask) => ask(),
): PostgresPool & {
  askOnce(claims: string[], text: string, values: readonly unknown[]): Promise<unknown[]>
} {
  const names = statementNames()
  const wrapped = new WeakMap<PoolClient, PostgresPoolClient>()
  return {
    options: pool.options,
    connect: async () => {
      const client = await pool.connect()
      const known = wrapped.get(client) ?? savingTrips(client, names, guard)
      wrapped.set(client, known)
      return known
    },
    end: () => pool.end(),
    askOnce: async (claims, text, values) => {
      const client = await pool.connect()
      const name = names.of(text)
      try {
        const statement = { text, values: [...values], ...(name && { name }) }
        const { rows } = await guard(() => askClaimed(client, claims, statement))
        return rows
      } catch (error) {
        if (planIsOld(error)) names.drop(text)
        throw error
      } finally {
        client.release()
      }
    },
  }
}

/** "Cached plan must not change result type": a migration changed a column under a running server. */
function planIsOld(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '0A000'
}

/** Stands before every question. */
type Guard = <Result>(ask: () => Promise<Result>) => Promise<Result>

type Answer = Pick<QueryResult, 'command' | 'rowCount' | 'rows'>

function savingTrips(client: PoolClient, names: Names, guard: Guard): PostgresPoolClient {
  /** Kysely was told that a transaction has begun, and the database not yet. */
  let toBegin = false

  async function query(text: string, values: readonly unknown[]): Promise<Answer> {
    if (text === 'begin') {
      toBegin = true
      return { command: 'BEGIN', rowCount: 0, rows: [] }
    }
    if (!toBegin) return ask(text, values)
    toBegin = false
    if (text === 'commit' || text === 'rollback')
      return { command: text.toUpperCase(), rowCount: 0, rows: [] }
    if (values.length > 0) {
      await client.query('begin')
      return ask(text, values)
    }
    // Several statements in one text answer with a list.
    const answers = (await client.query(`begin; ${text}`)) as unknown as Answer[]
    return answers.at(-1) ?? { command: 'BEGIN', rowCount: 0, rows: [] }
  }

  async function ask(text: string, values: readonly unknown[]): Promise<Answer> {
    // Without parameters it may be several statements in one text, which can't have a name.
    const name = values.length > 0 ? names.of(text) : undefined
    if (name === undefined) return client.query(text, [...values])
    try {
      return await client.query({ name, text, values: [...values] })
    } catch (error) {
      if (planIsOld(error)) names.drop(text)
      throw error
    }
  }

  // Kysely's type has a second form, for cursors, which nobody here uses.
  return {
    query: ((text: string, values: readonly unknown[]) =>
      guard(() => query(text, values))) as unknown as PostgresPoolClient['query'],
    release: (destroy) => {
      toBegin = false
      client.release(destroy)
    },
  }
}
