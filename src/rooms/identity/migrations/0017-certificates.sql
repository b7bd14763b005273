-- What organisation keys have signed: the keys themselves stay offline, and nothing here can sign.

create table identity.certificates (
  id text primary key,
  kind text not null check (kind in ('organisation', 'team', 'member')),
  issuer text not null check (length(issuer) between 1 and 200),
  organisation_id text not null references identity.organisations,
  team_id text references identity.teams,
  member_id text references identity.members,
  subject text not null,
  statement text not null check (length(statement) <= 8192),
  signature text not null check (length(signature) = 86),
  not_before timestamptz not null,
  not_after timestamptz not null,
  imported_at timestamptz not null default now(),
  check ((kind = 'team') = (team_id is not null)),
  check ((kind = 'member') = (member_id is not null))
);
create index on identity.certificates (issuer, team_id) where kind = 'team';
create index on identity.certificates (member_id) where kind = 'member';
create index on identity.certificates (subject) where kind = 'organisation';
comment on table identity.certificates is 'Statements signed with an offline organisation key, as they were imported. Browsers verify them; this server need not be believed.';
comment on column identity.certificates.issuer is 'Fingerprint of the organisation key that signed.';
comment on column identity.certificates.subject is 'What is certified: a member''s signing key (base64url), a team''s name, or the fingerprint of another organisation''s key.';

create table identity.revocations (
  issuer text primary key check (length(issuer) between 1 and 200),
  number integer not null check (number > 0),
  statement text not null check (length(statement) <= 65536),
  signature text not null check (length(signature) = 86),
  imported_at timestamptz not null default now()
);
comment on table identity.revocations is 'Per organisation key the newest list of certificates that no longer hold.';

create table identity.epoch_statements (
  epoch_id text primary key references identity.epochs,
  certificate_id text not null references identity.certificates,
  statement text not null check (length(statement) <= 2048),
  signature text not null check (length(signature) = 86)
);
comment on table identity.epoch_statements is 'What the maker of an epoch signed of it. An epoch without one is not verified.';

alter table identity.certificates enable row level security;
alter table identity.certificates force row level security;
alter table identity.revocations enable row level security;
alter table identity.revocations force row level security;
alter table identity.epoch_statements enable row level security;
alter table identity.epoch_statements force row level security;

-- Whoever may know of an organisation may read what its key signed: of a hotline everybody, of a provider staff.
grant select, insert on identity.certificates to northline_app;
create policy read_certificates on identity.certificates for select to northline_app
  using (exists (select from identity.organisations o where o.id = organisation_id));
create policy import_certificates on identity.certificates for insert to northline_app
  with check (northline.actor_kind() = 'system');

grant select, insert on identity.revocations to northline_app;
grant update (number, statement, signature, imported_at) on identity.revocations to northline_app;
create policy read_revocations on identity.revocations for select to northline_app
  using (northline.actor_kind() <> '');
create policy import_revocations on identity.revocations for insert to northline_app
  with check (northline.actor_kind() = 'system');
create policy renew_revocations on identity.revocations for update to northline_app
  using (northline.actor_kind() = 'system');

grant select, insert on identity.epoch_statements to northline_app;
create policy read_epoch_statements on identity.epoch_statements for select to northline_app
  using (exists (select from identity.certificates c where c.id = certificate_id));
create policy make_epoch_statements on identity.epoch_statements for insert to northline_app with check (
  exists (select from identity.epochs e where e.id = epoch_id and e.team_id = any (northline.team_ids()))
  and exists (select from identity.certificates c where c.id = certificate_id and c.member_id = northline.member_id()));
