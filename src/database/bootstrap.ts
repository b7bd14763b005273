/**
 * What must be there before the first migration: the two roles, the
 * extensions, the ledger of migrations. Run by whoever may create roles;
 * on a managed server an administrator runs it once (docs/operations.md).
 */
export const bootstrap = `
do $$ begin
  if not exists (select from pg_roles where rolname = 'northline_migrator') then
    create role northline_migrator nologin nobypassrls;
  end if;
exception when duplicate_object or unique_violation then null; end $$;
do $$ begin
  if not exists (select from pg_roles where rolname = 'northline_app') then
    create role northline_app nologin nobypassrls;
  end if;
exception when duplicate_object or unique_violation then null; end $$;
create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists cube;
create extension if not exists earthdistance;
do $$ begin
  execute format('grant create on database %I to northline_migrator', current_database());
  execute format('revoke temporary on database %I from public', current_database());
end $$;
revoke create on schema public from public;
create schema if not exists northline authorization northline_migrator;
create table if not exists northline.migrations (
  name text primary key,
  hash text not null,
  applied_at timestamptz not null default now()
);
alter table northline.migrations owner to northline_migrator;
comment on table northline.migrations is 'Which migrations have run, and the SHA-256 of each file as it ran.';
`
