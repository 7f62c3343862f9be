-- Figures kept for years, counted from the ledger while it still stands: no numbers, no texts. New tables; the two
-- indexes hold up writes to consents and subscribers while they are built (seconds for half a million rows).

-- A day of reports (Europe/Warsaw). Its price never changes after it was first seen, whatever the settings say later.
create table report_days (
  day date primary key,
  segment_price_grosze numeric not null
);

-- Months of the ledger that nothing is counted of any more: their figures stand. Only these may be dropped.
create table report_months (
  month integer primary key,
  closed_at timestamptz not null
);

-- What a run was, for reports that outlive it, and when its rows were last counted.
create table report_runs (
  run_id bigint primary key,
  campaign_id bigint,
  kind text not null check (kind in ('reply', 'campaign', 'module')),
  lane text not null check (lane in ('reply', 'alert', 'personal', 'bulk')),
  -- Key of the one category aimed at; '' = none, '*' = several.
  category text not null,
  created_by text not null,
  created_at timestamptz not null,
  counted_at timestamptz not null,
  -- How long the counting took: dear runs are counted less often.
  took_ms integer not null
);
create index report_runs_campaign on report_runs (campaign_id);

-- Messages of a run by day and locality of the recipient ('' = none known). The states add up to the ledger's rows.
create table report_messages (
  day date not null,
  run_id bigint not null,
  sym text not null,
  waiting integer not null,
  unknown integer not null,
  submitted integer not null,
  delivered integer not null,
  undelivered integer not null,
  expired integer not null,
  rejected integer not null,
  skipped integer not null,
  -- Of the submitted and what became of them.
  segments bigint not null,
  primary key (day, run_id, sym)
);
create index report_messages_run on report_messages (run_id);

-- Seconds from the gateway's acceptance to the handset, in buckets a tenth wider each (src/domain/histogram.ts).
create table report_latencies (
  day date not null,
  run_id bigint not null,
  sym text not null,
  bucket smallint not null,
  messages integer not null,
  primary key (day, run_id, sym, bucket)
);
create index report_latencies_run on report_latencies (run_id);

-- Who was sent to: everybody where there are few phones, else one of 2^bits, so that people of several runs can be
-- counted once each. Phones' ids, which mean nobody once the number is erased.
create table report_people (
  day date not null,
  run_id bigint not null,
  phone_id bigint not null,
  sym text not null,
  bits smallint not null,
  primary key (day, run_id, phone_id)
);
create index report_people_run on report_people (run_id);

create table report_inbound (
  day date not null,
  intent text not null,
  messages integer not null,
  primary key (day, intent)
);

-- Acts of the consent ledger.
create table report_consents (
  day date not null,
  door text not null,
  act text not null,
  acts integer not null,
  primary key (day, door, act)
);

-- How far people came on the way to joining.
create table report_funnel (
  day date not null,
  door text not null,
  step text not null check (step in ('started', 'code', 'joined')),
  people integer not null,
  primary key (day, door, step)
);

-- The first day whose texts, acts and codes may still grow.
create table report_watermark (
  id boolean primary key default true check (id),
  day date not null,
  counted_at timestamptz not null
);

-- A request that holds its key longer than this was killed: the same one with the same key goes on from `made`.
alter table idempotency_keys
  add column lease_until timestamptz not null default now(),
  -- What the request has made so far, written in the transaction that makes it.
  add column made text;

-- Rows arrive in the order of time, so a few pages of summary find a day among millions.
create index consents_at on consents using brin (at) with (pages_per_range = 16, autosummarize = on);
create index subscribers_state on subscribers (state);
create index campaigns_untouched on campaigns (created_at) where state = 'draft';
