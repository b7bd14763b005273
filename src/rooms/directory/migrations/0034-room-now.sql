-- Whether there is room, as the service itself says, and who may say it. Staff write what they say, in their own name; the
-- system then makes what is published say so: one alone writes there.

create table directory.keepings (
  no bigint generated always as identity primary key,
  organization_id text not null,
  -- Null: nobody.
  team_id text,
  by_member text not null,
  at timestamptz not null default now(),
  applied boolean not null default false
);
create index keepings_latest on directory.keepings (organization_id, no desc);
create index keepings_new on directory.keepings (no) where not applied;
comment on table directory.keepings is 'Which team keeps an organisation''s entries, as coordinators and administrators of the line said; the latest counts.';

create table directory.room_reports (
  no bigint generated always as identity primary key,
  service_id text not null,
  unit text not null check (unit in ('bed', 'room', 'place')),
  free smallint not null check (free between 0 and 999),
  team_id text not null,
  by_member text not null,
  at timestamptz not null default now(),
  applied boolean not null default false
);
create index room_reports_latest on directory.room_reports (service_id, no desc);
create index room_reports_new on directory.room_reports (no) where not applied;
comment on table directory.room_reports is 'How much is free, as the team that keeps the entry said; only ever added to, the latest counts while it is believed (DIRECTORY_ROOM_HOURS).';

alter table directory.published add column keeper_team_id text, add column room jsonb;
comment on column directory.published.keeper_team_id is 'The team that keeps the entry and says what is free.';
comment on column directory.published.room is '{unit, free, at}: what is free, and when that was said; null: nobody said.';
alter table directory.entries add column room smallint, add column room_at timestamptz;
comment on column directory.entries.room is 'How much is free, as was said at room_at.';

create function directory.keeps(team text) returns boolean language sql stable
  as $$ select coalesce(northline.holds(team, 'provider') or northline.holds(team, 'coordinator'), false) $$;
comment on function directory.keeps is 'Whether the member keeps entries in this team.';

do $$
declare name text;
begin
  foreach name in array array['keepings', 'room_reports'] loop
    execute format('alter table directory.%I enable row level security', name);
    execute format('alter table directory.%I force row level security', name);
    execute format('grant select, insert on directory.%I to northline_app', name);
    execute format('grant update (applied) on directory.%I to northline_app', name);
    execute format('create policy system_reads on directory.%I for select to northline_app
      using (northline.actor_kind() = ''system'')', name);
    execute format('create policy apply on directory.%I for update to northline_app
      using (northline.actor_kind() = ''system'') with check (northline.actor_kind() = ''system'')', name);
    execute format('create policy keepers_read on directory.%I for select to northline_app
      using (directory.keeps(team_id))', name);
  end loop;
end $$;
create policy line_reads on directory.keepings for select to northline_app
  using (northline.line_roles() && array['coordinator', 'administrator']);
create policy name_keepers on directory.keepings for insert to northline_app
  with check (northline.actor_kind() = 'staff' and by_member = northline.member_id() and not applied
    and northline.line_roles() && array['coordinator', 'administrator']);
create policy line_reads on directory.room_reports for select to northline_app
  using (northline.line_roles() && array['responder', 'supervisor', 'coordinator']);
create policy say on directory.room_reports for insert to northline_app
  with check (northline.actor_kind() = 'staff' and by_member = northline.member_id() and not applied
    and directory.keeps(team_id) and exists (select from directory.published p
      where p.service_id = room_reports.service_id and p.keeper_team_id = room_reports.team_id));
