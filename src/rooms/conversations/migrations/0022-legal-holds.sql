-- Retention, legal hold and real deletion. `destroy_month` is from here on never further ahead than a copy of the
-- database is to stay readable: it is renewed month by month for as long as the conversation is kept, so that
-- what is deleted today stops opening in old copies soon, and not half a year from now.
--   holds:<team>       may ask for, decide and lift legal holds of the team's conversations
--   sets_aside:<id>    shuts a conversation that was deleted and that the law does not let us delete yet

comment on column conversations.conversations.destroy_month is 'The month (UTC) whose outer key wraps its slots; when that key is destroyed no copy made under it opens. Renewed while the conversation is kept.';
alter table conversations.conversations add column set_aside_at timestamptz;
comment on column conversations.conversations.set_aside_at is 'It was deleted, and a legal hold stands against it: shut to everybody until the hold ends, then destroyed.';
create index conversations_set_aside on conversations.conversations (id) where set_aside_at is not null;

create table conversations.legal_holds (
  id text primary key check (id ~ '^[A-Za-z0-9_-]{22}$'),
  conversation_id text not null references conversations.conversations on delete cascade,
  team_id text not null,
  reason text not null check (reason in ('court_order', 'preservation_demand', 'coroner', 'complaint')),
  until timestamptz not null,
  asked_by text not null,
  asked_at timestamptz not null default now(),
  decided_by text,
  decided_at timestamptz,
  approved boolean,
  lifted_by text,
  lifted_at timestamptz,
  constraint two_people check (decided_by <> asked_by or approved is not true),
  constraint decided_whole check ((decided_by is null) = (decided_at is null) and (decided_by is null) = (approved is null)),
  constraint lifted_whole check ((lifted_by is null) = (lifted_at is null) and (lifted_by is null or approved)),
  constraint not_for_ever check (until > asked_at and until < asked_at + interval '400 days')
);
create index legal_holds_by_conversation on conversations.legal_holds (conversation_id);
create index legal_holds_by_team on conversations.legal_holds (team_id, asked_at desc, id desc);
comment on table conversations.legal_holds is 'Why a conversation may not be destroyed yet: asked for by one person, approved by another, with an end. Gone with its conversation; the audit remembers.';
comment on constraint two_people on conversations.legal_holds is 'Who asked may take it back, and may not approve it.';

create function conversations.hold_is_live(h conversations.legal_holds) returns boolean language sql stable
  as $$ select h.approved is true and h.lifted_at is null and h.until > now() $$;
create function conversations.held(conversation text) returns boolean language plpgsql stable as $$ begin
  return exists (select from conversations.legal_holds h
    where h.conversation_id = conversation and conversations.hold_is_live(h));
end $$;
comment on function conversations.held is 'Whether an approved legal hold stands against destroying it. Everybody who could delete it can see that.';

alter table conversations.legal_holds enable row level security;
alter table conversations.legal_holds force row level security;
grant select on conversations.legal_holds to northline_app;
grant insert (id, conversation_id, team_id, reason, until, asked_by) on conversations.legal_holds to northline_app;
grant update (decided_by, decided_at, approved, lifted_by, lifted_at) on conversations.legal_holds to northline_app;
create policy system on conversations.legal_holds for select to northline_app
  using ((select conversations.is_system()));
create policy team_read on conversations.legal_holds for select to northline_app
  using (conversations.may('holds', team_id) or conversations.may('answers', team_id)
    or conversations.may('supervises', team_id));
-- The person it is about is told.
create policy seeker_read on conversations.legal_holds for select to northline_app
  using (conversation_id = northline.conversation_id());
create policy ask on conversations.legal_holds for insert to northline_app
  with check ((select conversations.is_staff()) and asked_by = northline.member_id()
    and conversations.may('holds', team_id) and exists (
      select from conversations.conversations c where c.id = conversation_id and c.team_id = legal_holds.team_id));
create policy decide on conversations.legal_holds for update to northline_app
  using ((select conversations.is_staff()) and conversations.may('holds', team_id) and decided_at is null)
  with check (decided_by = northline.member_id() and lifted_at is null);
create policy lift on conversations.legal_holds for update to northline_app
  using ((select conversations.is_staff()) and conversations.may('holds', team_id) and approved and lifted_at is null)
  with check (lifted_by = northline.member_id());

-- What the law says to keep is not deleted by anybody, the server's clockwork included.
create policy not_while_held on conversations.conversations as restrictive for delete to northline_app
  using (not conversations.held(id));
-- What was deleted and is held is there for nobody.
create policy set_aside on conversations.conversations as restrictive for all to northline_app
  using (set_aside_at is null or (select conversations.is_system()) or conversations.may('sets_aside', id))
  with check (set_aside_at is null or (select conversations.is_system()) or conversations.may('sets_aside', id));
create policy set_aside on conversations.tickets to northline_app
  using (conversation_id is not null and conversations.may('sets_aside', conversation_id));
create policy set_aside on conversations.words to northline_app
  using (conversations.may('sets_aside', conversation_id));
create policy set_aside on conversations.keeps to northline_app
  using (conversations.may('sets_aside', conversation_id));

grant execute on function conversations.hold_is_live, conversations.held to northline_app;
