-- Ways that open a member's keys come and go; keys that are lost are replaced, where a leader allows it; the
-- past is sealed to a newcomer by a deliberate act. A request that shows a link back in names it: renewal:<hash>.

alter table identity.member_slots add column used_at timestamptz;
comment on column identity.member_slots.used_at is 'When a printed code opened the keys; one that was used should be replaced.';
grant update (used_at), delete on identity.member_slots to northline_app;
create policy mark_own_slots on identity.member_slots for update to northline_app
  using (member_id = northline.member_id());
create policy drop_own_slots on identity.member_slots for delete to northline_app
  using (member_id = northline.member_id());

grant select (created_at) on identity.epochs to northline_app;

create table identity.key_renewals (
  id text primary key,
  member_id text not null references identity.members,
  organisation_id text not null references identity.organisations,
  token_hash text not null unique,
  allowed_by text references identity.members,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  ended_at timestamptz
);
create index on identity.key_renewals (member_id);
comment on table identity.key_renewals is 'Leave to make new keys, with a link back in that works once. The token itself is not kept, only its SHA-256.';
comment on column identity.key_renewals.allowed_by is 'Empty when the command line made it.';
comment on column identity.key_renewals.used_at is 'When the link was used to sign in anew.';
comment on column identity.key_renewals.ended_at is 'When the keys were replaced, the old ones opened after all, or another link came in its place.';

create table identity.retired_member_keys (
  id text primary key,
  member_id text not null references identity.members,
  public_key bytea not null check (length(public_key) = 65),
  sign_public_key bytea not null check (length(sign_public_key) = 65),
  made_at timestamptz not null,
  retired_at timestamptz not null default now()
);
create index on identity.retired_member_keys (member_id);
comment on table identity.retired_member_keys is 'Public halves that a member no longer has the private halves of. Nothing is sealed to them any more.';

create function identity.renewed_member() returns text language sql stable
  as $$ select member_id from identity.key_renewals
        where 'renewal:' || token_hash = any (northline.capabilities()) and expires_at > now()
          and ended_at is null and (used_at is null or used_at = now()) $$;
comment on function identity.renewed_member is 'The member of the link back in that the request shows and that is open, or spent by this very transaction.';

create function identity.returns_to() returns text language sql stable
  as $$ select organisation_id from identity.key_renewals
        where 'renewal:' || token_hash = any (northline.capabilities()) and expires_at > now()
          and ended_at is null and (used_at is null or used_at = now()) $$;
comment on function identity.returns_to is 'The organisation of that link.';

create function identity.may_renew_keys() returns boolean language sql stable
  as $$ select exists (select from identity.key_renewals
        where member_id = northline.member_id() and expires_at > now()
          and (ended_at is null or ended_at = now())) $$;
comment on function identity.may_renew_keys is 'Whether a leader lets the asker make new keys; still true in the transaction that ends it.';

create function identity.reads_in(whose text, team text) returns boolean language sql stable
  as $$ select exists (select from identity.memberships m
        where m.member_id = whose and m.team_id = team and m.left_at is null
          and identity.reads_sealed(m.roles)) $$;
comment on function identity.reads_in is 'Whether a member is in a team with a role that reads what the team receives.';

alter table identity.key_renewals enable row level security;
alter table identity.key_renewals force row level security;
alter table identity.retired_member_keys enable row level security;
alter table identity.retired_member_keys force row level security;

grant select, insert, delete on identity.key_renewals to northline_app;
grant update (used_at, ended_at) on identity.key_renewals to northline_app;
create policy show_renewal on identity.key_renewals for select to northline_app using (
  member_id = northline.member_id() or 'renewal:' || token_hash = any (northline.capabilities())
  or northline.actor_kind() = 'system'
  or (organisation_id = any (northline.organisation_ids()) and identity.leads()));
create policy allow_renewal on identity.key_renewals for insert to northline_app with check (
  northline.actor_kind() = 'system'
  or (organisation_id = any (northline.organisation_ids()) and identity.leads()
      and allowed_by = northline.member_id() and member_id <> northline.member_id()
      and exists (select from identity.memberships m where m.member_id = key_renewals.member_id
                    and m.organisation_id = key_renewals.organisation_id and m.left_at is null)));
create policy spend_renewal on identity.key_renewals for update to northline_app using (
  'renewal:' || token_hash = any (northline.capabilities()) or member_id = northline.member_id()
  or northline.actor_kind() = 'system'
  or (organisation_id = any (northline.organisation_ids()) and identity.leads()));
create policy forget_renewals on identity.key_renewals for delete to northline_app
  using (northline.actor_kind() = 'system');

-- Whoever holds the link may become the member again, by a new passkey or passphrase.
create policy read_returning on identity.members for select to northline_app
  using (id = (select identity.renewed_member()));
create policy read_organisation_returned_to on identity.organisations for select to northline_app
  using (id = (select identity.returns_to()));
create policy return_by_passkey on identity.passkeys for insert to northline_app
  with check (member_id = identity.renewed_member());
grant delete on identity.passphrases to northline_app;
create policy see_passphrase_to_replace on identity.passphrases for select to northline_app
  using (member_id = identity.renewed_member() or 'passphrase:' || member_id = any (northline.capabilities()));
create policy replace_passphrase on identity.passphrases for delete to northline_app
  using (member_id = northline.member_id() or member_id = identity.renewed_member());
create policy return_by_passphrase on identity.passphrases for insert to northline_app
  with check (member_id = northline.member_id() or member_id = identity.renewed_member());

-- Without leave, replacing one's keys is refused and not only without effect.
grant update (public_key, sign_public_key, created_at) on identity.member_keys to northline_app;
create policy replace_own_keys on identity.member_keys for update to northline_app
  using (member_id = northline.member_id()) with check (identity.may_renew_keys());
grant update (bytes) on identity.member_bundles to northline_app;
create policy replace_own_bundle on identity.member_bundles for update to northline_app
  using (member_id = northline.member_id()) with check (identity.may_renew_keys());
grant delete on identity.epoch_slots to northline_app;
create policy drop_shut_slots on identity.epoch_slots for delete to northline_app
  using (member_id = northline.member_id() and identity.may_renew_keys());

grant select, insert on identity.retired_member_keys to northline_app;
create policy read_retired_keys on identity.retired_member_keys for select to northline_app using (
  northline.actor_kind() = 'system' or member_id = northline.member_id()
  or exists (select from identity.memberships m where m.member_id = retired_member_keys.member_id
               and m.organisation_id = any (northline.organisation_ids())));
create policy retire_own_keys on identity.retired_member_keys for insert to northline_app
  with check (member_id = northline.member_id() and identity.may_renew_keys());

-- Whatever else allows it: nobody gets a slot who does not read in the team today.
create policy only_readers_get_slots on identity.epoch_slots as restrictive for insert to northline_app
  with check (exists (select from identity.epochs e
                      where e.id = epoch_id and identity.reads_in(epoch_slots.member_id, e.team_id)));
