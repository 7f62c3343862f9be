-- Roles by subject and place, recovery codes, what a session knows of its person. New columns and a replaced check on
-- staff, staff_links and sessions (a few rows each: locked for a moment); indexes on audit_entries hold up its
-- writers while they are built (a second for a million entries).
alter table staff
  drop constraint staff_role_check,
  add constraint staff_role_check
    check (role in ('admin', 'editor', 'local', 'topical', 'treasurer', 'dispatcher', 'viewer')),
  -- Where a local role may send to; empty for the others.
  add column localities text[] not null default '{}',
  add column area_ids bigint[] not null default '{}',
  -- What a topical role may send about.
  add column categories text[] not null default '{}';

alter table staff_links
  drop constraint staff_links_role_check,
  add constraint staff_links_role_check
    check (role in ('admin', 'editor', 'local', 'topical', 'treasurer', 'dispatcher', 'viewer')),
  add column localities text[] not null default '{}',
  add column area_ids bigint[] not null default '{}',
  add column categories text[] not null default '{}';

alter table sessions
  -- What the list of sessions calls it: the token's hash never leaves the database.
  add column id bigint generated always as identity,
  -- When the person last proved to be there: at the login, and when asked again.
  add column proved_at timestamptz not null default now(),
  -- "Firefox, Windows": for telling one's own sessions apart.
  add column browser text not null default '';
create unique index sessions_id on sessions (id);

-- Ten codes on paper for who has lost the phone; each works once.
create table recovery_codes (
  staff_id bigint not null references staff,
  code_hash bytea not null,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  primary key (staff_id, code_hash)
);

create index audit_entries_at on audit_entries (at);
create index audit_entries_actor on audit_entries (actor, id);
create index audit_entries_act on audit_entries (act, id);
create index audit_entries_subject on audit_entries (subject, id) where subject is not null;
