-- How many people live in each area, as last counted: the list of areas would count a whole city at each look.
-- A new table; no locks. Apart from the areas themselves, whose every change is announced to all processes.
create table area_people (
  area_id bigint primary key references areas on delete cascade,
  people integer not null check (people >= 0),
  counted_at timestamptz not null default now()
);
