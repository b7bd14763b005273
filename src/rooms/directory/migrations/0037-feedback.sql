-- “It did not work there”: what people who were sent to a service, or the line for them, say afterwards. One of a few answers and the
-- week, no words, and nothing of who said it. Nothing follows by itself: a reviewer of the line looks.

create table directory.feedback (
  no bigint generated always as identity primary key,
  service_id text not null,
  what text not null check (what in ('closed', 'no_answer', 'wrong_details', 'full', 'turned_away', 'asked_for', 'told', 'unsafe')),
  said_by text not null check (said_by in ('person', 'line')),
  week date not null default date_trunc('week', current_date)
);
create index feedback_of on directory.feedback (service_id, no);
comment on table directory.feedback is 'What did not work at a service, as people and the line say; by the week, and kept for a year.';

create table directory.feedback_looks (
  no bigint generated always as identity primary key,
  service_id text not null,
  up_to bigint not null,
  note text not null check (length(note) <= 1000),
  by_member text not null,
  at timestamptz not null default now()
);
create index feedback_looks_of on directory.feedback_looks (service_id, up_to desc);
comment on table directory.feedback_looks is 'Who looked at what was said of a service, up to which of them, and what they did.';

do $$
declare name text;
begin
  foreach name in array array['feedback', 'feedback_looks'] loop
    execute format('alter table directory.%I enable row level security', name);
    execute format('alter table directory.%I force row level security', name);
    execute format('grant select, insert on directory.%I to northline_app', name);
    execute format('create policy reviewers_read on directory.%I for select to northline_app
      using (directory.is_reviewer() or northline.actor_kind() = ''system'')', name);
  end loop;
end $$;
grant delete on directory.feedback to northline_app;
create policy forget on directory.feedback for delete to northline_app using (northline.actor_kind() = 'system');
create policy say on directory.feedback for insert to northline_app
  with check (week = date_trunc('week', current_date) and exists (select from directory.published p where p.service_id = feedback.service_id)
    and case when northline.actor_kind() = 'staff' then said_by = 'line' and northline.line_roles() && array['responder', 'supervisor', 'coordinator']
      else said_by = 'person' and northline.actor_kind() in ('public', 'seeker') end);
create policy look on directory.feedback_looks for insert to northline_app
  with check (directory.is_reviewer() and by_member = northline.member_id());
