-- Guided exercises of practice mode, a new table. A row is one try of one account; what has been done since is read from the ledger.
create table exercises (
  id bigint generated always as identity primary key,
  staff_id bigint not null references staff,
  -- Name of the exercise in domain/exercises.ts.
  exercise text not null,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz
);
create index exercises_staff on exercises (staff_id, exercise, started_at);
