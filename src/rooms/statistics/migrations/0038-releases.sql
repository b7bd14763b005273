-- What the statistics publish. Only what the release engine gave out, whole; written once and never again. Nothing here hangs on
-- anything else of the database, and nobody in it is a person.

create schema statistics;
grant usage on schema statistics to northline_app;

create table statistics.releases (
  id text primary key check (id ~ '^[A-Za-z0-9_-]{22}$'),
  no bigint generated always as identity unique,
  title jsonb not null,
  invented boolean not null,
  -- Of all that follows, so that the same is never published twice.
  hash text not null unique,
  about jsonb not null,
  figures jsonb not null,
  rows text not null,
  replaces text unique references statistics.releases,
  why jsonb,
  published_at timestamptz not null default now(),
  constraint told_why check ((replaces is null) = (why is null))
);
comment on table statistics.releases is 'Releases of private statistics: tables with noise and their ranges, synthetic rows, what they cost and of which entry of the ledger.';

alter table statistics.releases enable row level security;
alter table statistics.releases force row level security;
grant select, insert on statistics.releases to northline_app;
create policy everybody_reads on statistics.releases for select to northline_app using (true);
create policy publish on statistics.releases for insert to northline_app with check (northline.actor_kind() = 'system');
