-- Schedules, approvals, alerts that end, dead numbers, staff's own phones. New tables; columns of campaigns, runs,
-- staff and subscribers that are null or have a constant default (no rewrite, a short lock). The new check of
-- campaigns' states is added without looking at the rows and validated after, which locks nobody out. The index of
-- batches is of block ranges: a pass over the table that keeps writers of batches waiting, seconds for millions.

alter table campaigns
  -- The rule of a series, in local time; null: sent once.
  add column recurrence jsonb,
  -- Grows with each change of a series; an occurrence remembers which version it was sent by.
  add column version integer not null default 1,
  -- Since when a series makes no runs; null: it does.
  add column suspended_at timestamptz,
  -- Alerts: how long a phone that is off may still get it.
  add column valid_hours smallint check (valid_hours between 1 and 24),
  -- An all-clear: the alert that is over.
  add column recall_of bigint references campaigns,
  -- Names the form it was sent by: the same form sent twice makes one campaign.
  add column request_key text unique;
alter table campaigns drop constraint campaigns_state_check;
alter table campaigns add constraint campaigns_state_check check (state in (
  'draft', 'waiting_approval', 'scheduled', 'running', 'paused', 'stopped', 'done')) not valid;
alter table campaigns validate constraint campaigns_state_check;
create index campaigns_recall on campaigns (recall_of) where recall_of is not null;
create index campaigns_ahead on campaigns (state) where state in ('waiting_approval', 'scheduled');

-- After this instant nothing more of the run is claimed, and what is at the gateway dies there.
alter table runs add column valid_until timestamptz;

-- Each time a campaign is to be sent: one row, whoever finds it due and however often.
create table occurrences (
  campaign_id bigint not null references campaigns,
  -- The local day; for a campaign sent once the day of its time.
  day date not null,
  due_at timestamptz not null,
  -- due → started | asked (a person decides: started or skipped) | skipped
  state text not null check (state in ('due', 'started', 'asked', 'skipped')),
  -- Why a person is asked: it is too late, over the budget, or the campaign can't be sent any more.
  reason text check (reason in ('late', 'budget', 'invalid')),
  version integer not null default 1,
  run_id bigint unique references runs,
  decided_at timestamptz,
  decided_by text,
  primary key (campaign_id, day),
  check ((state = 'started') = (run_id is not null)),
  check ((state = 'asked') <= (reason is not null))
);
create index occurrences_due on occurrences (due_at) where state = 'due';
create index occurrences_asked on occurrences (due_at) where state = 'asked';

-- Who asked for a second person and why, and what that person said.
create table approvals (
  id bigint generated always as identity primary key,
  campaign_id bigint not null references campaigns,
  asked_by text not null,
  asked_at timestamptz not null,
  reasons text[] not null,
  recipients integer not null,
  decision text check (decision in ('approved', 'rejected', 'withdrawn')),
  decided_by text,
  decided_at timestamptz,
  check ((decision is null) = (decided_at is null)),
  check (decision is distinct from 'approved' or decided_by <> asked_by)
);
create unique index approvals_open on approvals (campaign_id) where decision is null;

-- Numbers that have failed for weeks: nothing is sent to them until they write, or a person undoes it.
create table dead_numbers (
  phone_id bigint primary key references phones,
  found_at timestamptz not null,
  failures integer not null,
  first_failed_at timestamptz not null,
  last_failed_at timestamptz not null,
  -- Undone by a person or by a text from the number; failures before it count no more.
  revived_at timestamptz,
  revived_by text
);

-- The same, where audiences look: nothing is planned for such a number.
alter table subscribers add column dead_at timestamptz;

alter table staff add column phone_id bigint references phones;
create table staff_phone_codes (
  staff_id bigint primary key references staff,
  phone_id bigint not null references phones,
  code_hash bytea not null,
  tries smallint not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

create index batches_claimed on batches using brin (claimed_at);
