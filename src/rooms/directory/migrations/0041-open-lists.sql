-- Lists of the open data beside that of services: the places at which services are, and the taxonomies they are filed
-- under. Made with what is published, and of nothing else: a confidential place is in neither.

alter table directory.published add column terms uuid[] not null default '{}';
comment on column directory.published.terms is 'Taxonomy terms of the service as open data, with those above them.';
create index published_terms on directory.published using gin (terms);

create table directory.open_places (
  id text collate "C" primary key,
  service_id text collate "C" not null,
  latitude real,
  longitude real
);
comment on table directory.open_places is 'Services at places that may be named, as in published.hsds; id is that of the service at the place.';
create index on directory.open_places (service_id);
create index on directory.open_places (latitude, longitude);

create table directory.open_terms (
  id uuid primary key,
  taxonomy uuid,
  parent uuid,
  term jsonb not null
);
comment on table directory.open_terms is 'Every taxonomy term that a published service has or had, as HSDS; a list shows those that one has.';
create index on directory.open_terms (taxonomy);
create index on directory.open_terms (parent);

do $$
declare name text;
begin
  foreach name in array array['open_places', 'open_terms'] loop
    execute format('alter table directory.%I enable row level security', name);
    execute format('alter table directory.%I force row level security', name);
    execute format('grant select, insert, update, delete on directory.%I to northline_app', name);
    execute format('create policy everybody_reads on directory.%I for select to northline_app using (true)', name);
    execute format('create policy publishing_inserts on directory.%I for insert to northline_app
      with check (northline.actor_kind() = ''system'')', name);
    execute format('create policy publishing_updates on directory.%I for update to northline_app
      using (northline.actor_kind() = ''system'')', name);
    execute format('create policy publishing_deletes on directory.%I for delete to northline_app
      using (northline.actor_kind() = ''system'')', name);
  end loop;
end $$;
