-- The second wall asks for the role, not for the team alone: an administrator of a shelter is in its team and
-- reads no packet, a coordinator of one shelter is no coordinator of the line. Until here it asked for the team,
-- and the policies in the code asked for the role.

create function northline.held() returns text[] language sql stable
  as $$ select coalesce(string_to_array(nullif(current_setting('northline.held', true), ''), ','), '{}') $$;
comment on function northline.held is 'What the member holds, each as role:team.';

-- One role at a time and no subquery, so that it is planned into the policy that asks.
create function northline.holds(team text, role text) returns boolean language sql stable
  as $$ select role || ':' || team = any (northline.held()) $$;
comment on function northline.holds is 'Whether the member holds this role in this very team; null for no team.';
create function northline.asks_for(team text) returns boolean language sql stable
  as $$ select northline.holds(team, 'responder') or northline.holds(team, 'supervisor')
    or northline.holds(team, 'coordinator') $$;
comment on function northline.asks_for is 'Whether the member asks services in the name of this team.';

-- Asks: those who ask, those who answer. Each in the team where they hold the role.
drop policy both_sides_read on referrals.asks;
drop policy asking_side_writes on referrals.asks;
drop policy both_sides_change on referrals.asks;
create policy both_sides_read on referrals.asks for select to northline_app
  using (northline.actor_kind() = 'system'
      or northline.asks_for(from_team) or northline.holds(to_team, 'provider'));
create policy asking_side_writes on referrals.asks for insert to northline_app
  with check (northline.asks_for(from_team));
create policy both_sides_change on referrals.asks for update to northline_app
  using (northline.actor_kind() = 'system'
      or northline.asks_for(from_team) or northline.holds(to_team, 'provider'))
  with check (northline.actor_kind() = 'system'
      or northline.asks_for(from_team) or northline.holds(to_team, 'provider'));

-- Packets: whoever receives there, and whoever shows the mailbox.
drop policy receiver_or_mailbox_reads on referrals.packets;
drop policy staff_with_mailbox_sends on referrals.packets;
drop policy receiver_or_mailbox_changes on referrals.packets;
create policy receiver_or_mailbox_reads on referrals.packets for select to northline_app
  using (northline.actor_kind() = 'system' or northline.holds(to_team, 'provider')
      or 'mailbox:' || mailbox_tag = any (northline.capabilities()));
create policy staff_with_mailbox_sends on referrals.packets for insert to northline_app
  with check (northline.roles() && array['responder', 'supervisor', 'coordinator']
      and 'mailbox:' || mailbox_tag = any (northline.capabilities()));
create policy receiver_or_mailbox_changes on referrals.packets for update to northline_app
  using (northline.actor_kind() = 'system' or northline.holds(to_team, 'provider')
      or 'mailbox:' || mailbox_tag = any (northline.capabilities()))
  with check (northline.actor_kind() = 'system' or northline.holds(to_team, 'provider')
      or 'mailbox:' || mailbox_tag = any (northline.capabilities()));

-- What a desk may do comes from the code as capabilities; they count only with the role that gives them.
create or replace function conversations.may(verb text, subject text) returns boolean language sql stable
  as $$ select (verb || ':' || subject) = any (northline.capabilities()) and case verb
    when 'answers' then northline.holds(subject, 'responder') or northline.holds(subject, 'supervisor')
    when 'supervises' then northline.holds(subject, 'supervisor')
    else true end $$;
comment on function conversations.may is 'Whether the asker brought this capability, and holds the role it comes from.';

-- The register as it was imported, contacts and confidential addresses included, is the line's coordinators' and
-- the keeping team's. `roles()` let a coordinator of any shelter read the address of every other.
do $$ declare name text; begin
  for name in select tablename from pg_policies where schemaname = 'directory' and policyname = 'coordinators_read' loop
    execute format('drop policy coordinators_read on directory.%I', name);
    execute format('create policy coordinators_read on directory.%I for select to northline_app
      using (northline.line_roles() && array[''coordinator''])', name);
  end loop;
end $$;
drop policy coordinators_and_keepers_read on directory.confidential_places;
create policy coordinators_and_keepers_read on directory.confidential_places for select to northline_app
  using (northline.line_roles() && array['coordinator'] or northline.holds(keeper_team_id, 'provider')
    or northline.holds(keeper_team_id, 'coordinator'));

-- Facts about the installation are read by everyone and written by the system alone.
alter table northline.facts enable row level security;
alter table northline.facts force row level security;
create policy everybody_reads on northline.facts for select to northline_app using (true);
create policy system_writes on northline.facts for insert to northline_app
  with check (northline.actor_kind() = 'system');
