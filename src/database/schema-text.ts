import { sql } from 'kysely'
import type { Database } from './database.ts'

const own = `n.nspname not in ('pg_catalog', 'information_schema', 'public', 'pg_toast') and n.nspname !~ '^pg_'`

/** The whole schema as sorted lines of text, alike on every engine: what the migration test compares and snapshots. */
export async function schemaText(database: Database): Promise<string> {
  const lines = await database.unguarded.connection().execute(async (connection) => {
    const all: string[] = []
    for (const query of queries) {
      const { rows } = await sql.raw<{ line: string }>(query).execute(connection)
      all.push(...rows.map((row) => row.line))
    }
    return all
  })
  return `${lines.join('\n')}\n`
}

const queries = [
  `select format('table %s.%s%s%s owner=%s', n.nspname, c.relname,
     case when c.relrowsecurity then ' rls' else '' end,
     case when c.relforcerowsecurity then ' force' else '' end, pg_get_userbyid(c.relowner)) as line
   from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'v', 'm') and ${own} order by 1`,
  `select format('column %s.%s.%s %s%s%s', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
     case when a.attnotnull then ' not null' else '' end,
     coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) as line
   from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
   left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm') and ${own}
   order by n.nspname, c.relname, a.attnum`,
  `select format('constraint %s.%s %s', n.nspname, c.relname, pg_get_constraintdef(k.oid)) as line
   from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
   where k.contype <> 'n' and ${own} order by 1`,
  `select 'index ' || indexdef as line from pg_indexes where schemaname not in ('pg_catalog', 'public') order by 1`,
  `select format('policy %s.%s %s for %s to %s using %s check %s', schemaname, tablename, policyname, cmd,
     array_to_string(roles, ','), qual, with_check) as line from pg_policies order by 1`,
  `select format('grant %s on %s.%s to %s', string_agg(privilege_type, ',' order by privilege_type),
     table_schema, table_name, grantee) as line
   from information_schema.role_table_grants where grantee = 'northline_app'
   group by table_schema, table_name, grantee order by 1`,
  `select format('grant %s (%s) on %s.%s to %s', privilege_type, string_agg(column_name, ',' order by column_name),
     table_schema, table_name, grantee) as line
   from information_schema.column_privileges p where grantee = 'northline_app' and not exists (
     select from information_schema.role_table_grants t where t.grantee = p.grantee and t.table_schema = p.table_schema
     and t.table_name = p.table_name and t.privilege_type = p.privilege_type)
   group by privilege_type, table_schema, table_name, grantee order by 1`,
  `select format('function %s.%s(%s) %s%s %s', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid),
     pg_get_function_result(p.oid), case when p.prosecdef then ' security definer' else '' end, md5(p.prosrc)) as line
   from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${own} order by 1`,
]
