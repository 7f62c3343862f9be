-- The office's own knowledge of its places: other names, and areas. New tables; one column without a default.

-- A human has decided that people stay with a place the register no longer has.
alter table place_orphans add column left_at timestamptz;

-- What people call a place besides its official name: old, colloquial, an estate's. No foreign key: a place that
-- an edition takes away and another brings back keeps its names.
create table place_aliases (
  id bigint generated always as identity primary key,
  alias text not null check (length(alias) between 2 and 60),
  sym text collate "C" not null check (sym ~ '^[0-9]{7}$'),
  sym_ul text collate "C" check (sym_ul ~ '^[0-9]{5}$'),
  created_at timestamptz not null default clock_timestamp(),
  unique nulls not distinct (sym, sym_ul, alias)
);

-- Areas: a sołectwo, a district, a part of a street; messages are sent to them by name.
create table areas (
  id bigint generated always as identity primary key,
  name text not null check (length(name) between 2 and 60),
  created_at timestamptz not null default clock_timestamp()
);
create unique index areas_name on areas (lower(name));

create table area_members (
  id bigint generated always as identity primary key,
  area_id bigint not null references areas on delete cascade,
  sym text collate "C" not null check (sym ~ '^[0-9]{7}$'),
  -- Null without numbers: the whole locality with its parts. Null with numbers: its houses that are on no street.
  sym_ul text collate "C" check (sym_ul ~ '^[0-9]{5}$'),
  from_number integer check (from_number between 1 and 9999),
  to_number integer check (to_number between 1 and 9999),
  parity text not null default 'all' check (parity in ('all', 'odd', 'even')),
  unique nulls not distinct (area_id, sym, sym_ul, from_number, to_number, parity),
  check (from_number <= to_number)
);
create index area_members_place on area_members (sym, sym_ul);

create trigger place_aliases_announce after insert or update or delete or truncate on place_aliases
for each statement execute function announce_change('places');
create trigger areas_announce after insert or update or delete or truncate on areas
for each statement execute function announce_change('places');
