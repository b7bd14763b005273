import { CompiledQuery } from 'kysely'
import { openDatabase } from '../../../src/database/index.ts'

/** A fresh, empty database on a server; gives its address. */
export async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const admin = await openDatabase({ url: serverUrl, poolSize: 1 })
  await admin.unguarded.executeQuery(CompiledQuery.raw(`create database ${name}`))
  await admin.close()
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}
