-- Wordings of the consent at the web form as the office writes them, and its crest. New tables: no locks on existing
-- ones.

-- Version 1 is the wording that comes with the release. Append-only: a consent names its version for years.
create table clauses (
  version integer primary key check (version > 1),
  pl text not null,
  -- Empty: people who read in this language are shown the Polish text.
  uk text not null,
  en text not null,
  created_at timestamptz not null default now(),
  created_by text not null
);
create trigger clauses_append_only
before update or delete on clauses
for each row execute function refuse_change();
create trigger clauses_announce after insert on clauses
for each statement execute function announce_change('settings');

-- One picture, made small and drawn anew by us; no row = no crest.
create table crest (
  id boolean primary key default true check (id),
  png bytea not null check (octet_length(png) <= 16384),
  width integer not null,
  height integer not null,
  updated_at timestamptz not null default now(),
  updated_by text not null
);
create trigger crest_announce after insert or update or delete on crest
for each statement execute function announce_change('settings');
