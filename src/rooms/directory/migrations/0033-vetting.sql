-- Who was looked at before anybody is sent there. A vetting is about an organisation, a single service, or a source as a
-- whole (a 2-1-1 whose listings the line accepts): answers to a checklist with what they rest on, then two reviewers.
-- What follows from it is a standing; the latest one of a subject counts, and all of them stay: they are its history.

create table directory.vettings (
  id text primary key check (id ~ '^[A-Za-z0-9_-]{22}$'),
  subject_kind text not null check (subject_kind in ('organisation', 'service', 'source')),
  subject_id text not null,
  name text not null check (length(name) between 1 and 300),
  reason text not null check (length(reason) <= 2000),
  opened_by text not null,
  opened_at timestamptz not null default now(),
  outcome text check (outcome in ('verified', 'refused', 'withdrawn')),
  closed_by text,
  closed_at timestamptz,
  constraint closed_whole check ((outcome is null) = (closed_at is null) and (outcome is null) = (closed_by is null))
);
create unique index vettings_one_open on directory.vettings (subject_kind, subject_id) where closed_at is null;
create index vettings_closed on directory.vettings (closed_at desc, id desc);
comment on table directory.vettings is 'One look at an organisation, service or source, from its nomination to its outcome. name: as it was called then.';

create table directory.vetting_answers (
  no bigint generated always as identity primary key,
  vetting_id text not null references directory.vettings,
  item text not null check (item ~ '^[a-z_]{2,40}$'),
  answer text not null check (answer ~ '^[a-z_]{2,40}$'),
  evidence text not null check (length(evidence) <= 4000),
  by_member text not null,
  at timestamptz not null default now()
);
create index vetting_answers_of on directory.vetting_answers (vetting_id, item, no desc);
comment on table directory.vetting_answers is 'Answers to the checklist with what they rest on; the latest of an item counts, the earlier ones are its history.';

create table directory.vetting_reviews (
  vetting_id text not null references directory.vettings,
  by_member text not null,
  decision text not null check (decision in ('verify', 'refuse')),
  knows_field boolean not null,
  reason text not null check (length(reason) <= 2000),
  until date,
  at timestamptz not null default now(),
  primary key (vetting_id, by_member),
  constraint verified_until check ((decision = 'verify') = (until is not null))
);
comment on table directory.vetting_reviews is 'What each reviewer found. knows_field: they have worked with people who were trafficked, as they say of themselves.';

create table directory.standings (
  no bigint generated always as identity primary key,
  subject_kind text not null check (subject_kind in ('organisation', 'service', 'source')),
  subject_id text not null,
  name text not null check (length(name) between 1 and 300),
  level text not null check (level in ('verified', 'stopped')),
  until date,
  reason text not null check (length(reason) <= 2000),
  vetting_id text references directory.vettings,
  -- Null: the system itself, of what is invented or generated.
  by_member text,
  at timestamptz not null default now(),
  applied boolean not null default false,
  constraint until_a_day check ((level = 'verified') = (until is not null))
);
create index standings_latest on directory.standings (subject_kind, subject_id, no desc);
create index standings_new on directory.standings (no) where not applied;
comment on table directory.standings is 'What is known of an organisation, service or source; only ever added to, the latest of a subject counts. applied: what is published says so.';

-- What everybody may know of it, beside the service.
alter table directory.published add column vetting jsonb;
comment on column directory.published.vetting is 'Who verified it and until when: {by: line or source, name, until}; null: nobody.';
alter table directory.entries add column vetted_until date;
comment on column directory.entries.vetted_until is 'Offered without being asked for until this day; null: nobody has verified it.';
create index entries_vetted on directory.entries (vetted_until);

create function directory.is_reviewer() returns boolean language sql stable
  as $$ select coalesce(northline.line_roles() && array['coordinator', 'supervisor'], false) $$;
comment on function directory.is_reviewer is 'Whether the member vets for the line; a provider''s own coordinator does not.';

-- Every item must have a word, and none may be open.
create function directory.checklist() returns text[] language sql immutable
  as $$ select array['identity', 'safety', 'training', 'reporting', 'insurance', 'references'] $$;

create function directory.may_verify(vetting text) returns boolean language sql stable
  as $$
    select (select count(*) >= 2 and bool_or(r.knows_field) from directory.vetting_reviews r
        join directory.vettings v on v.id = r.vetting_id
        where r.vetting_id = vetting and r.decision = 'verify' and r.by_member <> v.opened_by)
      and not exists (select from directory.vetting_reviews r where r.vetting_id = vetting and r.decision = 'refuse')
      and not exists (select from unnest(directory.checklist()) as needed (item) where coalesce((
        select a.answer from directory.vetting_answers a where a.vetting_id = vetting and a.item = needed.item
        order by a.no desc limit 1), 'unknown') = 'unknown')
  $$;
comment on function directory.may_verify is 'Two reviewers who did not open it, of whom one knows the field, nobody against, and every item of the checklist answered.';

do $$
declare name text;
begin
  foreach name in array array['vettings', 'vetting_answers', 'vetting_reviews', 'standings'] loop
    execute format('alter table directory.%I enable row level security', name);
    execute format('alter table directory.%I force row level security', name);
    execute format('grant select, insert on directory.%I to northline_app', name);
    execute format('create policy reviewers_read on directory.%I for select to northline_app
      using (directory.is_reviewer() or northline.actor_kind() = ''system'')', name);
  end loop;
end $$;
grant update (outcome, closed_by, closed_at) on directory.vettings to northline_app;
grant update (applied) on directory.standings to northline_app;

-- Whoever nominated sees what became of it, and not what the reviewers wrote.
create policy nominator_reads on directory.vettings for select to northline_app
  using (northline.actor_kind() = 'staff' and opened_by = northline.member_id());
create policy nominate on directory.vettings for insert to northline_app
  with check (northline.actor_kind() = 'staff' and opened_by = northline.member_id() and outcome is null
    and northline.line_roles() && array['responder', 'supervisor', 'coordinator']);
create policy close on directory.vettings for update to northline_app
  using (directory.is_reviewer() and closed_at is null)
  with check (directory.is_reviewer() and closed_by = northline.member_id()
    and (outcome <> 'verified' or directory.may_verify(id)));
create policy answer on directory.vetting_answers for insert to northline_app
  with check (directory.is_reviewer() and by_member = northline.member_id()
    and exists (select from directory.vettings v where v.id = vetting_id and v.closed_at is null));
create policy review on directory.vetting_reviews for insert to northline_app
  with check (directory.is_reviewer() and by_member = northline.member_id()
    and (until is null or until between current_date and current_date + 731)
    and exists (select from directory.vettings v where v.id = vetting_id and v.closed_at is null
      and v.opened_by <> northline.member_id()));
create policy stand on directory.standings for insert to northline_app
  with check (northline.actor_kind() = 'system' or directory.is_reviewer() and by_member = northline.member_id() and not applied
    and (level = 'stopped' or exists (select from directory.vettings v
      where v.id = vetting_id and v.subject_kind = standings.subject_kind and v.subject_id = standings.subject_id
        and v.outcome = 'verified' and v.closed_by = northline.member_id()
        and standings.until <= (select min(r.until) from directory.vetting_reviews r where r.vetting_id = v.id))));
create policy apply on directory.standings for update to northline_app
  using (northline.actor_kind() = 'system') with check (northline.actor_kind() = 'system');
