import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CompiledQuery, sql, type Kysely } from 'kysely'
import { bootstrap } from './bootstrap.ts'
import type { Database } from './database.ts'

export type Migration = { name: string; sql: string; hash: string }

/** Reads every `NNNN-title.sql` of the given folders, in the order of their numbers. */
export function readMigrations(folders: readonly string[]): Migration[] {
  const migrations = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file))
      .map((file) => {
        const text = readFileSync(join(folder, file), 'utf8')
        return {
          name: file.replace('.sql', ''),
          sql: text,
          hash: createHash('sha256').update(text).digest('hex'),
        }
      }),
  )
  migrations.sort((a, b) => (a.name < b.name ? -1 : 1))
  const numbers = migrations.map((migration) => migration.name.slice(0, 4))
  const twice = numbers.find((number, index) => numbers.indexOf(number) !== index)
  if (twice) throw new Error(`two migrations have the number ${twice}`)
  return migrations
}

/**
 * Brings the database to the newest schema, each migration in a transaction of
 * its own as `northline_migrator`. A migration that has run and was changed
 * since stops the start. Two servers starting together wait for each other.
 */
export async function migrate(database: Database, migrations: readonly Migration[]): Promise<string[]> {
  const ran: string[] = []
  await database.unguarded.connection().execute(async (connection) => {
    await run(connection, `select pg_advisory_lock(727001)`)
    try {
      if (await needsBootstrap(connection)) await runScript(connection, bootstrap)
      const { rows } = await sql<{
        name: string
        hash: string
      }>`select name, hash from northline.migrations`.execute(connection)
      const done = new Map(rows.map((row) => [row.name, row.hash]))
      for (const migration of migrations) {
        const hash = done.get(migration.name)
        if (hash === migration.hash) continue
        if (hash !== undefined) throw new Error(`migration ${migration.name} was changed after it had run`)
        await apply(connection, migration)
        ran.push(migration.name)
      }
    } finally {
      await run(connection, `select pg_advisory_unlock(727001)`)
    }
  })
  return ran
}

async function apply(connection: Kysely<Record<string, never>>, migration: Migration): Promise<void> {
  await run(connection, 'begin')
  try {
    await run(connection, 'set local role northline_migrator')
    await runScript(connection, migration.sql)
    await sql`insert into northline.migrations (name, hash) values (${migration.name}, ${migration.hash})`.execute(
      connection,
    )
    await run(connection, 'commit')
  } catch (error) {
    await run(connection, 'rollback')
    throw new Error(`migration ${migration.name} failed`, { cause: error })
  }
}

async function needsBootstrap(connection: Kysely<Record<string, never>>): Promise<boolean> {
  const { rows } = await sql<{
    ready: boolean
  }>`select to_regclass('northline.migrations') is not null as ready`.execute(connection)
  return !rows[0]?.ready
}

async function run(connection: Kysely<Record<string, never>>, text: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(text))
}

// Several statements in one text: the simple protocol takes them when there are no parameters.
const runScript = run
