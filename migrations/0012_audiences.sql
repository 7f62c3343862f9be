-- Audiences, lists and ready texts of campaigns. New tables; columns of campaigns that are null or have a constant
-- default (no rewrite, a short lock). The index of addresses by place is built anew, which keeps writers of addresses
-- waiting: about a second for 500 000.

create table saved_audiences (
  id bigint generated always as identity primary key,
  name text not null check (length(name) between 2 and 80),
  audience jsonb not null,
  updated_by text not null,
  updated_at timestamptz not null default clock_timestamp()
);
create unique index saved_audiences_name on saved_audiences (lower(name));

create table templates (
  id bigint generated always as identity primary key,
  name text not null check (length(name) between 2 and 80),
  body text not null check (body <> ''),
  -- Offered on the screen of alerts.
  is_alert boolean not null default false,
  updated_by text not null,
  updated_at timestamptz not null default clock_timestamp()
);
create unique index templates_name on templates (lower(name));

-- Uploaded lists: a table of people for one campaign, deleted when its run has ended, or after 30 days.
create table lists (
  id bigint generated always as identity primary key,
  -- The file's name.
  name text not null,
  state text not null default 'uploaded' check (state in ('uploaded', 'ready')),
  -- The file's headers, and what a text calls each column; '' = not used.
  headers text[] not null,
  fields text[] not null default '{}',
  created_by text not null,
  created_at timestamptz not null default clock_timestamp()
);

create table list_rows (
  list_id bigint not null references lists on delete cascade,
  -- As the file's editor counts.
  line integer not null,
  cells text[] not null,
  -- Null until the columns are matched, and in rows that can't be used.
  msisdn text check (msisdn ~ '^\+48[0-9]{9}$'),
  -- 0 for the first row of a number; others of it become messages of their own.
  item bigint not null default 0,
  -- Why the row can't be used.
  problem text,
  primary key (list_id, line)
);
create index list_rows_number on list_rows (list_id, msisdn) where msisdn is not null;

alter table campaigns
  -- each_run: who matches when the run is planned; frozen: who matched at launch.
  add column audience_mode text not null default 'each_run' check (audience_mode in ('each_run', 'frozen')),
  add column list_id bigint references lists on delete set null,
  -- Set: numbers that never gave a consent, nor took one back, are sent to on this ground.
  add column legal_basis text check (length(legal_basis) between 3 and 200);
create index campaigns_list on campaigns (list_id) where list_id is not null;

-- Who matched at launch, where the audience is frozen.
create table audience_members (
  campaign_id bigint not null references campaigns on delete cascade,
  phone_id bigint not null,
  primary key (campaign_id, phone_id)
);

-- Counting who lives at a place reads this index alone.
create index addresses_place_people on addresses (sym, sym_ul) include (phone_id, house_number);
drop index addresses_place;
