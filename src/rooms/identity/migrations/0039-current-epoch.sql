-- Asked in the same statement that stores a message, after it: volatile, so that it sees an epoch that was
-- committed while that statement waited for its row.
create function identity.is_current_epoch(team text, epoch text) returns boolean language plpgsql volatile as $$ begin
  return epoch is not distinct from
    (select e.id from identity.epochs e where e.team_id = team order by e.number desc limit 1);
end $$;
comment on function identity.is_current_epoch is 'Whether this is the newest epoch of the team, at the moment of asking.';

grant execute on function identity.is_current_epoch to northline_app;

-- What a session is at this moment; every statement that asks, asks these.
create function identity.session_is_alive(ends_at timestamptz, seen_at timestamptz, idle_minutes integer) returns boolean
  language sql stable as $$ select ends_at > now() and seen_at > now() - make_interval(mins => idle_minutes) $$;
comment on function identity.session_is_alive is 'Not over: neither its longest time nor the idle time without its browser has passed.';
create function identity.session_is_locked(touched_at timestamptz, idle_minutes integer) returns boolean
  language sql stable as $$ select touched_at < now() - make_interval(mins => idle_minutes) $$;
comment on function identity.session_is_locked is 'Nobody touched it for the idle time.';
create function identity.session_is_fresh(verified_at timestamptz) returns boolean
  language sql stable as $$ select verified_at > now() - interval '10 minutes' $$;
comment on function identity.session_is_fresh is 'Its person proved who they are within ten minutes: an act that needs it may follow.';
grant execute on function identity.session_is_alive, identity.session_is_locked, identity.session_is_fresh to northline_app;

-- Who a session speaks for, in one statement: every request of the staff asks it. Runs with the rights of whoever
-- asks; from the session on it speaks for its member, whose memberships it may read.
create function identity.actor_of_session(
  p_hash text, p_idle_minutes integer,
  out session_id text, out member text, out locked boolean, out fresh boolean, out teams jsonb
) returns setof record language plpgsql volatile as $$
declare due boolean;
begin
  select s.id, s.member_id, identity.session_is_locked(s.touched_at, p_idle_minutes),
    identity.session_is_fresh(s.verified_at), s.seen_at < now() - interval '1 minute'
  into session_id, member, locked, fresh, due
  from identity.sessions s
  where s.token_hash = p_hash and identity.session_is_alive(s.ends_at, s.seen_at, p_idle_minutes);
  if not found then return; end if;
  perform set_config('northline.capabilities', 'signin:' || member, true);
  if due then
    update identity.sessions s set seen_at = now() where s.id = session_id and s.seen_at < now() - interval '1 minute';
  end if;
  select jsonb_agg(jsonb_build_object('teamId', m.team_id, 'organisationId', m.organisation_id,
    'organisationKind', o.kind, 'roles', m.roles) order by m.team_id)
  into teams
  from identity.memberships m join identity.organisations o on o.id = m.organisation_id
  where m.member_id = member and m.left_at is null;
  if teams is not null then return next; end if;
end $$;
comment on function identity.actor_of_session is 'The member of a session that is not over, with today''s teams and roles; locked when nobody touched it for the idle time, fresh within ten minutes of proving who they are. No row for one that is over, or whose member has left.';
grant execute on function identity.actor_of_session to northline_app;
