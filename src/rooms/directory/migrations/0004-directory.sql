-- The register of services after HSDS 3.x (Open Referral). Two layers:
--   * what a source says, table by table, read by coordinators only, because free text and
--     addresses of confidential places pass through it;
--   * what is published from it (`published`, `entries`, `gazetteer` …), in which no confidential
--     address is left, read by everybody. Search, cards and pages read nothing else.

create schema directory;
grant usage on schema directory to northline_app;

-- Every row of a source: `id` is made of source, table and source_id, so that a second import meets the
-- first; `hash` is over what was read, so that it changes nothing.

create table directory.organizations (
  id text primary key, source text not null, source_id text not null, hash text not null,
  name text not null, alternate_name text, description text, email text, website text,
  tax_status text, tax_id text, year_incorporated integer, legal_status text, logo text, uri text,
  -- The identity room's team that keeps this organisation's entries, once a coordinator has said so.
  keeper_team_id text
);
comment on table directory.organizations is 'HSDS organization.';

create table directory.services (
  id text primary key, source text not null, source_id text not null, hash text not null,
  organization_id text references directory.organizations on delete cascade,
  name text not null, alternate_name text, description text, url text, email text,
  status text not null check (status in ('active', 'inactive', 'defunct', 'temporarily closed')),
  interpretation_services text, application_process text, fees_description text, wait_time text,
  accreditations text, eligibility_description text, minimum_age integer, maximum_age integer,
  assured_date date, assurer_email text, licenses text, alert text, last_modified timestamptz,
  -- What HSDS can't say.
  language text, zone text, needs text[], bring text,
  sharing text check (sharing in ('no', 'if_you_ask', 'yes')), sharing_text text
);
comment on table directory.services is 'HSDS service, with what Northline adds: language of the texts, IANA zone, needs, what to bring, sharing with police or border services (null: not known).';
create index on directory.services (organization_id);

create table directory.service_texts (
  id text primary key, source text not null, source_id text not null, hash text not null,
  service_id text not null references directory.services on delete cascade,
  locale text not null, name text, summary text, description text, for_whom text, bring text,
  cost text, how_to_apply text, sharing_text text, alert text
);
comment on table directory.service_texts is 'A service''s words in another language; each that is missing falls back to the service''s own.';
create index on directory.service_texts (service_id);

create table directory.locations (
  id text primary key, source text not null, source_id text not null, hash text not null,
  organization_id text references directory.organizations on delete set null,
  location_type text, name text, alternate_name text, description text, transportation text, url text,
  latitude double precision, longitude double precision,
  external_identifier text, external_identifier_type text, zone text,
  -- Worked out from the address when it came in.
  town text, town_key text, province text, postal_area text, country text,
  confidential boolean not null default false,
  -- What may be said instead of the town, where even the town says too much.
  published_area text,
  check (not confidential or (name is null and alternate_name is null and description is null
    and transportation is null and url is null and latitude is null and longitude is null
    and external_identifier is null))
);
comment on table directory.locations is 'HSDS location. A confidential one has nothing here but its town; the rest is in confidential_places.';
create index on directory.locations (organization_id);
create index on directory.locations (confidential) where confidential;

create table directory.addresses (
  id text primary key, source text not null, source_id text not null, hash text not null,
  location_id text references directory.locations on delete cascade,
  organization_id text references directory.organizations on delete cascade,
  attention text, address_1 text, address_2 text, city text, region text, state_province text,
  postal_code text, country text, address_type text
);
comment on table directory.addresses is 'HSDS address (1.x: of an organisation too). None of a confidential place.';
create index on directory.addresses (location_id);

create table directory.confidential_places (
  location_id text primary key references directory.locations on delete cascade,
  organization_id text references directory.organizations on delete set null,
  -- Copied from the organisation, so that the policy needs no join.
  keeper_team_id text,
  details jsonb not null
);
comment on table directory.confidential_places is 'What locations withholds of a confidential place: for coordinators, and for the team that keeps its entry.';

create table directory.confidential_addresses (
  like directory.addresses,
  primary key (id),
  foreign key (location_id) references directory.locations on delete cascade
);
comment on table directory.confidential_addresses is 'The addresses of confidential places, read by the same few.';
create index on directory.confidential_addresses (location_id);

create table directory.service_at_locations (
  id text primary key, source text not null, source_id text not null, hash text not null,
  service_id text not null references directory.services on delete cascade,
  location_id text not null references directory.locations on delete cascade,
  description text
);
comment on table directory.service_at_locations is 'HSDS service_at_location.';
create index on directory.service_at_locations (service_id);
create index on directory.service_at_locations (location_id);

create table directory.phones (
  id text primary key, source text not null, source_id text not null, hash text not null,
  service_id text references directory.services on delete cascade,
  location_id text references directory.locations on delete cascade,
  organization_id text references directory.organizations on delete cascade,
  service_at_location_id text references directory.service_at_locations on delete cascade,
  number text not null, extension text, type text, description text
);
comment on table directory.phones is 'HSDS phone. A phone of a contact person is kept with the contact.';
create index on directory.phones (service_id);
create index on directory.phones (location_id);
create index on directory.phones (organization_id);
create index on directory.phones (service_at_location_id);

create table directory.schedules (
  id text primary key, source text not null, source_id text not null, hash text not null,
  service_id text references directory.services on delete cascade,
  location_id text references directory.locations on delete cascade,
  service_at_location_id text references directory.service_at_locations on delete cascade,
  -- What it means, as hours/rules.ts reads it; null: kept as text only.
  rules jsonb,
  valid_from date, valid_to date, dtstart date, timezone numeric, until date, count integer, wkst text,
  freq text, interval integer, byday text, byweekno text, bymonthday text, byyearday text,
  opens_at text, closes_at text, description text, schedule_link text, attending_type text, notes text,
  holiday boolean not null default false, closed boolean
);
comment on table directory.schedules is 'HSDS schedule; 1.x regular and holiday schedules are read into it. Its zone is the IANA zone of its service or place, never the number.';
create index on directory.schedules (service_id);
create index on directory.schedules (location_id);
create index on directory.schedules (service_at_location_id);

create table directory.hours_gaps (
  parent_id text primary key
);
comment on table directory.hours_gaps is 'Services, places and services at places of which an opening could not be read: outside the hours that are known they are unknown, not closed.';

create table directory.languages (
  id text primary key, source text not null, source_id text not null, hash text not null,
  service_id text references directory.services on delete cascade,
  location_id text references directory.locations on delete cascade,
  phone_id text references directory.phones on delete cascade,
  name text, code text, note text,
  tag text
);
comment on table directory.languages is 'HSDS language. tag: BCP 47, null where the name is not understood.';
create index on directory.languages (service_id);
create index on directory.languages (location_id);
create index on directory.languages (phone_id);

create table directory.service_areas (
  id text primary key, source text not null, source_id text not null, hash text not null,
  service_id text not null references directory.services on delete cascade,
  name text, description text, extent text, extent_type text, uri text
);
comment on table directory.service_areas is 'HSDS service_area: where the people live whom it serves, which is not where it is.';
create index on directory.service_areas (service_id);

create table directory.required_documents (
  id text primary key, source text not null, source_id text not null, hash text not null,
  service_id text not null references directory.services on delete cascade,
  document text not null, uri text
);
comment on table directory.required_documents is 'HSDS required_document.';
create index on directory.required_documents (service_id);

create table directory.cost_options (
  id text primary key, source text not null, source_id text not null, hash text not null,
  service_id text not null references directory.services on delete cascade,
  valid_from date, valid_to date, option text, currency text, amount numeric, amount_description text
);
comment on table directory.cost_options is 'HSDS cost_option.';
create index on directory.cost_options (service_id);

create table directory.accessibility (
  id text primary key, source text not null, source_id text not null, hash text not null,
  location_id text not null references directory.locations on delete cascade,
  description text, details text, url text
);
comment on table directory.accessibility is 'HSDS accessibility.';
create index on directory.accessibility (location_id);

create table directory.taxonomies (
  id text primary key, source text not null, source_id text not null, hash text not null,
  name text not null, description text, uri text, version text
);
comment on table directory.taxonomies is 'HSDS taxonomy.';

create table directory.taxonomy_terms (
  id text primary key, source text not null, source_id text not null, hash text not null,
  taxonomy_id text references directory.taxonomies on delete set null,
  code text, name text not null, description text, taxonomy text, language text, term_uri text,
  parent_source_id text
);
comment on table directory.taxonomy_terms is 'HSDS taxonomy_term; 1.x taxonomy.';

create table directory.attributes (
  id text primary key, source text not null, source_id text not null, hash text not null,
  link_id text not null, link_entity text not null,
  taxonomy_term_id text references directory.taxonomy_terms on delete cascade,
  link_type text, value text
);
comment on table directory.attributes is 'HSDS attribute; 1.x service_taxonomy. link_id is our id of the row that link_entity names.';
create index on directory.attributes (link_id);

create table directory.kept_rows (
  id text primary key, source text not null, source_id text not null, hash text not null,
  table_name text not null,
  data jsonb not null
);
comment on table directory.kept_rows is 'Rows of HSDS tables that nothing reads yet (contacts, programmes, funding, identifiers, metadata), kept for export. Contacts are persons.';

-- What is published ---------------------------------------------------------------------------------

create table directory.published (
  service_id text collate "C" primary key,
  -- What a list of hits shows.
  listing jsonb not null,
  -- What only the page of the service and its card show besides.
  rest jsonb not null,
  -- Its places, in the order of entries.place; one without an address where it has none.
  places jsonb not null
);
comment on table directory.published is 'A service as everybody may read it, in every language it has. Written by publish/ only.';

create table directory.zones (
  no smallint primary key,
  name text not null unique
);
comment on table directory.zones is 'IANA zones in use, numbered without gaps, so that what the clock of each shows is worked out once a search, by the app: the database may know other rules of summer time than the pages.';

create table directory.entries (
  id integer generated always as identity primary key,
  service_id text collate "C" not null,
  -- Which of published.places.
  place smallint not null,
  latitude real,
  longitude real,
  zone smallint not null,
  -- Minutes of the local week (Monday 0:00 is 0) in which it is open, where that is the same each week.
  hours int4multirange,
  -- Rules with dates, where it is not.
  rules jsonb,
  gap boolean not null,
  -- What it can be found by, each as 32 bits of a hash (words/keys.ts): needs, languages, words, cells of the map, areas.
  keys integer[] not null
);
comment on table directory.entries is 'One line of the search index: a service at a place, or without one. Coordinates of a confidential place are its town''s.';
create index entries_keys on directory.entries using gin (keys) with (fastupdate = off);
create index on directory.entries (service_id);

create table directory.gazetteer (
  kind text not null check (kind in ('town', 'postal')),
  key text not null,
  province text not null,
  name text not null,
  country text not null,
  latitude double precision,
  longitude double precision,
  services integer not null,
  primary key (kind, key, province)
);
comment on table directory.gazetteer is 'Towns and postal areas, from the places that are not confidential; of the others only the name of the town.';
create index gazetteer_typos on directory.gazetteer using gin (key gin_trgm_ops);
create index gazetteer_prefix on directory.gazetteer (key text_pattern_ops);
create index on directory.gazetteer (latitude, longitude);

create table directory.vocabulary (
  word text primary key
);
comment on table directory.vocabulary is 'Every word of the published texts, folded and without plural; typos are mended against it.';
create index vocabulary_typos on directory.vocabulary using gin (word gin_trgm_ops);

create table directory.spoken (
  tag text primary key,
  services integer not null
);
comment on table directory.spoken is 'Languages that some service speaks, for the list one can choose from.';

-- Whether a rule (hours/rules.ts) falls on a day, counted from 1970-01-01.
create function directory.falls_on(rule jsonb, day integer) returns boolean language sql immutable
  as $$
    select (rule -> 'from' is null or day >= (rule ->> 'from')::integer)
      and (rule -> 'to' is null or day <= (rule ->> 'to')::integer)
      and (rule -> 'days' is null or rule -> 'days' @> to_jsonb((day + 3) % 7 + 1))
      and (rule -> 'monthDays' is null
        or rule -> 'monthDays' @> to_jsonb(extract(day from d)::integer)
        or rule -> 'monthDays' @> to_jsonb(extract(day from d)::integer - last - 1))
      and (rule -> 'nth' is null
        or rule -> 'nth' @> to_jsonb(array[(extract(day from d)::integer + 6) / 7 * 10 + (day + 3) % 7 + 1])
        or rule -> 'nth' @> to_jsonb(array[-((last - extract(day from d)::integer + 7) / 7 * 10 + (day + 3) % 7 + 1)]))
      and (rule -> 'weeks' is null
        or ((day + 4 - (rule ->> 'weekStart')::integer) / 7
          - ((rule ->> 'anchor')::integer + 4 - (rule ->> 'weekStart')::integer) / 7) % (rule ->> 'weeks')::integer = 0)
      and (rule -> 'months' is null
        or (extract(year from d)::integer * 12 + extract(month from d)::integer
          - extract(year from a)::integer * 12 - extract(month from a)::integer) % (rule ->> 'months')::integer = 0)
    from (select date '1970-01-01' + day as d,
        extract(day from date_trunc('month', date '1970-01-01' + day) + interval '1 month - 1 day')::integer as last,
        date '1970-01-01' + coalesce((rule ->> 'anchor')::integer, 0) as a) x
  $$;

-- 0 open, 1 unknown, 2 closed, at a local time; the same as hours/state.ts, which a test holds it to.
create function directory.dated_state(rules jsonb, gap boolean, at timestamp) returns smallint language sql immutable
  as $$
    with moments as (
      select at::date - date '1970-01-01' - back as day,
        extract(hour from at)::integer * 60 + extract(minute from at)::integer + back * 1440 as minute, back
      from generate_series(0, 1) as back
    ), rule as (
      select value as r from jsonb_array_elements(rules)
    ), holiday as (
      select day, exists (select from rule where r -> 'closed' is not null and directory.falls_on(r, day)) as closed
      from moments
    )
    select (case
      when exists (
        select from moments join holiday using (day), rule
        where r -> 'opens' is not null and minute >= (r ->> 'opens')::integer and minute < (r ->> 'closes')::integer
          and directory.falls_on(r, day) and (not closed or r -> 'special' is not null)) then 0
      when gap then 1
      when exists (
        select from moments join holiday using (day), rule
        where back = 0 and (closed or (
          (r -> 'from' is null or day >= (r ->> 'from')::integer)
          and (r -> 'to' is null or day <= (r ->> 'to')::integer)))) then 2
      else 1 end)::smallint
  $$;

-- Planning a search needs to know which keys are common, and publishing how many rows an import brought. The app's role may not analyse a table it doesn't own.
create function directory.refresh_statistics() returns void language plpgsql security definer
  set search_path = pg_catalog
  as $$ begin
    analyze directory.services, directory.locations, directory.addresses, directory.service_at_locations,
      directory.phones, directory.schedules, directory.languages, directory.service_areas;
    analyze directory.entries;
    analyze directory.published;
    analyze directory.vocabulary;
    analyze directory.gazetteer;
  end $$;
revoke execute on function directory.refresh_statistics() from public;
grant execute on function directory.refresh_statistics() to northline_app;

-- Who may read and write ------------------------------------------------------------------------------

do $$
declare name text;
begin
  foreach name in array array['organizations', 'services', 'service_texts', 'locations', 'addresses',
    'service_at_locations', 'phones', 'schedules', 'hours_gaps', 'languages', 'service_areas',
    'required_documents', 'cost_options', 'accessibility', 'taxonomies', 'taxonomy_terms', 'attributes',
    'kept_rows'] loop
    execute format('alter table directory.%I enable row level security', name);
    execute format('alter table directory.%I force row level security', name);
    execute format('grant select, insert, update, delete on directory.%I to northline_app', name);
    execute format('create policy coordinators_read on directory.%I for select to northline_app
      using (northline.roles() && array[''coordinator''])', name);
    execute format('create policy imports_write on directory.%I to northline_app
      using (northline.actor_kind() = ''system'') with check (northline.actor_kind() = ''system'')', name);
  end loop;
  foreach name in array array['published', 'zones', 'entries', 'gazetteer', 'vocabulary',
    'spoken'] loop
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

do $$
declare name text;
begin
  foreach name in array array['confidential_places', 'confidential_addresses'] loop
    execute format('alter table directory.%I enable row level security', name);
    execute format('alter table directory.%I force row level security', name);
    execute format('grant select, insert, update, delete on directory.%I to northline_app', name);
    execute format('create policy imports_write on directory.%I to northline_app
      using (northline.actor_kind() = ''system'') with check (northline.actor_kind() = ''system'')', name);
  end loop;
end $$;
create policy coordinators_and_keepers_read on directory.confidential_places for select to northline_app
  using (northline.roles() && array['coordinator'] or keeper_team_id = any (northline.team_ids()));
create policy coordinators_and_keepers_read on directory.confidential_addresses for select to northline_app
  using (exists (select from directory.confidential_places place
    where place.location_id = confidential_addresses.location_id));
