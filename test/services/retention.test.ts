import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countByState } from '#db/campaigns.ts';
import { ledgerMonth } from '#db/runs.ts';
import { completeErasures } from '#services/erase-person.ts';
import { enforceRetention } from '#services/retention.ts';
import { closeReportMonths, rollUpReports } from '#services/roll-up-reports.ts';
import { startLedger } from '../support/ledger.ts';

const ledger = await startLedger();
const { deps, database } = ledger;
const { sql } = database;
const dayMs = 86_400_000;

async function count(table: string, where = 'true'): Promise<number> {
  const [row] = await sql.unsafe<{ count: number }[]>(
    `select count(*)::int as count from ${table} where ${where}`,
  );
  return row?.count ?? -1;
}

test('nothing young is thrown away', async () => {
  await ledger.addSubscribers(1);
  await sql`
    insert into mos (digest, sender, recipient, text, sent_at, state)
    values ('\x01', '+48600000001', '48500100200', 'tekst', now(), 'handled')`;
  await sql`insert into refused_mos (problem, raw) values ('bad', 'x')`;
  await sql`insert into audit_entries (actor, act) values ('system', 'test.young')`;
  const retained = await enforceRetention(deps);
  assert.deepEqual(Object.values(retained), Array(10).fill(0));
});

test('a month of messages goes with its texts once its figures are closed; no count changes, twice is as once', async () => {
  const [one, two] = await ledger.addSubscribers(2);
  ledger.dispatch();
  const { campaignId, runId } = await ledger.plan({ text: 'Dopiewo: stary komunikat.' });
  const named = await ledger.plan({ text: 'Dopiewo: sprawa pana X.', audience: { numbers: ['600000002'] } });
  await ledger.settles(campaignId, { submitted: 3 });
  await sql`update mts set state = 'delivered', reported_at = now() where run_id = ${runId} and phone_id = ${one ?? 0}`;
  await sql`update mts set state = 'undelivered' where run_id = ${runId} and phone_id = ${two ?? 0}`;
  await sql`update runs set state = 'done', ended_at = now() where kind = 'campaign'`;
  await sql`update campaigns set state = 'done', ended_at = now() where id in (${campaignId}, ${named.campaignId})`;
  await rollUpReports(deps);
  const before = await countByState(deps.db, campaignId);
  assert.deepEqual([before.submitted, before.delivered, before.undelivered, before.total], [1, 1, 1, 3]);

  deps.passTime(800 * dayMs);
  assert.equal((await enforceRetention(deps)).months, 0, 'figures are not closed yet');
  await closeReportMonths(deps);
  const retained = await enforceRetention(deps);
  assert.equal(retained.months, 2, 'this month and the next are made ahead');
  const month = ledgerMonth(new Date());
  assert.equal(await count('pg_class', `relname = 'mts_${month}'`), 0);
  assert.equal(await count('mts'), 0);
  assert.equal(await count('batches'), 0);
  assert.deepEqual(await countByState(deps.db, campaignId), { ...before, unconfirmed: 0 });
  const texts = await sql<{ text: string }[]>`
    select text from campaigns where id in (${campaignId}, ${named.campaignId}) order by id`;
  assert.deepEqual(
    texts.map((row) => row.text),
    ['Dopiewo: stary komunikat.', ''],
  );
  assert.equal(await count('campaigns', `audience::text like '%600000002%'`), 0);
  // A text goes in a later pass, when nobody can have found it any more.
  deps.passTime(dayMs);
  assert.ok((await enforceRetention(deps)).texts > 0);
  assert.equal(await count('texts'), 0);
  assert.equal((await enforceRetention(deps)).months, 0);
});

test('old texts of people are blanked, old audit and refused calls go, who left long ago is erased', async () => {
  await sql`
    insert into audit_entries (actor, act, at)
    values ('system', 'test.old', now() - interval '6 years'), ('system', 'test.kept', now() - interval '6 months')`;
  const [left] = await ledger.addSubscribers(1);
  await sql`
    update subscribers set state = 'left', left_at = now() - interval '4 years' where phone_id = ${left ?? 0}`;
  const retained = await enforceRetention(deps);
  assert.deepEqual([retained.audit, retained.people], [1, 1]);
  assert.equal(await count('audit_entries', `act = 'test.kept'`), 1);
  assert.equal(await count('mos', `text <> '' or sender <> ''`), 0);
  assert.equal(await count('mos'), 1);
  assert.equal(await count('refused_mos'), 0);
  assert.equal(await count('phones', `id = ${left ?? 0} and erasing_since is not null`), 1);
});

test('a number that never joined goes once nobody has heard of it for as long as texts are kept', async () => {
  const passers = await sql<{ id: number; msisdn: string }[]>`
    insert into phones (msisdn, created_at, form_blocked_at)
    select '+48600700' || (100 + n), now() - interval '3 years', case when n = 2 then now() end
    from generate_series(1, 5) n
    returning id, msisdn`;
  await completeErasures(deps);
  const lately = new Date(deps.clock().getTime() - 30 * dayMs);
  const [gone, banned, wrote, staff, inbox] = passers.toSorted((a, b) => (a.msisdn < b.msisdn ? -1 : 1));
  await sql`insert into conversations (phone_id) values (${gone?.id ?? 0})`;
  await sql`
    insert into mos (digest, sender, recipient, text, sent_at, received_at, state, phone_id)
    values ('\x02', ${wrote?.msisdn ?? ''}, '48500100200', 'tekst', ${lately}, ${lately}, 'handled', ${wrote?.id ?? 0})`;
  await sql`
    insert into staff (login, name, role, password_hash, phone_id) values ('jan', 'Jan', 'editor', 'x', ${staff?.id ?? 0})`;
  await sql`
    insert into threads (phone_id, state, last_mo_id, last_at) values (${inbox?.id ?? 0}, 'open', 1, now())`;
  assert.equal((await enforceRetention(deps)).passers, 1);
  assert.equal(await completeErasures(deps), 1);
  const kept = await sql<{ id: number }[]>`
    select id from phones where msisdn is not null and id = any(${passers.map(({ id }) => id)}::bigint[]) order by msisdn`;
  assert.deepEqual(
    kept.map(({ id }) => id),
    [banned, wrote, staff, inbox].map((one) => one?.id),
  );
  assert.equal(await count('phones', `id = ${gone?.id ?? 0} and number_hash is not null`), 0);
});

test('the database itself refuses to delete young entries of the audit, and to change any', async () => {
  await sql`insert into audit_entries (actor, act, at) values ('system', 'test.older', now() - interval '3 years')`;
  await assert.rejects(sql`update audit_entries set act = 'other' where act = 'test.older'`, /append-only/);
  await assert.rejects(sql`delete from audit_entries where act = 'test.kept'`, /append-only/);
  await sql`delete from audit_entries where act = 'test.older'`;
});
