-- Break-glass: a supervisor of another team reads one conversation, or one team's, for a day at most.
-- Two people, a reason of a fixed list, an end, a third who is told, and a review before either does it again. The
-- wall asks for all of it by itself; what the code says is not believed. It never opens anything by itself: somebody
-- who holds the keys seals them to the reader (slots of the kind 'member').

create function northline.line_lead(team text) returns boolean language sql stable
  as $$ select northline.holds(team, 'supervisor') or northline.holds(team, 'coordinator') $$;
comment on function northline.line_lead is 'Whether the member answers for this team: as its supervisor or coordinator.';

create table conversations.glass (
  id text primary key check (id ~ '^[A-Za-z0-9_-]{22}$'),
  team_id text not null,
  -- Whether a conversation of this id exists is not asked: asking must tell nobody. Null for the whole team.
  conversation_id text check (conversation_id ~ '^[A-Za-z0-9_-]{22}$'),
  reason text not null check (reason ~ '^[a-z_]{1,40}$'),
  hours smallint not null check (hours between 1 and 24),
  asked_by text not null,
  public_key bytea not null check (length(public_key) = 65),
  asked_at timestamptz not null default now()
);
create index glass_asked on conversations.glass (asked_by, asked_at desc);
create index glass_team on conversations.glass (team_id, asked_at desc);
comment on table conversations.glass is 'Who asked to be let in past the usual rules, where, why, for how long. Ids and words of fixed lists only.';
comment on column conversations.glass.public_key is 'The asker''s own, to which whoever holds the conversation''s keys seals them.';

-- Each step is a row of its own, once, by whoever takes it: nobody can change one, so nobody can take a step back.
create table conversations.glass_decisions (
  glass_id text primary key references conversations.glass,
  by_member text not null,
  yes boolean not null,
  told text,
  ends_at timestamptz,
  at timestamptz not null default now(),
  check (yes = (told is not null) and yes = (ends_at is not null)),
  check (told <> by_member),
  constraint glass_ends check (ends_at <= at + interval '24 hours')
);
create index glass_decided on conversations.glass_decisions (by_member);
comment on table conversations.glass_decisions is 'The second person''s yes or no.';
comment on column conversations.glass_decisions.told is 'The third person, who is shown it and is neither.';

create table conversations.glass_endings (
  glass_id text primary key references conversations.glass,
  by_member text not null,
  at timestamptz not null default now()
);
comment on table conversations.glass_endings is 'Ended before its time.';

create table conversations.glass_reviews (
  glass_id text primary key references conversations.glass_decisions,
  by_member text not null,
  finding text not null check (finding in ('in_order', 'not_in_order')),
  at timestamptz not null default now()
);
comment on table conversations.glass_reviews is 'What somebody who had no part in it found.';

do $$ declare name text; begin
  foreach name in array array['glass', 'glass_decisions', 'glass_endings', 'glass_reviews'] loop
    execute format('alter table conversations.%I enable row level security', name);
    execute format('alter table conversations.%I force row level security', name);
    execute format('grant select on conversations.%I to northline_app', name);
  end loop;
end $$;
-- The times are the database's own: they are not granted.
grant insert (id, team_id, conversation_id, reason, hours, asked_by, public_key) on conversations.glass to northline_app;
grant insert (glass_id, by_member, yes, told, ends_at) on conversations.glass_decisions to northline_app;
grant insert (glass_id, by_member) on conversations.glass_endings to northline_app;
grant insert (glass_id, by_member, finding) on conversations.glass_reviews to northline_app;

create function conversations.owes_review() returns boolean language plpgsql stable as $$ begin
  return exists (select from conversations.glass g join conversations.glass_decisions d on d.glass_id = g.id
    where d.yes and northline.member_id() in (g.asked_by, d.by_member)
      and not exists (select from conversations.glass_reviews r where r.glass_id = g.id));
end $$;
comment on function conversations.owes_review is 'Whether the member asked for or approved one that nobody has reviewed yet: no new one until then.';

-- Whoever asked or decided, the team's leads, and whoever works there: they may ask why somebody else can see.
create policy asker_and_team_read on conversations.glass for select to northline_app using (
  asked_by = northline.member_id() or northline.line_lead(team_id) or northline.holds(team_id, 'administrator')
  or conversations.may('answers', team_id) or northline.actor_kind() = 'system'
  or id in (select d.glass_id from conversations.glass_decisions d where d.by_member = northline.member_id()));
create policy another_team_asks on conversations.glass for insert to northline_app with check (
  asked_by = northline.member_id() and northline.line_roles() && array['supervisor']
  and not northline.line_lead(team_id) and not conversations.owes_review());

-- A decision is read by whoever made it without a look at the ask, or the two would ask each other for ever.
create function conversations.glass_concerns(glass text) returns boolean language plpgsql stable as $$ begin
  return exists (select from conversations.glass g where g.id = glass and (
    g.asked_by = northline.member_id() or northline.line_lead(g.team_id) or northline.holds(g.team_id, 'administrator')
    or conversations.may('answers', g.team_id) or northline.actor_kind() = 'system'));
end $$;
create policy concerned_read on conversations.glass_decisions for select to northline_app
  using (by_member = northline.member_id() or told = northline.member_id() or conversations.glass_concerns(glass_id));
create policy concerned_read on conversations.glass_endings for select to northline_app
  using (conversations.glass_concerns(glass_id));
create policy concerned_read on conversations.glass_reviews for select to northline_app
  using (by_member = northline.member_id() or conversations.glass_concerns(glass_id)
    or exists (select from conversations.glass_decisions d where d.glass_id = glass_reviews.glass_id));

create policy second_person_decides on conversations.glass_decisions for insert to northline_app with check (
  by_member = northline.member_id() and (not yes or not conversations.owes_review()) and exists (
    select from conversations.glass g where g.id = glass_id and g.asked_by <> northline.member_id()
      and northline.line_lead(g.team_id) and coalesce(told <> g.asked_by, not yes)
      and coalesce(ends_at <= now() + g.hours * interval '1 hour', not yes)));
create policy asker_or_team_ends on conversations.glass_endings for insert to northline_app with check (
  by_member = northline.member_id() and exists (
    select from conversations.glass g where g.id = glass_id and (g.asked_by = northline.member_id()
      or northline.line_lead(g.team_id) or northline.holds(g.team_id, 'administrator'))));
create policy another_reviews on conversations.glass_reviews for insert to northline_app with check (
  by_member = northline.member_id() and exists (
    select from conversations.glass g join conversations.glass_decisions d on d.glass_id = g.id
    where g.id = glass_reviews.glass_id and d.yes and northline.member_id() not in (g.asked_by, d.by_member)
      and (northline.line_lead(g.team_id) or northline.holds(g.team_id, 'administrator'))));

-- What it opens. Asked of the rows themselves, at this moment: nothing the code brings is enough.
create function conversations.has_glass() returns boolean language plpgsql stable as $$ begin
  return northline.actor_kind() = 'staff' and exists (
    select from conversations.glass g join conversations.glass_decisions d on d.glass_id = g.id
    where g.asked_by = northline.member_id() and d.yes and d.ends_at > now()
      and not exists (select from conversations.glass_endings e where e.glass_id = g.id));
end $$;
create function conversations.glass_opens(member text, conversation text, team text)
returns boolean language plpgsql stable as $$ begin
  return exists (select from conversations.glass g join conversations.glass_decisions d on d.glass_id = g.id
    where g.asked_by = member and d.yes and d.ends_at > now()
      and g.team_id = team and (g.conversation_id is null or g.conversation_id = conversation)
      and not exists (select from conversations.glass_endings e where e.glass_id = g.id));
end $$;
comment on function conversations.glass_opens is 'Whether a break-glass of this member, approved and not over, is for this conversation of this team.';
grant execute on function conversations.owes_review, conversations.has_glass, conversations.glass_opens,
  conversations.glass_concerns to northline_app;

create policy glass_read on conversations.conversations for select to northline_app
  using ((select conversations.has_glass()) and conversations.glass_opens(northline.member_id(), id, team_id));
do $$ declare name text; extra text; begin
  foreach name in array array['envelopes', 'generations', 'slots'] loop
    extra := case name when 'slots' then 'and kind = ''member'' and recipient = northline.member_id()' else '' end;
    execute format($policy$
      create policy glass_read on conversations.%1$I for select to northline_app using (
        (select conversations.has_glass()) %2$s and exists (
          select from conversations.conversations c
          where c.id = %1$I.conversation_id and conversations.glass_opens(northline.member_id(), c.id, c.team_id)))
    $policy$, name, extra);
  end loop;
end $$;

-- The keys, sealed to the reader by somebody of the team who may read the conversation; taken away when it is over.
alter table conversations.slots drop constraint slots_kind_check;
alter table conversations.slots add constraint slots_kind_check check (kind in ('team', 'visit', 'keep', 'member'));
create policy glass_add on conversations.slots for insert to northline_app with check (
  kind = 'member' and exists (
    select from conversations.conversations c where c.id = slots.conversation_id
      and conversations.may('supervises', c.team_id)
      and conversations.glass_opens(slots.recipient, c.id, c.team_id)));
create policy glass_over on conversations.slots for delete to northline_app using (
  kind = 'member' and (select conversations.is_system()));
create policy glass_over_read on conversations.slots for select to northline_app using (
  kind = 'member' and (select conversations.is_system()));
