-- A claim looks at the snapshot of its start. Under a named legal basis somebody who never joined may send STOP between
-- that and the moment their number is locked: this looks anew, in a snapshot of its own (volatile, and not inlined).
-- A new function; no locks.
create function has_subscriber_now(phone bigint) returns boolean language plpgsql volatile as $$
begin
  return exists (select from subscribers where phone_id = phone);
end $$;
