-- What the worker samples of its calls to the gateway, so that neither the duty page nor Prometheus has to count the
-- ledger. New tables only; no lock on any other.

-- Calls by the minute in which they were answered: some thousand rows a day, kept for eight days.
create table gateway_minutes (
  minute timestamptz not null,
  lane text not null check (lane in ('reply', 'alert', 'personal', 'bulk')),
  -- taken, or the kind of the gateway's error.
  outcome text not null,
  -- Of milliseconds: src/domain/histogram.ts.
  bucket smallint not null,
  calls integer not null,
  messages integer not null,
  primary key (minute, lane, outcome, bucket)
);

-- The same since ever: counters that never fall.
create table gateway_totals (
  lane text not null check (lane in ('reply', 'alert', 'personal', 'bulk')),
  outcome text not null,
  bucket smallint not null,
  calls bigint not null,
  messages bigint not null,
  milliseconds bigint not null,
  primary key (lane, outcome, bucket)
);

-- A question about the balance once a minute: whether the gateway answers when nothing is sent, and what is left.
create table gateway_probes (
  at timestamptz primary key,
  took_ms integer not null,
  -- The kind of the error; null when it answered.
  failure text,
  -- Null when it did not answer, or the account does not show its balance.
  points double precision
);
