-- OpenID Connect, for organisations that bring their own accounts. It signs in and opens no key.
--   attempt:<hash>   the way to the organisation's sign-in that this browser began
--   login:<hex>      the account that the organisation's provider vouched for

create table identity.logins (
  account bytea primary key check (length(account) = 32),
  member_id text not null references identity.members,
  organisation_id text not null references identity.organisations,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  unique (member_id, organisation_id)
);
create index on identity.logins (organisation_id);
comment on table identity.logins is 'Which account of an organisation''s own provider signs which member in. Works only while the member is in that organisation.';
comment on column identity.logins.account is 'HMAC, under a key outside the database, of issuer and subject. No name, no address, no e-mail.';

create table identity.attempts (
  hash text primary key,
  purpose text not null check (purpose in ('sign_in', 'accept', 'link')),
  organisation_id text not null references identity.organisations,
  invitation_hash text,
  member_id text,
  expires_at timestamptz not null,
  check ((purpose = 'accept') = (invitation_hash is not null)),
  check ((purpose = 'link') = (member_id is not null))
);
create index on identity.attempts (expires_at);
create index on identity.attempts (organisation_id);
comment on table identity.attempts is 'Ways to an organisation''s sign-in that wait for their one return. The secret is in the browser''s cookie; here is its SHA-256.';

alter table identity.sessions drop constraint sessions_how_check;
alter table identity.sessions add constraint sessions_how_check check (how in ('passkey', 'passphrase', 'organisation'));

alter table identity.logins enable row level security;
alter table identity.logins force row level security;
alter table identity.attempts enable row level security;
alter table identity.attempts force row level security;

grant select, insert, delete on identity.logins to northline_app;
grant update (used_at) on identity.logins to northline_app;
create policy find_login on identity.logins for select to northline_app using (
  member_id = northline.member_id() or northline.actor_kind() = 'system'
  or 'login:' || encode(account, 'hex') = any (northline.capabilities())
  or 'signin:' || member_id = any (northline.capabilities()));
create policy link_login on identity.logins for insert to northline_app with check (
  (member_id = northline.member_id() and organisation_id = any (northline.organisation_ids()))
  or (member_id = identity.invited_member() and organisation_id = identity.invited_to()));
create policy use_login on identity.logins for update to northline_app
  using ('signin:' || member_id = any (northline.capabilities()));
create policy unlink_login on identity.logins for delete to northline_app
  using (member_id = northline.member_id() or northline.actor_kind() = 'system');

grant select, insert, delete on identity.attempts to northline_app;
create policy return_from_attempt on identity.attempts for select to northline_app using (
  'attempt:' || hash = any (northline.capabilities()) or northline.actor_kind() = 'system');
create policy begin_attempt on identity.attempts for insert to northline_app with check (
  (northline.actor_kind() = 'public' and purpose <> 'link')
  or (northline.actor_kind() = 'staff' and purpose = 'link' and member_id = northline.member_id()));
create policy end_attempt on identity.attempts for delete to northline_app using (
  'attempt:' || hash = any (northline.capabilities()) or northline.actor_kind() = 'system');
