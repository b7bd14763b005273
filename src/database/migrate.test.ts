import { CompiledQuery, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, migrationFolders, readMigrations, type Database } from './index.ts'
import { schemaText } from './schema-text.ts'
import { emptyDatabase, testDatabase } from './testing.ts'

const migrations = readMigrations(migrationFolders())

/** Tables that hold nothing of a person, and so need no row-level security. Everything else does. */
const impersonal = /^(northline\.(migrations|facts)|directory\.\w+)$/

let whole: Database
let expected: string
beforeAll(async () => {
  whole = await testDatabase()
  expected = await schemaText(whole)
})
afterAll(() => whole.close())

describe('the migrations', () => {
  it('give the schema that was reviewed', async () => {
    await expect(expected).toMatchFileSnapshot('./schema.snapshot.txt')
  })

  it('give the same schema one by one, each from the state that those before it left', async () => {
    const database = await emptyDatabase()
    try {
      for (const [index, { name }] of migrations.entries()) {
        const prefix = migrations.slice(0, index + 1)
        expect(await migrate(database, prefix)).toEqual([name])
        expect(await migrate(database, prefix)).toEqual([])
      }
      expect(await schemaText(database)).toBe(expected)
    } finally {
      await database.close()
    }
  })

  it('give the same schema from a state in the middle, in one run', async () => {
    const database = await emptyDatabase()
    const middle = Math.floor(migrations.length / 2)
    try {
      expect(await migrate(database, migrations.slice(0, middle))).toHaveLength(middle)
      expect(await migrate(database, migrations)).toHaveLength(migrations.length - middle)
      expect(await schemaText(database)).toBe(expected)
    } finally {
      await database.close()
    }
  })

  it('stop when one that has run was changed since', async () => {
    const changed = migrations.map((migration, index) =>
      index === 0 ? { ...migration, hash: 'other' } : migration,
    )
    await expect(migrate(whole, changed)).rejects.toThrow(/changed after it had run/)
  })

  it('leave nothing behind when one fails', async () => {
    const broken = { name: '9999-broken', sql: 'create table northline.half (a int); select 1/0', hash: 'x' }
    await expect(migrate(whole, [...migrations, broken])).rejects.toThrow(/9999-broken failed/)
    expect(await schemaText(whole)).toBe(expected)
  })
})

describe('the schema', () => {
  it('forces row-level security on every table that holds anything of a person', () => {
    const open = expected
      .split('\n')
      .filter((line) => line.startsWith('table '))
      .filter((line) => !line.includes(' rls force '))
      .map((line) => line.split(' ')[1] ?? '')
      .filter((name) => !impersonal.test(name))
    expect(open).toEqual([])
  })

  it('gives the app role nothing to own and no way past row-level security', async () => {
    const { rows } = await sql<{
      rolsuper: boolean
      rolbypassrls: boolean
      rolcanlogin: boolean
      owned: number
    }>`
      select rolsuper, rolbypassrls, rolcanlogin,
        (select count(*)::int from pg_class where relowner = r.oid) as owned
      from pg_roles r where rolname in ('northline_app', 'northline_migrator')
      order by rolname`.execute(whole.unguarded)
    expect(rows[0]).toEqual({ rolsuper: false, rolbypassrls: false, rolcanlogin: false, owned: 0 })
    expect(rows[1]).toMatchObject({ rolsuper: false, rolbypassrls: false })
  })

  it('has no view that runs with the rights of its owner', async () => {
    const { rows } = await sql<{ name: string }>`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'v' and n.nspname not in ('pg_catalog', 'information_schema', 'public')
        and not coalesce('security_invoker=true' = any(c.reloptions), false)`.execute(whole.unguarded)
    expect(rows).toEqual([])
  })

  it('explains every table', async () => {
    const { rows } = await sql<{ name: string }>`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema|public)' and obj_description(c.oid) is null`.execute(
      whole.unguarded,
    )
    expect(rows).toEqual([])
  })

  it('keeps the app role from reading anything in nobody’s name', async () => {
    const counts = await whole.unguarded.connection().execute(async (connection) => {
      await connection.executeQuery(CompiledQuery.raw('set role northline_app'))
      const { rows: tables } = await sql<{ name: string }>`
        select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and c.relforcerowsecurity and has_table_privilege('northline_app', c.oid, 'select')`.execute(
        connection,
      )
      const seen: number[] = []
      for (const { name } of tables) {
        const { rows } = await sql
          .raw<{ n: number }>(`select count(*)::int as n from ${name}`)
          .execute(connection)
        seen.push(rows[0]?.n ?? -1)
      }
      await connection.executeQuery(CompiledQuery.raw('reset role'))
      return seen
    })
    expect(counts.every((count) => count === 0)).toBe(true)
  })
})
