-- A desk in use says nothing about one conversation at it: a responder busy with one person could leave another
-- unanswered without limit. Work in a conversation and use of the desk are told apart from here on.
alter table conversations.conversations add column taken_at timestamptz;
alter table conversations.presence add column active_at timestamptz;
update conversations.conversations set taken_at = greatest(state_since, responder_active_at) where state = 'claimed';

comment on column conversations.conversations.taken_at is 'When whoever has it took it or was given it: an answer is owed from then on at the earliest.';
comment on column conversations.conversations.responder_active_at is 'When its responder last did something in it: took it, typed, sent.';
comment on column conversations.presence.active_at is 'When keyboard or pointer of this desk were last used.';
