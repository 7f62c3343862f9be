// A year of a city: 500 000 subscribers in twenty localities, five million messages in 120 campaigns.
import type { Database } from '#db/pool.ts';
import { ensureLedgerMonth, ledgerMonth } from '#db/runs.ts';
import { insertTexts } from '#db/texts.ts';

export const people = 500_000;
export const messages = 5_000_000;
const campaigns = 120;
const callSize = 100;
const dayMs = 86_400_000;

/** Campaigns over a year, each to a part of the town. Returns the last one. */
export async function fillYear(database: Database): Promise<number> {
  const { db, sql } = database;
  await sql`
    insert into addresses (phone_id, sym)
    select phone_id, lpad((phone_id % 20 + 1000000)::text, 7, '0') from subscribers`;
  const [textId = 0] = await db.transaction((tx) => insertTexts(tx, [{ body: 'Dopiewo: zebranie.' }]));
  const [span] = await sql<{ first: number }[]>`select min(id) as first from phones`;
  const size = Math.floor(messages / campaigns);
  let last = 0;
  for (let n = campaigns - 1; n >= 0; n -= 1) {
    const at = new Date(Date.now() - n * 3 * dayMs - dayMs / 2);
    const month = ledgerMonth(at);
    await ensureLedgerMonth(db, month);
    const [campaign] = await sql<{ id: number }[]>`
      insert into campaigns (state, lane, text, audience, created_by, created_at, launched_at)
      values ('done', 'bulk', 'Dopiewo: zebranie.', '{"all": true}', ${`staff:${n % 5}`}, ${at}, ${at})
      returning id`;
    last = campaign?.id ?? 0;
    await sql`
      with run as (
        insert into runs (id, campaign_id, kind, lane, state, text_id, created_at, planned_at, ended_at)
        values (${month}::bigint * 1000000000 + nextval('run_seq'), ${last}, 'campaign', 'bulk', 'done', ${textId},
          ${at}, ${at}, ${at})
        returning id
      )
      insert into mts (run_id, phone_id, text_id, state, submitted_at, reported_at)
      select run.id, ${span?.first ?? 1}::bigint + (i + ${n * 7919}) % ${people}, ${textId},
        case when i % 50 = 0 then 'undelivered' else 'delivered' end, ${at},
        ${at}::timestamptz + make_interval(secs => 2 + i % 97)
      from run, generate_series(1, ${size}::int) i`;
    await sql`
      insert into batches (run_id, text_id, state, size, first_id, last_id, lease_term, claimed_at, answered_at)
      select r.id, ${textId}, 'answered', ${callSize}, 0, 0, 1, ${at}, ${at}
      from runs r, generate_series(1, ${Math.floor(size / callSize)}::int) i
      where r.campaign_id = ${last}`;
  }
  await sql`vacuum analyze`;
  return last;
}
