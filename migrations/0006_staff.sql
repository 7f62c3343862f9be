-- Accounts, sessions, tokens. New tables.
create table staff (
  id bigint generated always as identity primary key,
  login text not null check (login = lower(login)),
  name text not null,
  role text not null check (role in ('admin', 'editor', 'viewer')),
  password_hash text not null,
  -- Encrypted with SECRET_KEY; null until the second factor is set up.
  totp_secret bytea,
  -- Last accepted time step: a code works once.
  totp_step bigint not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  last_login_at timestamptz
);
create unique index staff_login on staff (login);

create table staff_links (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('setup', 'invite', 'reset')),
  role text not null check (role in ('admin', 'editor', 'viewer')),
  staff_id bigint references staff,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);

create table sessions (
  token_hash bytea primary key,
  staff_id bigint not null references staff,
  -- password: second factor still missing · full
  level text not null check (level in ('password', 'full')),
  csrf text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_staff on sessions (staff_id);

-- A browser that has logged in before passes the account's throttle.
create table known_devices (
  token_hash bytea primary key,
  staff_id bigint not null references staff,
  created_at timestamptz not null default now(),
  used_at timestamptz not null default now()
);

create table api_tokens (
  id bigint generated always as identity primary key,
  name text not null unique,
  token_hash bytea not null unique,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  revoked_at timestamptz
);

create table idempotency_keys (
  actor text not null,
  key text not null,
  request_hash bytea not null,
  status smallint,
  response jsonb,
  created_at timestamptz not null default now(),
  primary key (actor, key)
);
create index idempotency_keys_created on idempotency_keys (created_at);

-- Counters of rate-limiter-flexible (its own table layout).
create table rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
create index rate_limits_expire on rate_limits (expire);
