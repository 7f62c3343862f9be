-- What the office's settings were before each change, so that a former value can be read and brought back. New table:
-- no locks on existing ones.
create table setting_changes (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  -- A setting's key, 'category:sport', 'text:joined', 'clause' or 'crest'.
  subject text not null,
  -- Null: there was none of it, or the value that comes with the release held. Values of the office only: numbers of
  -- persons never come here.
  before jsonb,
  after jsonb
);
create index setting_changes_subject on setting_changes (subject, id);
create trigger setting_changes_append_only
before update or delete on setting_changes
for each row execute function refuse_change();
