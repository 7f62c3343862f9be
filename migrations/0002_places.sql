-- TERYT places and the office's categories. New tables.
create table communes (
  terc text collate "C" primary key check (terc ~ '^[0-9]{7}$'),
  name text not null
);

create table localities (
  -- Codes are bytes: Polish sorting would cost three times as much, and would not meet addresses' index.
  sym text collate "C" primary key check (sym ~ '^[0-9]{7}$'),
  name text not null,
  kind text not null check (kind ~ '^[0-9]{2}$'),
  sympod text collate "C" not null,
  terc text collate "C" not null check (terc ~ '^[0-9]{7}$')
);
create index localities_terc on localities (terc);
-- Names without Polish letters, by their beginning: the whole country is searched here, not in memory.
create index localities_folded on localities (translate(lower(name), 'ąćęłńóśźż-', 'acelnoszz ') text_pattern_ops);

create table streets (
  sym text collate "C" not null,
  sym_ul text collate "C" not null check (sym_ul ~ '^[0-9]{5}$'),
  cecha text not null,
  nazwa_1 text not null,
  nazwa_2 text not null default '',
  primary key (sym, sym_ul)
);

create table categories (
  id smallint generated always as identity primary key,
  key text not null unique check (key ~ '^[a-z][a-z0-9_-]{0,29}$'),
  name text not null,
  position smallint not null,
  -- Joining means this category; exactly one row.
  is_alert boolean not null default false,
  is_active boolean not null default true,
  is_commercial boolean not null default false,
  legal_basis text not null
);
create unique index categories_one_alert on categories (is_alert) where is_alert;

-- Running processes reload what they keep in memory within a second of a commit.
create function announce_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('wici', tg_argv[0]);
  return null;
end $$;

create trigger localities_announce after insert or update or delete or truncate on localities
for each statement execute function announce_change('places');
create trigger streets_announce after insert or update or delete or truncate on streets
for each statement execute function announce_change('places');
create trigger categories_announce after insert or update or delete or truncate on categories
for each statement execute function announce_change('settings');
create trigger settings_announce after insert or update or delete or truncate on settings
for each statement execute function announce_change('settings');
create trigger installation_announce after insert or update on installation
for each statement execute function announce_change('settings');
