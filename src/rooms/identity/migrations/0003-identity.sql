-- Who works here. A request that is not signed in yet sees only what its capabilities name:
--   session:<hash>     the session whose cookie it shows        signin:<member>   a member it has proved to be
--   invitation:<hash>  the invitation whose token it shows      challenge:<hash>  a challenge it answers
--   passkey:<id>       the credential it signs with             handle:<hex>      the sign-in name it types

create schema identity;
grant usage on schema identity to northline_app;

create function identity.leads() returns boolean language sql stable
  as $$ select coalesce(northline.roles() && array['supervisor', 'coordinator', 'administrator'], false) $$;
comment on function identity.leads is 'Whether the asker may invite and remove somewhere; the policy of the room says where.';

create table identity.organisations (
  id text primary key,
  name text not null check (length(name) between 1 and 200),
  kind text not null check (kind in ('hotline', 'provider')),
  demo boolean not null default false,
  created_at timestamptz not null default now()
);
comment on table identity.organisations is 'Organisations with members here. Those made by the demo are labelled invented wherever they show.';

create table identity.teams (
  id text primary key,
  organisation_id text not null references identity.organisations,
  name text not null check (length(name) between 1 and 200),
  languages text[] not null default '{}',
  region text,
  created_at timestamptz not null default now(),
  unique (id, organisation_id)
);
create index on identity.teams (organisation_id);
comment on table identity.teams is 'Whoever shares an epoch key: all readers of a conversation or packet are one team.';
comment on column identity.teams.languages is 'BCP 47 tags in which the team answers.';

create table identity.members (
  id text primary key,
  handle text unique,
  name text not null check (length(name) between 1 and 120),
  locale text not null default 'en',
  created_at timestamptz not null default now(),
  joined_at timestamptz
);
comment on table identity.members is 'People who work here. The name is shown to colleagues of the same organisation only.';
comment on column identity.members.handle is 'Sign-in name; empty once the member has left every team, so that it can be given anew.';

create table identity.memberships (
  id text primary key,
  member_id text not null references identity.members,
  team_id text not null,
  organisation_id text not null,
  roles text[] not null check (
    cardinality(roles) > 0
    and roles <@ array['responder', 'supervisor', 'coordinator', 'provider', 'administrator']
  ),
  joined_at timestamptz not null default now(),
  left_at timestamptz,
  foreign key (team_id, organisation_id) references identity.teams (id, organisation_id)
);
create unique index memberships_active on identity.memberships (member_id, team_id) where left_at is null;
create index on identity.memberships (team_id) where left_at is null;
create index on identity.memberships (member_id, organisation_id);
comment on table identity.memberships is 'Which member is in which team with which roles, from when until when. Rows stay as history.';

create table identity.invitations (
  token_hash text primary key,
  member_id text not null references identity.members on delete cascade,
  team_id text not null,
  organisation_id text not null,
  roles text[] not null check (
    cardinality(roles) > 0
    and roles <@ array['responder', 'supervisor', 'coordinator', 'provider', 'administrator']
  ),
  invited_by text references identity.members,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  foreign key (team_id, organisation_id) references identity.teams (id, organisation_id)
);
create index on identity.invitations (member_id);
comment on table identity.invitations is 'Links that work once. The token itself is not kept, only its SHA-256.';
comment on column identity.invitations.invited_by is 'Empty when the command line made it.';

create table identity.passkeys (
  credential_id text primary key,
  member_id text not null references identity.members,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}',
  backed_up boolean not null,
  created_at timestamptz not null default now(),
  used_at timestamptz
);
create index on identity.passkeys (member_id);
comment on table identity.passkeys is 'Public halves of WebAuthn credentials (COSE keys) with their signature counters.';

create table identity.passphrases (
  member_id text primary key references identity.members,
  salt bytea not null check (length(salt) = 16),
  verifier bytea not null check (length(verifier) = 32),
  created_at timestamptz not null default now()
);
comment on table identity.passphrases is 'HMAC, under a key outside the database, of the sign-in key that a browser derives from a generated passphrase.';

create table identity.member_keys (
  member_id text primary key references identity.members,
  public_key bytea not null check (length(public_key) = 65),
  sign_public_key bytea not null check (length(sign_public_key) = 65),
  created_at timestamptz not null default now()
);
comment on table identity.member_keys is 'Public halves of members'' keys: HPKE for epochs, ECDSA for signatures.';

create table identity.member_bundles (
  member_id text primary key references identity.member_keys,
  bytes bytea not null
);
comment on table identity.member_bundles is 'Private halves, sealed in the browser under the member''s root key.';

create table identity.member_slots (
  id text primary key,
  member_id text not null references identity.member_keys,
  kind text not null check (kind in ('passkey', 'passphrase', 'printed')),
  credential_id text references identity.passkeys,
  bytes bytea not null,
  created_at timestamptz not null default now(),
  check ((kind = 'passkey') = (credential_id is not null))
);
create index on identity.member_slots (member_id);
comment on table identity.member_slots is 'The member''s root key under one secret each, wrapped again under a key outside the database.';

create table identity.epochs (
  id text primary key,
  team_id text not null references identity.teams,
  number integer not null check (number > 0),
  public_key bytea not null check (length(public_key) = 65),
  made_by text not null references identity.members,
  created_at timestamptz not null default now(),
  unique (team_id, number)
);
comment on table identity.epochs is 'A team''s public keys, one after each change of its membership. The highest number is the current one.';

create table identity.epoch_slots (
  epoch_id text not null references identity.epochs,
  member_id text not null references identity.members,
  bytes bytea not null,
  primary key (epoch_id, member_id)
);
create index on identity.epoch_slots (member_id);
comment on table identity.epoch_slots is 'The epoch''s private half sealed to one member, wrapped again under a key outside the database.';

create table identity.sessions (
  id text primary key,
  token_hash text not null unique,
  member_id text not null references identity.members,
  how text not null check (how in ('passkey', 'passphrase')),
  credential_id text references identity.passkeys,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  touched_at timestamptz not null default now(),
  verified_at timestamptz not null default now(),
  ends_at timestamptz not null
);
create index on identity.sessions (member_id);
comment on table identity.sessions is 'Who is signed in. The cookie itself is not kept, only its SHA-256. An ended session is deleted.';
comment on column identity.sessions.seen_at is 'Last sign of the browser; a session unseen for the idle time is over.';
comment on column identity.sessions.touched_at is 'Last sign of the person; a session untouched for the idle time is locked, its streams go on.';
comment on column identity.sessions.verified_at is 'Last time the person proved who they are.';

create table identity.challenges (
  hash text primary key,
  purpose text not null check (purpose in ('sign_in', 'accept', 'add')),
  member_id text,
  expires_at timestamptz not null
);
create index on identity.challenges (expires_at);
comment on table identity.challenges is 'WebAuthn challenges that wait for their one answer, as SHA-256.';

create function identity.invited_member() returns text language sql stable
  as $$ select member_id from identity.invitations
        where 'invitation:' || token_hash = any (northline.capabilities())
          and expires_at > now() and (used_at is null or used_at = now()) $$;
comment on function identity.invited_member is 'The member to be, of the invitation that the request shows and that is open, or spent by this very transaction.';

create function identity.invited_to() returns text language sql stable
  as $$ select organisation_id from identity.invitations
        where 'invitation:' || token_hash = any (northline.capabilities())
          and expires_at > now() and (used_at is null or used_at = now()) $$;
comment on function identity.invited_to is 'The organisation of that invitation.';

create function identity.is_colleague(whose text) returns boolean language sql stable
  as $$ select exists (select from identity.memberships m
        where m.member_id = whose and m.organisation_id = any (northline.organisation_ids())) $$;
comment on function identity.is_colleague is 'Whether a member is or was in an organisation of the asker.';

-- Second wall. Each table is shut unless a policy opens it.

alter table identity.organisations enable row level security;
alter table identity.organisations force row level security;
alter table identity.teams enable row level security;
alter table identity.teams force row level security;
alter table identity.members enable row level security;
alter table identity.members force row level security;
alter table identity.memberships enable row level security;
alter table identity.memberships force row level security;
alter table identity.invitations enable row level security;
alter table identity.invitations force row level security;
alter table identity.passkeys enable row level security;
alter table identity.passkeys force row level security;
alter table identity.passphrases enable row level security;
alter table identity.passphrases force row level security;
alter table identity.member_keys enable row level security;
alter table identity.member_keys force row level security;
alter table identity.member_bundles enable row level security;
alter table identity.member_bundles force row level security;
alter table identity.member_slots enable row level security;
alter table identity.member_slots force row level security;
alter table identity.epochs enable row level security;
alter table identity.epochs force row level security;
alter table identity.epoch_slots enable row level security;
alter table identity.epoch_slots force row level security;
alter table identity.sessions enable row level security;
alter table identity.sessions force row level security;
alter table identity.challenges enable row level security;
alter table identity.challenges force row level security;

-- A provider may be a shelter: its name is for staff, and for whoever holds its invitation or session.
grant select, insert on identity.organisations to northline_app;
create policy read_organisations on identity.organisations for select to northline_app using (
  kind = 'hotline' or northline.actor_kind() in ('staff', 'system')
  or (northline.capabilities() <> '{}'
      and (exists (select from unnest(northline.capabilities()) c where c like 'signin:%')
           or id = (select identity.invited_to()))));
create policy make_organisations on identity.organisations for insert to northline_app
  with check (northline.actor_kind() = 'system');

grant select, insert on identity.teams to northline_app;
create policy read_teams on identity.teams for select to northline_app
  using (exists (select from identity.organisations o where o.id = organisation_id));
create policy make_teams on identity.teams for insert to northline_app
  with check (northline.actor_kind() = 'system');

grant select, insert on identity.memberships to northline_app;
grant update (left_at) on identity.memberships to northline_app;
create policy read_memberships on identity.memberships for select to northline_app using (
  northline.actor_kind() = 'system' or member_id = northline.member_id()
  or organisation_id = any (northline.organisation_ids())
  or 'signin:' || member_id = any (northline.capabilities()));
create policy accept_membership on identity.memberships for insert to northline_app with check (
  exists (select from identity.invitations i
          where 'invitation:' || i.token_hash = any (northline.capabilities()) and i.used_at = now()
            and i.member_id = memberships.member_id and i.member_id = identity.invited_member()
            and i.team_id = memberships.team_id and i.roles = memberships.roles));
create policy end_memberships on identity.memberships for update to northline_app
  using (organisation_id = any (northline.organisation_ids()) and identity.leads());

grant select, insert, delete on identity.invitations to northline_app;
grant update (used_at) on identity.invitations to northline_app;
create policy show_invitation on identity.invitations for select to northline_app using (
  'invitation:' || token_hash = any (northline.capabilities()) or northline.actor_kind() = 'system'
  or (organisation_id = any (northline.organisation_ids()) and identity.leads()));
create policy invite on identity.invitations for insert to northline_app with check (
  northline.actor_kind() = 'system'
  or (organisation_id = any (northline.organisation_ids()) and identity.leads()
      and invited_by = northline.member_id()));
create policy spend_invitation on identity.invitations for update to northline_app
  using ('invitation:' || token_hash = any (northline.capabilities()));
create policy withdraw_invitations on identity.invitations for delete to northline_app using (
  northline.actor_kind() = 'system'
  or (organisation_id = any (northline.organisation_ids()) and identity.leads()));

grant select, insert, delete on identity.members to northline_app;
grant update (name, handle, locale, joined_at) on identity.members to northline_app;
create policy read_members on identity.members for select to northline_app using (
  northline.actor_kind() = 'system' or id = northline.member_id()
  or 'signin:' || id = any (northline.capabilities()) or id = (select identity.invited_member())
  or 'handle:' || encode(convert_to(handle, 'UTF8'), 'hex') = any (northline.capabilities())
  or exists (select from identity.memberships m
             where m.member_id = members.id and m.organisation_id = any (northline.organisation_ids()))
  or exists (select from identity.invitations i
             where i.member_id = members.id and i.organisation_id = any (northline.organisation_ids())));
create policy make_members on identity.members for insert to northline_app
  with check ((northline.actor_kind() = 'system' or identity.leads()) and joined_at is null);
create policy change_members on identity.members for update to northline_app using (
  id = northline.member_id() or id = identity.invited_member() or northline.actor_kind() = 'system'
  or (identity.leads() and (
    exists (select from identity.memberships m
            where m.member_id = members.id and m.organisation_id = any (northline.organisation_ids()))
    or exists (select from identity.invitations i
               where i.member_id = members.id and i.organisation_id = any (northline.organisation_ids())))));
create policy forget_never_joined on identity.members for delete to northline_app
  using (northline.actor_kind() = 'system' and joined_at is null);

grant select, insert on identity.passkeys to northline_app;
grant update (counter, backed_up, used_at) on identity.passkeys to northline_app;
create policy read_passkeys on identity.passkeys for select to northline_app using (
  member_id = northline.member_id() or 'passkey:' || credential_id = any (northline.capabilities())
  or 'signin:' || member_id = any (northline.capabilities()));
create policy register_passkey on identity.passkeys for insert to northline_app
  with check (member_id = northline.member_id() or member_id = identity.invited_member());
create policy count_passkey on identity.passkeys for update to northline_app
  using ('signin:' || member_id = any (northline.capabilities()));

grant select, insert on identity.passphrases to northline_app;
create policy try_passphrase on identity.passphrases for select to northline_app using (
  exists (select from identity.members m where m.id = member_id
            and 'handle:' || encode(convert_to(m.handle, 'UTF8'), 'hex') = any (northline.capabilities())));
create policy register_passphrase on identity.passphrases for insert to northline_app
  with check (member_id = identity.invited_member());

grant select, insert on identity.member_keys to northline_app;
create policy read_member_keys on identity.member_keys for select to northline_app using (
  northline.actor_kind() = 'system' or member_id = northline.member_id()
  or 'signin:' || member_id = any (northline.capabilities())
  or exists (select from identity.memberships m where m.member_id = member_keys.member_id
               and m.organisation_id = any (northline.organisation_ids())));
create policy make_own_keys on identity.member_keys for insert to northline_app
  with check (member_id = northline.member_id());

grant select, insert on identity.member_bundles to northline_app;
create policy read_own_bundle on identity.member_bundles for select to northline_app
  using (member_id = northline.member_id() or 'signin:' || member_id = any (northline.capabilities()));
create policy make_own_bundle on identity.member_bundles for insert to northline_app
  with check (member_id = northline.member_id());

grant select, insert on identity.member_slots to northline_app;
create policy read_own_slots on identity.member_slots for select to northline_app
  using (member_id = northline.member_id() or 'signin:' || member_id = any (northline.capabilities()));
create policy make_own_slots on identity.member_slots for insert to northline_app
  with check (member_id = northline.member_id());

-- Public keys are for everyone who seals to the team, seekers first; who made one is not.
grant select (id, team_id, number, public_key) on identity.epochs to northline_app;
grant insert on identity.epochs to northline_app;
create policy read_epochs on identity.epochs for select to northline_app using (northline.actor_kind() <> '');
create policy make_epochs on identity.epochs for insert to northline_app
  with check (team_id = any (northline.team_ids()) and made_by = northline.member_id());

-- Colleagues see for whom slots exist; another's bytes open nothing without that member's key.
grant select, insert on identity.epoch_slots to northline_app;
create policy read_epoch_slots on identity.epoch_slots for select to northline_app using (
  member_id = northline.member_id()
  or exists (select from identity.epochs e where e.id = epoch_id and e.team_id = any (northline.team_ids())));
create policy make_epoch_slots on identity.epoch_slots for insert to northline_app with check (
  exists (select from identity.epochs e where e.id = epoch_id and e.team_id = any (northline.team_ids())));

grant select, insert, delete on identity.sessions to northline_app;
grant update (token_hash, how, credential_id, seen_at, touched_at, verified_at) on identity.sessions to northline_app;
create policy read_sessions on identity.sessions for select to northline_app using (
  northline.actor_kind() = 'system' or member_id = northline.member_id()
  or 'session:' || token_hash = any (northline.capabilities())
  or 'signin:' || member_id = any (northline.capabilities())
  or (identity.leads() and identity.is_colleague(member_id)));
create policy start_session on identity.sessions for insert to northline_app
  with check ('signin:' || member_id = any (northline.capabilities()));
create policy keep_session on identity.sessions for update to northline_app using (
  member_id = northline.member_id() or 'session:' || token_hash = any (northline.capabilities())
  or 'signin:' || member_id = any (northline.capabilities()));
create policy end_sessions on identity.sessions for delete to northline_app using (
  northline.actor_kind() = 'system' or member_id = northline.member_id()
  or 'session:' || token_hash = any (northline.capabilities())
  or (identity.leads() and identity.is_colleague(member_id)));

grant select, insert, delete on identity.challenges to northline_app;
create policy answer_challenge on identity.challenges for select to northline_app using (
  'challenge:' || hash = any (northline.capabilities()) or northline.actor_kind() = 'system');
create policy ask_challenge on identity.challenges for insert to northline_app
  with check (northline.actor_kind() in ('public', 'staff'));
create policy spend_challenge on identity.challenges for delete to northline_app using (
  'challenge:' || hash = any (northline.capabilities()) or northline.actor_kind() = 'system');
