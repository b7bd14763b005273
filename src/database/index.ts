/** The connection (embedded PGlite or a PostgreSQL server), migrations and roles. */
export { openDatabase, notify, type Database, type OpenOptions, type Tx } from './database.ts'
export { openPglite } from './pglite.ts'
export { migrate, readMigrations, type Migration } from './migrate.ts'
export { migrationFolders } from './folders.ts'
export { databaseSettings } from './database.config.ts'
