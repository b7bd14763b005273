-- What those who keep an entry say is different from what its source says. Only ever added to; the latest change of a field
-- that is in force stands before the source, through every import. Hours are in force at once, the rest when a reviewer
-- of the line has said yes. Staff write in their own name; the system alone publishes.

create table directory.changes (
  no bigint generated always as identity primary key,
  service_id text not null,
  field text not null check (field in ('hours', 'name', 'phones', 'for_whom', 'address')),
  -- Null: as its source says, from now on.
  value jsonb check (octet_length(value::text) <= 16000),
  was jsonb check (octet_length(was::text) <= 64000),
  source_said jsonb check (octet_length(source_said::text) <= 64000),
  why text not null check (length(why) <= 1000),
  -- Null: by a reviewer of the line.
  team_id text,
  by_member text not null,
  at timestamptz not null default now(),
  at_once boolean not null generated always as (field = 'hours') stored,
  applied boolean not null default false
);
create index changes_latest on directory.changes (service_id, field, no desc);
create index changes_new on directory.changes (no) where at_once and not applied;
comment on table directory.changes is 'What keepers of entries say is different from their source, with why. was: what was published then; source_said: what the source said then.';

create table directory.change_answers (
  change_no bigint primary key references directory.changes,
  answer text not null check (answer in ('accepted', 'refused', 'withdrawn')),
  why text not null check (length(why) <= 1000),
  by_member text not null,
  at timestamptz not null default now(),
  applied boolean not null default false
);
create index change_answers_new on directory.change_answers (change_no) where answer = 'accepted' and not applied;
comment on table directory.change_answers is 'What became of a change that must be looked at first.';

alter table directory.published add column source_says jsonb;
comment on column directory.published.source_says is 'Of the fields that a change stands before: what the source says of them, without its confidential places.';

do $$
declare name text;
begin
  foreach name in array array['changes', 'change_answers'] loop
    execute format('alter table directory.%I enable row level security', name);
    execute format('alter table directory.%I force row level security', name);
    execute format('grant select, insert on directory.%I to northline_app', name);
    execute format('grant update (applied) on directory.%I to northline_app', name);
    execute format('create policy reviewers_read on directory.%I for select to northline_app
      using (directory.is_reviewer() or northline.actor_kind() = ''system'')', name);
    execute format('create policy apply on directory.%I for update to northline_app
      using (northline.actor_kind() = ''system'') with check (northline.actor_kind() = ''system'')', name);
  end loop;
end $$;

create policy keepers_read on directory.changes for select to northline_app
  using (exists (select from directory.published p
    where p.service_id = changes.service_id and directory.keeps(p.keeper_team_id)));
create policy keepers_read on directory.change_answers for select to northline_app
  using (exists (select from directory.changes c where c.no = change_no));

create policy change on directory.changes for insert to northline_app
  with check (northline.actor_kind() = 'staff' and by_member = northline.member_id() and not applied
    and exists (select from directory.published p where p.service_id = changes.service_id
      and case when team_id is null then directory.is_reviewer()
        else p.keeper_team_id = changes.team_id and directory.keeps(team_id) end));

create function directory.is_newest_change(change bigint) returns boolean language sql stable
  as $$
    select exists (select from directory.changes c where c.no = change and not c.at_once
      and not exists (select from directory.changes later
        where later.service_id = c.service_id and later.field = c.field and later.no > c.no))
  $$;
comment on function directory.is_newest_change is 'Whether a change has to be looked at and no later one of the same field stands in its place.';

create policy withdraw on directory.change_answers for insert to northline_app
  with check (northline.actor_kind() = 'staff' and by_member = northline.member_id() and not applied and answer = 'withdrawn'
    and directory.is_newest_change(change_no)
    and exists (select from directory.changes c where c.no = change_no
      and (c.by_member = northline.member_id() or directory.keeps(c.team_id))));
create policy answer on directory.change_answers for insert to northline_app
  with check (northline.actor_kind() = 'staff' and by_member = northline.member_id() and not applied
    and answer in ('accepted', 'refused') and directory.is_reviewer() and directory.is_newest_change(change_no)
    and exists (select from directory.changes c where c.no = change_no and c.by_member <> northline.member_id()));
