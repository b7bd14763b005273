-- A team counts its slowings and can't take a count away; the clockwork does, when it is old.

drop policy answering on conversations.slowings;
create policy answering_read on conversations.slowings for select to northline_app
  using (conversations.may('answers', team_id));
create policy answering_add on conversations.slowings for insert to northline_app
  with check (conversations.may('answers', team_id));
create policy answering_count on conversations.slowings for update to northline_app
  using (conversations.may('answers', team_id)) with check (conversations.may('answers', team_id));
