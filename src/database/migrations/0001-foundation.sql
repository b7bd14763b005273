-- Claims of the one who asks, read by every row-level security policy. An absent
-- claim is an empty one, and an empty claim matches nothing.

grant usage on schema northline to northline_app;
grant select on northline.migrations to northline_app;

create function northline.actor_kind() returns text language sql stable
  as $$ select coalesce(current_setting('northline.actor_kind', true), '') $$;
create function northline.member_id() returns text language sql stable
  as $$ select nullif(current_setting('northline.member_id', true), '') $$;
create function northline.team_ids() returns text[] language sql stable
  as $$ select string_to_array(nullif(current_setting('northline.team_ids', true), ''), ',') $$;
create function northline.organisation_ids() returns text[] language sql stable
  as $$ select string_to_array(nullif(current_setting('northline.organisation_ids', true), ''), ',') $$;
create function northline.roles() returns text[] language sql stable
  as $$ select string_to_array(nullif(current_setting('northline.roles', true), ''), ',') $$;
create function northline.conversation_id() returns text language sql stable
  as $$ select nullif(current_setting('northline.conversation_id', true), '') $$;
create function northline.visit_id() returns text language sql stable
  as $$ select nullif(current_setting('northline.visit_id', true), '') $$;
create function northline.capabilities() returns text[] language sql stable
  as $$ select coalesce(string_to_array(nullif(current_setting('northline.capabilities', true), ''), ','), '{}') $$;

comment on function northline.actor_kind is 'public, seeker, staff or system; empty when nobody was named.';
comment on function northline.capabilities is 'Unguessable ids the request has shown, such as mailbox:<id>.';

create table northline.facts (
  name text primary key,
  value text not null
);
comment on table northline.facts is 'Facts about this installation: whether the demo made it, fingerprints of its outer keys. Nothing of a person.';
grant select, insert on northline.facts to northline_app;
