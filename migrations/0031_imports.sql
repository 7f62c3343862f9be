-- Imports of subscribers: what was brought, from where, by whom, and what it changed, so that it can be undone.
-- Locks: none, the tables are new.
create table subscriber_imports (
  id bigint primary key generated always as identity,
  -- As the browser called it; '' where no file had a name.
  name text not null default '',
  state text not null check (state in ('uploaded', 'checked', 'stored', 'undone')),
  headers text[] not null default '{}',
  -- How the columns are matched, and the choices for places that the file leaves open.
  matching jsonb,
  -- What the check found: counts by outcome, and the places that have to be chosen.
  findings jsonb,
  created_by text not null,
  created_at timestamptz not null,
  checked_at timestamptz,
  stored_at timestamptz,
  counts jsonb,
  undone_at timestamptz,
  undone_by text,
  undo_counts jsonb,
  check ((state in ('stored', 'undone')) = (stored_at is not null)),
  check ((state = 'undone') = (undone_at is not null))
);
create index subscriber_imports_waiting on subscriber_imports (created_at) where state in ('uploaded', 'checked');

-- The uploaded file, as long as it waits for a decision.
create table subscriber_import_rows (
  import_id bigint not null references subscriber_imports (id) on delete cascade,
  line integer not null,
  cells text[] not null,
  primary key (import_id, line)
);

-- How each of its rows is understood and what it would do.
create table subscriber_import_checks (
  import_id bigint not null references subscriber_imports (id) on delete cascade,
  line integer not null,
  outcome text not null check (outcome in ('new', 'changed', 'same', 'left', 'erased', 'bad')),
  msisdn text collate "C",
  sym text collate "C",
  sym_ul text collate "C",
  house_number text collate "C",
  categories smallint[],
  source text,
  basis text,
  consented_on date,
  -- How sure the place is: 'exact', 'inflected', 'typo', 'chosen', 'code'.
  confidence text,
  problem text,
  primary key (import_id, outcome, line)
);

-- Whom an import brought, with what it added to each.
create table subscriber_import_people (
  phone_id bigint not null references phones (id),
  import_id bigint not null references subscriber_imports (id),
  is_new boolean not null,
  categories smallint[] not null default '{}',
  address_ids bigint[] not null default '{}',
  primary key (phone_id, import_id)
);
create index subscriber_import_people_import on subscriber_import_people (import_id);
