import { randomBytes } from 'node:crypto'
import {
  migrate,
  migrationFolders,
  openDatabase,
  readMigrations,
  type Database,
} from '../../../../src/database/index.ts'
import { startPostgres } from '../../../postgres/server.ts'
import { createDatabase } from '../create-database.ts'

export type BenchDatabase = { name: string; database: Database; close(): Promise<void> }

/** The embedded database, in memory as in tests. */
export async function openEmbedded(): Promise<BenchDatabase> {
  const database = await openDatabase({})
  await migrate(database, readMigrations(migrationFolders()))
  return { name: 'PGlite', database, close: () => database.close() }
}

/** A database of its own on the server at `url`, or on one that is started for it. One connection. */
export async function openServer(url: string | undefined): Promise<BenchDatabase> {
  const server = url ? undefined : await startPostgres()
  const own = await createDatabase(
    url ?? server?.url ?? '',
    `northline_bench_${randomBytes(6).toString('hex')}`,
  )
  const database = await openDatabase({ url: own, poolSize: 1 })
  await migrate(database, readMigrations(migrationFolders()))
  return {
    name: 'PostgreSQL',
    database,
    close: async () => {
      await database.close()
      await server?.stop()
    },
  }
}
