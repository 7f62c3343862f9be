-- Inbound texts (the row is the work item) and one conversation per number. New tables.
create table mos (
  id bigint generated always as identity primary key,
  -- The gateway gives inbound texts no id: SHA-256 of (from, to, date, text, MsgId).
  digest bytea not null unique,
  -- As the gateway gave it; '+48…' when it is a Polish number.
  sender text not null,
  recipient text not null,
  text text not null,
  gateway_ref text,
  sent_at timestamptz not null,
  received_at timestamptz not null default clock_timestamp(),
  -- waiting: to be handled · handled · kept: for staff, never answered (not a Polish mobile) ·
  -- parked: failed too often, set aside alone.
  state text not null check (state in ('waiting', 'handled', 'kept', 'parked')),
  phone_id bigint references phones,
  intent text,
  -- none: nothing for staff · staff: to the inbox · danger: red, on top.
  mark text not null default 'none' check (mark in ('none', 'staff', 'danger')),
  failures smallint not null default 0,
  not_before timestamptz,
  handled_at timestamptz
);
-- Oldest first among all numbers, then each number's texts in order.
create index mos_waiting on mos (id) where state = 'waiting';
create index mos_waiting_sender on mos (sender, sent_at, id) where state = 'waiting';
create index mos_inbox on mos (id) where mark <> 'none';
create index mos_phone on mos (phone_id, id);

-- What the webhook could not read: kept raw for a look, counted, never answered.
create table refused_mos (
  id bigint generated always as identity primary key,
  received_at timestamptz not null default clock_timestamp(),
  problem text not null,
  raw bytea not null
);

create table conversations (
  phone_id bigint primary key references phones,
  -- {machine, version, state, context}; null before the first step.
  snapshot jsonb,
  wake_at timestamptz,
  -- Loop breaker: instants of recent replies and the last acknowledgement (product rule: never answer a machine).
  guard jsonb not null default '{}',
  updated_at timestamptz not null default now()
);
create index conversations_wake on conversations (wake_at) where wake_at is not null;

-- Items of reply MTs that answer no inbound text (codes of the form, notices): the negative of a number from here.
create sequence own_item_seq;
