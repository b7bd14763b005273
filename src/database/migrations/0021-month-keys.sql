-- What this installation knows of the outer keys by month: never a key, only what shows that two app servers hold
-- the same one, and when it was destroyed. A key is made once, ahead, by whichever server gets here first.

create table northline.month_keys (
  month text primary key check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  fingerprint text not null check (length(fingerprint) = 22),
  made_at timestamptz not null default now(),
  destroyed_at timestamptz
);
comment on table northline.month_keys is 'Outer keys by month of destruction: a fingerprint of each, and when it was destroyed. What was wrapped under a destroyed one opens nowhere.';
comment on column northline.month_keys.destroyed_at is 'Every app server removes its own copy from then on; listed copies elsewhere are the operator''s.';
alter table northline.month_keys enable row level security;
alter table northline.month_keys force row level security;
grant select on northline.month_keys to northline_app;
grant insert (month, fingerprint) on northline.month_keys to northline_app;
-- A destroyed key never comes back, and a fingerprint never changes.
grant update (destroyed_at) on northline.month_keys to northline_app;
create policy clockwork_reads on northline.month_keys for select to northline_app
  using (northline.actor_kind() = 'system');
create policy clockwork_adds on northline.month_keys for insert to northline_app
  with check (northline.actor_kind() = 'system');
create policy clockwork_destroys on northline.month_keys for update to northline_app
  using (northline.actor_kind() = 'system' and destroyed_at is null)
  with check (northline.actor_kind() = 'system');
