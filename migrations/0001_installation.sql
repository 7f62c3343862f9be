-- The installation itself and the office's settings. New tables: no locks on existing ones.
create table installation (
  id boolean primary key default true check (id),
  -- New at every initdb and after every restore; first part of each idx, so that numbers used before a
  -- restore can never meet numbers used after it.
  epoch text not null check (epoch ~ '^[a-z0-9]{8}$'),
  mode text not null check (mode in ('practice', 'live')),
  simulator_url text,
  created_at timestamptz not null default now(),
  live_at timestamptz
);

create table settings (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now(),
  updated_by text not null
);

-- Append-only: ids, never numbers or texts.
create table audit_entries (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  act text not null,
  subject text,
  detail jsonb not null default '{}'
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'table % is append-only', tg_table_name;
end $$;

create trigger audit_entries_append_only
before update or delete on audit_entries
for each row execute function refuse_change();
