-- One way in for every message (decision 020). The role that answers requests can't add an envelope or a writer
-- by itself any more, and the function that does has a few narrow policies of its own. Before, each statement of
-- it carried every policy by which anybody may read: that was nine tenths of what a message cost the database.
revoke insert on conversations.envelopes, conversations.writers from northline_app;
drop policy seeker_add on conversations.envelopes;
drop policy desk_add on conversations.envelopes;
drop policy desk_add on conversations.writers;
drop policy seeker on conversations.writers;
create policy seeker on conversations.writers for select to northline_app
  using (conversation_id = northline.conversation_id());

-- What the function may touch, whatever it was asked: the seeker's own conversation, or one that the member has.
create policy append_read on conversations.conversations for select to northline_migrator
  using (set_aside_at is null and (id = northline.conversation_id()
    or (claimed_by = northline.member_id() and conversations.may('answers', team_id))));
create policy append_change on conversations.conversations for update to northline_migrator
  using (set_aside_at is null and (id = northline.conversation_id()
    or (claimed_by = northline.member_id() and conversations.may('answers', team_id))));
create policy append_read on conversations.visits for select to northline_migrator
  using (id = northline.visit_id() and conversation_id = northline.conversation_id());
-- Whose a writer is, it must see even where it is somebody else's: that is what it refuses.
create policy append_read on conversations.writers for select to northline_migrator
  using (conversation_id = northline.conversation_id() or northline.actor_kind() = 'staff');
create policy append_add on conversations.writers for insert to northline_migrator
  with check ((conversation_id = northline.conversation_id() and visit_id = northline.visit_id() and member_id is null)
    or (northline.actor_kind() = 'staff' and member_id = northline.member_id() and visit_id is null));
create policy append_add on conversations.envelopes for insert to northline_migrator
  with check ((role = 'seeker' and conversation_id = northline.conversation_id())
    or (role = 'responder' and northline.actor_kind() = 'staff'));

create or replace function conversations.append(
  p_conversation text, p_visit text, p_member text, p_writer text, p_sequence bigint, p_generation integer,
  p_bytes bytea, p_hash bytea, p_server_sealed boolean, p_left_message boolean, p_topic text,
  out place integer, out placed_at timestamptz, out team text, out epoch text, out claimant text
) returns setof record language plpgsql security definer set search_path = pg_catalog as $$
declare
  by_seeker constant boolean := p_visit is not null;
  is_own boolean;
begin
  -- In whose name: the claims say it, never the caller alone.
  if by_seeker then
    if p_member is not null or p_visit is distinct from northline.visit_id()
      or p_conversation is distinct from northline.conversation_id() then return; end if;
    if not conversations.visit_is_live() then return; end if;
  elsif p_member is null or p_member is distinct from northline.member_id() or northline.actor_kind() <> 'staff' then
    return;
  end if;

  -- Whoever holds this row decides the order; positions are committed in it.
  update conversations.conversations c set
    last_position = c.last_position + 1,
    touched_at = now(),
    server_readable = c.server_readable or p_server_sealed,
    left_message = c.state = 'waiting' and case when by_seeker then p_left_message else c.left_message end,
    unanswered_since = case when by_seeker then coalesce(c.unanswered_since, now()) end,
    responder_active_at = case when by_seeker then c.responder_active_at else now() end
  where c.id = p_conversation and c.state <> 'ended'
    and c.generation = p_generation and c.generation >= c.lowest_generation
    and (by_seeker or (c.state = 'claimed' and c.claimed_by = p_member))
  returning c.last_position, clock_timestamp(), c.team_id, c.epoch_id, c.claimed_by
  into place, placed_at, team, epoch, claimant;
  if not found then return; end if;

  -- Null for a writer that is new. Asked with the row held, so that of two first messages one is second.
  select w.visit_id is not distinct from p_visit and w.member_id is not distinct from p_member into is_own
  from conversations.writers w where w.conversation_id = p_conversation and w.writer_id = p_writer;
  if not is_own then
    raise check_violation using constraint = 'writers_own', message = 'a writer of somebody else';
  elsif is_own is null then
    insert into conversations.writers (conversation_id, writer_id, visit_id, member_id)
    values (p_conversation, p_writer, p_visit, p_member);
  end if;
  insert into conversations.envelopes
    (conversation_id, position, writer_id, sequence, generation, role, bytes, hash, at)
  values (p_conversation, place, p_writer, p_sequence, p_generation,
    case when by_seeker then 'seeker' else 'responder' end, p_bytes, p_hash, placed_at);
  perform pg_notify(p_topic, json_build_object('k', 'message', 'c', p_conversation, 'p', place, 't', team,
    'm', claimant, 'g', p_generation, 'h', left(encode(p_hash, 'hex'), 16),
    'at', to_char(placed_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text);
  return next;
end $$;
revoke execute on function conversations.append from public;
grant execute on function conversations.append to northline_app;

-- The whole statement is undone with what it would have kept.
create function conversations.insist(is_so boolean) returns boolean language plpgsql volatile as $$ begin
  if is_so is not true then
    raise check_violation using constraint = 'epoch_current', message = 'sealed to the team as it was';
  end if;
  return true;
end $$;
comment on function conversations.insist is 'True, or undoes the statement: an envelope stays only if it was sealed to the team as it is now.';
grant execute on function conversations.insist to northline_app;

-- Keys sealed to somebody for a while are few among all; the clockwork looks through them every few seconds.
create index slots_of_members on conversations.slots (conversation_id) where kind = 'member';
