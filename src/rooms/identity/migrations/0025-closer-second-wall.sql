-- The second wall of what came with the life of keys asked for the organisation where the code asks for the team and the
-- role. It asks for those now; `npm run drill -- access` holds the table that says so.

create function identity.leads_team(team text) returns boolean language sql stable
  as $$ select exists (select from identity.memberships m join identity.teams t on t.id = team
        where m.member_id = northline.member_id() and m.left_at is null
          and ((m.team_id = team and m.roles && array['supervisor', 'coordinator', 'administrator'])
            or (m.organisation_id = t.organisation_id and 'administrator' = any (m.roles)))) $$;
comment on function identity.leads_team is 'Whether the asker leads this team, or administers its organisation.';

create function identity.reads_here(team text) returns boolean language sql stable
  as $$ select identity.reads_in(northline.member_id(), team) $$;
comment on function identity.reads_here is 'Whether the asker reads what this team receives.';

create function identity.has_part_in(recovery text) returns boolean language sql stable
  as $$ select exists (select from identity.recoveries r where r.id = recovery
          and (northline.member_id() in (r.started_by, r.second_by)
            or identity.leads_team(r.team_id) or identity.holds_part(northline.member_id(), r.team_id))) $$;
comment on function identity.has_part_in is 'Whether a recovery is the asker''s to go on with or to stop: its two, who could be one of them, who leads the team.';

-- Only who reads makes a team's keys, signs for them, or says who recovers them.
drop policy make_epochs on identity.epochs;
create policy make_epochs on identity.epochs for insert to northline_app
  with check (team_id = any (northline.team_ids()) and made_by = northline.member_id() and identity.reads_here(team_id));

drop policy make_epoch_statements on identity.epoch_statements;
create policy make_epoch_statements on identity.epoch_statements for insert to northline_app with check (
  exists (select from identity.epochs e where e.id = epoch_id and identity.reads_here(e.team_id))
  and exists (select from identity.certificates c where c.id = certificate_id and c.member_id = northline.member_id()));

drop policy make_recovery_slots on identity.recovery_slots;
create policy make_recovery_slots on identity.recovery_slots for insert to northline_app with check (
  exists (select from identity.epochs e join identity.recovery_plans p on p.team_id = e.team_id
          where e.id = epoch_id and p.id = plan_id and p.current_at is not null and identity.reads_here(e.team_id)));
drop policy replace_recovery_slots on identity.recovery_slots;
create policy replace_recovery_slots on identity.recovery_slots for delete to northline_app using (
  exists (select from identity.epochs e where e.id = epoch_id and identity.reads_here(e.team_id)));

-- Plans are the leaders' of that very team. A holder puts in force what all three agreed to; a reader marks a code that was typed.
drop policy make_plans on identity.recovery_plans;
create policy make_plans on identity.recovery_plans for insert to northline_app with check (
  identity.leads_team(team_id) and made_by = northline.member_id() and (current_at is null or kind = 'code'));
drop policy put_plans_in_force on identity.recovery_plans;
create policy put_plans_in_force on identity.recovery_plans for update to northline_app using (
  case kind when 'code' then identity.reads_here(team_id)
    else exists (select from identity.recovery_holders h where h.plan_id = id and h.member_id = northline.member_id()) end)
  with check (
  (kind = 'code' and used_at is not null)
  or (kind = 'people' and (current_at is null
    or (select count(*) from identity.recovery_holders h where h.plan_id = id and h.agreed_at is not null) = 3)));
drop policy drop_pending_plans on identity.recovery_plans;
create policy drop_pending_plans on identity.recovery_plans for delete to northline_app using (
  current_at is null and (identity.leads_team(team_id)
    or exists (select from identity.recovery_holders h where h.plan_id = id and h.member_id = northline.member_id())));

drop policy go_on_with_recoveries on identity.recoveries;
create policy go_on_with_recoveries on identity.recoveries for update to northline_app
  using (finished_at is null and stopped_at is null
    and (northline.member_id() in (started_by, second_by)
      or identity.leads_team(team_id) or identity.holds_part(northline.member_id(), team_id)))
  with check (second_by is null or kind = 'code' or identity.holds_part(second_by, team_id));

drop policy read_own_shares on identity.recovery_shares;
create policy read_own_shares on identity.recovery_shares for select to northline_app using (
  northline.actor_kind() = 'system' or second_id = northline.member_id() or identity.has_part_in(recovery_id));
drop policy delete_shares on identity.recovery_shares;
create policy delete_shares on identity.recovery_shares for delete to northline_app using (
  northline.actor_kind() = 'system' or identity.has_part_in(recovery_id));

grant execute on function identity.leads_team, identity.reads_here, identity.has_part_in to northline_app;
