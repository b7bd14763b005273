-- Who receives for a service is named by the line. `roles()` holds what a member is anywhere, so a
-- provider's own coordinator would pass; `line_roles()` holds what a member is at a hotline.

create function northline.line_roles() returns text[] language sql stable
  as $$ select string_to_array(nullif(current_setting('northline.line_roles', true), ''), ',') $$;
comment on function northline.line_roles is 'Roles the member holds in teams of hotline organisations.';

drop policy name_them on referrals.receivers;
create policy name_them on referrals.receivers for all to northline_app
  using (northline.actor_kind() = 'system' or northline.line_roles() && array['coordinator', 'administrator'])
  with check (northline.actor_kind() = 'system' or northline.line_roles() && array['coordinator', 'administrator']);
