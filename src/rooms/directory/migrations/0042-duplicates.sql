-- Entries that may be the same service: found from what is published and from nothing else, so that no secret address plays a part.
-- Nothing is merged by itself: a reviewer of the line says that two are one, or are not, and may take it back.

create table directory.match_keys (
  key integer not null,
  service_id text collate "C" not null,
  primary key (key, service_id)
);
comment on table directory.match_keys is 'By what a published service may be found to be the same as another: names, telephones, pages, addresses, as 32 bits of a hash.';
create index on directory.match_keys (service_id);

create table directory.duplicates_due (
  service_id text collate "C" primary key
);
comment on table directory.duplicates_due is 'Services that were published anew and not yet compared with others.';

create table directory.duplicates (
  first_id text collate "C" not null,
  second_id text collate "C" not null,
  first_source text not null,
  second_source text not null,
  score smallint not null,
  primary key (first_id, second_id),
  check (first_id < second_id)
);
comment on table directory.duplicates is 'Pairs of published services with more that speaks for their being one than against it.';
create index on directory.duplicates (second_id);
create index on directory.duplicates (score desc, first_id, second_id);

create table directory.duplicate_decisions (
  no bigint generated always as identity primary key,
  first_id text collate "C" not null,
  second_id text collate "C" not null,
  decision text not null check (decision in ('same', 'different', 'open')),
  kept_id text collate "C",
  -- What they were called then: one of them is published no more.
  first_name text not null,
  second_name text not null,
  why text not null check (length(why) <= 1000),
  by_member text not null,
  at timestamptz not null default now(),
  applied boolean not null default false,
  check (first_id < second_id),
  check ((decision = 'same') = (kept_id is not null)),
  check (kept_id in (first_id, second_id))
);
comment on table directory.duplicate_decisions is 'What reviewers said of pairs; only ever added to, the latest of a pair counts. same: the one that is not kept is not published while the kept one can be. open: taken back.';
create index on directory.duplicate_decisions (first_id, second_id, no desc);
create index on directory.duplicate_decisions (no) where not applied;

do $$
declare name text;
begin
  foreach name in array array['match_keys', 'duplicates_due', 'duplicates', 'duplicate_decisions'] loop
    execute format('alter table directory.%I enable row level security', name);
    execute format('alter table directory.%I force row level security', name);
  end loop;
  foreach name in array array['match_keys', 'duplicates_due', 'duplicates'] loop
    execute format('grant select, insert, update, delete on directory.%I to northline_app', name);
    execute format('create policy publishing on directory.%I to northline_app
      using (northline.actor_kind() = ''system'') with check (northline.actor_kind() = ''system'')', name);
  end loop;
end $$;
create policy reviewers_read on directory.duplicates for select to northline_app using (directory.is_reviewer());
grant select, insert on directory.duplicate_decisions to northline_app;
grant update (applied) on directory.duplicate_decisions to northline_app;
create policy reviewers_read on directory.duplicate_decisions for select to northline_app
  using (directory.is_reviewer() or northline.actor_kind() = 'system');
create policy decide on directory.duplicate_decisions for insert to northline_app
  with check (directory.is_reviewer() and by_member = northline.member_id() and not applied);
create policy apply on directory.duplicate_decisions for update to northline_app
  using (northline.actor_kind() = 'system');
