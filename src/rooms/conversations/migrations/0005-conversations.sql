-- Conversations: what must be known to carry sealed envelopes in order, and no more. Beside its claims a
-- request sees only what its capabilities name:
--   answers:<team>     may take and answer the team's conversations   supervises:<team>   may read all of them
--   ticket:<hash>      the ticket it shows                            words:<hmac>        the words it shows
--   grant:<hash>       the step between showing words and returning   returns:<id>       words for it were shown
--   keeps:<id>         the second secret for it was shown or is set   ends:<visit>       a visit it sends away
--   deliver:<id>, rewrap:<id>   the server's own errands for one conversation

create schema conversations;
grant usage on schema conversations to northline_app;

create function conversations.may(verb text, subject text) returns boolean language sql stable
  as $$ select (verb || ':' || subject) = any(northline.capabilities()) $$;
comment on function conversations.may is 'Whether the asker brought this capability.';

create function conversations.is_staff() returns boolean language sql stable
  as $$ select northline.actor_kind() = 'staff' $$;
create function conversations.is_system() returns boolean language sql stable
  as $$ select northline.actor_kind() = 'system' $$;

create table conversations.conversations (
  id text primary key check (id ~ '^[A-Za-z0-9_-]{22}$'),
  team_id text not null,
  language text not null check (length(language) <= 35),
  region text check (length(region) <= 40),
  state text not null default 'waiting' check (state in ('waiting', 'claimed', 'ended')),
  opened_at timestamptz not null default now(),
  state_since timestamptz not null default now(),
  rang_at timestamptz,
  left_message boolean not null default false,
  back_in_queue boolean not null default false,
  claimed_by text,
  responder_active_at timestamptz,
  unanswered_since timestamptz,
  touched_at timestamptz not null default now(),
  last_position integer not null default 0,
  generation integer not null default 0,
  epoch_id text not null,
  lowest_generation integer not null default 1,
  server_readable boolean not null default false,
  destroy_month text not null check (destroy_month ~ '^\d{4}-\d{2}$'),
  check (state <> 'waiting' or claimed_by is null),
  check (state <> 'claimed' or claimed_by is not null)
) with (fillfactor = 70);
-- No column that a message changes is in an index, so that a message rewrites the row in place.
create index conversations_by_team on conversations.conversations (team_id, state);
create index conversations_by_claim on conversations.conversations (claimed_by) where claimed_by is not null;
create index conversations_by_month on conversations.conversations (destroy_month);
comment on table conversations.conversations is 'One line between a seeker and a team. Nothing in it says who or what.';
comment on column conversations.conversations.state_since is 'Since when the state holds; while waiting, the waiting time counts from here.';
comment on column conversations.conversations.rang_at is 'When it last rang because nobody came.';
comment on column conversations.conversations.unanswered_since is 'The first message of the seeker that no responder has answered yet.';
comment on column conversations.conversations.lowest_generation is 'Envelopes under older generations are refused: a visit was sent away and still holds those keys.';
comment on column conversations.conversations.server_readable is 'Part of it was sealed or opened by the server in memory, for a browser without script.';
comment on column conversations.conversations.destroy_month is 'The month (UTC) in which it is destroyed, and the outer key that wraps its slots with it.';

create table conversations.visits (
  id text primary key check (id ~ '^[A-Za-z0-9_-]{22}$'),
  conversation_id text not null references conversations.conversations on delete cascade,
  public_key bytea not null check (length(public_key) = 65),
  sign_public_key bytea not null check (length(sign_public_key) = 65),
  how text not null check (how in ('first', 'words', 'second')),
  checked boolean not null,
  refused_at timestamptz,
  live_until timestamptz not null,
  opened_at timestamptz not null default now(),
  check (how = 'words' or checked)
);
create index visits_by_conversation on conversations.visits (conversation_id);
comment on table conversations.visits is 'One tab (or one no-script ticket) of a seeker: public halves of its keys, and whether it may read what was said before it came.';
comment on column conversations.visits.live_until is 'As its ticket; in the past once it was left, refused or timed out.';

create table conversations.tickets (
  hash bytea primary key check (length(hash) = 32),
  visit_id text unique references conversations.visits on delete cascade,
  conversation_id text references conversations.conversations on delete cascade,
  server_half bytea not null check (length(server_half) = 32),
  sealed_state bytea check (length(sealed_state) <= 1100000),
  expires_at timestamptz not null,
  check ((visit_id is null) = (conversation_id is null))
);
create index tickets_by_expiry on conversations.tickets (expires_at);
create index tickets_by_conversation on conversations.tickets (conversation_id);
alter table conversations.tickets alter column sealed_state set storage external;
comment on table conversations.tickets is 'The server''s half of the key that guards a tab across reloads. Deleted by Exit and a few minutes after the last request.';
comment on column conversations.tickets.hash is 'SHA-256 of the ticket id; the id itself is only in the browser.';
comment on column conversations.tickets.sealed_state is 'Without script only: the visit''s keys, sealed under both halves; the other half is only in the page.';

create table conversations.words (
  conversation_id text primary key references conversations.conversations on delete cascade,
  lookup bytea not null unique check (length(lookup) = 32),
  token_hash bytea not null check (length(token_hash) = 32),
  public_key bytea not null check (length(public_key) = 65),
  registered_at timestamptz not null default now()
);
comment on table conversations.words is 'The way back by six words or 20 digits. None of it opens a message.';
comment on column conversations.words.lookup is 'HMAC of the look-up id under a key outside the database.';

create table conversations.grants (
  hash bytea primary key check (length(hash) = 32),
  conversation_id text not null references conversations.conversations on delete cascade,
  words_public_key bytea not null,
  expires_at timestamptz not null
);
create index grants_by_conversation on conversations.grants (conversation_id);
comment on table conversations.grants is 'Words were shown and the visit that follows may be made: once, within minutes.';

create table conversations.keeps (
  conversation_id text primary key references conversations.conversations on delete cascade,
  keep_id text not null check (keep_id ~ '^[A-Za-z0-9_-]{22}$'),
  token_hash bytea not null check (length(token_hash) = 32),
  public_key bytea not null check (length(public_key) = 65),
  tries integer not null default 0,
  tries_since timestamptz not null default now()
);
comment on table conversations.keeps is 'The person''s second secret, which opens what was said before.';

create table conversations.generations (
  conversation_id text not null references conversations.conversations on delete cascade,
  number integer not null check (number > 0),
  epoch_id text not null,
  commitment bytea not null check (length(commitment) = 32),
  words_public_key bytea,
  made_at timestamptz not null default now(),
  primary key (conversation_id, number)
);
comment on table conversations.generations is 'One key of a conversation after the other; what they are is in nobody''s hands but the readers''.';
comment on column conversations.generations.words_public_key is 'Where its maker came back by words: the key that proves it to the team.';

create table conversations.slots (
  conversation_id text not null,
  number integer not null,
  kind text not null check (kind in ('team', 'visit', 'keep')),
  recipient text not null,
  bytes bytea not null,
  primary key (conversation_id, number, kind, recipient),
  foreign key (conversation_id, number) references conversations.generations on delete cascade
);
comment on table conversations.slots is 'A generation sealed to one reader, wrapped once more under the outer key of the conversation''s month.';

create table conversations.writers (
  conversation_id text not null references conversations.conversations on delete cascade,
  writer_id text not null check (writer_id ~ '^[A-Za-z0-9_-]{22}$'),
  visit_id text,
  member_id text,
  primary key (conversation_id, writer_id),
  check ((visit_id is null) <> (member_id is null))
);
comment on table conversations.writers is 'Which visit or member a page load that writes belongs to.';

create table conversations.envelopes (
  conversation_id text not null references conversations.conversations on delete cascade,
  position integer not null check (position > 0),
  writer_id text not null,
  sequence bigint not null check (sequence > 0),
  generation integer not null,
  role text not null check (role in ('seeker', 'responder')),
  bytes bytea not null check (length(bytes) <= 16493),
  hash bytea not null check (length(hash) = 32),
  at timestamptz not null default clock_timestamp(),
  primary key (conversation_id, position),
  constraint envelopes_message_id unique (conversation_id, writer_id, sequence)
);
-- Ciphertext does not compress.
alter table conversations.envelopes alter column bytes set storage external;
comment on table conversations.envelopes is 'Sealed messages as they came, in the order of display. Added, never changed.';

create table conversations.burned (
  conversation_id text primary key,
  team_id text not null,
  claimed_by text,
  at timestamptz not null default now()
);
comment on table conversations.burned is 'For a day: that a conversation was deleted by the person, so that an open desk can say so.';

create table conversations.presence (
  member_id text not null,
  team_id text not null,
  available boolean not null,
  languages text[] not null default '{}',
  seen_at timestamptz not null default now(),
  primary key (member_id, team_id)
) with (fillfactor = 70);
comment on table conversations.presence is 'Open desks: who is on duty in which team, by heartbeat.';

-- Append-only by privilege where nothing needs changing.
grant select, insert, update, delete on conversations.conversations, conversations.tickets to northline_app;
grant select, insert, update on conversations.visits to northline_app;
grant select, insert, delete on conversations.words, conversations.grants to northline_app;
grant select, insert, update, delete on conversations.keeps, conversations.presence to northline_app;
grant select, insert on conversations.generations, conversations.writers, conversations.envelopes to northline_app;
grant select, insert, delete on conversations.slots to northline_app;
grant update (bytes) on conversations.slots to northline_app;
grant select, insert, delete on conversations.burned to northline_app;

do $$ declare name text; begin
  foreach name in array array['conversations', 'visits', 'tickets', 'words', 'grants', 'keeps', 'generations',
    'slots', 'writers', 'envelopes', 'burned', 'presence'] loop
    execute format('alter table conversations.%I enable row level security', name);
    execute format('alter table conversations.%I force row level security', name);
  end loop;
end $$;

-- Conversations: the seeker's own; a team's queue for its responders; all of them for the server's clockwork.
create policy seeker_read on conversations.conversations for select to northline_app
  using (id = northline.conversation_id());
create policy seeker_open on conversations.conversations for insert to northline_app
  with check (id = northline.conversation_id() and northline.actor_kind() = 'seeker');
create policy desk_read on conversations.conversations for select to northline_app
  using (conversations.may('answers', team_id) or conversations.may('supervises', team_id));
create policy desk_change on conversations.conversations for update to northline_app
  using (conversations.may('answers', team_id) or conversations.may('supervises', team_id))
  with check (conversations.may('answers', team_id) or conversations.may('supervises', team_id));
create policy system on conversations.conversations to northline_app
  using ((select conversations.is_system())) with check ((select conversations.is_system()));
create policy by_grant on conversations.conversations for select to northline_app
  using (conversations.may('returns', id));

-- Visits. Nothing below lets a seeker do anything unless this visit is live.
create policy seeker_read on conversations.visits for select to northline_app
  using (conversation_id = northline.conversation_id());
create policy seeker_change on conversations.visits for update to northline_app
  using (id = northline.visit_id() and conversation_id = northline.conversation_id() and refused_at is null)
  with check (id = northline.visit_id() and conversation_id = northline.conversation_id() and refused_at is null
    and (how <> 'second' or conversations.may('keeps', conversation_id)));
create policy system on conversations.visits to northline_app
  using ((select conversations.is_system())) with check ((select conversations.is_system()));

-- PL/pgSQL, so that it is planned once for a connection: each message asks it three times.
create function conversations.visit_is_live() returns boolean language plpgsql stable as $$ begin
  return exists (
    select from conversations.visits
    where id = northline.visit_id() and conversation_id = northline.conversation_id()
      and refused_at is null and live_until > now());
end $$;
comment on function conversations.visit_is_live is 'Whether the asker is a seeker whose visit is open: not left, not refused, not timed out.';

create policy seeker_change on conversations.conversations for update to northline_app
  using (id = northline.conversation_id() and (select conversations.visit_is_live()));
create policy seeker_burn on conversations.conversations for delete to northline_app
  using (id = northline.conversation_id() and (select conversations.visit_is_live()));

-- Whether the asker may write into a conversation from the desk: it is theirs.
create function conversations.claimed_here(conversation text) returns boolean language plpgsql stable as $$ begin
  return conversations.is_staff() and exists (
    select from conversations.conversations c
    where c.id = conversation and c.claimed_by = northline.member_id() and conversations.may('answers', c.team_id));
end $$;
comment on function conversations.claimed_here is 'May write: has it.';

create function conversations.supervises_any() returns boolean language sql stable
  as $$ select conversations.is_staff() and northline.capabilities()::text like '%supervises:%' $$;
comment on function conversations.supervises_any is 'Whether it is worth asking which conversations the asker supervises.';

-- May read from the desk: has the conversation, or supervises its team. What does not depend on the row is
-- asked once for each statement (scalar subqueries), the rest by the index of each row.
do $$ declare name text; extra text; begin
  foreach name in array array['envelopes', 'generations', 'writers', 'keeps', 'slots'] loop
    extra := case name when 'slots' then 'kind = ''team'' and ' else '' end;
    execute format($policy$
      create policy desk_read on conversations.%1$I for select to northline_app using (
        (select conversations.is_staff()) and %2$s (
          conversation_id in (
            select c.id from conversations.conversations c
            where c.claimed_by = northline.member_id() and conversations.may('answers', c.team_id))
          or ((select conversations.supervises_any()) and exists (
            select from conversations.conversations c
            where c.id = %1$I.conversation_id and conversations.may('supervises', c.team_id)))))
    $policy$, name, extra);
  end loop;
end $$;

-- The queue says whether somebody is still there and whether they were checked, before anybody takes it.
create policy desk_read on conversations.visits for select to northline_app
  using (conversations.is_staff() and exists (
    select from conversations.conversations c where c.id = conversation_id
      and (conversations.may('answers', c.team_id) or conversations.may('supervises', c.team_id))));
create policy desk_change on conversations.visits for update to northline_app
  using (conversations.claimed_here(conversation_id)) with check (conversations.claimed_here(conversation_id));
create policy first_visit on conversations.visits for insert to northline_app
  with check (id = northline.visit_id() and conversation_id = northline.conversation_id() and how = 'first'
    and exists (select from conversations.conversations c where c.id = conversation_id and c.last_position = 0));
create policy by_grant on conversations.visits for select to northline_app
  using (conversations.may('returns', conversation_id));

-- Tickets: by showing one; the clockwork sees only those whose time is over.
create policy shown on conversations.tickets to northline_app
  using (conversations.may('ticket', encode(hash, 'hex'))) with check (conversations.may('ticket', encode(hash, 'hex')));
create policy system on conversations.tickets to northline_app
  using ((select conversations.is_system()) and expires_at < now());
create policy refused on conversations.tickets to northline_app
  using (conversations.claimed_here(conversation_id) and conversations.may('ends', visit_id));

create policy shown_ticket_read on conversations.visits for select to northline_app
  using (exists (select from conversations.tickets t where t.visit_id = visits.id));
create policy shown_ticket_change on conversations.visits for update to northline_app
  using (refused_at is null and exists (select from conversations.tickets t where t.visit_id = visits.id))
  with check (refused_at is null and (how <> 'second' or checked));

-- Words and grants: by showing them.
create policy shown on conversations.words for select to northline_app
  using (conversations.may('words', encode(lookup, 'hex')));
create policy seeker on conversations.words to northline_app
  using (conversation_id = northline.conversation_id() and (select conversations.visit_is_live()))
  with check (conversation_id = northline.conversation_id() and (select conversations.visit_is_live()));
create policy shown on conversations.grants to northline_app
  using (conversations.may('grant', encode(hash, 'hex'))) with check (conversations.may('grant', encode(hash, 'hex')));
create policy system on conversations.grants to northline_app
  using ((select conversations.is_system()) and expires_at < now());
create policy returning_visit on conversations.visits for insert to northline_app
  with check (id = northline.visit_id() and conversation_id = northline.conversation_id() and how = 'words'
    and not checked and exists (
      select from conversations.grants g where g.conversation_id = visits.conversation_id and g.expires_at > now()));

create policy seeker on conversations.keeps to northline_app
  using (conversation_id = northline.conversation_id() and (select conversations.visit_is_live()))
  with check (conversation_id = northline.conversation_id() and (select conversations.visit_is_live()));
create policy by_grant on conversations.keeps for select to northline_app
  using (conversations.may('returns', conversation_id));

-- Generations and slots: each reader its own slots; the keep slots for a visit that showed the second secret.
create policy seeker on conversations.generations to northline_app
  using (conversation_id = northline.conversation_id() and (select conversations.visit_is_live()))
  with check (conversation_id = northline.conversation_id() and (select conversations.visit_is_live()));
create policy desk_add on conversations.generations for insert to northline_app
  with check (conversations.claimed_here(conversation_id));

create function conversations.second_shown() returns boolean language plpgsql stable as $$ begin
  return exists (
    select from conversations.visits
    where id = northline.visit_id() and conversation_id = northline.conversation_id() and how = 'second');
end $$;
create policy seeker_read on conversations.slots for select to northline_app
  using (conversation_id = northline.conversation_id() and (select conversations.visit_is_live())
    and ((kind = 'visit' and recipient = northline.visit_id())
      or (kind = 'keep' and (select conversations.second_shown()))));
create policy seeker_add on conversations.slots for insert to northline_app
  with check (conversation_id = northline.conversation_id() and (select conversations.visit_is_live())
    and (kind = 'keep' or number = (select c.generation from conversations.conversations c where c.id = conversation_id)));
create policy seeker_replace on conversations.slots for delete to northline_app
  using (conversation_id = northline.conversation_id() and (select conversations.visit_is_live()) and kind = 'keep');
create policy seeker_replace_read on conversations.slots for select to northline_app
  using (conversation_id = northline.conversation_id() and kind = 'keep'
    and conversations.may('keeps', conversation_id) and (select conversations.visit_is_live()));
create policy desk_add on conversations.slots for insert to northline_app
  with check (conversations.claimed_here(conversation_id));
create policy rewrap on conversations.slots to northline_app
  using ((select conversations.is_system()) and conversations.may('rewrap', conversation_id))
  with check ((select conversations.is_system()) and conversations.may('rewrap', conversation_id));

create policy seeker on conversations.writers to northline_app
  using (conversation_id = northline.conversation_id())
  with check (conversation_id = northline.conversation_id() and visit_id = northline.visit_id()
    and (select conversations.visit_is_live()));
create policy desk_add on conversations.writers for insert to northline_app
  with check (member_id = northline.member_id() and conversations.claimed_here(conversation_id));

-- Envelopes: a seeker reads those whose generation this visit has a slot for; a desk those of its conversations.
create policy seeker_read on conversations.envelopes for select to northline_app
  using (conversation_id = northline.conversation_id() and (select conversations.visit_is_live()) and exists (
    select from conversations.slots s
    where s.conversation_id = envelopes.conversation_id and s.number = envelopes.generation
      and (s.kind = 'keep' or s.recipient = northline.visit_id())));
create policy seeker_add on conversations.envelopes for insert to northline_app
  with check (conversation_id = northline.conversation_id() and role = 'seeker' and (select conversations.visit_is_live()));
create policy desk_add on conversations.envelopes for insert to northline_app
  with check (role = 'responder' and conversations.claimed_here(conversation_id));
create policy deliver on conversations.envelopes for select to northline_app
  using ((select conversations.is_system()) and conversations.may('deliver', conversation_id));

create policy seeker_add on conversations.burned for insert to northline_app
  with check (conversation_id = northline.conversation_id());
create policy desk_read on conversations.burned for select to northline_app
  using (conversations.may('supervises', team_id)
    or (claimed_by = northline.member_id() and conversations.may('answers', team_id)));
create policy system on conversations.burned to northline_app using ((select conversations.is_system()));

create policy own on conversations.presence to northline_app
  using (member_id = northline.member_id() and conversations.may('answers', team_id))
  with check (member_id = northline.member_id() and conversations.may('answers', team_id));
create policy colleagues on conversations.presence for select to northline_app
  using (conversations.may('answers', team_id) or conversations.may('supervises', team_id));
create policy system on conversations.presence to northline_app using ((select conversations.is_system()));

create index conversations_seen on conversations.presence (seen_at);

-- The way of every message. A function, so that its statements are planned once for a connection and not for
-- each message; it runs with the rights of whoever calls it, policies included.
create function conversations.append(
  p_conversation text, p_visit text, p_member text, p_writer text, p_sequence bigint, p_generation integer,
  p_bytes bytea, p_hash bytea, p_server_sealed boolean, p_left_message boolean, p_topic text,
  out place integer, out placed_at timestamptz, out team text, out epoch text, out claimant text
) returns setof record language plpgsql as $$
declare
  by_seeker constant boolean := p_visit is not null;
  is_own boolean;
begin
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
    and case when by_seeker then p_visit = northline.visit_id() and conversations.visit_is_live()
      else c.claimed_by = p_member and c.state = 'claimed' end
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
    'm', claimant, 'g', p_generation, 'h', left(encode(p_hash, 'hex'), 16))::text);
  return next;
end $$;
comment on function conversations.append is 'Adds an envelope at the next position and tells every server. No row, and nothing changed, when anything is not as it must be. Violates envelopes_message_id for a message id that is taken, writers_own for a writer of somebody else.';

grant execute on all functions in schema conversations to northline_app;
