-- What keeps the public door from being milked: the cost of codes by the clock hour, and challenges that have been used.
-- New tables; the index on codes (a week of one-time codes) holds up their writers for the moment it is built.
create table form_hours (
  hour timestamptz primary key,
  -- Requests for a code that were answered as sent, and the price of their texts whether or not one went out: what the
  -- limit of an hour is counted by must not tell which numbers are known.
  codes integer not null default 0,
  cost_grosze numeric(12, 3) not null default 0,
  -- Requests that were asked to prove first, and those refused because the hour's money was spent.
  challenged integer not null default 0,
  refused integer not null default 0,
  -- When the first of them was refused.
  capped_at timestamptz
);

-- A solved challenge counts once, in whichever process it comes back; rows go when the challenge would be too old anyway.
create table spent_challenges (
  id bytea primary key,
  expires_at timestamptz not null
);
create index spent_challenges_expires on spent_challenges (expires_at);

-- The latest requests to join, of which so many should have been confirmed.
create index codes_form_joins on codes (created_at) where act = 'join' and door <> 'sms';
