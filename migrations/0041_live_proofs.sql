-- Test messages that prove the way out to a phone and back to the number, before the office goes live. New table: no
-- locks on existing ones. The operator's number is not kept.
create table live_proofs (
  id bigint generated always as identity primary key,
  -- What the operator texts back.
  word text not null unique,
  created_at timestamptz not null,
  created_by text not null,
  -- asked: the gateway is being called, or we died while it was · sent · failed: it refused for certain · unknown.
  state text not null check (state in ('asked', 'sent', 'failed', 'unknown')),
  -- The gateway's code of a refusal.
  code text,
  -- When the word came back.
  returned_at timestamptz
);
