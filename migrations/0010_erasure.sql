-- Erasure. Columns of phones that are null (a short lock, no rewrite); two small indexes of rows that are few (built under
-- a lock that keeps writers waiting for one scan each); the check of codes' acts is widened: added unvalidated, then
-- validated without keeping anybody waiting.
alter table phones
  -- Everything about the person is gone; the number stays until the confirmation has left.
  add column erasing_since timestamptz,
  add column erased_at timestamptz,
  -- Keyed hash of the erased number: a file of staff does not bring it back. It does not stop joining again.
  add column number_hash bytea,
  add constraint phones_erased check (erased_at is null or msisdn is null);
create index phones_erasing on phones (erasing_since) where erasing_since is not null;
create index phones_number_hash on phones (number_hash) where number_hash is not null;

create index mos_parked_sender on mos (sender) where state = 'parked';

alter table codes drop constraint codes_act_check;
alter table codes add constraint codes_act_check check (act in ('join', 'leave', 'self', 'erase')) not valid;
alter table codes validate constraint codes_act_check;
