-- A flood must not push the people in it out of sight; an abusive contact can be ended and slowed. Neither says who.

alter table conversations.conversations
  add column crowd boolean not null default false,
  add column slowed_until timestamptz;
comment on column conversations.conversations.crowd is 'Opened as one of very many, from a network that had sent several already: the queue shows such ones as a group. Which network is nowhere stored.';
comment on column conversations.conversations.slowed_until is 'A responder ended it and slowed it: until then it takes no message. Null again once that is over.';
create index conversations_slowed on conversations.conversations (slowed_until) where slowed_until is not null;

create table conversations.slowings (
  team_id text not null,
  day date not null,
  times integer not null check (times > 0),
  undone integer not null default 0 check (undone >= 0),
  primary key (team_id, day)
);
comment on table conversations.slowings is 'How often a team ended and slowed a contact on a day (UTC), and how often that was taken back. Counts only: neither whom nor by whom.';

alter table conversations.slowings enable row level security;
alter table conversations.slowings force row level security;
grant select, insert, update, delete on conversations.slowings to northline_app;
create policy answering on conversations.slowings to northline_app
  using (conversations.may('answers', team_id)) with check (conversations.may('answers', team_id));
create policy supervising on conversations.slowings for select to northline_app
  using (conversations.may('supervises', team_id));
create policy system on conversations.slowings to northline_app
  using ((select conversations.is_system())) with check ((select conversations.is_system()));
