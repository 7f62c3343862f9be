-- What people may do with their data, and how long any of it is kept. New tables; columns of subscribers, texts and
-- report_months that are null or have a constant default (a short lock each, no rewrite); one partial index of texts,
-- which is empty; the trigger of audit_entries is replaced (a short lock).

-- The person's own pause: nothing is claimed for the number before this instant but replies, and alerts unless they
-- were to be held as well. A new sign-up ends it.
alter table subscribers
  add column paused_until timestamptz,
  add column pauses_alerts boolean not null default false;

-- A resident who has shown a code: /moje, minutes long. Nothing of the staff's sessions is shared.
create table resident_sessions (
  token_hash bytea primary key,
  phone_id bigint not null references phones,
  csrf text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index resident_sessions_phone on resident_sessions (phone_id);
create index resident_sessions_expires on resident_sessions (expires_at);

-- Register of requests about personal data: ids, no numbers and no texts of people.
create table data_requests (
  id bigint generated always as identity primary key,
  phone_id bigint not null references phones,
  kind text not null check (kind in ('access', 'erasure', 'rectification')),
  -- How the person asked: at /moje, or of the office.
  door text not null check (door in ('form', 'staff')),
  received_on date not null,
  answered_at timestamptz not null default clock_timestamp(),
  answered_by text not null
);
create index data_requests_phone on data_requests (phone_id);

-- The declaration of accessibility as a person wrote it; drafts and what is published are rows of their own.
create table declarations (
  id bigint generated always as identity primary key,
  content jsonb not null,
  -- The day the person gives as the one on which it was made or last reviewed.
  reviewed_on date,
  published_at timestamptz,
  saved_at timestamptz not null default clock_timestamp(),
  saved_by text not null
);

-- Whose digest has been taken away: nothing new can refer to such a text, so that it may go when nothing old does.
alter table texts add column retired_at timestamptz;
create index texts_retired on texts (retired_at) where retired_at is not null;

-- The month's rows of the ledger are gone; its figures stand.
alter table report_months add column dropped_at timestamptz;

-- Entries of the audit can't be changed, and be deleted only when they are older than two years.
create function refuse_young_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.at < now() - interval '2 years' then
    return old;
  end if;
  raise exception 'table % is append-only', tg_table_name;
end $$;
drop trigger audit_entries_append_only on audit_entries;
create trigger audit_entries_append_only
before update or delete on audit_entries
for each row execute function refuse_young_change();
