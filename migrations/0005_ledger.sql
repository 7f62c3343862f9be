-- The ledger: campaigns, their runs, one MT row per (run, number, item), and the batches submitted. New tables.

-- Each distinct text once.
create table texts (
  id bigint generated always as identity primary key,
  digest bytea not null unique,
  body text not null,
  encoding text not null check (encoding in ('gsm7', 'ucs2')),
  segments smallint not null check (segments >= 1),
  -- Texts with a one-time code are blanked after this instant.
  secret_until timestamptz,
  created_at timestamptz not null default now()
);
create index texts_secret on texts (secret_until) where secret_until is not null;

create table campaigns (
  id bigint generated always as identity primary key,
  state text not null check (state in ('draft', 'scheduled', 'running', 'paused', 'stopped', 'done')),
  lane text not null check (lane in ('alert', 'personal', 'bulk')),
  text text not null,
  audience jsonb not null,
  send_at timestamptz,
  created_by text not null,
  created_at timestamptz not null default now(),
  launched_at timestamptz,
  ended_at timestamptz
);

-- A run id carries its month: yyyymm * 10^9 + n. Replies of a month share run yyyymm * 10^9; n ≥ 1 comes from
-- the sequence. So a month of rows is one partition with bounds known ahead, and retention is a DROP.
create sequence run_seq;

create table runs (
  id bigint primary key,
  campaign_id bigint references campaigns,
  kind text not null check (kind in ('reply', 'campaign', 'module')),
  lane text not null check (lane in ('reply', 'alert', 'personal', 'bulk')),
  state text not null check (state in ('planning', 'running', 'paused', 'stopped', 'done')),
  text_id bigint references texts,
  -- Null: the office's default sender for this lane.
  sender text,
  pause_reason text,
  created_at timestamptz not null default now(),
  planned_at timestamptz,
  ended_at timestamptz
);
create index runs_open on runs (lane, id) where state in ('planning', 'running', 'paused');
create index runs_campaign on runs (campaign_id);

-- What one call to the gateway submits: rows of one run with one text. Committed before the call.
create table batches (
  id bigint generated always as identity primary key,
  run_id bigint not null references runs,
  text_id bigint not null references texts,
  -- Null: the account's default sender.
  sender text,
  state text not null check (state in ('claimed', 'answered', 'unknown', 'refused')),
  -- Calls made or begun with this very composition.
  tries smallint not null default 1,
  size integer not null,
  -- The rows of a batch lie between these ids.
  first_id bigint not null,
  last_id bigint not null,
  lease_term bigint not null,
  -- Which of the gateway's hosts is asked; decided before the call, because only that one can tell a repetition.
  host text not null default 'primary' check (host in ('primary', 'backup')),
  error_code text,
  claimed_at timestamptz not null,
  -- When the last call ended without telling its outcome.
  tried_at timestamptz,
  -- When the gateway answered row by row: from then on a receipt of one row proves nothing about the others.
  answered_at timestamptz,
  -- A repetition was refused for good. Whether a refused call uses up its ids is not documented: 53 proves nothing now.
  is_doubted boolean not null default false,
  -- The gateway answered 53 for the whole repeated call: at least one row had been accepted, perhaps not all. Each of
  -- its rows then has a batch of its own (docs/decisions/0004-53-is-proof-for-one-row-only.md).
  split_at timestamptz,
  split_from bigint references batches
);
create index batches_open on batches (id) where state in ('claimed', 'unknown');
create index batches_split on batches (split_from) where split_from is not null;

create sequence mts_id_seq;

create table mts (
  run_id bigint not null,
  id bigint not null default nextval('mts_id_seq'),
  phone_id bigint not null,
  -- 0 in mass runs. Replies: the inbound text's id * 8 + n; codes of the form: the negative of an id of their own.
  item bigint not null default 0,
  text_id bigint not null,
  state text not null default 'planned' check (state in (
    'planned', 'held', 'claimed', 'submitted', 'rejected', 'unknown',
    'delivered', 'undelivered', 'expired', 'skipped')),
  -- Part of the idx; grows only after a definite refusal.
  attempt smallint not null default 1,
  -- Why skipped, held or rejected.
  reason text,
  batch_id bigint,
  gateway_ref text,
  points real,
  not_before timestamptz,
  submitted_at timestamptz,
  reported_at timestamptz,
  primary key (run_id, id),
  unique (run_id, phone_id, item)
) partition by range (run_id);
alter sequence mts_id_seq owned by mts.id;
create index mts_open on mts (run_id, id) where state in ('planned', 'held', 'claimed', 'unknown');
create index mts_phone on mts (phone_id);

-- Creates the partitions of a month, 'yyyymm', when they are missing. Called at start and daily for this month and the next.
create function ensure_ledger_month(month integer) returns void language plpgsql as $$
declare
  next_month integer := case when month % 100 = 12 then month + 89 else month + 1 end;
begin
  perform pg_advisory_xact_lock(hashtext('ensure_ledger_month'));
  if to_regclass(format('mts_%s', month)) is null then
    execute format(
      'create table mts_%s partition of mts for values from (%s) to (%s) with (fillfactor = 80)',
      month, month::bigint * 1000000000, next_month::bigint * 1000000000);
    -- Without statistics the planner takes any run for a part of the month. With them it takes a run newer than the last
    -- analyze for empty, and then reads the whole run for each of its rows: 10 s a claim instead of 30 ms.
    execute format('alter table mts_%s alter column run_id set statistics 0', month);
  end if;
  insert into runs (id, kind, lane, state, planned_at)
  values (month::bigint * 1000000000, 'reply', 'reply', 'running', now())
  on conflict do nothing;
end $$;

-- Receipts wait here until they are applied in sets; a row that finds no message yet stays.
create table dlrs (
  id bigint generated always as identity primary key,
  idx text,
  -- Read from idx where it is one of ours and of this epoch.
  run_id bigint,
  mt_id bigint,
  attempt smallint,
  gateway_ref text not null,
  status smallint not null,
  done_at timestamptz,
  received_at timestamptz not null default clock_timestamp(),
  tries smallint not null default 0
);
create index dlrs_fresh on dlrs (id) where tries = 0;

-- One row: what is known of receipts as a whole, so that nobody has to search the ledger for it.
create table dlr_watch (
  id boolean primary key default true check (id),
  -- When a receipt last moved a message.
  applied_at timestamptz not null,
  -- Receipts whose idx another epoch of this installation made: before a restore, or by a copy of it.
  other_epochs bigint not null default 0
);
insert into dlr_watch (applied_at) values ('-infinity');

-- One row; who may claim and call. The term grows with each change of holder and fences the old one out.
create table dispatch_lease (
  id boolean primary key default true check (id),
  holder text not null,
  term bigint not null,
  expires_at timestamptz not null
);
insert into dispatch_lease (holder, term, expires_at) values ('nobody', 0, '-infinity');

-- Heartbeats of our graphile-worker processes: jobs of one that died are unlocked at once.
create table workers (
  id text primary key,
  beat_at timestamptz not null
);
