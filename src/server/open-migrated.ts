import { migrate, migrationFolders, openDatabase, readMigrations, type Database } from '../database/index.ts'
import type { Configuration } from './configuration.ts'
import type { Log } from './log.ts'

/** Opens the configured database and brings it to the newest schema; for the server and for its commands. */
export async function openMigrated(
  configuration: Pick<Configuration, 'database'>,
  log: Log,
): Promise<Database> {
  const { url, migrationUrl, dataDir, poolSize } = configuration.database
  const migrations = readMigrations(migrationFolders())
  const database = await openDatabase({ url, dataDir, poolSize })
  try {
    // A log-in of its own migrates, where the operator gave one; the app's log-in then owns nothing.
    const migrator = url && migrationUrl ? await openDatabase({ url: migrationUrl, poolSize: 2 }) : database
    try {
      for (const migration of await migrate(migrator, migrations)) log.info('migrated', { migration })
    } finally {
      if (migrator !== database) await migrator.close()
    }
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}
