-- What is under way for a conversation (asks, holds), for whoever answers it next: sealed to the team's epoch
-- key, which no visit of the seeker holds, and wrapped under the key of the conversation's month like its slots.

create table conversations.desk_notes (
  conversation_id text primary key references conversations.conversations on delete cascade,
  epoch_id text not null check (epoch_id ~ '^[A-Za-z0-9_-]{22}$'),
  bytes bytea not null check (length(bytes) <= 71000)
);
comment on table conversations.desk_notes is 'What a desk has under way for a conversation, sealed to the team alone. The newest replaces the one before; it has no time.';
alter table conversations.desk_notes enable row level security;
alter table conversations.desk_notes force row level security;
grant select, insert, update on conversations.desk_notes to northline_app;
-- For whoever has the conversation: nobody else needs it, and no seeker's side ever sees that it is there.
create policy desk on conversations.desk_notes to northline_app
  using (conversations.claimed_here(conversation_id)) with check (conversations.claimed_here(conversation_id));
create policy rewrap on conversations.desk_notes to northline_app
  using ((select conversations.is_system()) and conversations.may('rewrap', conversation_id))
  with check ((select conversations.is_system()) and conversations.may('rewrap', conversation_id));
