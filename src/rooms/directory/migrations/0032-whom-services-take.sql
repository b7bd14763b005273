-- Whom a service takes, so that nobody is sent across a city to a door that stays shut.

alter table directory.services
  add column takes text[], add column refuses text[], add column only_for text[], add column modes text[],
  add column free boolean;
comment on column directory.services.takes is 'Codes of traits (whom/traits.ts) of people whom the service takes; in neither list: not known.';
comment on column directory.services.refuses is 'Codes of traits of people whom the service does not take.';
comment on column directory.services.only_for is 'Codes of traits of the people it was made for.';
comment on column directory.services.modes is 'How it meets people: in_person, phone, video, outreach; null: as its places suggest.';

alter table directory.entries
  add column age_from smallint, add column age_to smallint, add column assured date;
comment on column directory.entries.age_from is 'Ages that it takes; both null: not known.';
comment on column directory.entries.assured is 'When the entry was last confirmed; among equals the fresher one comes first.';

-- What is published is derived. When the way it is derived changes, a server that starts publishes all anew.
create table directory.publication (
  one boolean primary key default true check (one),
  edition integer not null
);
comment on table directory.publication is 'Which edition of the rules of publishing (publish/edition.ts) the published layer was made by.';
insert into directory.publication (edition) values (0);
alter table directory.publication enable row level security;
alter table directory.publication force row level security;
grant select, insert, update on directory.publication to northline_app;
create policy publishing_reads on directory.publication for select to northline_app
  using (northline.actor_kind() = 'system');
create policy publishing_inserts on directory.publication for insert to northline_app
  with check (northline.actor_kind() = 'system');
create policy publishing_updates on directory.publication for update to northline_app
  using (northline.actor_kind() = 'system');
