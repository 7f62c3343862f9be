-- People: the number once, everything else refers to it by id, so that erasing a number is one update
-- and past counts never change. New tables.
create table phones (
  id bigint generated always as identity primary key,
  -- Null once erased.
  msisdn text unique check (msisdn ~ '^\+48[0-9]{9}$'),
  -- The person said "I never asked for this": the form sends no more codes here until a sign-up by SMS.
  form_blocked_at timestamptz,
  created_at timestamptz not null default now()
);

create table subscribers (
  phone_id bigint primary key references phones,
  state text not null check (state in ('active', 'suspended', 'left')),
  -- Category ids; joining means the alert category, so an active row always holds it.
  categories smallint[] not null default '{}',
  source text not null check (source in ('sms', 'form', 'api', 'import', 'staff')),
  joined_at timestamptz not null,
  suspended_at timestamptz,
  left_at timestamptz,
  -- Date of the text (or act) that last changed the state: where order of arrival disagrees, leaving wins.
  decided_at timestamptz not null
);
create index subscribers_categories on subscribers using gin (categories) where state = 'active';

create table addresses (
  id bigint generated always as identity primary key,
  phone_id bigint not null references subscribers,
  sym text collate "C" not null,
  sym_ul text collate "C",
  house_number text,
  created_at timestamptz not null default now(),
  unique nulls not distinct (phone_id, sym, sym_ul, house_number)
);
create index addresses_place on addresses (sym, sym_ul);

-- Append-only proof of each act: who (by id), what, through which door, answering which wording.
create table consents (
  id bigint generated always as identity primary key,
  phone_id bigint not null references phones,
  act text not null check (act in ('join', 'suspend', 'resume', 'leave', 'change')),
  door text not null check (door in ('sms', 'form', 'api', 'import', 'staff')),
  at timestamptz not null default clock_timestamp(),
  -- Version of the clause the person saw, or the source named by an import.
  wording text not null,
  mo_id bigint,
  detail jsonb not null default '{}'
);
create index consents_phone on consents (phone_id, at);
create trigger consents_append_only
before update or delete on consents
for each row execute function refuse_change();

-- One-time codes, and what each would confirm. Hash = HMAC-SHA-256 with SECRET_KEY over id, number, act, code.
create table codes (
  id uuid primary key default gen_random_uuid(),
  -- Null: a request for a number we do not know; it answers like any other and can never be confirmed.
  phone_id bigint references phones,
  act text not null check (act in ('join', 'leave', 'self')),
  door text not null check (door in ('sms', 'form', 'api')),
  hash bytea not null,
  -- Form and API only: keyed hash of the number, so that budgets count for unknown numbers too.
  number_hash bytea,
  -- The request a person confirms at the form or the API; asking again adds a row, and only the latest counts.
  request_id uuid,
  tries smallint not null default 0,
  payload jsonb not null default '{}',
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index codes_phone on codes (phone_id, created_at) where door = 'sms';
create index codes_request on codes (request_id, created_at) where request_id is not null;
create index codes_number on codes (number_hash, created_at) where number_hash is not null;
create index codes_expires on codes (expires_at);
