-- Entries that can be proven: each carries a random id and a seal made outside the database, gets a number in
-- a tree of hashes once it is committed, and is covered by a checkpoint that a witness signs elsewhere.
-- Nothing here makes one writer wait for another: numbers are given afterwards.

alter table audit.entries
  add column entry_id text not null default replace(gen_random_uuid()::text, '-', '')
    check (entry_id ~ '^[A-Za-z0-9_-]{20,40}$'),
  add column organisations text[] not null default '{}',
  add column seal bytea check (length(seal) = 32),
  add column written_in xid8 not null default pg_current_xact_id();
alter table audit.entries alter column entry_id drop default;
alter table audit.entries add constraint entries_entry_id unique (entry_id);
create index entries_by_transaction on audit.entries (written_in);
create index entries_by_time on audit.entries (at desc, id desc);
create index entries_by_who on audit.entries (who, at desc);
create index entries_by_subject on audit.entries (subject, at desc) where subject is not null;
comment on column audit.entries.entry_id is '128 random bits, so that the hash of an entry tells nothing of it.';
comment on column audit.entries.organisations is 'Whose supervisors and administrators may read it: the organisations of the member who acted.';
comment on column audit.entries.seal is 'HMAC over the entry under a key outside the database: an entry without a right one was not written by the system.';
comment on column audit.entries.written_in is 'The transaction that wrote it; only for finding what is not numbered yet.';
comment on column audit.entries.subject is 'The id of a staff-side thing; of anything of a seeker an HMAC under a key that is shredded with the record.';

-- In the actor's own name, for the actor's own organisations, at the time of the transaction. A sign-in is
-- written before anybody is signed in: it names the organisations of the member.
drop policy append_in_own_name on audit.entries;
grant insert (entry_id, at, organisations, seal) on audit.entries to northline_app;
create policy append_in_own_name on audit.entries for insert to northline_app
  with check (who = coalesce(northline.member_id(), nullif(northline.actor_kind(), '')) and at = now()
    and (northline.actor_kind() in ('public', 'system') or organisations = coalesce(northline.organisation_ids(), '{}')));

create table audit.subject_keys (
  ref text primary key check (ref ~ '^[A-Za-z0-9_-]{43}$'),
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  wrapped bytea not null check (length(wrapped) <= 200)
);
create index subject_keys_by_month on audit.subject_keys (month);
comment on table audit.subject_keys is 'For each record of a seeker the key under which entries name it, wrapped under the outer key of the record''s month of destruction. Without it no entry can be led back to the record.';
comment on column audit.subject_keys.ref is 'HMAC of the record''s kind and id under a key outside the database.';

create table audit.leaves (
  number bigint primary key check (number > 0),
  entry bigint not null unique,
  leaf bytea not null check (length(leaf) = 32),
  numbered_at timestamptz not null default now()
);
comment on table audit.leaves is 'The place of each entry in the tree, given after it was committed, and the hash that the witness is told.';

create table audit.checkpoints (
  log text not null check (log ~ '^[A-Za-z0-9_-]{22}$'),
  number bigint not null check (number > 0),
  entries bigint not null check (entries >= 0),
  at timestamptz not null,
  primary key (log, number)
);
comment on table audit.checkpoints is 'That the witness signed, and up to which entry: for the page of supervisors. The signed checkpoints themselves lie outside the system.';

grant select on audit.entries to northline_app;
grant select, insert, delete on audit.subject_keys to northline_app;
grant update (month, wrapped) on audit.subject_keys to northline_app;
grant select, insert on audit.leaves, audit.checkpoints to northline_app;

do $$ declare name text; begin
  foreach name in array array['subject_keys', 'leaves', 'checkpoints'] loop
    execute format('alter table audit.%I enable row level security', name);
    execute format('alter table audit.%I force row level security', name);
  end loop;
end $$;

create function audit.may(verb text, subject text) returns boolean language sql stable
  as $$ select (verb || ':' || subject) = any(northline.capabilities()) $$;
comment on function audit.may is 'Whether the asker brought this capability: audits:<organisation>, worked:<subject>, opened:<subject>.';

-- Who reads entries. Supervisors and administrators those of their organisation; every member what they did
-- themselves and what others did to conversations that they had; a seeker who opened their own conversation.
create policy system_read on audit.entries for select to northline_app
  using ((select northline.actor_kind()) = 'system');
create policy organisation_read on audit.entries for select to northline_app
  using ((select northline.actor_kind()) = 'staff'
    and (select northline.roles()) && array['supervisor', 'administrator']
    and exists (select from unnest(organisations) as o where o = any(northline.organisation_ids()) and audit.may('audits', o)));
create policy own_read on audit.entries for select to northline_app
  using ((select northline.actor_kind()) = 'staff' and who = (select northline.member_id()));
create policy worked_read on audit.entries for select to northline_app
  using ((select northline.actor_kind()) = 'staff' and subject_kind = 'conversation' and audit.may('worked', subject));
create policy opened_read on audit.entries for select to northline_app
  using ((select northline.actor_kind()) = 'seeker' and subject_kind = 'conversation' and audit.may('opened', subject)
    and action in ('conversations.open', 'conversations.supervisor_read'));

-- A subject's key: by showing its unguessable reference; and what nobody moved on in time, for the clockwork.
create policy shown on audit.subject_keys to northline_app
  using (ref = nullif(current_setting('northline.audit_ref', true), ''))
  with check (ref = nullif(current_setting('northline.audit_ref', true), ''));
create policy over on audit.subject_keys for select to northline_app
  using ((select northline.actor_kind()) = 'system' and month < to_char((now() - interval '2 months') at time zone 'UTC', 'YYYY-MM'));
create policy over_delete on audit.subject_keys for delete to northline_app
  using ((select northline.actor_kind()) = 'system' and month < to_char((now() - interval '2 months') at time zone 'UTC', 'YYYY-MM'));

create policy system on audit.leaves to northline_app
  using ((select northline.actor_kind()) = 'system') with check ((select northline.actor_kind()) = 'system');
create policy with_entry on audit.leaves for select to northline_app
  using ((select northline.actor_kind()) = 'staff' and exists (select from audit.entries e where e.id = entry));
create policy system on audit.checkpoints to northline_app
  using ((select northline.actor_kind()) = 'system') with check ((select northline.actor_kind()) = 'system');
create policy staff_read on audit.checkpoints for select to northline_app
  using ((select northline.actor_kind()) = 'staff' and (select northline.roles()) && array['supervisor', 'administrator']);

-- All that an entry needs to know of its transaction, in one round trip. PL/pgSQL, so that the reference is
-- shown before the row is asked for.
create function audit.about(p_ref text, out at text, out who text, out organisations text[], out month text, out wrapped bytea)
language plpgsql as $$ begin
  perform set_config('northline.audit_ref', coalesce(p_ref, ''), true);
  at := to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  who := coalesce(northline.member_id(), northline.actor_kind());
  organisations := coalesce(northline.organisation_ids(), '{}');
  select k.month, k.wrapped into month, wrapped from audit.subject_keys k where k.ref = p_ref;
end $$;
comment on function audit.about is 'Time, actor and organisations of this transaction, and the key of a subject whose reference is shown.';

grant execute on all functions in schema audit to northline_app;
