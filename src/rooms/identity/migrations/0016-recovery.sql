-- A team's epochs recovered by any two of three named people, or by a printed code in a safe.

create table identity.recovery_plans (
  id text primary key,
  team_id text not null references identity.teams,
  kind text not null check (kind in ('people', 'code')),
  public_key bytea check (length(public_key) = 65),
  made_by text not null references identity.members,
  created_at timestamptz not null default now(),
  current_at timestamptz,
  used_at timestamptz,
  check ((kind = 'code') = (public_key is not null))
);
create index on identity.recovery_plans (team_id);
comment on table identity.recovery_plans is 'Who or what recovers a team''s epochs. The newest that is in force is sealed to.';
comment on column identity.recovery_plans.current_at is 'In force since; empty until all three have agreed.';
comment on column identity.recovery_plans.used_at is 'When the code was typed; one that was used should be replaced.';

create table identity.recovery_holders (
  plan_id text not null references identity.recovery_plans on delete cascade,
  member_id text not null references identity.members,
  public_key bytea check (length(public_key) = 65),
  agreed_at timestamptz,
  primary key (plan_id, member_id),
  check ((agreed_at is null) = (public_key is null))
);
create index on identity.recovery_holders (member_id);
comment on table identity.recovery_holders is 'The three of a plan, and the member key with which each agreed; with another key they hold nothing.';

create table identity.recovery_slots (
  epoch_id text not null references identity.epochs,
  plan_id text not null references identity.recovery_plans on delete cascade,
  first_id text not null,
  second_id text not null,
  bytes bytea not null,
  primary key (epoch_id, plan_id, first_id, second_id),
  check ((first_id = '') = (second_id = '')),
  check (first_id = '' or first_id <> second_id)
);
create index on identity.recovery_slots (plan_id);
create index on identity.recovery_slots (first_id);
comment on table identity.recovery_slots is 'An epoch''s private half sealed to the second, and that to the first; for a code both are empty. Wrapped again under a key outside the database.';

create table identity.recoveries (
  id text primary key,
  team_id text not null references identity.teams,
  kind text not null check (kind in ('people', 'code')),
  reason text not null check (reason ~ '^[a-z_]{1,30}$'),
  started_by text not null references identity.members,
  started_at timestamptz not null default now(),
  ends_at timestamptz not null,
  second_by text references identity.members,
  confirmed_at timestamptz,
  finished_at timestamptz,
  stopped_at timestamptz,
  check ((second_by is null) = (confirmed_at is null)),
  check (kind = 'code' or second_by is distinct from started_by),
  check (finished_at is null or confirmed_at is not null)
);
create index on identity.recoveries (team_id, started_at);
comment on table identity.recoveries is 'Acts of recovery: who started, who confirmed, and why. Rows stay as history.';

create table identity.recovery_shares (
  recovery_id text not null references identity.recoveries,
  epoch_id text not null references identity.epochs,
  second_id text not null references identity.members,
  bytes bytea not null,
  primary key (recovery_id, epoch_id, second_id)
);
comment on table identity.recovery_shares is 'Epochs'' private halves with the outer seal off, each sealed to one holder; deleted when the recovery ends.';

create function identity.team_of_own_organisation(team text) returns boolean language sql stable
  as $$ select exists (select from identity.teams t
        where t.id = team and t.organisation_id = any (northline.organisation_ids())) $$;
comment on function identity.team_of_own_organisation is 'Whether a team is of an organisation that the asker is in.';

create function identity.holds_part(whose text, team text) returns boolean language sql stable
  as $$ select exists (select from identity.recovery_holders h
        join identity.recovery_plans p on p.id = h.plan_id
        join identity.member_keys k on k.member_id = h.member_id and k.public_key = h.public_key
        where h.member_id = whose and p.team_id = team and p.current_at is not null) $$;
comment on function identity.holds_part is 'Whether a member agreed to a plan of a team and still has the key with which they did.';

create function identity.runs_recovery(recovery text, part text) returns boolean language sql stable
  as $$ select exists (select from identity.recoveries r
        where r.id = recovery and r.finished_at is null and r.stopped_at is null and r.ends_at > now()
          and case part when 'first' then r.started_by else r.second_by end = northline.member_id()) $$;
comment on function identity.runs_recovery is 'Whether the asker is the first or the second of a recovery that is under way.';

alter table identity.recovery_plans enable row level security;
alter table identity.recovery_plans force row level security;
alter table identity.recovery_holders enable row level security;
alter table identity.recovery_holders force row level security;
alter table identity.recovery_slots enable row level security;
alter table identity.recovery_slots force row level security;
alter table identity.recoveries enable row level security;
alter table identity.recoveries force row level security;
alter table identity.recovery_shares enable row level security;
alter table identity.recovery_shares force row level security;

grant select, insert, delete on identity.recovery_plans to northline_app;
grant update (current_at, used_at) on identity.recovery_plans to northline_app;
create policy read_plans on identity.recovery_plans for select to northline_app
  using (identity.team_of_own_organisation(team_id));
create policy make_plans on identity.recovery_plans for insert to northline_app with check (
  identity.team_of_own_organisation(team_id) and identity.leads() and made_by = northline.member_id()
  and (current_at is null or kind = 'code'));
create policy put_plans_in_force on identity.recovery_plans for update to northline_app
  using (identity.team_of_own_organisation(team_id)) with check (
  kind = 'code' or current_at is null
  or (select count(*) from identity.recovery_holders h where h.plan_id = id and h.agreed_at is not null) = 3);
create policy drop_pending_plans on identity.recovery_plans for delete to northline_app using (
  current_at is null and identity.team_of_own_organisation(team_id)
  and (identity.leads() or exists (select from identity.recovery_holders h
                                   where h.plan_id = id and h.member_id = northline.member_id())));

grant select, insert on identity.recovery_holders to northline_app;
grant update (public_key, agreed_at) on identity.recovery_holders to northline_app;
create policy read_holders on identity.recovery_holders for select to northline_app
  using (member_id = northline.member_id() or identity.is_colleague(member_id));
create policy name_holders on identity.recovery_holders for insert to northline_app with check (
  agreed_at is null and exists (select from identity.recovery_plans p
    where p.id = plan_id and p.current_at is null and p.made_by = northline.member_id()));
create policy agree_in_person on identity.recovery_holders for update to northline_app
  using (member_id = northline.member_id()) with check (
  public_key = (select k.public_key from identity.member_keys k where k.member_id = northline.member_id()));

-- The team sees what is covered; bytes open nothing without the two holders' keys, or the code.
grant select, insert, delete on identity.recovery_slots to northline_app;
create policy read_recovery_slots on identity.recovery_slots for select to northline_app using (
  first_id = northline.member_id()
  or exists (select from identity.epochs e where e.id = epoch_id and e.team_id = any (northline.team_ids())));
create policy make_recovery_slots on identity.recovery_slots for insert to northline_app with check (
  exists (select from identity.epochs e join identity.recovery_plans p on p.team_id = e.team_id
          where e.id = epoch_id and p.id = plan_id and p.current_at is not null
            and e.team_id = any (northline.team_ids())));
create policy replace_recovery_slots on identity.recovery_slots for delete to northline_app using (
  exists (select from identity.epochs e where e.id = epoch_id and e.team_id = any (northline.team_ids())));

grant select, insert on identity.recoveries to northline_app;
grant update (second_by, confirmed_at, finished_at, stopped_at) on identity.recoveries to northline_app;
create policy read_recoveries on identity.recoveries for select to northline_app using (
  northline.actor_kind() = 'system' or identity.team_of_own_organisation(team_id));
create policy start_recoveries on identity.recoveries for insert to northline_app with check (
  started_by = northline.member_id() and finished_at is null and stopped_at is null
  and case kind when 'people' then second_by is null and identity.holds_part(northline.member_id(), team_id)
           else second_by = northline.member_id() and identity.reads_in(northline.member_id(), team_id) end);
create policy go_on_with_recoveries on identity.recoveries for update to northline_app
  using (identity.team_of_own_organisation(team_id) and finished_at is null and stopped_at is null)
  with check (second_by is null or kind = 'code' or identity.holds_part(second_by, team_id));

grant select, insert, delete on identity.recovery_shares to northline_app;
create policy read_own_shares on identity.recovery_shares for select to northline_app using (
  northline.actor_kind() = 'system' or second_id = northline.member_id()
  or exists (select from identity.recoveries r where r.id = recovery_id
               and identity.team_of_own_organisation(r.team_id)));
create policy hand_over_shares on identity.recovery_shares for insert to northline_app
  with check (identity.runs_recovery(recovery_id, 'first'));
create policy delete_shares on identity.recovery_shares for delete to northline_app using (
  northline.actor_kind() = 'system'
  or exists (select from identity.recoveries r where r.id = recovery_id
               and identity.team_of_own_organisation(r.team_id)));

-- The second of the two seals what was recovered to the team, whether or not they are in it.
create policy restore_epochs on identity.epoch_slots for insert to northline_app with check (
  exists (select from identity.epochs e join identity.recoveries r on r.team_id = e.team_id
          where e.id = epoch_id and identity.runs_recovery(r.id, 'second')));
create policy see_slots_to_restore on identity.epoch_slots for select to northline_app using (
  exists (select from identity.epochs e join identity.recoveries r on r.team_id = e.team_id
          where e.id = epoch_id and identity.runs_recovery(r.id, 'second')));
