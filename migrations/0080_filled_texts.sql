-- Personal texts that share a call (docs/decisions/0080-values-filled-by-the-gateway.md). Columns that are null or have
-- a constant default: no rewrite, a short lock each. One new table.

alter table runs
  -- What stands around the places in which the texts of the run differ; null: they don't, or in too many.
  add column shape text[];

alter table batches
  -- Its rows have texts of their own, all of the run's shape; text_id is the first row's.
  add column is_filled boolean not null default false,
  -- Of all its rows; null: each has as many as text_id.
  add column segments integer;

-- One row: whether the gateway fills values into a text, as `wici doctor --live` has seen it on this account.
create table gateway_fill (
  id boolean primary key default true check (id),
  -- Digest of address and token: another account has to be looked at anew.
  account text not null,
  -- How a place is marked; null: it does not fill, or not so that it can be used.
  form text check (form in ('closed', 'open')),
  checked_at timestamptz not null,
  detail text not null
);
