import type { Actor } from '../kernel/index.ts'
import { CompiledQuery, Kysely, PostgresDialect, sql, type RawBuilder, type Transaction } from 'kysely'
import pg from 'pg'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import type { PGlite } from '@electric-sql/pglite'
import { claimsOf, claimValues } from './claims.ts'
import { watchEngine } from './engine-watch.ts'
import { gathering, openPglite } from './pglite.ts'
import { listenOnPglite, listenOnServer, type Listener } from './notifications.ts'
import { withFewerTrips } from './statements.ts'

/** A transaction in somebody's name. Rooms write SQL with kysely's `sql` template. */
export type Tx = Transaction<Record<string, never>>

export type Database = {
  readonly engine: 'pglite' | 'postgres'
  /**
   * Runs `work` in one transaction with the actor's claims set, so that
   * row-level security is the second wall behind every policy. Never use a
   * `Database` inside `work`: PGlite has one connection and would wait for itself
   * (five seconds, then `ConnectionTimeout`).
   */
  as<Result>(
    actor: Actor,
    work: (tx: Tx) => Promise<Result>,
    extra?: { capabilities?: string[] },
  ): Promise<Result>
  /**
   * One statement with parameters, as a transaction of its own in the actor's name: `as()` in one round trip
   * instead of three. For what every message and every request of the staff asks. Resolves once it is committed.
   */
  once<Row>(actor: Actor, statement: RawBuilder<Row>, extra?: { capabilities?: string[] }): Promise<Row[]>
  /** Calls `heard` with each payload notified on a topic, from any app server. Returns the way to stop. */
  listen(topic: string, heard: (payload: string) => void): Promise<() => Promise<void>>
  /** `select 1`; rejects when the database does not answer. */
  ping(): Promise<void>
  /** Resolves with the reason when the embedded engine has given up: only a new process helps. Never, with a server. */
  readonly gaveUp: Promise<Error>
  /** For migrations, backups and drills only: the embedded engine itself, if that is what runs. */
  readonly pglite: PGlite | undefined
  /** For migrations only: no actor, no role. */
  readonly unguarded: Kysely<Record<string, never>>
  close(): Promise<void>
}

export type OpenOptions = {
  /** A `postgres://` address; without it the embedded engine runs. */
  url?: string | undefined
  /** Folder of the embedded engine; without it and without `url`, everything is in memory. */
  dataDir?: string | undefined
  /** An already opened embedded engine. */
  pglite?: PGlite
  /** Connections to a PostgreSQL server; the embedded engine has one. */
  poolSize?: number
}

/** Opens the database. Roles and tables are made by `migrate`. */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const pglite = options.url ? undefined : (options.pglite ?? (await openPglite(options.dataDir)))
  const pool = new pg.Pool(
    pglite
      ? { ...createPgConfig(gathering(pglite)), max: 1, connectionTimeoutMillis: 5_000 }
      : {
          connectionString: options.url,
          max: options.poolSize ?? 10,
          connectionTimeoutMillis: 5_000,
          idleTimeoutMillis: 30_000,
        },
  )
  // An idle connection that dies is replaced by the next query; without a listener Node would stop.
  pool.on('error', () => undefined)
  // The pool hears only of idle ones. One that dies between two statements of a transaction fails the next of them.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const watch = watchEngine()
  const trips = withFewerTrips(pool, pglite && watch.guard)
  const kysely = new Kysely<Record<string, never>>({ dialect: new PostgresDialect({ pool: trips }) })
  const listener: Listener = pglite ? listenOnPglite(pglite) : listenOnServer(options.url ?? '')

  return {
    engine: pglite ? 'pglite' : 'postgres',
    gaveUp: watch.gaveUp,
    pglite,
    unguarded: kysely,
    as: (actor, work, extra = {}) =>
      kysely.transaction().execute(async (tx) => {
        await tx.executeQuery(CompiledQuery.raw(claimsOf(actor, extra.capabilities ?? [])))
        return work(tx)
      }),
    once: async <Row>(actor: Actor, statement: RawBuilder<Row>, extra: { capabilities?: string[] } = {}) => {
      const { sql: text, parameters } = statement.compile(kysely)
      return (await trips.askOnce(claimValues(actor, extra.capabilities ?? []), text, parameters)) as Row[]
    },
    listen: (topic, heard) => listener.listen(topic, heard),
    ping: async () => {
      await sql`select 1`.execute(kysely)
    },
    close: async () => {
      await listener.close()
      await kysely.destroy()
      await pglite?.close()
    },
  }
}

/**
 * Tells every app server, when and only when the transaction commits. The
 * payload carries ids, never content: whoever hears it reads with its own rights.
 */
export async function notify(
  tx: Tx,
  topic: string,
  payload: Readonly<Record<string, unknown>>,
): Promise<void> {
  await sql`select pg_notify(${topic}, ${JSON.stringify(payload)})`.execute(tx)
}
