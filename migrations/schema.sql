table addresses
  id bigint not null generated always as identity
  phone_id bigint not null
  sym text not null
  sym_ul text
  house_number text
  created_at timestamp with time zone not null default now()
  CREATE INDEX addresses_place_people ON public.addresses USING btree (sym, sym_ul) INCLUDE (phone_id, house_number)
  CREATE UNIQUE INDEX addresses_phone_id_sym_sym_ul_house_number_key ON public.addresses USING btree (phone_id, sym, sym_ul, house_number) NULLS NOT DISTINCT
  CREATE UNIQUE INDEX addresses_pkey ON public.addresses USING btree (id)
  constraint addresses_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES subscribers(phone_id)
  constraint addresses_phone_id_sym_sym_ul_house_number_key UNIQUE NULLS NOT DISTINCT (phone_id, sym, sym_ul, house_number)
  constraint addresses_pkey PRIMARY KEY (id)

table api_tokens
  id bigint not null generated always as identity
  name text not null
  token_hash bytea not null
  scopes text[] not null
  created_at timestamp with time zone not null default now()
  used_at timestamp with time zone
  revoked_at timestamp with time zone
  CREATE UNIQUE INDEX api_tokens_name_key ON public.api_tokens USING btree (name)
  CREATE UNIQUE INDEX api_tokens_pkey ON public.api_tokens USING btree (id)
  CREATE UNIQUE INDEX api_tokens_token_hash_key ON public.api_tokens USING btree (token_hash)
  constraint api_tokens_name_key UNIQUE (name)
  constraint api_tokens_pkey PRIMARY KEY (id)
  constraint api_tokens_token_hash_key UNIQUE (token_hash)

table approvals
  id bigint not null generated always as identity
  campaign_id bigint not null
  asked_by text not null
  asked_at timestamp with time zone not null
  reasons text[] not null
  recipients integer not null
  decision text
  decided_by text
  decided_at timestamp with time zone
  CREATE UNIQUE INDEX approvals_open ON public.approvals USING btree (campaign_id) WHERE (decision IS NULL)
  CREATE UNIQUE INDEX approvals_pkey ON public.approvals USING btree (id)
  constraint approvals_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id)
  constraint approvals_check CHECK (((decision IS NULL) = (decided_at IS NULL)))
  constraint approvals_check1 CHECK (((decision IS DISTINCT FROM 'approved'::text) OR (decided_by <> asked_by)))
  constraint approvals_decision_check CHECK ((decision = ANY (ARRAY['approved'::text, 'rejected'::text, 'withdrawn'::text])))
  constraint approvals_pkey PRIMARY KEY (id)

table area_members
  id bigint not null generated always as identity
  area_id bigint not null
  sym text not null
  sym_ul text
  from_number integer
  to_number integer
  parity text not null default 'all'::text
  CREATE INDEX area_members_place ON public.area_members USING btree (sym, sym_ul)
  CREATE UNIQUE INDEX area_members_area_id_sym_sym_ul_from_number_to_number_parit_key ON public.area_members USING btree (area_id, sym, sym_ul, from_number, to_number, parity) NULLS NOT DISTINCT
  CREATE UNIQUE INDEX area_members_pkey ON public.area_members USING btree (id)
  constraint area_members_area_id_fkey FOREIGN KEY (area_id) REFERENCES areas(id) ON DELETE CASCADE
  constraint area_members_area_id_sym_sym_ul_from_number_to_number_parit_key UNIQUE NULLS NOT DISTINCT (area_id, sym, sym_ul, from_number, to_number, parity)
  constraint area_members_check CHECK ((from_number <= to_number))
  constraint area_members_from_number_check CHECK (((from_number >= 1) AND (from_number <= 9999)))
  constraint area_members_parity_check CHECK ((parity = ANY (ARRAY['all'::text, 'odd'::text, 'even'::text])))
  constraint area_members_pkey PRIMARY KEY (id)
  constraint area_members_sym_check CHECK ((sym ~ '^[0-9]{7}$'::text))
  constraint area_members_sym_ul_check CHECK ((sym_ul ~ '^[0-9]{5}$'::text))
  constraint area_members_to_number_check CHECK (((to_number >= 1) AND (to_number <= 9999)))

table area_people
  area_id bigint not null
  people integer not null
  counted_at timestamp with time zone not null default now()
  CREATE UNIQUE INDEX area_people_pkey ON public.area_people USING btree (area_id)
  constraint area_people_area_id_fkey FOREIGN KEY (area_id) REFERENCES areas(id) ON DELETE CASCADE
  constraint area_people_people_check CHECK ((people >= 0))
  constraint area_people_pkey PRIMARY KEY (area_id)

table areas
  id bigint not null generated always as identity
  name text not null
  created_at timestamp with time zone not null default clock_timestamp()
  CREATE TRIGGER areas_announce AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.areas FOR EACH STATEMENT EXECUTE FUNCTION announce_change('places')
  CREATE UNIQUE INDEX areas_name ON public.areas USING btree (lower(name))
  CREATE UNIQUE INDEX areas_pkey ON public.areas USING btree (id)
  constraint areas_name_check CHECK (((length(name) >= 2) AND (length(name) <= 60)))
  constraint areas_pkey PRIMARY KEY (id)

table audience_members
  campaign_id bigint not null
  phone_id bigint not null
  CREATE UNIQUE INDEX audience_members_pkey ON public.audience_members USING btree (campaign_id, phone_id)
  constraint audience_members_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id) ON DELETE CASCADE
  constraint audience_members_pkey PRIMARY KEY (campaign_id, phone_id)

table audit_entries
  id bigint not null generated always as identity
  at timestamp with time zone not null default clock_timestamp()
  actor text not null
  act text not null
  subject text
  detail jsonb not null default '{}'::jsonb
  CREATE INDEX audit_entries_act ON public.audit_entries USING btree (act, id)
  CREATE INDEX audit_entries_actor ON public.audit_entries USING btree (actor, id)
  CREATE INDEX audit_entries_at ON public.audit_entries USING btree (at)
  CREATE INDEX audit_entries_subject ON public.audit_entries USING btree (subject, id) WHERE (subject IS NOT NULL)
  CREATE TRIGGER audit_entries_append_only BEFORE DELETE OR UPDATE ON public.audit_entries FOR EACH ROW EXECUTE FUNCTION refuse_young_change()
  CREATE UNIQUE INDEX audit_entries_pkey ON public.audit_entries USING btree (id)
  constraint audit_entries_pkey PRIMARY KEY (id)

table batches
  id bigint not null generated always as identity
  run_id bigint not null
  text_id bigint not null
  sender text
  state text not null
  tries smallint not null default 1
  size integer not null
  first_id bigint not null
  last_id bigint not null
  lease_term bigint not null
  host text not null default 'primary'::text
  error_code text
  claimed_at timestamp with time zone not null
  tried_at timestamp with time zone
  answered_at timestamp with time zone
  is_doubted boolean not null default false
  split_at timestamp with time zone
  split_from bigint
  is_filled boolean not null default false
  segments integer
  CREATE INDEX batches_claimed ON public.batches USING brin (claimed_at)
  CREATE INDEX batches_open ON public.batches USING btree (id) WHERE (state = ANY (ARRAY['claimed'::text, 'unknown'::text]))
  CREATE INDEX batches_split ON public.batches USING btree (split_from) WHERE (split_from IS NOT NULL)
  CREATE UNIQUE INDEX batches_pkey ON public.batches USING btree (id)
  constraint batches_host_check CHECK ((host = ANY (ARRAY['primary'::text, 'backup'::text])))
  constraint batches_pkey PRIMARY KEY (id)
  constraint batches_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id)
  constraint batches_split_from_fkey FOREIGN KEY (split_from) REFERENCES batches(id)
  constraint batches_state_check CHECK ((state = ANY (ARRAY['claimed'::text, 'answered'::text, 'unknown'::text, 'refused'::text])))
  constraint batches_text_id_fkey FOREIGN KEY (text_id) REFERENCES texts(id)

table campaigns
  id bigint not null generated always as identity
  state text not null
  lane text not null
  text text not null
  audience jsonb not null
  send_at timestamp with time zone
  created_by text not null
  created_at timestamp with time zone not null default now()
  launched_at timestamp with time zone
  ended_at timestamp with time zone
  audience_mode text not null default 'each_run'::text
  list_id bigint
  legal_basis text
  recurrence jsonb
  version integer not null default 1
  suspended_at timestamp with time zone
  valid_hours smallint
  recall_of bigint
  request_key text
  CREATE INDEX campaigns_ahead ON public.campaigns USING btree (state) WHERE (state = ANY (ARRAY['waiting_approval'::text, 'scheduled'::text]))
  CREATE INDEX campaigns_list ON public.campaigns USING btree (list_id) WHERE (list_id IS NOT NULL)
  CREATE INDEX campaigns_recall ON public.campaigns USING btree (recall_of) WHERE (recall_of IS NOT NULL)
  CREATE INDEX campaigns_untouched ON public.campaigns USING btree (created_at) WHERE (state = 'draft'::text)
  CREATE UNIQUE INDEX campaigns_pkey ON public.campaigns USING btree (id)
  CREATE UNIQUE INDEX campaigns_request_key_key ON public.campaigns USING btree (request_key)
  constraint campaigns_audience_mode_check CHECK ((audience_mode = ANY (ARRAY['each_run'::text, 'frozen'::text])))
  constraint campaigns_lane_check CHECK ((lane = ANY (ARRAY['alert'::text, 'personal'::text, 'bulk'::text])))
  constraint campaigns_legal_basis_check CHECK (((length(legal_basis) >= 3) AND (length(legal_basis) <= 200)))
  constraint campaigns_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE SET NULL
  constraint campaigns_pkey PRIMARY KEY (id)
  constraint campaigns_recall_of_fkey FOREIGN KEY (recall_of) REFERENCES campaigns(id)
  constraint campaigns_request_key_key UNIQUE (request_key)
  constraint campaigns_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'waiting_approval'::text, 'scheduled'::text, 'running'::text, 'paused'::text, 'stopped'::text, 'done'::text])))
  constraint campaigns_valid_hours_check CHECK (((valid_hours >= 1) AND (valid_hours <= 24)))

table categories
  id smallint not null generated always as identity
  key text not null
  name text not null
  position smallint not null
  is_alert boolean not null default false
  is_active boolean not null default true
  is_commercial boolean not null default false
  legal_basis text not null
  CREATE TRIGGER categories_announce AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.categories FOR EACH STATEMENT EXECUTE FUNCTION announce_change('settings')
  CREATE UNIQUE INDEX categories_key_key ON public.categories USING btree (key)
  CREATE UNIQUE INDEX categories_one_alert ON public.categories USING btree (is_alert) WHERE is_alert
  CREATE UNIQUE INDEX categories_pkey ON public.categories USING btree (id)
  constraint categories_key_check CHECK ((key ~ '^[a-z][a-z0-9_-]{0,29}$'::text))
  constraint categories_key_key UNIQUE (key)
  constraint categories_pkey PRIMARY KEY (id)

table clauses
  version integer not null
  pl text not null
  uk text not null
  en text not null
  created_at timestamp with time zone not null default now()
  created_by text not null
  CREATE TRIGGER clauses_announce AFTER INSERT ON public.clauses FOR EACH STATEMENT EXECUTE FUNCTION announce_change('settings')
  CREATE TRIGGER clauses_append_only BEFORE DELETE OR UPDATE ON public.clauses FOR EACH ROW EXECUTE FUNCTION refuse_change()
  CREATE UNIQUE INDEX clauses_pkey ON public.clauses USING btree (version)
  constraint clauses_pkey PRIMARY KEY (version)
  constraint clauses_version_check CHECK ((version > 1))

table codes
  id uuid not null default gen_random_uuid()
  phone_id bigint
  act text not null
  door text not null
  hash bytea not null
  number_hash bytea
  request_id uuid
  tries smallint not null default 0
  payload jsonb not null default '{}'::jsonb
  created_at timestamp with time zone not null
  expires_at timestamp with time zone not null
  used_at timestamp with time zone
  CREATE INDEX codes_expires ON public.codes USING btree (expires_at)
  CREATE INDEX codes_form_joins ON public.codes USING btree (created_at) WHERE ((act = 'join'::text) AND (door <> 'sms'::text))
  CREATE INDEX codes_number ON public.codes USING btree (number_hash, created_at) WHERE (number_hash IS NOT NULL)
  CREATE INDEX codes_phone ON public.codes USING btree (phone_id, created_at) WHERE (door = 'sms'::text)
  CREATE INDEX codes_request ON public.codes USING btree (request_id, created_at) WHERE (request_id IS NOT NULL)
  CREATE UNIQUE INDEX codes_pkey ON public.codes USING btree (id)
  constraint codes_act_check CHECK ((act = ANY (ARRAY['join'::text, 'leave'::text, 'self'::text, 'erase'::text])))
  constraint codes_door_check CHECK ((door = ANY (ARRAY['sms'::text, 'form'::text, 'api'::text])))
  constraint codes_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phones(id)
  constraint codes_pkey PRIMARY KEY (id)

table communes
  terc text not null
  name text not null
  in_register boolean not null default false
  CREATE UNIQUE INDEX communes_pkey ON public.communes USING btree (terc)
  constraint communes_pkey PRIMARY KEY (terc)
  constraint communes_terc_check CHECK ((terc ~ '^[0-9]{7}$'::text))

table consents
  id bigint not null generated always as identity
  phone_id bigint not null
  act text not null
  door text not null
  at timestamp with time zone not null default clock_timestamp()
  wording text not null
  mo_id bigint
  detail jsonb not null default '{}'::jsonb
  kit_id bigint
  CREATE INDEX consents_at ON public.consents USING brin (at) WITH (pages_per_range='16', autosummarize='on')
  CREATE INDEX consents_kit ON public.consents USING btree (kit_id, phone_id) WHERE (kit_id IS NOT NULL)
  CREATE INDEX consents_phone ON public.consents USING btree (phone_id, at)
  CREATE TRIGGER consents_append_only BEFORE DELETE OR UPDATE ON public.consents FOR EACH ROW EXECUTE FUNCTION refuse_change()
  CREATE UNIQUE INDEX consents_pkey ON public.consents USING btree (id)
  constraint consents_act_check CHECK ((act = ANY (ARRAY['join'::text, 'suspend'::text, 'resume'::text, 'leave'::text, 'change'::text])))
  constraint consents_door_check CHECK ((door = ANY (ARRAY['sms'::text, 'form'::text, 'api'::text, 'import'::text, 'staff'::text])))
  constraint consents_kit_id_fkey FOREIGN KEY (kit_id) REFERENCES kits(id)
  constraint consents_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phones(id)
  constraint consents_pkey PRIMARY KEY (id)

table conversations
  phone_id bigint not null
  snapshot jsonb
  wake_at timestamp with time zone
  guard jsonb not null default '{}'::jsonb
  updated_at timestamp with time zone not null default now()
  CREATE INDEX conversations_wake ON public.conversations USING btree (wake_at) WHERE (wake_at IS NOT NULL)
  CREATE UNIQUE INDEX conversations_pkey ON public.conversations USING btree (phone_id)
  constraint conversations_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phones(id)
  constraint conversations_pkey PRIMARY KEY (phone_id)

table crest
  id boolean not null default true
  png bytea not null
  width integer not null
  height integer not null
  updated_at timestamp with time zone not null default now()
  updated_by text not null
  CREATE TRIGGER crest_announce AFTER INSERT OR DELETE OR UPDATE ON public.crest FOR EACH STATEMENT EXECUTE FUNCTION announce_change('settings')
  CREATE UNIQUE INDEX crest_pkey ON public.crest USING btree (id)
  constraint crest_id_check CHECK (id)
  constraint crest_pkey PRIMARY KEY (id)
  constraint crest_png_check CHECK ((octet_length(png) <= 16384))

table data_requests
  id bigint not null generated always as identity
  phone_id bigint not null
  kind text not null
  door text not null
  received_on date not null
  answered_at timestamp with time zone not null default clock_timestamp()
  answered_by text not null
  CREATE INDEX data_requests_phone ON public.data_requests USING btree (phone_id)
  CREATE UNIQUE INDEX data_requests_pkey ON public.data_requests USING btree (id)
  constraint data_requests_door_check CHECK ((door = ANY (ARRAY['form'::text, 'staff'::text])))
  constraint data_requests_kind_check CHECK ((kind = ANY (ARRAY['access'::text, 'erasure'::text, 'rectification'::text])))
  constraint data_requests_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phones(id)
  constraint data_requests_pkey PRIMARY KEY (id)

table dead_numbers
  phone_id bigint not null
  found_at timestamp with time zone not null
  failures integer not null
  first_failed_at timestamp with time zone not null
  last_failed_at timestamp with time zone not null
  revived_at timestamp with time zone
  revived_by text
  CREATE UNIQUE INDEX dead_numbers_pkey ON public.dead_numbers USING btree (phone_id)
  constraint dead_numbers_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phones(id)
  constraint dead_numbers_pkey PRIMARY KEY (phone_id)

table declarations
  id bigint not null generated always as identity
  content jsonb not null
  reviewed_on date
  published_at timestamp with time zone
  saved_at timestamp with time zone not null default clock_timestamp()
  saved_by text not null
  CREATE UNIQUE INDEX declarations_pkey ON public.declarations USING btree (id)
  constraint declarations_pkey PRIMARY KEY (id)

table dispatch_lease
  id boolean not null default true
  holder text not null
  term bigint not null
  expires_at timestamp with time zone not null
  CREATE UNIQUE INDEX dispatch_lease_pkey ON public.dispatch_lease USING btree (id)
  constraint dispatch_lease_id_check CHECK (id)
  constraint dispatch_lease_pkey PRIMARY KEY (id)

table dlr_watch
  id boolean not null default true
  applied_at timestamp with time zone not null
  other_epochs bigint not null default 0
  CREATE UNIQUE INDEX dlr_watch_pkey ON public.dlr_watch USING btree (id)
  constraint dlr_watch_id_check CHECK (id)
  constraint dlr_watch_pkey PRIMARY KEY (id)

table dlrs
  id bigint not null generated always as identity
  idx text
  run_id bigint
  mt_id bigint
  attempt smallint
  gateway_ref text not null
  status smallint not null
  done_at timestamp with time zone
  received_at timestamp with time zone not null default clock_timestamp()
  tries smallint not null default 0
  CREATE INDEX dlrs_fresh ON public.dlrs USING btree (id) WHERE (tries = 0)
  CREATE UNIQUE INDEX dlrs_pkey ON public.dlrs USING btree (id)
  constraint dlrs_pkey PRIMARY KEY (id)

table duty_alarms
  id bigint not null generated always as identity
  thread_id bigint not null
  at timestamp with time zone not null
  recipients smallint not null
  CREATE INDEX duty_alarms_at ON public.duty_alarms USING btree (at)
  CREATE INDEX duty_alarms_thread ON public.duty_alarms USING btree (thread_id)
  CREATE UNIQUE INDEX duty_alarms_pkey ON public.duty_alarms USING btree (id)
  constraint duty_alarms_pkey PRIMARY KEY (id)
  constraint duty_alarms_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads(id) ON DELETE CASCADE

table exercises
  id bigint not null generated always as identity
  staff_id bigint not null
  exercise text not null
  started_at timestamp with time zone not null default clock_timestamp()
  finished_at timestamp with time zone
  CREATE INDEX exercises_staff ON public.exercises USING btree (staff_id, exercise, started_at)
  CREATE UNIQUE INDEX exercises_pkey ON public.exercises USING btree (id)
  constraint exercises_pkey PRIMARY KEY (id)
  constraint exercises_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)

table first_steps
  id boolean not null default true
  passed text[] not null default '{}'::text[]
  opened_at timestamp with time zone not null default now()
  closed_at timestamp with time zone
  CREATE UNIQUE INDEX first_steps_pkey ON public.first_steps USING btree (id)
  constraint first_steps_id_check CHECK (id)
  constraint first_steps_pkey PRIMARY KEY (id)

table form_hours
  hour timestamp with time zone not null
  codes integer not null default 0
  cost_grosze numeric(12,3) not null default 0
  challenged integer not null default 0
  refused integer not null default 0
  capped_at timestamp with time zone
  CREATE UNIQUE INDEX form_hours_pkey ON public.form_hours USING btree (hour)
  constraint form_hours_pkey PRIMARY KEY (hour)

table gateway_fill
  id boolean not null default true
  account text not null
  form text
  checked_at timestamp with time zone not null
  detail text not null
  CREATE UNIQUE INDEX gateway_fill_pkey ON public.gateway_fill USING btree (id)
  constraint gateway_fill_form_check CHECK ((form = ANY (ARRAY['closed'::text, 'open'::text])))
  constraint gateway_fill_id_check CHECK (id)
  constraint gateway_fill_pkey PRIMARY KEY (id)

table gateway_minutes
  minute timestamp with time zone not null
  lane text not null
  outcome text not null
  bucket smallint not null
  calls integer not null
  messages integer not null
  CREATE UNIQUE INDEX gateway_minutes_pkey ON public.gateway_minutes USING btree (minute, lane, outcome, bucket)
  constraint gateway_minutes_lane_check CHECK ((lane = ANY (ARRAY['reply'::text, 'alert'::text, 'personal'::text, 'bulk'::text])))
  constraint gateway_minutes_pkey PRIMARY KEY (minute, lane, outcome, bucket)

table gateway_probes
  at timestamp with time zone not null
  took_ms integer not null
  failure text
  points double precision
  CREATE UNIQUE INDEX gateway_probes_pkey ON public.gateway_probes USING btree (at)
  constraint gateway_probes_pkey PRIMARY KEY (at)

table gateway_totals
  lane text not null
  outcome text not null
  bucket smallint not null
  calls bigint not null
  messages bigint not null
  milliseconds bigint not null
  CREATE UNIQUE INDEX gateway_totals_pkey ON public.gateway_totals USING btree (lane, outcome, bucket)
  constraint gateway_totals_lane_check CHECK ((lane = ANY (ARRAY['reply'::text, 'alert'::text, 'personal'::text, 'bulk'::text])))
  constraint gateway_totals_pkey PRIMARY KEY (lane, outcome, bucket)

table idempotency_keys
  actor text not null
  key text not null
  request_hash bytea not null
  status smallint
  response jsonb
  created_at timestamp with time zone not null default now()
  lease_until timestamp with time zone not null default now()
  made text
  CREATE INDEX idempotency_keys_created ON public.idempotency_keys USING btree (created_at)
  CREATE UNIQUE INDEX idempotency_keys_pkey ON public.idempotency_keys USING btree (actor, key)
  constraint idempotency_keys_pkey PRIMARY KEY (actor, key)

table installation
  id boolean not null default true
  epoch text not null
  mode text not null
  simulator_url text
  created_at timestamp with time zone not null default now()
  live_at timestamp with time zone
  CREATE TRIGGER installation_announce AFTER INSERT OR UPDATE ON public.installation FOR EACH STATEMENT EXECUTE FUNCTION announce_change('settings')
  CREATE UNIQUE INDEX installation_pkey ON public.installation USING btree (id)
  constraint installation_epoch_check CHECK ((epoch ~ '^[a-z0-9]{8}$'::text))
  constraint installation_id_check CHECK (id)
  constraint installation_mode_check CHECK ((mode = ANY (ARRAY['practice'::text, 'live'::text])))
  constraint installation_pkey PRIMARY KEY (id)

table kit_texts
  kit_id bigint not null
  phone_id bigint not null
  texted_at timestamp with time zone not null default clock_timestamp()
  last_at timestamp with time zone not null default clock_timestamp()
  CREATE INDEX kit_texts_phone ON public.kit_texts USING btree (phone_id)
  CREATE UNIQUE INDEX kit_texts_pkey ON public.kit_texts USING btree (kit_id, phone_id)
  constraint kit_texts_kit_id_fkey FOREIGN KEY (kit_id) REFERENCES kits(id)
  constraint kit_texts_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phones(id)
  constraint kit_texts_pkey PRIMARY KEY (kit_id, phone_id)

table kits
  id bigint not null generated always as identity
  name text not null
  sym text
  area_id bigint
  created_at timestamp with time zone not null default clock_timestamp()
  created_by text not null
  archived_at timestamp with time zone
  CREATE UNIQUE INDEX kits_name_key ON public.kits USING btree (name)
  CREATE UNIQUE INDEX kits_pkey ON public.kits USING btree (id)
  constraint kits_area_id_fkey FOREIGN KEY (area_id) REFERENCES areas(id) ON DELETE SET NULL
  constraint kits_check CHECK (((sym IS NULL) OR (area_id IS NULL)))
  constraint kits_name_key UNIQUE (name)
  constraint kits_pkey PRIMARY KEY (id)

table known_devices
  token_hash bytea not null
  staff_id bigint not null
  created_at timestamp with time zone not null default now()
  used_at timestamp with time zone not null default now()
  CREATE UNIQUE INDEX known_devices_pkey ON public.known_devices USING btree (token_hash)
  constraint known_devices_pkey PRIMARY KEY (token_hash)
  constraint known_devices_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)

table list_rows
  list_id bigint not null
  line integer not null
  cells text[] not null
  msisdn text
  item bigint not null default 0
  problem text
  CREATE INDEX list_rows_number ON public.list_rows USING btree (list_id, msisdn) WHERE (msisdn IS NOT NULL)
  CREATE UNIQUE INDEX list_rows_pkey ON public.list_rows USING btree (list_id, line)
  constraint list_rows_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE
  constraint list_rows_msisdn_check CHECK ((msisdn ~ '^\+48[0-9]{9}$'::text))
  constraint list_rows_pkey PRIMARY KEY (list_id, line)

table lists
  id bigint not null generated always as identity
  name text not null
  state text not null default 'uploaded'::text
  headers text[] not null
  fields text[] not null default '{}'::text[]
  created_by text not null
  created_at timestamp with time zone not null default clock_timestamp()
  CREATE UNIQUE INDEX lists_pkey ON public.lists USING btree (id)
  constraint lists_pkey PRIMARY KEY (id)
  constraint lists_state_check CHECK ((state = ANY (ARRAY['uploaded'::text, 'ready'::text])))

table live_proofs
  id bigint not null generated always as identity
  word text not null
  created_at timestamp with time zone not null
  created_by text not null
  state text not null
  code text
  returned_at timestamp with time zone
  CREATE UNIQUE INDEX live_proofs_pkey ON public.live_proofs USING btree (id)
  CREATE UNIQUE INDEX live_proofs_word_key ON public.live_proofs USING btree (word)
  constraint live_proofs_pkey PRIMARY KEY (id)
  constraint live_proofs_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'sent'::text, 'failed'::text, 'unknown'::text])))
  constraint live_proofs_word_key UNIQUE (word)

table localities
  sym text not null
  name text not null
  kind text not null
  sympod text not null
  terc text not null
  in_register boolean not null default false
  CREATE INDEX localities_folded ON public.localities USING btree (translate(lower(name), 'ąćęłńóśźż-'::text, 'acelnoszz '::text) text_pattern_ops)
  CREATE INDEX localities_terc ON public.localities USING btree (terc)
  CREATE TRIGGER localities_announce AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.localities FOR EACH STATEMENT EXECUTE FUNCTION announce_change('places')
  CREATE UNIQUE INDEX localities_pkey ON public.localities USING btree (sym)
  constraint localities_kind_check CHECK ((kind ~ '^[0-9]{2}$'::text))
  constraint localities_pkey PRIMARY KEY (sym)
  constraint localities_sym_check CHECK ((sym ~ '^[0-9]{7}$'::text))
  constraint localities_terc_check CHECK ((terc ~ '^[0-9]{7}$'::text))

table migrations
  name text not null
  applied_at timestamp with time zone not null default now()
  CREATE UNIQUE INDEX migrations_pkey ON public.migrations USING btree (name)
  constraint migrations_pkey PRIMARY KEY (name)

table mos
  id bigint not null generated always as identity
  digest bytea not null
  sender text not null
  recipient text not null
  text text not null
  gateway_ref text
  sent_at timestamp with time zone not null
  received_at timestamp with time zone not null default clock_timestamp()
  state text not null
  phone_id bigint
  intent text
  mark text not null default 'none'::text
  failures smallint not null default 0
  not_before timestamp with time zone
  handled_at timestamp with time zone
  CREATE INDEX mos_inbox ON public.mos USING btree (id) WHERE (mark <> 'none'::text)
  CREATE INDEX mos_inbox_at ON public.mos USING btree (received_at) WHERE (mark <> 'none'::text)
  CREATE INDEX mos_kept ON public.mos USING btree (sender, id) WHERE (state = 'kept'::text)
  CREATE INDEX mos_parked ON public.mos USING btree (id) WHERE (state = 'parked'::text)
  CREATE INDEX mos_parked_sender ON public.mos USING btree (sender) WHERE (state = 'parked'::text)
  CREATE INDEX mos_phone ON public.mos USING btree (phone_id, id)
  CREATE INDEX mos_received ON public.mos USING brin (received_at)
  CREATE INDEX mos_waiting ON public.mos USING btree (id) WHERE (state = 'waiting'::text)
  CREATE INDEX mos_waiting_sender ON public.mos USING btree (sender, sent_at, id) WHERE (state = 'waiting'::text)
  CREATE INDEX mos_words ON public.mos USING gin (inbox_words(text)) WHERE (mark <> 'none'::text)
  CREATE UNIQUE INDEX mos_digest_key ON public.mos USING btree (digest)
  CREATE UNIQUE INDEX mos_pkey ON public.mos USING btree (id)
  constraint mos_digest_key UNIQUE (digest)
  constraint mos_mark_check CHECK ((mark = ANY (ARRAY['none'::text, 'staff'::text, 'danger'::text])))
  constraint mos_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phones(id)
  constraint mos_pkey PRIMARY KEY (id)
  constraint mos_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'handled'::text, 'kept'::text, 'parked'::text])))

table mts partition by RANGE (run_id)
  run_id bigint not null
  id bigint not null default nextval('mts_id_seq'::regclass)
  phone_id bigint not null
  item bigint not null default 0
  text_id bigint not null
  state text not null default 'planned'::text
  attempt smallint not null default 1
  reason text
  batch_id bigint
  gateway_ref text
  points real
  not_before timestamp with time zone
  submitted_at timestamp with time zone
  reported_at timestamp with time zone
  CREATE INDEX mts_open ON ONLY public.mts USING btree (run_id, id) WHERE (state = ANY (ARRAY['planned'::text, 'held'::text, 'claimed'::text, 'unknown'::text]))
  CREATE INDEX mts_phone ON ONLY public.mts USING btree (phone_id)
  CREATE UNIQUE INDEX mts_pkey ON ONLY public.mts USING btree (run_id, id)
  CREATE UNIQUE INDEX mts_run_id_phone_id_item_key ON ONLY public.mts USING btree (run_id, phone_id, item)
  constraint mts_pkey PRIMARY KEY (run_id, id)
  constraint mts_run_id_phone_id_item_key UNIQUE (run_id, phone_id, item)
  constraint mts_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'held'::text, 'claimed'::text, 'submitted'::text, 'rejected'::text, 'unknown'::text, 'delivered'::text, 'undelivered'::text, 'expired'::text, 'skipped'::text])))

table occurrences
  campaign_id bigint not null
  day date not null
  due_at timestamp with time zone not null
  state text not null
  reason text
  version integer not null default 1
  run_id bigint
  decided_at timestamp with time zone
  decided_by text
  CREATE INDEX occurrences_asked ON public.occurrences USING btree (due_at) WHERE (state = 'asked'::text)
  CREATE INDEX occurrences_due ON public.occurrences USING btree (due_at) WHERE (state = 'due'::text)
  CREATE UNIQUE INDEX occurrences_pkey ON public.occurrences USING btree (campaign_id, day)
  CREATE UNIQUE INDEX occurrences_run_id_key ON public.occurrences USING btree (run_id)
  constraint occurrences_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id)
  constraint occurrences_check CHECK (((state = 'started'::text) = (run_id IS NOT NULL)))
  constraint occurrences_check1 CHECK (((state = 'asked'::text) <= (reason IS NOT NULL)))
  constraint occurrences_pkey PRIMARY KEY (campaign_id, day)
  constraint occurrences_reason_check CHECK ((reason = ANY (ARRAY['late'::text, 'budget'::text, 'invalid'::text])))
  constraint occurrences_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id)
  constraint occurrences_run_id_key UNIQUE (run_id)
  constraint occurrences_state_check CHECK ((state = ANY (ARRAY['due'::text, 'started'::text, 'asked'::text, 'skipped'::text])))

table phones
  id bigint not null generated always as identity
  msisdn text
  form_blocked_at timestamp with time zone
  created_at timestamp with time zone not null default now()
  erasing_since timestamp with time zone
  erased_at timestamp with time zone
  number_hash bytea
  CREATE INDEX phones_erasing ON public.phones USING btree (erasing_since) WHERE (erasing_since IS NOT NULL)
  CREATE INDEX phones_number_end ON public.phones USING btree (reverse(msisdn) text_pattern_ops) WHERE (msisdn IS NOT NULL)
  CREATE INDEX phones_number_hash ON public.phones USING btree (number_hash) WHERE (number_hash IS NOT NULL)
  CREATE UNIQUE INDEX phones_msisdn_key ON public.phones USING btree (msisdn)
  CREATE UNIQUE INDEX phones_pkey ON public.phones USING btree (id)
  constraint phones_erased CHECK (((erased_at IS NULL) OR (msisdn IS NULL)))
  constraint phones_msisdn_check CHECK ((msisdn ~ '^\+48[0-9]{9}$'::text))
  constraint phones_msisdn_key UNIQUE (msisdn)
  constraint phones_pkey PRIMARY KEY (id)

table place_aliases
  id bigint not null generated always as identity
  alias text not null
  sym text not null
  sym_ul text
  created_at timestamp with time zone not null default clock_timestamp()
  CREATE TRIGGER place_aliases_announce AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.place_aliases FOR EACH STATEMENT EXECUTE FUNCTION announce_change('places')
  CREATE UNIQUE INDEX place_aliases_pkey ON public.place_aliases USING btree (id)
  CREATE UNIQUE INDEX place_aliases_sym_sym_ul_alias_key ON public.place_aliases USING btree (sym, sym_ul, alias) NULLS NOT DISTINCT
  constraint place_aliases_alias_check CHECK (((length(alias) >= 2) AND (length(alias) <= 60)))
  constraint place_aliases_pkey PRIMARY KEY (id)
  constraint place_aliases_sym_check CHECK ((sym ~ '^[0-9]{7}$'::text))
  constraint place_aliases_sym_sym_ul_alias_key UNIQUE NULLS NOT DISTINCT (sym, sym_ul, alias)
  constraint place_aliases_sym_ul_check CHECK ((sym_ul ~ '^[0-9]{5}$'::text))

table place_orphans
  id bigint not null generated always as identity
  sym text not null
  sym_ul text
  since timestamp with time zone not null default clock_timestamp()
  successor_sym text
  successor_sym_ul text
  basis text
  left_at timestamp with time zone
  CREATE UNIQUE INDEX place_orphans_pkey ON public.place_orphans USING btree (id)
  CREATE UNIQUE INDEX place_orphans_sym_sym_ul_key ON public.place_orphans USING btree (sym, sym_ul) NULLS NOT DISTINCT
  constraint place_orphans_basis_check CHECK ((basis = ANY (ARRAY['same_name'::text, 'parent'::text, 'same_name_nearby'::text, 'same_street_in_city'::text, 'alike_name'::text])))
  constraint place_orphans_check CHECK (((successor_sym IS NULL) = (basis IS NULL)))
  constraint place_orphans_pkey PRIMARY KEY (id)
  constraint place_orphans_sym_sym_ul_key UNIQUE NULLS NOT DISTINCT (sym, sym_ul)

table rate_limits
  key character varying(255) not null
  points integer not null default 0
  expire bigint
  CREATE INDEX rate_limits_expire ON public.rate_limits USING btree (expire)
  CREATE UNIQUE INDEX rate_limits_pkey ON public.rate_limits USING btree (key)
  constraint rate_limits_pkey PRIMARY KEY (key)

table recovery_codes
  staff_id bigint not null
  code_hash bytea not null
  created_at timestamp with time zone not null default now()
  used_at timestamp with time zone
  CREATE UNIQUE INDEX recovery_codes_pkey ON public.recovery_codes USING btree (staff_id, code_hash)
  constraint recovery_codes_pkey PRIMARY KEY (staff_id, code_hash)
  constraint recovery_codes_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)

table refused_mos
  id bigint not null generated always as identity
  received_at timestamp with time zone not null default clock_timestamp()
  problem text not null
  raw bytea not null
  CREATE UNIQUE INDEX refused_mos_pkey ON public.refused_mos USING btree (id)
  constraint refused_mos_pkey PRIMARY KEY (id)

table report_consents
  day date not null
  door text not null
  act text not null
  acts integer not null
  CREATE UNIQUE INDEX report_consents_pkey ON public.report_consents USING btree (day, door, act)
  constraint report_consents_pkey PRIMARY KEY (day, door, act)

table report_days
  day date not null
  segment_price_grosze numeric not null
  CREATE UNIQUE INDEX report_days_pkey ON public.report_days USING btree (day)
  constraint report_days_pkey PRIMARY KEY (day)

table report_funnel
  day date not null
  door text not null
  step text not null
  people integer not null
  CREATE UNIQUE INDEX report_funnel_pkey ON public.report_funnel USING btree (day, door, step)
  constraint report_funnel_pkey PRIMARY KEY (day, door, step)
  constraint report_funnel_step_check CHECK ((step = ANY (ARRAY['started'::text, 'code'::text, 'joined'::text])))

table report_inbound
  day date not null
  intent text not null
  messages integer not null
  CREATE UNIQUE INDEX report_inbound_pkey ON public.report_inbound USING btree (day, intent)
  constraint report_inbound_pkey PRIMARY KEY (day, intent)

table report_latencies
  day date not null
  run_id bigint not null
  sym text not null
  buckets smallint[] not null
  messages integer[] not null
  CREATE INDEX report_latencies_run ON public.report_latencies USING btree (run_id)
  CREATE UNIQUE INDEX report_latencies_pkey1 ON public.report_latencies USING btree (day, run_id, sym)
  constraint report_latencies_check CHECK ((cardinality(buckets) = cardinality(messages)))
  constraint report_latencies_pkey1 PRIMARY KEY (day, run_id, sym)

table report_messages
  day date not null
  run_id bigint not null
  sym text not null
  waiting integer not null
  unknown integer not null
  submitted integer not null
  delivered integer not null
  undelivered integer not null
  expired integer not null
  rejected integer not null
  skipped integer not null
  segments bigint not null
  CREATE INDEX report_messages_run ON public.report_messages USING btree (run_id)
  CREATE UNIQUE INDEX report_messages_pkey ON public.report_messages USING btree (day, run_id, sym)
  constraint report_messages_pkey PRIMARY KEY (day, run_id, sym)

table report_months
  month integer not null
  closed_at timestamp with time zone not null
  dropped_at timestamp with time zone
  CREATE UNIQUE INDEX report_months_pkey ON public.report_months USING btree (month)
  constraint report_months_pkey PRIMARY KEY (month)

table report_people
  day date not null
  run_id bigint not null
  phone_id bigint not null
  sym text not null
  bits smallint not null
  CREATE INDEX report_people_run ON public.report_people USING btree (run_id)
  CREATE UNIQUE INDEX report_people_pkey ON public.report_people USING btree (day, run_id, phone_id)
  constraint report_people_pkey PRIMARY KEY (day, run_id, phone_id)

table report_runs
  run_id bigint not null
  campaign_id bigint
  kind text not null
  lane text not null
  category text not null
  created_by text not null
  created_at timestamp with time zone not null
  counted_at timestamp with time zone not null
  took_ms integer not null
  CREATE INDEX report_runs_campaign ON public.report_runs USING btree (campaign_id)
  CREATE UNIQUE INDEX report_runs_pkey ON public.report_runs USING btree (run_id)
  constraint report_runs_kind_check CHECK ((kind = ANY (ARRAY['reply'::text, 'campaign'::text, 'module'::text])))
  constraint report_runs_lane_check CHECK ((lane = ANY (ARRAY['reply'::text, 'alert'::text, 'personal'::text, 'bulk'::text])))
  constraint report_runs_pkey PRIMARY KEY (run_id)

table report_watermark
  id boolean not null default true
  day date not null
  counted_at timestamp with time zone not null
  CREATE UNIQUE INDEX report_watermark_pkey ON public.report_watermark USING btree (id)
  constraint report_watermark_id_check CHECK (id)
  constraint report_watermark_pkey PRIMARY KEY (id)

table resident_sessions
  token_hash bytea not null
  phone_id bigint not null
  csrf text not null
  created_at timestamp with time zone not null
  seen_at timestamp with time zone not null
  expires_at timestamp with time zone not null
  CREATE INDEX resident_sessions_expires ON public.resident_sessions USING btree (expires_at)
  CREATE INDEX resident_sessions_phone ON public.resident_sessions USING btree (phone_id)
  CREATE UNIQUE INDEX resident_sessions_pkey ON public.resident_sessions USING btree (token_hash)
  constraint resident_sessions_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phones(id)
  constraint resident_sessions_pkey PRIMARY KEY (token_hash)

table runs
  id bigint not null
  campaign_id bigint
  kind text not null
  lane text not null
  state text not null
  text_id bigint
  sender text
  pause_reason text
  created_at timestamp with time zone not null default now()
  planned_at timestamp with time zone
  ended_at timestamp with time zone
  valid_until timestamp with time zone
  shape text[]
  CREATE INDEX runs_campaign ON public.runs USING btree (campaign_id)
  CREATE INDEX runs_open ON public.runs USING btree (lane, id) WHERE (state = ANY (ARRAY['planning'::text, 'running'::text, 'paused'::text]))
  CREATE UNIQUE INDEX runs_pkey ON public.runs USING btree (id)
  constraint runs_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id)
  constraint runs_kind_check CHECK ((kind = ANY (ARRAY['reply'::text, 'campaign'::text, 'module'::text])))
  constraint runs_lane_check CHECK ((lane = ANY (ARRAY['reply'::text, 'alert'::text, 'personal'::text, 'bulk'::text])))
  constraint runs_pkey PRIMARY KEY (id)
  constraint runs_state_check CHECK ((state = ANY (ARRAY['planning'::text, 'running'::text, 'paused'::text, 'stopped'::text, 'done'::text])))
  constraint runs_text_id_fkey FOREIGN KEY (text_id) REFERENCES texts(id)

table saved_answers
  id bigint not null generated always as identity
  title text not null
  body text not null
  updated_at timestamp with time zone not null default now()
  updated_by text not null
  CREATE UNIQUE INDEX saved_answers_pkey ON public.saved_answers USING btree (id)
  CREATE UNIQUE INDEX saved_answers_title_key ON public.saved_answers USING btree (title)
  constraint saved_answers_pkey PRIMARY KEY (id)
  constraint saved_answers_title_key UNIQUE (title)

table saved_audiences
  id bigint not null generated always as identity
  name text not null
  audience jsonb not null
  updated_by text not null
  updated_at timestamp with time zone not null default clock_timestamp()
  CREATE UNIQUE INDEX saved_audiences_name ON public.saved_audiences USING btree (lower(name))
  CREATE UNIQUE INDEX saved_audiences_pkey ON public.saved_audiences USING btree (id)
  constraint saved_audiences_name_check CHECK (((length(name) >= 2) AND (length(name) <= 80)))
  constraint saved_audiences_pkey PRIMARY KEY (id)

table sessions
  token_hash bytea not null
  staff_id bigint not null
  level text not null
  csrf text not null
  created_at timestamp with time zone not null default now()
  seen_at timestamp with time zone not null default now()
  expires_at timestamp with time zone not null
  id bigint not null generated always as identity
  proved_at timestamp with time zone not null default now()
  browser text not null default ''::text
  CREATE INDEX sessions_staff ON public.sessions USING btree (staff_id)
  CREATE UNIQUE INDEX sessions_id ON public.sessions USING btree (id)
  CREATE UNIQUE INDEX sessions_pkey ON public.sessions USING btree (token_hash)
  constraint sessions_level_check CHECK ((level = ANY (ARRAY['password'::text, 'full'::text])))
  constraint sessions_pkey PRIMARY KEY (token_hash)
  constraint sessions_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)

table setting_changes
  id bigint not null generated always as identity
  at timestamp with time zone not null default clock_timestamp()
  actor text not null
  subject text not null
  before jsonb
  after jsonb
  CREATE INDEX setting_changes_subject ON public.setting_changes USING btree (subject, id)
  CREATE TRIGGER setting_changes_append_only BEFORE DELETE OR UPDATE ON public.setting_changes FOR EACH ROW EXECUTE FUNCTION refuse_change()
  CREATE UNIQUE INDEX setting_changes_pkey ON public.setting_changes USING btree (id)
  constraint setting_changes_pkey PRIMARY KEY (id)

table settings
  key text not null
  value jsonb not null
  updated_at timestamp with time zone not null default now()
  updated_by text not null
  CREATE TRIGGER settings_announce AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.settings FOR EACH STATEMENT EXECUTE FUNCTION announce_change('settings')
  CREATE UNIQUE INDEX settings_pkey ON public.settings USING btree (key)
  constraint settings_pkey PRIMARY KEY (key)

table spent_challenges
  id bytea not null
  expires_at timestamp with time zone not null
  CREATE INDEX spent_challenges_expires ON public.spent_challenges USING btree (expires_at)
  CREATE UNIQUE INDEX spent_challenges_pkey ON public.spent_challenges USING btree (id)
  constraint spent_challenges_pkey PRIMARY KEY (id)

table staff
  id bigint not null generated always as identity
  login text not null
  name text not null
  role text not null
  password_hash text not null
  totp_secret bytea
  totp_step bigint not null default 0
  is_active boolean not null default true
  created_at timestamp with time zone not null default now()
  last_login_at timestamp with time zone
  phone_id bigint
  localities text[] not null default '{}'::text[]
  area_ids bigint[] not null default '{}'::bigint[]
  categories text[] not null default '{}'::text[]
  CREATE UNIQUE INDEX staff_login ON public.staff USING btree (login)
  CREATE UNIQUE INDEX staff_pkey ON public.staff USING btree (id)
  constraint staff_login_check CHECK ((login = lower(login)))
  constraint staff_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phones(id)
  constraint staff_pkey PRIMARY KEY (id)
  constraint staff_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'editor'::text, 'local'::text, 'topical'::text, 'treasurer'::text, 'dispatcher'::text, 'viewer'::text])))

table staff_answers
  id bigint not null generated always as identity
  key uuid not null
  thread_id bigint not null
  staff_id bigint not null
  phone_id bigint not null
  run_id bigint not null
  item bigint not null
  at timestamp with time zone not null
  CREATE INDEX staff_answers_thread ON public.staff_answers USING btree (thread_id, id)
  CREATE UNIQUE INDEX staff_answers_key_key ON public.staff_answers USING btree (key)
  CREATE UNIQUE INDEX staff_answers_phone_id_run_id_item_key ON public.staff_answers USING btree (phone_id, run_id, item)
  CREATE UNIQUE INDEX staff_answers_pkey ON public.staff_answers USING btree (id)
  constraint staff_answers_key_key UNIQUE (key)
  constraint staff_answers_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phones(id)
  constraint staff_answers_phone_id_run_id_item_key UNIQUE (phone_id, run_id, item)
  constraint staff_answers_pkey PRIMARY KEY (id)
  constraint staff_answers_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
  constraint staff_answers_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads(id) ON DELETE CASCADE

table staff_links
  token_hash bytea not null
  purpose text not null
  role text not null
  staff_id bigint
  created_at timestamp with time zone not null default now()
  expires_at timestamp with time zone not null
  used_at timestamp with time zone
  localities text[] not null default '{}'::text[]
  area_ids bigint[] not null default '{}'::bigint[]
  categories text[] not null default '{}'::text[]
  CREATE UNIQUE INDEX staff_links_pkey ON public.staff_links USING btree (token_hash)
  constraint staff_links_pkey PRIMARY KEY (token_hash)
  constraint staff_links_purpose_check CHECK ((purpose = ANY (ARRAY['setup'::text, 'invite'::text, 'reset'::text])))
  constraint staff_links_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'editor'::text, 'local'::text, 'topical'::text, 'treasurer'::text, 'dispatcher'::text, 'viewer'::text])))
  constraint staff_links_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)

table staff_phone_codes
  staff_id bigint not null
  phone_id bigint not null
  code_hash bytea not null
  tries smallint not null default 0
  created_at timestamp with time zone not null
  expires_at timestamp with time zone not null
  CREATE UNIQUE INDEX staff_phone_codes_pkey ON public.staff_phone_codes USING btree (staff_id)
  constraint staff_phone_codes_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phones(id)
  constraint staff_phone_codes_pkey PRIMARY KEY (staff_id)
  constraint staff_phone_codes_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)

table streets
  sym text not null
  sym_ul text not null
  cecha text not null
  nazwa_1 text not null
  nazwa_2 text not null default ''::text
  in_register boolean not null default false
  CREATE TRIGGER streets_announce AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.streets FOR EACH STATEMENT EXECUTE FUNCTION announce_change('places')
  CREATE UNIQUE INDEX streets_pkey ON public.streets USING btree (sym, sym_ul)
  constraint streets_pkey PRIMARY KEY (sym, sym_ul)
  constraint streets_sym_ul_check CHECK ((sym_ul ~ '^[0-9]{5}$'::text))

table subscriber_import_checks
  import_id bigint not null
  line integer not null
  outcome text not null
  msisdn text
  sym text
  sym_ul text
  house_number text
  categories smallint[]
  source text
  basis text
  consented_on date
  confidence text
  problem text
  CREATE UNIQUE INDEX subscriber_import_checks_pkey ON public.subscriber_import_checks USING btree (import_id, outcome, line)
  constraint subscriber_import_checks_import_id_fkey FOREIGN KEY (import_id) REFERENCES subscriber_imports(id) ON DELETE CASCADE
  constraint subscriber_import_checks_outcome_check CHECK ((outcome = ANY (ARRAY['new'::text, 'changed'::text, 'same'::text, 'left'::text, 'erased'::text, 'bad'::text])))
  constraint subscriber_import_checks_pkey PRIMARY KEY (import_id, outcome, line)

table subscriber_import_people
  phone_id bigint not null
  import_id bigint not null
  is_new boolean not null
  categories smallint[] not null default '{}'::smallint[]
  address_ids bigint[] not null default '{}'::bigint[]
  CREATE INDEX subscriber_import_people_import ON public.subscriber_import_people USING btree (import_id)
  CREATE UNIQUE INDEX subscriber_import_people_pkey ON public.subscriber_import_people USING btree (phone_id, import_id)
  constraint subscriber_import_people_import_id_fkey FOREIGN KEY (import_id) REFERENCES subscriber_imports(id)
  constraint subscriber_import_people_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phones(id)
  constraint subscriber_import_people_pkey PRIMARY KEY (phone_id, import_id)

table subscriber_import_rows
  import_id bigint not null
  line integer not null
  cells text[] not null
  CREATE UNIQUE INDEX subscriber_import_rows_pkey ON public.subscriber_import_rows USING btree (import_id, line)
  constraint subscriber_import_rows_import_id_fkey FOREIGN KEY (import_id) REFERENCES subscriber_imports(id) ON DELETE CASCADE
  constraint subscriber_import_rows_pkey PRIMARY KEY (import_id, line)

table subscriber_imports
  id bigint not null generated always as identity
  name text not null default ''::text
  state text not null
  headers text[] not null default '{}'::text[]
  matching jsonb
  findings jsonb
  created_by text not null
  created_at timestamp with time zone not null
  checked_at timestamp with time zone
  stored_at timestamp with time zone
  counts jsonb
  undone_at timestamp with time zone
  undone_by text
  undo_counts jsonb
  CREATE INDEX subscriber_imports_waiting ON public.subscriber_imports USING btree (created_at) WHERE (state = ANY (ARRAY['uploaded'::text, 'checked'::text]))
  CREATE UNIQUE INDEX subscriber_imports_pkey ON public.subscriber_imports USING btree (id)
  constraint subscriber_imports_check CHECK (((state = ANY (ARRAY['stored'::text, 'undone'::text])) = (stored_at IS NOT NULL)))
  constraint subscriber_imports_check1 CHECK (((state = 'undone'::text) = (undone_at IS NOT NULL)))
  constraint subscriber_imports_pkey PRIMARY KEY (id)
  constraint subscriber_imports_state_check CHECK ((state = ANY (ARRAY['uploaded'::text, 'checked'::text, 'stored'::text, 'undone'::text])))

table subscribers
  phone_id bigint not null
  state text not null
  categories smallint[] not null default '{}'::smallint[]
  source text not null
  joined_at timestamp with time zone not null
  suspended_at timestamp with time zone
  left_at timestamp with time zone
  decided_at timestamp with time zone not null
  dead_at timestamp with time zone
  paused_until timestamp with time zone
  pauses_alerts boolean not null default false
  CREATE INDEX subscribers_categories ON public.subscribers USING gin (categories) WHERE (state = 'active'::text)
  CREATE INDEX subscribers_passed_by ON public.subscribers USING btree (phone_id) WHERE ((dead_at IS NOT NULL) OR (paused_until IS NOT NULL))
  CREATE INDEX subscribers_source ON public.subscribers USING btree (source)
  CREATE INDEX subscribers_state ON public.subscribers USING btree (state)
  CREATE UNIQUE INDEX subscribers_pkey ON public.subscribers USING btree (phone_id)
  constraint subscribers_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phones(id)
  constraint subscribers_pkey PRIMARY KEY (phone_id)
  constraint subscribers_source_check CHECK ((source = ANY (ARRAY['sms'::text, 'form'::text, 'api'::text, 'import'::text, 'staff'::text])))
  constraint subscribers_state_check CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text, 'left'::text])))

table templates
  id bigint not null generated always as identity
  name text not null
  body text not null
  is_alert boolean not null default false
  updated_by text not null
  updated_at timestamp with time zone not null default clock_timestamp()
  CREATE UNIQUE INDEX templates_name ON public.templates USING btree (lower(name))
  CREATE UNIQUE INDEX templates_pkey ON public.templates USING btree (id)
  constraint templates_body_check CHECK ((body <> ''::text))
  constraint templates_name_check CHECK (((length(name) >= 2) AND (length(name) <= 80)))
  constraint templates_pkey PRIMARY KEY (id)

table teryt_imports
  id bigint not null generated always as identity
  imported_at timestamp with time zone not null default clock_timestamp()
  actor text not null
  register text not null
  stan_na date not null
  file_date date
  edition text
  is_full boolean not null
  gminas text[] not null default '{}'::text[]
  rows integer not null
  CREATE INDEX teryt_imports_latest ON public.teryt_imports USING btree (register, id)
  CREATE UNIQUE INDEX teryt_imports_pkey ON public.teryt_imports USING btree (id)
  constraint teryt_imports_edition_check CHECK ((edition = ANY (ARRAY['urzedowy'::text, 'adresowy'::text, 'statystyczny'::text])))
  constraint teryt_imports_pkey PRIMARY KEY (id)
  constraint teryt_imports_register_check CHECK ((register = ANY (ARRAY['TERC'::text, 'SIMC'::text, 'ULIC'::text])))

table texts
  id bigint not null generated always as identity
  digest bytea not null
  body text not null
  encoding text not null
  segments smallint not null
  secret_until timestamp with time zone
  created_at timestamp with time zone not null default now()
  retired_at timestamp with time zone
  CREATE INDEX texts_retired ON public.texts USING btree (retired_at) WHERE (retired_at IS NOT NULL)
  CREATE INDEX texts_secret ON public.texts USING btree (secret_until) WHERE (secret_until IS NOT NULL)
  CREATE UNIQUE INDEX texts_digest_key ON public.texts USING btree (digest)
  CREATE UNIQUE INDEX texts_pkey ON public.texts USING btree (id)
  constraint texts_digest_key UNIQUE (digest)
  constraint texts_encoding_check CHECK ((encoding = ANY (ARRAY['gsm7'::text, 'ucs2'::text])))
  constraint texts_pkey PRIMARY KEY (id)
  constraint texts_segments_check CHECK ((segments >= 1))

table threads
  id bigint not null generated always as identity
  phone_id bigint
  sender text
  state text not null default 'open'::text
  is_danger boolean not null default false
  rank smallint not null default 
CASE
    WHEN (state = 'closed'::text) THEN 0
    WHEN is_danger THEN 2
    ELSE 1
END
  assignee_id bigint
  unread integer not null default 0
  last_mo_id bigint not null
  last_at timestamp with time zone not null
  answered_at timestamp with time zone
  answered_by bigint
  alarm_due_at timestamp with time zone
  alarmed_at timestamp with time zone
  CREATE INDEX threads_alarm ON public.threads USING btree (alarm_due_at) WHERE (alarm_due_at IS NOT NULL)
  CREATE INDEX threads_assignee ON public.threads USING btree (assignee_id, rank, last_mo_id) WHERE ((state = 'open'::text) AND (assignee_id IS NOT NULL))
  CREATE INDEX threads_order ON public.threads USING btree (rank, last_mo_id)
  CREATE INDEX threads_unread ON public.threads USING btree (rank, last_mo_id) WHERE ((unread > 0) AND (state = 'open'::text))
  CREATE UNIQUE INDEX threads_phone_id_key ON public.threads USING btree (phone_id)
  CREATE UNIQUE INDEX threads_pkey ON public.threads USING btree (id)
  CREATE UNIQUE INDEX threads_sender_key ON public.threads USING btree (sender)
  constraint threads_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES staff(id)
  constraint threads_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES staff(id)
  constraint threads_check CHECK ((num_nonnulls(phone_id, sender) = 1))
  constraint threads_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phones(id)
  constraint threads_phone_id_key UNIQUE (phone_id)
  constraint threads_pkey PRIMARY KEY (id)
  constraint threads_sender_key UNIQUE (sender)
  constraint threads_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])))
  constraint threads_unread_check CHECK ((unread >= 0))

table workers
  id text not null
  beat_at timestamp with time zone not null
  CREATE UNIQUE INDEX workers_pkey ON public.workers USING btree (id)
  constraint workers_pkey PRIMARY KEY (id)

CREATE OR REPLACE FUNCTION public.announce_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('wici', tg_argv[0]);
  return null;
end $function$
CREATE OR REPLACE FUNCTION public.ensure_ledger_month(month integer)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  next_month integer := case when month % 100 = 12 then month + 89 else month + 1 end;
begin
  perform pg_advisory_xact_lock(hashtext('ensure_ledger_month'));
  if to_regclass(format('mts_%s', month)) is null then
    execute format(
      'create table mts_%s partition of mts for values from (%s) to (%s) with (fillfactor = 80)',
      month, month::bigint * 1000000000, next_month::bigint * 1000000000);
    -- Without statistics the planner takes any run for a part of the month. With them it takes a run newer than the last
    -- analyze for empty, and then reads the whole run for each of its rows: 10 s a claim instead of 30 ms.
    execute format('alter table mts_%s alter column run_id set statistics 0', month);
  end if;
  insert into runs (id, kind, lane, state, planned_at)
  values (month::bigint * 1000000000, 'reply', 'reply', 'running', now())
  on conflict do nothing;
end $function$
CREATE OR REPLACE FUNCTION public.has_subscriber_now(phone bigint)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  return exists (select from subscribers where phone_id = phone);
end $function$
CREATE OR REPLACE FUNCTION public.inbox_words(body text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN to_tsvector('simple'::regconfig, translate(lower(body), 'ąćęłńóśżźĄĆĘŁŃÓŚŻŹ./@:-'::text, 'acelnoszzacelnoszz     '::text))
CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'table % is append-only', tg_table_name;
end $function$
CREATE OR REPLACE FUNCTION public.refuse_young_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE' and old.at < now() - interval '2 years' then
    return old;
  end if;
  raise exception 'table % is append-only', tg_table_name;
end $function$
CREATE OR REPLACE FUNCTION public.word_key(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select regexp_replace(lower(name), '[^[:alnum:]]', '', 'g')
$function$
sequence addresses_id_seq
sequence api_tokens_id_seq
sequence approvals_id_seq
sequence area_members_id_seq
sequence areas_id_seq
sequence audit_entries_id_seq
sequence batches_id_seq
sequence campaigns_id_seq
sequence categories_id_seq
sequence consents_id_seq
sequence data_requests_id_seq
sequence declarations_id_seq
sequence dlrs_id_seq
sequence duty_alarms_id_seq
sequence exercises_id_seq
sequence kits_id_seq
sequence lists_id_seq
sequence live_proofs_id_seq
sequence mos_id_seq
sequence mts_id_seq
sequence own_item_seq
sequence phones_id_seq
sequence place_aliases_id_seq
sequence place_orphans_id_seq
sequence refused_mos_id_seq
sequence run_seq
sequence saved_answers_id_seq
sequence saved_audiences_id_seq
sequence sessions_id_seq
sequence setting_changes_id_seq
sequence staff_answers_id_seq
sequence staff_id_seq
sequence subscriber_imports_id_seq
sequence templates_id_seq
sequence teryt_imports_id_seq
sequence texts_id_seq
sequence threads_id_seq
