import { CompiledQuery } from 'kysely'
import type { Database } from '../../../src/database/index.ts'

/** One value of one row; `row` is the row's id where it has one. */
export type Cell = { table: string; column: string; row: string; bytes: Buffer }

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/**
 * Every value of every table that is not PostgreSQL's own, as whoever the
 * connection belongs to: row-level security does not bind a superuser, so this
 * is what a thief of the database reads.
 */
export async function* everyCell(database: Database): AsyncIterable<Cell> {
  const read = async <Row>(text: string): Promise<Row[]> =>
    (await database.unguarded.executeQuery<Row>(CompiledQuery.raw(text))).rows
  // The embedded database has one connection, which works as the app's role.
  await read('reset role')
  const tables = await read<{ schema: string; name: string }>(
    `select schemaname as schema, tablename as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2`,
  )
  for (const { schema, name } of tables) {
    const rows = await read<Record<string, unknown>>(`select * from ${quoted(schema)}.${quoted(name)}`)
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        if (value === null) continue
        const id = typeof row['id'] === 'string' ? row['id'] : ''
        yield { table: `${schema}.${name}`, column, row: id, bytes: bytesOf(value) }
      }
    }
  }
}

function bytesOf(value: unknown): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value)
  if (value instanceof Date) return Buffer.from(value.toISOString())
  return Buffer.from(typeof value === 'object' ? JSON.stringify(value) : String(value))
}
