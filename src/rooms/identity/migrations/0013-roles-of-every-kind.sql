-- Organisations of every kind, and the roles of each; changing a member's roles; passkeys
-- that can be named and removed. Which role fits which kind is said once in the code
-- (kernel, rolesOf) and once here; a test compares the two.

create function identity.roles_of(kind text) returns text[] language sql immutable
  as $$ select case kind
    when 'hotline' then array['responder', 'supervisor', 'coordinator', 'analyst', 'convenor', 'administrator']
    when 'region' then array['responder', 'supervisor', 'coordinator', 'convenor', 'administrator']
    when 'provider' then array['provider', 'coordinator', 'administrator']
    when 'liaison' then array['liaison', 'administrator']
    when 'statistics' then array['analyst', 'convenor', 'administrator']
    else array[]::text[] end $$;
comment on function identity.roles_of is 'The roles that a member can have in an organisation of this kind; none for an unknown kind.';

create function identity.reads_sealed(roles text[]) returns boolean language sql immutable
  as $$ select roles && array['responder', 'supervisor', 'provider', 'liaison'] $$;
comment on function identity.reads_sealed is 'Whether these roles read what is sealed to their team, and so hold its key.';

alter table identity.organisations drop constraint organisations_kind_check;
alter table identity.organisations add constraint organisations_kind_check
  check (cardinality(identity.roles_of(kind)) > 0);
alter table identity.organisations add column passphrases boolean not null default false;
comment on column identity.organisations.passphrases is
  'Whether a newcomer whose machine has no passkey may use a generated passphrase instead; said by an administrator.';
-- Until now everybody could, where the operator's setting said so.
update identity.organisations set passphrases = true;

-- The roles themselves are checked by the trigger, against the kind of the organisation.
alter table identity.memberships drop constraint memberships_roles_check;
alter table identity.memberships add constraint memberships_roles_check check (cardinality(roles) > 0);
alter table identity.invitations drop constraint invitations_roles_check;
alter table identity.invitations add constraint invitations_roles_check check (cardinality(roles) > 0);

create function identity.check_roles() returns trigger language plpgsql as $$
begin
  if not new.roles <@ identity.roles_of(
    (select o.kind from identity.organisations o where o.id = new.organisation_id)) is true then
    raise exception 'permission denied: roles that an organisation of this kind does not have' using errcode = '42501';
  end if;
  return new;
end $$;
comment on function identity.check_roles is 'Refuses roles that do not fit the kind of the organisation.';
create trigger fitting_roles before insert or update of roles on identity.memberships
  for each row execute function identity.check_roles();
create trigger fitting_roles before insert or update of roles on identity.invitations
  for each row execute function identity.check_roles();

-- Nobody changes their own roles, and only an administrator gives or takes that role.
create function identity.check_change_of_roles() returns trigger language plpgsql as $$
begin
  if new.roles is not distinct from old.roles or northline.actor_kind() in ('system', '') then
    return new;
  end if;
  if new.member_id = northline.member_id()
    or ('administrator' = any (new.roles) <> ('administrator' = any (old.roles))
        and not 'administrator' = any (northline.roles())) then
    raise exception 'permission denied: roles that are not theirs to change' using errcode = '42501';
  end if;
  return new;
end $$;
comment on function identity.check_change_of_roles is 'The second wall for a change of roles: never one''s own; administrator only by administrators.';
create trigger granted_roles before update of roles on identity.memberships
  for each row execute function identity.check_change_of_roles();
grant update (roles) on identity.memberships to northline_app;

-- A liaison sees what was sent to it and an analyst releases: neither needs the name of a shelter.
drop policy read_organisations on identity.organisations;
create policy read_organisations on identity.organisations for select to northline_app using (
  kind = 'hotline' or northline.actor_kind() = 'system'
  or (northline.actor_kind() = 'staff'
      and (id = any (northline.organisation_ids()) or northline.line_roles() is not null))
  or (northline.capabilities() <> '{}'
      and (exists (select from unnest(northline.capabilities()) c where c like 'signin:%')
           or id = (select identity.invited_to()))));
grant update (passphrases) on identity.organisations to northline_app;
create policy allow_passphrases on identity.organisations for update to northline_app using (
  northline.actor_kind() = 'system'
  or (id = any (northline.organisation_ids()) and 'administrator' = any (northline.roles())));

alter table identity.passkeys add column label text not null default '' check (length(label) <= 60);
comment on column identity.passkeys.label is 'What its owner calls it; only they see it.';
alter table identity.member_slots drop constraint member_slots_credential_id_fkey;
alter table identity.member_slots add constraint member_slots_credential_id_fkey
  foreign key (credential_id) references identity.passkeys on delete cascade;
create index on identity.member_slots (credential_id);
alter table identity.sessions drop constraint sessions_credential_id_fkey;
alter table identity.sessions add constraint sessions_credential_id_fkey
  foreign key (credential_id) references identity.passkeys on delete set null;
create index on identity.sessions (credential_id);
grant delete on identity.passkeys to northline_app;
create policy remove_own_passkey on identity.passkeys for delete to northline_app
  using (member_id = northline.member_id());
