-- The staff's inbox: a thread per number, answers, saved answers, alarms. New tables. `mos` gets five indexes: its
-- writers wait while each is built (four cover a few rows only, the fifth is a BRIN).

-- Words of a text as they are searched: no case, no Polish letters, nothing glued together by punctuation.
create function inbox_words(body text) returns tsvector
language sql immutable parallel safe
return to_tsvector('simple'::regconfig,
  translate(lower(body), 'ąćęłńóśżźĄĆĘŁŃÓŚŻŹ./@:-', 'acelnoszzacelnoszz     '));

create index mos_words on mos using gin (inbox_words(text)) where mark <> 'none';
create index mos_inbox_at on mos (received_at) where mark <> 'none';
create index mos_parked on mos (id) where state = 'parked';
create index mos_kept on mos (sender, id) where state = 'kept';
create index mos_received on mos using brin (received_at);

-- Kept by the statements that handle texts: once for each batch of them.
create table threads (
  id bigint generated always as identity primary key,
  phone_id bigint unique references phones,
  -- Who can't be answered (a foreign number, a short code, a name) has no phone.
  sender text unique,
  state text not null default 'open' check (state in ('open', 'closed')),
  is_danger boolean not null default false,
  -- Order of the list: danger above all else until it is closed, the open above the closed.
  rank smallint not null generated always as (
    case when state = 'closed' then 0 when is_danger then 2 else 1 end
  ) stored,
  assignee_id bigint references staff,
  -- Texts since somebody opened the thread.
  unread integer not null default 0 check (unread >= 0),
  -- The last text for staff, and when it came.
  last_mo_id bigint not null,
  last_at timestamptz not null,
  answered_at timestamptz,
  answered_by bigint references staff,
  -- Danger that the duty officers have not been told of, and when they were told last.
  alarm_due_at timestamptz,
  alarmed_at timestamptz,
  check (num_nonnulls(phone_id, sender) = 1)
);
create index threads_order on threads (rank, last_mo_id);
create index threads_unread on threads (rank, last_mo_id) where unread > 0 and state = 'open';
create index threads_assignee on threads (assignee_id, rank, last_mo_id) where state = 'open' and assignee_id is not null;
create index threads_alarm on threads (alarm_due_at) where alarm_due_at is not null;

-- Which message of the ledger is whose answer. `key`: made with the form, so that a form sent twice sends once.
create table staff_answers (
  id bigint generated always as identity primary key,
  key uuid not null unique,
  thread_id bigint not null references threads on delete cascade,
  staff_id bigint not null references staff,
  phone_id bigint not null references phones,
  run_id bigint not null,
  item bigint not null,
  at timestamptz not null,
  unique (phone_id, run_id, item)
);
create index staff_answers_thread on staff_answers (thread_id, id);

create table duty_alarms (
  id bigint generated always as identity primary key,
  thread_id bigint not null references threads on delete cascade,
  at timestamptz not null,
  recipients smallint not null
);
create index duty_alarms_at on duty_alarms (at);
create index duty_alarms_thread on duty_alarms (thread_id);

create table saved_answers (
  id bigint generated always as identity primary key,
  title text not null unique,
  body text not null,
  updated_at timestamptz not null default now(),
  updated_by text not null
);

-- Texts that came before threads were kept; those of the last week are still to be looked at.
insert into threads (phone_id, sender, state, is_danger, unread, last_mo_id, last_at)
select phone_id, case when phone_id is null then sender end,
  case when max(received_at) > now() - interval '7 days' then 'open' else 'closed' end,
  bool_or(mark = 'danger'),
  count(*) filter (where received_at > now() - interval '7 days'), max(id), max(received_at)
from mos
where mark <> 'none' and (phone_id is not null or state = 'kept')
group by phone_id, case when phone_id is null then sender end;
