// What else an office of a city has gathered: texts, threads, an audit log, lists, places that have vanished, and
// campaigns in every state.
import type { Database } from '#db/pool.ts';
import { ledgerMonth } from '#db/runs.ts';

const texts = 200_000;
const entries = 500_000;

export async function fillOffice(database: Database): Promise<void> {
  await fillPlaces(database);
  await fillInbox(database);
  await fillLedger(database);
  await fillRecords(database);
}

async function fillPlaces({ sql }: Database): Promise<void> {
  await sql`insert into communes (terc, name) values ('3021052', 'Dopiewo') on conflict do nothing`;
  await sql`
    insert into localities (sym, name, kind, sympod, terc)
    select lpad((n + 1000000)::text, 7, '0'), 'Wieś ' || n, '01', lpad((n + 1000000)::text, 7, '0'), '3021052'
    from generate_series(0, 19) n`;
  await sql`
    insert into streets (sym, sym_ul, cecha, nazwa_1)
    select lpad((n + 1000000)::text, 7, '0'), lpad(u::text, 5, '0'), 'ul.', 'Ulica ' || u
    from generate_series(0, 19) n, generate_series(1, 200) u`;
  await sql`update addresses set sym_ul = lpad((phone_id % 200 + 1)::text, 5, '0'), house_number = (phone_id % 90 + 1)::text`;
  await sql`
    insert into categories (key, name, position, legal_basis)
    select 'k' || n, 'Kategoria ' || n, n + 10, 'zgoda' from generate_series(1, 6) n on conflict do nothing`;
  await sql`update subscribers set categories = array[(select id from categories where key = 'k' || (phone_id % 6 + 1))]`;
  await sql`
    with made as (insert into areas (name) select 'Rejon ' || n from generate_series(1, 20) n returning id)
    insert into area_members (area_id, sym, sym_ul)
    select id, '1000002', lpad(n::text, 5, '0') from made, generate_series(1, 40) n`;
  await sql`insert into place_aliases (alias, sym) select 'nazwa ' || n, '1000003' from generate_series(1, 100) n`;
  await sql`insert into place_orphans (sym, sym_ul) select '1000004', lpad(n::text, 5, '0') from generate_series(1, 20) n`;
  await sql`insert into settings (key, value, updated_by) values ('tercs', '["3021052"]', 'bench'), ('monthBudgetGrosze', '10000000', 'bench'), ('dailyBudgetGrosze', '1000000', 'bench')`;
}

/** A year of texts, each tenth for staff; the last day as busy as any. */
async function fillInbox({ sql }: Database): Promise<void> {
  const people = sql`(select min(phone_id) from subscribers)`;
  await sql`
    insert into mos (digest, sender, recipient, text, sent_at, received_at, state, phone_id, intent, mark)
    select decode(md5(n::text), 'hex'), '+48' || (500000000 + n % 60000), '', 'Na ulicy Lipowej lezy drzewo numer ' || n,
      at, at, 'handled', ${people} + n % 60000, case when n % 10 = 0 then 'ask' else 'join' end,
      case when n % 10 = 0 then 'staff' else 'none' end
    from generate_series(1, ${texts}::int) n
    cross join lateral (select now() - make_interval(secs => 31536000.0 * (${texts}::int - n) / ${texts}::int)) as t (at)`;
  await sql`
    insert into threads (phone_id, state, unread, last_mo_id, last_at, is_danger)
    select phone_id, case when phone_id % 7 = 0 then 'open' else 'closed' end, case when phone_id % 7 = 0 then 1 else 0 end,
      max(id), max(received_at), false
    from mos where mark = 'staff' group by phone_id`;
  await sql`update threads set is_danger = true where id = (select max(id) from threads where state = 'open')`;
  await sql`
    insert into consents (phone_id, act, door, at, wording)
    select phone_id, 'join', 'form', now() - make_interval(secs => 31536000.0 * (phone_id % 1000) / 1000), 'zgoda'
    from subscribers`;
  await sql`insert into saved_answers (title, body, updated_by) select 'Odpowiedź ' || n, 'Dziekujemy.', 'bench' from generate_series(1, 40) n`;
}

/** One campaign half sent, one paused, a series, an alert, a draft, and a month of replies. */
async function fillLedger({ sql }: Database): Promise<void> {
  const month = ledgerMonth(new Date());
  const [text] = await sql<{ id: number }[]>`select max(id) as id from texts`;
  const textId = text?.id ?? 1;
  const campaigns = [
    { state: 'running', lane: 'bulk', sent: 150_000, waiting: 150_000 },
    { state: 'paused', lane: 'bulk', sent: 10_000, waiting: 90_000 },
    { state: 'done', lane: 'alert', sent: 100_000, waiting: 0 },
  ] as const;
  for (const { state, lane, sent, waiting } of campaigns) {
    await sql`
      with campaign as (
        insert into campaigns (state, lane, text, audience, created_by, launched_at)
        values (${state}, ${lane}, 'Dopiewo: zebranie.', '{"all": true}', 'staff:1', now() - interval '1 hour')
        returning id
      ), run as (
        insert into runs (id, campaign_id, kind, lane, state, text_id, created_at, planned_at, ended_at, pause_reason)
        select ${month}::bigint * 1000000000 + nextval('run_seq'), id, 'campaign', ${lane}, ${state}, ${textId},
          now() - interval '1 hour', now() - interval '1 hour', case when ${state} = 'done' then now() end,
          case when ${state} = 'paused' then 'funds' end
        from campaign
        returning id
      )
      insert into mts (run_id, phone_id, text_id, state, submitted_at, reported_at)
      select run.id, s.phone_id, ${textId},
        case when s.n > ${sent}::int then 'planned' when s.n % 9 = 0 then 'submitted' else 'delivered' end,
        case when s.n <= ${sent}::int then now() - make_interval(secs => 3600.0 * s.n / 150000) end,
        case when s.n <= ${sent}::int and s.n % 9 > 0 then now() end
      from run, (select phone_id, row_number() over (order by phone_id) as n from subscribers) s
      where s.n <= ${sent + waiting}::int`;
  }
  await sql`
    insert into mts (run_id, phone_id, item, text_id, state, submitted_at, reported_at)
    select ${month}::bigint * 1000000000, phone_id, id * 8, ${textId}, 'delivered', received_at, received_at
    from mos where received_at > date_trunc('month', now())`;
  await sql`
    insert into campaigns (state, lane, text, audience, created_by, send_at, recurrence, launched_at)
    select 'scheduled', 'bulk', 'Dopiewo: odpady.', '{"all": true}', 'staff:1', now() + interval '1 day',
      '{"every": "week", "interval": 1, "weekdays": [1], "time": "10:00", "from": "2026-01-05", "holidays": "send"}'::jsonb,
      now()`;
  await sql`insert into campaigns (state, lane, text, audience, created_by) values ('draft', 'bulk', 'Jutro nie bedzie wody.', '{"all": true}', 'staff:1')`;
  await sql`
    insert into batches (run_id, text_id, state, size, first_id, last_id, lease_term, claimed_at, answered_at)
    select ${month}::bigint * 1000000000, ${textId}, 'answered', 1, 0, 0, 1, received_at, received_at
    from mos where received_at > now() - interval '40 days'`;
}

async function fillRecords({ sql }: Database): Promise<void> {
  await sql`
    insert into audit_entries (at, actor, act, subject)
    select now() - make_interval(secs => 31536000.0 * (${entries}::int - n) / ${entries}::int),
      case when n % 3 = 0 then 'system' else 'staff:' || n % 9 end,
      (array['campaign.launch', 'subscriber.find', 'thread.view', 'session.open'])[n % 4 + 1], 'phone:' || n % 5000
    from generate_series(1, ${entries}::int) n`;
  await sql`
    insert into staff (login, name, role, password_hash)
    select 'osoba' || n, 'Osoba ' || n, 'editor', 'x' from generate_series(1, 40) n`;
  await sql`
    insert into templates (name, body, updated_by)
    select 'Treść ' || n, 'Jutro od 8 nie bedzie wody.', 'bench' from generate_series(1, 60) n`;
  await sql`
    insert into saved_audiences (name, audience, updated_by)
    select 'Grupa ' || n, '{"locality": "1000005"}', 'bench' from generate_series(1, 40) n`;
  await sql`
    with made as (
      insert into lists (name, headers, created_by, state, fields)
      values ('Lista', '{numer,imie}', 'staff:1', 'ready', '{numer,imie}') returning id
    )
    insert into list_rows (list_id, line, cells, msisdn)
    select made.id, n, array['48' || (500000000 + n), 'Jan'], '+48' || (500000000 + n)
    from made, generate_series(1, 50000) n`;
  await sql`
    insert into dead_numbers (phone_id, found_at, failures, first_failed_at, last_failed_at)
    select phone_id, now(), 5, now() - interval '30 days', now() from subscribers order by phone_id limit 2000`;
  await sql`update subscribers set dead_at = now() where phone_id in (select phone_id from dead_numbers)`;
  await sql`insert into kits (name, created_by) select 'Plakat ' || n, 'staff:1' from generate_series(1, 40) n`;
  await sql`
    insert into kit_texts (kit_id, phone_id)
    select (select min(id) from kits) + phone_id % 40, phone_id from subscribers order by phone_id limit 20000`;
  await sql`
    insert into setting_changes (actor, subject, before, after)
    select 'staff:1', 'setting:quietFrom', '"21:00"', '"22:00"' from generate_series(1, 500)`;
  await sql`
    with made as (
      insert into subscriber_imports (name, state, headers, created_by, created_at)
      values ('spis.csv', 'uploaded', '{numer,miejscowosc,zgoda}', 'staff:1', now()) returning id
    )
    insert into subscriber_import_rows (import_id, line, cells)
    select made.id, n, array['48' || (500000000 + n), 'Wieś 3', '2026-01-05'] from made, generate_series(1, 50000) n`;
  await sql`insert into api_tokens (name, token_hash, scopes) values ('System', 'x', '{reports}')`;
  await sql`
    insert into data_requests (phone_id, kind, door, received_on, answered_by)
    select phone_id, 'access', 'staff', current_date, 'staff:1' from subscribers order by phone_id limit 500`;
}
