import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { mtStates } from '#domain/mt-status.ts';
import { findReport } from '#services/report.ts';
import { closeReportMonths, rollUpReports } from '#services/roll-up-reports.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { assertFiguresAreTheLedgers, insertRunOf, type Row } from '../support/report-figures.ts';

const database = await createTestDatabase();
const { sql } = database;
const deps = await createOfficeDeps(database);
await sql`insert into phones (msisdn) select '+48' || n from generate_series(600000001, 600000300) n`;
await sql`
  insert into subscribers (phone_id, state, source, joined_at, decided_at)
  select id, 'active', 'import', now(), now() from phones`;
await sql`
  insert into addresses (phone_id, sym)
  select id, case when id % 3 = 0 then '0582870' else '0582886' end from phones where id % 5 > 0`;
const hourMs = 3_600_000;
const at = (text: string) => ({ ...deps, clock: () => new Date(text) });
const delivered = (phone: number, seconds = 4): Row => ({
  phone,
  state: 'delivered',
  submittedAfter: 1,
  reportedAfter: seconds,
});

beforeEach(async () => {
  await sql`
    truncate mts, batches, runs, campaigns, report_days, report_months, report_runs, report_messages,
      report_latencies, report_people, report_inbound, report_consents, report_funnel, report_watermark cascade`;
});

const row = fc.record({
  phone: fc.nat(200),
  state: fc.constantFrom(...mtStates),
  submittedAfter: fc.option(fc.nat(3 * 24 * 60)),
  reportedAfter: fc.option(fc.nat(5 * 86_400)),
});

test('whatever the ledger holds, the figures say the same, the second and third time too', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ rows: fc.array(row, { maxLength: 40 }), hours: fc.nat(60 * 24) }), {
        maxLength: 3,
      }),
      fc.array(fc.constantFrom(...mtStates), { minLength: 1, maxLength: 4 }),
      async (runs, later) => {
        const start = Date.parse('2026-09-01T00:00:00Z');
        for (const { rows, hours } of runs) {
          await insertRunOf(deps, { at: new Date(start + hours * hourMs), firstPhone: 1, rows, segments: 2 });
        }
        await rollUpReports(at('2026-11-01T12:00:00Z'));
        await assertFiguresAreTheLedgers(sql);
        // Receipts that come later lift rows of days long counted.
        for (const [i, state] of later.entries()) {
          await sql`update mts set state = ${state}, submitted_at = coalesce(submitted_at, '2026-10-01') where item = ${i + 1}`;
        }
        await sql`update report_runs set counted_at = '-infinity'`;
        await sql`update runs set ended_at = '2026-11-01'`;
        await rollUpReports(at('2026-11-01T14:00:00Z'));
        await assertFiguresAreTheLedgers(sql);
      },
    ),
    { numRuns: 12, seed: 8 },
  );
});

test('a message counts on the Warsaw day it was submitted', async () => {
  const rows = [delivered(1), { ...delivered(2), submittedAfter: 61 }];
  await insertRunOf(deps, { at: new Date('2026-06-10T21:00:00Z'), firstPhone: 1, rows });
  await rollUpReports(at('2026-06-11T06:00:00Z'));
  const days = await sql`select day::text, delivered from report_messages order by day`;
  assert.deepEqual(
    [...days],
    [
      { day: '2026-06-10', delivered: 1 },
      { day: '2026-06-11', delivered: 1 },
    ],
  );
});

test('runs that can still change are counted again, old ones rarely, closed months never', async () => {
  await insertRunOf(deps, { at: new Date('2026-06-10T08:00:00Z'), firstPhone: 1, rows: [delivered(1)] });
  const june = await insertRunOf(deps, {
    at: new Date('2026-06-10T08:00:00Z'),
    firstPhone: 1,
    rows: [{ ...delivered(2), state: 'planned' }],
    state: 'running',
  });
  const replies = 1;
  assert.equal(await rollUpReports(at('2026-06-10T08:30:00Z')), 2 + replies);
  assert.equal(await rollUpReports(at('2026-06-10T08:30:20Z')), 0);
  assert.equal(await rollUpReports(at('2026-06-10T08:31:20Z')), 1 + replies);
  assert.equal(await rollUpReports(at('2026-06-10T12:00:00Z')), 2 + replies);
  await sql`update runs set state = 'done', ended_at = '2026-06-10T13:00:00Z' where id = ${june.runId}`;
  assert.equal(await rollUpReports(at('2026-07-30T12:00:00Z')), 2 + replies);
  assert.equal(await rollUpReports(at('2026-09-30T12:00:00Z')), 0);
  assert.deepEqual(await closeReportMonths(at('2026-07-30T12:00:00Z')), []);
  assert.deepEqual(await closeReportMonths(at('2026-08-30T12:00:00Z')), [202606]);
  assert.equal(await rollUpReports(at('2026-06-10T12:00:00Z')), 0);
});

test('figures outlive the rows of a closed month, the campaign, the person and a change of the price', async () => {
  const first = await insertRunOf(deps, {
    at: new Date('2026-03-10T08:00:00Z'),
    firstPhone: 1,
    rows: [delivered(1), delivered(2), delivered(3, 90)],
    audience: { category: 'sport' },
  });
  await rollUpReports(at('2026-03-12T08:00:00Z'));
  const period = { from: '2026-01-01', to: '2026-12-31' };
  const before = await findReport(deps, period);
  assert.equal(before.total.delivered, 3);
  assert.deepEqual(
    before.byCategory.map(({ key, delivered }) => ({ key, delivered })),
    [{ key: 'sport', delivered: 3 }],
  );
  assert.deepEqual(await closeReportMonths(at('2026-11-22T12:00:00Z')), [202603]);
  await sql`drop table mts_202603`;
  await sql`delete from runs where id = ${first.runId}`;
  await sql`delete from campaigns`;
  await sql`update phones set msisdn = null where id = 1`;
  const dearer = { ...deps.office().settings, segmentPriceGrosze: 99 };
  const later = { ...at('2026-11-22T12:00:00Z'), office: () => ({ ...deps.office(), settings: dearer }) };
  await rollUpReports(later);
  const after = await findReport(later, period);
  // Only the campaign's words are gone with it.
  const known = { ...before, byCampaign: before.byCampaign.map((row) => ({ ...row, name: null })) };
  assert.deepEqual({ ...after, countedAt: null }, { ...known, countedAt: null });
});

test('people of several runs are counted once each, and by a sample where there are many', async () => {
  const rows = Array.from({ length: 200 }, (_, phone) => delivered(phone));
  await insertRunOf(deps, { at: new Date('2026-03-10T08:00:00Z'), firstPhone: 1, rows });
  await insertRunOf(deps, {
    at: new Date('2026-03-11T08:00:00Z'),
    firstPhone: 51,
    rows,
  });
  const period = { from: '2026-03-01', to: '2026-03-31' };
  await rollUpReports(at('2026-03-12T08:00:00Z'));
  const exact = await findReport(deps, period);
  assert.deepEqual(exact.total.people, { count: 250, isEstimate: false });
  assert.equal(exact.total.sent, 400);
  await sql`update report_runs set counted_at = '-infinity'`;
  await sql`update runs set ended_at = '2026-03-12'`;
  await rollUpReports(at('2026-03-12T09:00:00Z'), { peopleSample: 64 });
  const sampled = await findReport(deps, period);
  assert.equal(sampled.total.people.isEstimate, true);
  assert.ok(Math.abs(sampled.total.people.count - 250) < 100, `${sampled.total.people.count} for 250`);
});

test('a process killed again and again while it counts leaves what one pass would', async () => {
  for (let run = 0; run < 6; run += 1) {
    const rows = Array.from({ length: 200 }, (_, phone) => delivered(phone, run));
    await insertRunOf(deps, { at: new Date(Date.now() - run * hourMs), firstPhone: 1, rows });
  }
  for (let kill = 0; kill < 5; kill += 1) {
    const victim = spawn(
      process.execPath,
      [fileURLToPath(new URL('../support/roll-up-victim.ts', import.meta.url)), database.url],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(victim.stdout, 'data');
    const exit = once(victim, 'exit');
    await new Promise((resolve) => setTimeout(resolve, kill * 17));
    victim.kill('SIGKILL');
    await exit;
  }
  await sql`update report_runs set counted_at = '-infinity'`;
  await rollUpReports(deps);
  await assertFiguresAreTheLedgers(sql);
});
