// A year of a small office: campaigns of several kinds, texts, joins and leaves, for looking at reports.
import { rollUpReports } from '#services/roll-up-reports.ts';
import type { OfficeDeps } from './office-deps.ts';
import { insertRunOf } from './report-figures.ts';

const dayMs = 86_400_000;

/** Fills the database of these deps and counts it; the last campaign was this morning. Returns the last one's id. */
export async function fillReportTown(deps: OfficeDeps, now: Date): Promise<number> {
  const { sql } = deps;
  const people = 240;
  await sql`insert into phones (msisdn) select '+48' || n from generate_series(600500001, ${600500000 + people}) n`;
  const [first] = await sql<{ id: number }[]>`select min(id) as id from phones where msisdn like '+486005%'`;
  const firstPhone = first?.id ?? 1;
  await sql`
    insert into subscribers (phone_id, state, source, joined_at, decided_at, categories)
    select id, 'active', 'sms', ${now}, ${now}, '{1}' from phones where id >= ${firstPhone}`;
  await sql`
    insert into addresses (phone_id, sym)
    select id, (array['0582870', '0582886', '0582817'])[id % 3 + 1] from phones where id >= ${firstPhone} and id % 7 > 0`;
  const audiences = [{ all: true }, { category: 'sport' }, { category: 'kultura' }, { category: 'odpady' }];
  let last = 0;
  for (let n = 11; n >= 0; n -= 1) {
    const at = new Date(now.getTime() - n * 29 * dayMs - 3_600_000);
    const rows = Array.from({ length: people - n * 13 }, (_, phone) => ({
      phone,
      state: phone % 23 === 5 ? ('undelivered' as const) : ('delivered' as const),
      submittedAfter: 1,
      reportedAfter: 3 + (phone % 40) + (phone % 31 === 0 ? 900 : 0),
    }));
    const { campaignId } = await insertRunOf(deps, {
      at,
      firstPhone,
      rows,
      segments: (n % 2) + 1,
      audience: audiences[n % 4],
      createdBy: n % 3 === 0 ? 'token:7' : 'staff:1',
    });
    last = campaignId;
    await insertTexts(deps, { at, count: 20 - n, firstPhone });
  }
  await sql`
    insert into consents (phone_id, act, door, at, wording)
    select ${firstPhone}::bigint + n, case when n % 5 = 0 then 'leave' else 'join' end,
      case when n % 3 = 0 then 'form' else 'sms' end, ${now}::timestamptz - make_interval(days => n % 9), 'test'
    from generate_series(0, 39) n`;
  await rollUpReports({ ...deps, clock: () => now });
  return last;
}

async function insertTexts(
  { sql }: OfficeDeps,
  texts: { readonly at: Date; readonly count: number; readonly firstPhone: number },
): Promise<void> {
  await sql`
    insert into mos (digest, sender, recipient, text, sent_at, received_at, state, phone_id, intent)
    select decode(md5(${texts.at.toISOString()} || n), 'hex'), 'x', 'y', 'z', ${texts.at}, ${texts.at}, 'handled',
      ${texts.firstPhone}::bigint + n, (array['join', 'join', 'staff', 'waste', 'leave_now', 'answer', 'code'])[n % 7 + 1]
    from generate_series(1, ${texts.count}::int) n`;
}
