-- A legal hold is for those who supervise the team or administer it (decision 013): the capability counts only with that role.
create or replace function conversations.may(verb text, subject text) returns boolean language sql stable
  as $$ select (verb || ':' || subject) = any (northline.capabilities()) and case verb
    when 'answers' then northline.holds(subject, 'responder') or northline.holds(subject, 'supervisor')
    when 'supervises' then northline.holds(subject, 'supervisor')
    when 'holds' then northline.holds(subject, 'supervisor') or northline.holds(subject, 'administrator')
    else true end $$;
