-- Import and update of the TERYT registers. New tables; two columns with a default (no rewrite, a short lock).

-- Rows of the practice office's places are not from a register: the first file that covers their gmina decides.
alter table communes add column in_register boolean not null default false;
alter table localities add column in_register boolean not null default false;
alter table streets add column in_register boolean not null default false;

-- One row per imported file that changed something; also the source and date shown with places.
create table teryt_imports (
  id bigint generated always as identity primary key,
  imported_at timestamptz not null default clock_timestamp(),
  actor text not null,
  register text not null check (register in ('TERC', 'SIMC', 'ULIC')),
  -- The file's own STAN_NA; for TERC and SIMC always 1 January, so the day of the download stands beside it.
  stan_na date not null,
  -- From the file's name; null when it does not say.
  file_date date,
  edition text check (edition in ('urzedowy', 'adresowy', 'statystyczny')),
  -- The whole country, so that what it does not hold is gone. Partial files never remove anything.
  is_full boolean not null,
  -- Gminas the import was narrowed to; empty = all the file holds.
  gminas text[] not null default '{}',
  rows integer not null
);
create index teryt_imports_latest on teryt_imports (register, id);

-- Places that a newer full edition no longer has but people's addresses still name. They stay in localities and
-- streets for those addresses, are offered to nobody, and wait for a human to say where the people belong now.
create table place_orphans (
  id bigint generated always as identity primary key,
  sym text collate "C" not null,
  -- Null: the whole locality.
  sym_ul text collate "C",
  since timestamptz not null default clock_timestamp(),
  successor_sym text collate "C",
  successor_sym_ul text collate "C",
  basis text check (basis in ('same_name', 'parent', 'same_name_nearby', 'same_street_in_city', 'alike_name')),
  unique nulls not distinct (sym, sym_ul),
  check ((successor_sym is null) = (basis is null))
);

-- Names compared without case, spaces and punctuation.
create function word_key(name text) returns text language sql immutable parallel safe as $$
  select regexp_replace(lower(name), '[^[:alnum:]]', '', 'g')
$$;
