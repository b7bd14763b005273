-- What was decided in recovery stays decided, whatever statement is sent: row-level security sees the new row alone,
-- and so can't say what it was before.

create function identity.keep_plan() returns trigger language plpgsql as $$ begin
  if old.current_at is not null and new.current_at is distinct from old.current_at then
    raise insufficient_privilege using message = 'a plan is put in force once';
  end if;
  if old.used_at is not null and new.used_at is null then
    raise insufficient_privilege using message = 'a code that was typed stays used';
  end if;
  return new;
end $$;
comment on function identity.keep_plan is 'An old code is not put in force again, and a used one is not made new.';
create trigger plans_are_put_in_force_once before update on identity.recovery_plans
  for each row execute function identity.keep_plan();

create function identity.keep_second() returns trigger language plpgsql as $$ begin
  if new.second_by is distinct from old.second_by
    and (old.second_by is not null or new.second_by is distinct from northline.member_id()) then
    raise insufficient_privilege using message = 'the second person speaks for themselves, once';
  end if;
  return new;
end $$;
comment on function identity.keep_second is 'Nobody confirms in another''s name.';
create trigger the_second_speaks_for_themselves before update on identity.recoveries
  for each row execute function identity.keep_second();
