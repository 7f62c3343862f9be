-- Posters and leaflets whose sign-ups are counted by a tag. New tables; a null column of consents (a short lock, no
-- rewrite) and a partial index of it, which is empty.

-- The tag on paper is made of the id (domain/kit-tag.ts) and never given to another kit: paper hangs for years.
create table kits (
  id bigint generated always as identity primary key,
  -- Where it hangs: "Tablica w Skórzewie". Nobody's personal data.
  name text not null unique,
  -- What the poster says it is for; all null = the whole gmina.
  sym text,
  area_id bigint references areas on delete set null,
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null,
  -- No longer printed; its tag is still counted.
  archived_at timestamptz,
  check (sym is null or area_id is null)
);

-- Who texted a tag: once per kit and number, so that texting again counts once.
create table kit_texts (
  kit_id bigint not null references kits,
  phone_id bigint not null references phones,
  texted_at timestamptz not null default clock_timestamp(),
  last_at timestamptz not null default clock_timestamp(),
  primary key (kit_id, phone_id)
);
create index kit_texts_phone on kit_texts (phone_id);

-- The paper that brought a sign-up, part of its proof.
alter table consents add column kit_id bigint references kits;
create index consents_kit on consents (kit_id, phone_id) where kit_id is not null;
