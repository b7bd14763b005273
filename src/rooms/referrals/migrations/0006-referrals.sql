-- Capacity asks, sealed packets and their mailboxes. No row names a conversation,
-- a visit, a member or whoever sent it.

create schema referrals;
grant usage on schema referrals to northline_app;

create table referrals.receivers (
  service_id text primary key,
  team_id text not null
);
create index receivers_team on referrals.receivers (team_id);
comment on table referrals.receivers is
  'Which team receives asks and packets for a service of the directory. A service that is not here gets a phone call only.';
alter table referrals.receivers enable row level security;
alter table referrals.receivers force row level security;
create policy read on referrals.receivers for select to northline_app
  using (northline.actor_kind() in ('staff', 'system'));
create policy name_them on referrals.receivers for all to northline_app
  using (northline.actor_kind() = 'system' or northline.roles() && array['coordinator', 'administrator'])
  with check (northline.actor_kind() = 'system' or northline.roles() && array['coordinator', 'administrator']);
grant select, insert, update, delete on referrals.receivers to northline_app;

create table referrals.asks (
  id text primary key,
  service_id text not null,
  from_team text not null,
  to_team text not null,
  kind text not null,
  people smallint not null check (people between 1 and 9),
  needed_from timestamptz not null,
  needed_until timestamptz not null check (needed_until >= needed_from),
  state text not null default 'asked'
    check (state in ('asked', 'held', 'refused', 'taken', 'cancelled', 'released', 'ended', 'lapsed')),
  asked_at timestamptz not null,
  lapses_at timestamptz not null,
  answered_at timestamptz,
  hold_until timestamptz,
  reason text,
  closed_at timestamptz,
  -- When those who asked were told that nobody has answered.
  late_told_at timestamptz,
  check ((state in ('asked', 'held')) = (closed_at is null)),
  check (state <> 'held' or hold_until is not null),
  check (state <> 'refused' or reason is not null)
);
create index asks_from on referrals.asks (from_team, asked_at desc, id desc);
create index asks_to_open on referrals.asks (to_team, asked_at) where closed_at is null;
create index asks_open on referrals.asks (state, lapses_at) where closed_at is null;
create index asks_closed on referrals.asks (closed_at) where closed_at is not null;
comment on table referrals.asks is
  'What a team of the line asks a service for, without anything about a person: kind, number, times. Erased some weeks after it is closed.';
alter table referrals.asks enable row level security;
alter table referrals.asks force row level security;
create policy both_sides_read on referrals.asks for select to northline_app
  using (northline.actor_kind() = 'system'
      or from_team = any (northline.team_ids()) or to_team = any (northline.team_ids()));
create policy asking_side_writes on referrals.asks for insert to northline_app
  with check (northline.actor_kind() = 'staff' and from_team = any (northline.team_ids()));
create policy both_sides_change on referrals.asks for update to northline_app
  using (northline.actor_kind() = 'system'
      or from_team = any (northline.team_ids()) or to_team = any (northline.team_ids()))
  with check (northline.actor_kind() = 'system'
      or from_team = any (northline.team_ids()) or to_team = any (northline.team_ids()));
create policy clockwork_erases on referrals.asks for delete to northline_app using (northline.actor_kind() = 'system');
grant select, insert, delete on referrals.asks to northline_app;
grant update (state, answered_at, hold_until, reason, closed_at, late_told_at) on referrals.asks to northline_app;

create table referrals.packets (
  id text primary key,
  -- 128 bits of SHA-256 over the mailbox id, which is a capability and is not stored.
  mailbox_tag text not null unique,
  to_team text not null,
  epoch_id text not null,
  ask_id text references referrals.asks (id) on delete set null,
  state text not null default 'sent'
    check (state in ('sent', 'opened', 'accepted', 'connected', 'declined', 'expired', 'withdrawn')),
  -- Mailbox id and sealed packet, wrapped under the outer key of packet_month. Null once closed.
  packet bytea check (length(packet) <= 71000),
  packet_month text not null,
  -- SHA-256 of the sealed bytes as they came, to know a retry.
  packet_hash bytea not null,
  withdraw_hash bytea not null,
  -- The sealed answer, wrapped under the outer key of answer_month.
  answer bytea check (length(answer) <= 7000),
  answer_month text not null,
  answer_hash bytea,
  sent_at timestamptz not null,
  opened_at timestamptz,
  answered_at timestamptz,
  connected_at timestamptz,
  closed_at timestamptz,
  expires_at timestamptz not null,
  late_told_at timestamptz,
  constraint closed_means_erased
    check ((state in ('declined', 'expired', 'withdrawn')) = (packet is null)
       and (packet is null) = (closed_at is not null)),
  check (state not in ('accepted', 'connected', 'declined') or answer is not null)
);
create index packets_to on referrals.packets (to_team, sent_at desc, id desc);
create index packets_to_open on referrals.packets (to_team, sent_at) where closed_at is null;
create index packets_expiring on referrals.packets (expires_at) where closed_at is null;
create index packets_late on referrals.packets (sent_at) where state in ('sent', 'opened') and late_told_at is null;
create index packets_ask on referrals.packets (ask_id) where ask_id is not null;
create index packets_closed on referrals.packets (closed_at) where closed_at is not null;
comment on table referrals.packets is
  'Sealed packets on their way to a receiving team, each with its mailbox. Closing erases the packet in the same transaction.';
alter table referrals.packets enable row level security;
alter table referrals.packets force row level security;
create policy receiver_or_mailbox_reads on referrals.packets for select to northline_app
  using (northline.actor_kind() = 'system'
      or to_team = any (northline.team_ids())
      or 'mailbox:' || mailbox_tag = any (northline.capabilities()));
create policy staff_with_mailbox_sends on referrals.packets for insert to northline_app
  with check (northline.actor_kind() = 'staff'
      and 'mailbox:' || mailbox_tag = any (northline.capabilities()));
create policy receiver_or_mailbox_changes on referrals.packets for update to northline_app
  using (northline.actor_kind() = 'system'
      or to_team = any (northline.team_ids())
      or 'mailbox:' || mailbox_tag = any (northline.capabilities()))
  with check (northline.actor_kind() = 'system'
      or to_team = any (northline.team_ids())
      or 'mailbox:' || mailbox_tag = any (northline.capabilities()));
create policy clockwork_erases on referrals.packets for delete to northline_app using (northline.actor_kind() = 'system');
grant select, insert, delete on referrals.packets to northline_app;
grant update (state, packet, answer, answer_hash, opened_at, answered_at, connected_at, closed_at, late_told_at)
  on referrals.packets to northline_app;
