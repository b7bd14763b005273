-- What was done, by whom, to what: never what was said. Nobody who answers requests can read, change or
-- delete an entry; the page for supervisors and the signed checkpoints come with their own grants.

create schema audit;
grant usage on schema audit to northline_app;

create table audit.entries (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  who text not null,
  action text not null check (action ~ '^[a-z_]+\.[a-z_]+$'),
  subject_kind text check (subject_kind ~ '^[a-z_]{1,30}$'),
  subject text check (subject ~ '^[A-Za-z0-9_-]{1,64}$'),
  purpose text check (purpose ~ '^[a-z_]{1,60}$'),
  check ((subject_kind is null) = (subject is null))
);
comment on table audit.entries is 'Append-only. Content never: every column but the time is an id, an HMAC or a word of a fixed list.';
comment on column audit.entries.who is 'A member''s id, or seeker, public or system.';
comment on column audit.entries.subject is 'The id of a staff-side thing; of anything of a seeker an HMAC under a key outside the database.';

alter table audit.entries enable row level security;
alter table audit.entries force row level security;
-- The time and the number are the database's own: they are not granted.
grant insert (who, action, subject_kind, subject, purpose) on audit.entries to northline_app;
create policy append_in_own_name on audit.entries for insert to northline_app
  with check (who = coalesce(northline.member_id(), nullif(northline.actor_kind(), '')));
