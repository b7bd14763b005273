import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Derived } from './derived.ts'

const mark = Buffer.from('SQLite format 3\0', 'latin1')

export function isSqlite(bytes: Buffer): boolean {
  return bytes.subarray(0, mark.length).equals(mark)
}

/**
 * Every value of every table of a SQLite file, because a long value is torn over
 * pages. What was deleted is in the file's bytes, which are searched anyway. A
 * copy is read, with its log beside it, so that nothing found is changed.
 */
export function* valuesOfSqlite(path: string): Iterable<Derived> {
  const folder = mkdtempSync(join(tmpdir(), 'northline-sqlite-'))
  try {
    const copy = join(folder, basename(path))
    copyFileSync(path, copy)
    for (const suffix of ['-wal', '-journal']) {
      if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix)
    }
    yield* readAll(copy)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function* readAll(file: string): Iterable<Derived> {
  let database: DatabaseSync
  try {
    database = new DatabaseSync(file)
  } catch {
    return
  }
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all()
    for (const { name } of tables) yield* readTable(database, String(name))
  } catch {
    // Damaged, or being written to when it was copied: its bytes are searched all the same.
  } finally {
    database.close()
  }
}

function* readTable(database: DatabaseSync, name: string): Iterable<Derived> {
  try {
    const rows = database.prepare(`select * from "${name.replaceAll('"', '""')}"`)
    rows.setReadBigInts(true)
    for (const row of rows.iterate()) {
      for (const [column, value] of Object.entries(row)) {
        const how = `table ${name}.${column}`
        if (typeof value === 'string') yield { how, bytes: Buffer.from(value) }
        else if (value instanceof Uint8Array) yield { how, bytes: Buffer.from(value) }
      }
    }
  } catch {
    // A virtual table whose module is not here; the tables beneath it are read.
  }
}
