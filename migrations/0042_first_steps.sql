-- How far the first administrator has come on the way to the first message. New table: no locks on existing ones.
create table first_steps (
  id boolean primary key default true check (id),
  -- Steps somebody has finished, or left for later.
  passed text[] not null default '{}',
  opened_at timestamptz not null default now(),
  -- Nobody is led there any more; the pages stay.
  closed_at timestamptz
);
-- Who has worked before needs no leading.
insert into first_steps (closed_at)
select now() from staff limit 1;
