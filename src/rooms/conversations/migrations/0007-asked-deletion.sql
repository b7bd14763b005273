-- Found words must not be enough to destroy a conversation: only a visit that began it, was checked or showed
-- the second secret deletes at once. Any other ends itself, ends the words, and leaves this question to the team.
alter table conversations.conversations add column deletion_asked_at timestamptz;
comment on column conversations.conversations.deletion_asked_at is 'Somebody who came back by words, and whom nobody had checked, asked for it to be deleted. The team decides.';

create function conversations.visit_may_burn() returns boolean language plpgsql stable as $$ begin
  return exists (
    select from conversations.visits
    where id = northline.visit_id() and conversation_id = northline.conversation_id()
      and checked and refused_at is null and live_until > now());
end $$;
comment on function conversations.visit_may_burn is 'Whether the asker is a live visit that began the conversation, was checked, or showed the second secret.';

drop policy seeker_burn on conversations.conversations;
create policy seeker_burn on conversations.conversations for delete to northline_app
  using (id = northline.conversation_id() and (select conversations.visit_may_burn()));

-- A visit that sends itself away, with its ticket, for good.
create policy leaves on conversations.visits for update to northline_app
  using (id = northline.visit_id() and conversation_id = northline.conversation_id()
    and refused_at is null and conversations.may('ends', id))
  with check (id = northline.visit_id() and conversation_id = northline.conversation_id()
    and refused_at is not null and live_until <= now() and conversations.may('ends', id));
create policy leaves on conversations.tickets to northline_app
  using (visit_id = northline.visit_id() and conversation_id = northline.conversation_id()
    and conversations.may('ends', visit_id));

-- The desk deletes only what was asked to be deleted: whoever has it, or a supervisor of its team.
create policy desk_burn on conversations.conversations for delete to northline_app
  using (deletion_asked_at is not null and (
    (claimed_by = northline.member_id() and conversations.may('answers', team_id))
    or conversations.may('supervises', team_id)));
create policy desk_add on conversations.burned for insert to northline_app
  with check ((select conversations.is_staff())
    and (conversations.may('answers', team_id) or conversations.may('supervises', team_id)));

grant execute on function conversations.visit_may_burn to northline_app;
