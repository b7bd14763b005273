import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from './index.ts'
import { testDatabase } from './testing.ts'

/*
 * What the second wall stands on, asked of the catalogue itself: the role that answers requests can neither go
 * round row-level security nor take it down, and nothing in the schema runs with anybody else's rights.
 */
let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const ask = async <Row>(text: string): Promise<Row[]> =>
  (await sql.raw<Row>(text).execute(database.unguarded)).rows

const ours = `n.nspname !~ '^(pg_|information_schema$|public$)'`

describe('the role that answers requests', () => {
  it('is no superuser, makes no roles or databases, replicates nothing and is bound by row-level security', async () => {
    const [role] =
      await ask(`select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolcanlogin
      from pg_roles where rolname = 'northline_app'`)
    expect(new Set(Object.values(role as object))).toEqual(new Set([false]))
  })

  it('is a member of no other role, so it can become nobody else', async () => {
    expect(
      await ask(`select roleid::regrole::text from pg_auth_members where member = 'northline_app'::regrole`),
    ).toEqual([])
  })

  it('owns nothing: no schema, table, function or type', async () => {
    const owned = await ask(`
      select 'schema ' || nspname as what from pg_namespace where nspowner = 'northline_app'::regrole
      union all select 'relation ' || relname from pg_class where relowner = 'northline_app'::regrole
      union all select 'function ' || proname from pg_proc where proowner = 'northline_app'::regrole
      union all select 'type ' || typname from pg_type where typowner = 'northline_app'::regrole`)
    expect(owned).toEqual([])
  })

  it('can create nothing: not in the database, not in a schema, not for a while', async () => {
    const able = await ask(`
      select 'schema ' || nspname as what from pg_namespace
      where nspname !~ '^pg_(toast|temp)' and has_schema_privilege('northline_app', oid, 'create')
      union all select 'database' where has_database_privilege('northline_app', current_database(), 'create')
      union all select 'temporary' where has_database_privilege('northline_app', current_database(), 'temporary')`)
    expect(able).toEqual([])
  })

  it('holds no privilege that row-level security does not look at', async () => {
    const beyond = await ask(`
      select n.nspname || '.' || c.relname as what from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm') and ${ours} and (
        has_table_privilege('northline_app', c.oid, 'truncate')
        or has_table_privilege('northline_app', c.oid, 'references')
        or has_table_privilege('northline_app', c.oid, 'trigger'))`)
    expect(beyond).toEqual([])
  })

  const attempts = {
    'take row-level security off a table': 'alter table conversations.envelopes disable row level security',
    'stop forcing it': 'alter table conversations.envelopes no force row level security',
    'add a policy': 'create policy open on conversations.envelopes using (true)',
    'drop a policy': 'drop policy desk_read on conversations.envelopes',
    'replace a function that policies ask':
      'create or replace function conversations.is_staff() returns boolean language sql as $$ select true $$',
    'make a function': 'create function public.f() returns int language sql as $$ select 1 $$',
    'make a view': 'create view public.v as select * from conversations.envelopes',
    'switch it off': 'set local row_security = off; select count(*) from conversations.envelopes',
    'let itself pass': 'alter role northline_app bypassrls',
  }
  it.each(Object.entries(attempts))('can’t %s', async (_, text) => {
    const attempt = database.as({ kind: 'public' }, (tx) => sql.raw(text).execute(tx))
    // PostgreSQL 18 says of a role “permission denied to alter role”, of a policy “must be owner”.
    await expect(attempt).rejects.toThrow(/permission denied|must be (the )?owner|row-level security/)
  })
})

it('gains nothing by granting itself more', async () => {
  const all = 'grant all on audit.entries to northline_app'
  // PostgreSQL refuses a role that holds nothing of a table, and only warns one that holds a part.
  await database.as({ kind: 'public' }, (tx) => sql.raw(all).execute(tx)).catch(() => undefined)
  const rights = ['update', 'delete', 'truncate', 'references', 'trigger']
  const held = await ask<{ name: string }>(`
    select name from unnest(array['${rights.join("','")}']) name
    where has_table_privilege('northline_app', 'audit.entries', name)`)
  expect(held).toEqual([])
})

describe('what the schema runs', () => {
  it('has another’s rights, the migrator’s, in two places: to store a message, and to refresh statistics of the register', async () => {
    const definers = await ask(`
      select n.nspname || '.' || p.proname as name, pg_get_userbyid(p.proowner) as owner, p.pronargs::int as arguments,
        exists (select from unnest(p.proconfig) c where c like 'search_path=%') as fixed
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and ${ours} order by 1`)
    expect(definers).toEqual([
      { name: 'conversations.append', owner: 'northline_migrator', arguments: 11, fixed: true },
      { name: 'directory.refresh_statistics', owner: 'northline_migrator', arguments: 0, fixed: true },
    ])
  })

  it('gives the migrator no more than what storing a message needs, and reading of it nothing', async () => {
    const policies = await ask(`
      select tablename || ' ' || lower(cmd) as what from pg_policies
      where 'northline_migrator' = any (roles) or 'public' = any (roles) order by 1`)
    expect(policies.map((policy) => (policy as { what: string }).what)).toEqual([
      'conversations select',
      'conversations update',
      'envelopes insert',
      'visits select',
      'writers insert',
      'writers select',
    ])
  })

  it('belongs to the migrator, who is no superuser and is bound by row-level security too', async () => {
    const owners = await ask<{ owner: string; rolsuper: boolean; rolbypassrls: boolean }>(`
      select distinct r.rolname as owner, r.rolsuper, r.rolbypassrls from (
        select p.proowner as owner from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${ours}
        union select c.relowner from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p', 'v', 'm') and ${ours}) o join pg_roles r on r.oid = o.owner`)
    expect(owners).toEqual([{ owner: 'northline_migrator', rolsuper: false, rolbypassrls: false }])
  })

  it('has views only with the asker’s rights, and none that was filled by somebody else', async () => {
    const views = await ask(`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${ours} and (c.relkind = 'm'
        or (c.relkind = 'v' and not coalesce('security_invoker=true' = any (c.reloptions), false)))`)
    expect(views).toEqual([])
  })

  it('has no trigger or rule that would act where nobody looks: only those that refuse', async () => {
    const hidden = await ask<{ name: string }>(`
      select c.relname || ' ' || t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
        join pg_namespace n on n.oid = c.relnamespace where not t.tgisinternal and ${ours}
      union all select tablename::text from pg_rules where schemaname !~ '^(pg_|information_schema$|public$)'`)
    expect(hidden.map(({ name }) => name).sort()).toEqual([
      'invitations fitting_roles',
      'memberships fitting_roles',
      'memberships granted_roles',
      'recoveries the_second_speaks_for_themselves',
      'recovery_plans plans_are_put_in_force_once',
    ])
  })

  it('grants nothing to everybody', async () => {
    const open = await ask(`
      select table_schema || '.' || table_name as name from information_schema.role_table_grants
      where grantee = 'PUBLIC' and table_schema !~ '^(pg_|information_schema$|public$)'`)
    expect(open).toEqual([])
  })
})
