import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { CompiledQuery } from 'kysely'
import { openDatabase, type Database } from './database.ts'
import { migrate, readMigrations } from './migrate.ts'
import { migrationFolders } from './folders.ts'
import { openPglite } from './pglite.ts'

let template: Promise<Blob> | undefined

/** A migrated, empty embedded database as a tar, to start others from in a fraction of the time. */
export async function templateDump(): Promise<Blob> {
  const pglite = await openPglite(undefined)
  const database = await openDatabase({ pglite })
  await migrate(database, readMigrations(migrationFolders()))
  const dump = await pglite.dumpDataDir('none')
  await database.close()
  return dump
}

/**
 * A fresh, migrated database of its own for one test file: PGlite, or with
 * TEST_ENGINE=postgres one on the server that TEST_DATABASE_URL names.
 */
export async function testDatabase(): Promise<Database> {
  if (process.env['TEST_ENGINE'] === 'postgres') return serverDatabase()
  const made = process.env['TEST_TEMPLATE']
  template ??= made ? readFile(made).then((bytes) => new Blob([bytes])) : templateDump()
  const pglite = await openPglite(undefined, { loadDataDir: await template })
  return openDatabase({ pglite })
}

/** A fresh database in which nothing has run yet. */
export async function emptyDatabase(): Promise<Database> {
  if (process.env['TEST_ENGINE'] === 'postgres') return serverDatabase({ migrated: false })
  return openDatabase({ pglite: await openPglite(undefined) })
}

async function serverDatabase(options = { migrated: true }): Promise<Database> {
  const url = new URL(process.env['TEST_DATABASE_URL'] ?? '')
  const name = `northline_test_${randomBytes(6).toString('hex')}`
  const admin = await openDatabase({ url: url.href, poolSize: 1 })
  await admin.unguarded.executeQuery(CompiledQuery.raw(`create database ${name}`))
  url.pathname = `/${name}`
  const database = await openDatabase({ url: url.href })
  if (options.migrated) await migrate(database, readMigrations(migrationFolders()))
  return {
    ...database,
    close: async () => {
      await database.close()
      await admin.unguarded.executeQuery(CompiledQuery.raw(`drop database if exists ${name} with (force)`))
      await admin.close()
    },
  }
}
