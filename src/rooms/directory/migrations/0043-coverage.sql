-- Where no vetted service answers: need × postal area × language × hour of the week, taken stock of once a day. Made from what is
-- published. And how often somebody looked for a need and nothing fitted near by: by the week and the province, no more.

create table directory.coverage (
  taken_on date not null,
  need text not null,
  language text not null,
  hour text not null,
  levels bytea not null,
  primary key (taken_on, need, language, hour)
);
comment on table directory.coverage is 'For each postal area, in the order of coverage/areas.ts, one byte: 0 nobody, 1 not known, 2 from afar, 3 near by. The latest day, and the first of each month.';

create table directory.unmet (
  week date not null,
  need text not null,
  -- Empty: not said.
  province text not null,
  times integer not null,
  primary key (week, need, province)
);
comment on table directory.unmet is 'How often nothing near by fitted a need, by the week; counted in memory and written once an hour, so that no row tells when somebody looked.';

do $$
declare name text;
begin
  foreach name in array array['coverage', 'unmet'] loop
    execute format('alter table directory.%I enable row level security', name);
    execute format('alter table directory.%I force row level security', name);
    execute format('grant select, insert, update, delete on directory.%I to northline_app', name);
    execute format('create policy stock on directory.%I to northline_app
      using (northline.actor_kind() = ''system'') with check (northline.actor_kind() = ''system'')', name);
    execute format('create policy reviewers_read on directory.%I for select to northline_app using (directory.is_reviewer())', name);
  end loop;
end $$;
