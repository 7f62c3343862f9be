import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { updateUnmatchedDlrs } from '#db/dlrs.ts';
import { countStrayReceipts } from '#db/health.ts';
import { formatIdx } from '#domain/idx.ts';
import { type MtState, statusAfterDlr } from '#domain/mt-status.ts';
import { applyDlrs } from '#services/apply-dlr.ts';
import { createDlrReceiver } from '#services/receive-dlrs.ts';
import { startLedger } from '../support/ledger.ts';
import { waitFor } from '../support/service.ts';

const ledger = await startLedger();
const { deps, simulator } = ledger;
const { sql } = ledger.database;
const { epoch } = deps.office();
const receiver = createDlrReceiver({ sql, epoch: () => epoch });

await ledger.addSubscribers(10);
const { campaignId, runId } = await ledger.plan();
const dispatcher = ledger.dispatch();
await ledger.settles(campaignId, { submitted: 10 });
await dispatcher.stop();
const rows = await sql<{ id: number; gatewayRef: string }[]>`
  select id, gateway_ref as "gatewayRef" from mts where run_id = ${runId} order by id`;

async function statesOf(): Promise<ReadonlyMap<number, MtState>> {
  const found = await sql<
    { id: number; state: MtState }[]
  >`select id, state from mts where run_id = ${runId}`;
  return new Map(found.map((row) => [row.id, row.state]));
}

function reportOf(id: number, status: number, attempt = 1) {
  return { idx: formatIdx({ epoch, runId, id, attempt }), gatewayRef: '', status, doneAt: undefined };
}

async function countWaiting(): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from dlrs`;
  return row?.count ?? 0;
}

test('any reports, shuffled, repeated and split over sets, give the state of the total order', async () => {
  const statuses = [401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 499];
  const report = fc.record({
    row: fc.nat({ max: rows.length - 1 }),
    status: fc.constantFrom(...statuses),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(report, { maxLength: 12 }), { maxLength: 4 }), async (sets) => {
      await sql`update mts set state = 'submitted', reported_at = null where run_id = ${runId}`;
      await sql`delete from dlrs`;
      for (const set of sets) {
        await receiver.receive(set.map(({ row, status }) => reportOf(rows[row]?.id ?? 0, status)));
        await applyDlrs({ sql });
      }
      const states = await statesOf();
      rows.forEach(({ id }, at) => {
        const expected = sets
          .flat()
          .filter(({ row }) => row === at)
          .reduce<MtState>((state, { status }) => statusAfterDlr(state, status), 'submitted');
        assert.equal(states.get(id), expected);
      });
      assert.equal(await countWaiting(), 0);
    }),
    { numRuns: 60 },
  );
});

test('the same reports in any order, however often and in whatever sets, end in the same states', async () => {
  // Contradictory finals for few rows, so that they meet.
  const report = fc.record({
    row: fc.nat({ max: 2 }),
    status: fc.constantFrom(402, 403, 404, 405, 407, 408, 410),
  });
  const start = fc.constantFrom<MtState>('submitted', 'unknown', 'claimed');
  const order = fc.array(report, { minLength: 1, maxLength: 10 }).chain((reports) =>
    fc.record({
      reports: fc.constant(reports),
      shuffled: fc.shuffledSubarray([...reports, ...reports], { minLength: reports.length * 2 }),
      cut: fc.nat({ max: reports.length * 2 }),
    }),
  );
  const apply = async (from: MtState, sets: readonly (readonly { row: number; status: number }[])[]) => {
    await sql`update mts set state = ${from}, reported_at = null where run_id = ${runId}`;
    for (const set of sets) {
      await receiver.receive(set.map(({ row, status }) => reportOf(rows[row]?.id ?? 0, status)));
      await applyDlrs({ sql });
    }
    return [...(await statesOf())].sort(([a], [b]) => a - b);
  };
  await fc.assert(
    fc.asyncProperty(start, order, async (from, { reports, shuffled, cut }) => {
      const once = await apply(from, [reports]);
      assert.deepEqual(await apply(from, [shuffled.slice(0, cut), shuffled.slice(cut)]), once);
      const alone = reports.reduce<MtState>(
        (state, { row, status }) => (row === 0 ? statusAfterDlr(state, status) : state),
        from,
      );
      assert.equal(new Map(once).get(rows[0]?.id ?? 0), alone);
    }),
    { numRuns: 40 },
  );
  assert.equal(await countWaiting(), 0);
});

test('a report without an idx finds its message by the gateway id', async () => {
  await sql`update mts set state = 'submitted' where run_id = ${runId}`;
  await receiver.receive([
    { idx: undefined, gatewayRef: rows[0]?.gatewayRef ?? '', status: 404, doneAt: new Date() },
  ]);
  await applyDlrs({ sql });
  assert.equal(await countWaiting(), 1);
  await updateUnmatchedDlrs(sql, new Date());
  await applyDlrs({ sql });
  assert.equal((await statesOf()).get(rows[0]?.id ?? 0), 'delivered');
  assert.equal(await countWaiting(), 0);
});

test('reports of another epoch, of an earlier attempt or of nobody change nothing and are dropped after 72 hours', async () => {
  await sql`update mts set state = 'submitted' where run_id = ${runId}`;
  const id = rows[0]?.id ?? 0;
  await receiver.receive([
    { ...reportOf(id, 404), idx: formatIdx({ epoch: 'aaaaaaaa', runId, id, attempt: 1 }) },
    reportOf(id, 404, 7),
    reportOf(999_999_999, 404),
    { idx: 'ticket-of-another-system', gatewayRef: 'nobody', status: 404, doneAt: undefined },
    { idx: `${epoch}-99999999999999999-1-1`, gatewayRef: '\0', status: 99_999, doneAt: undefined },
  ]);
  await applyDlrs({ sql });
  assert.equal((await statesOf()).get(id), 'submitted');
  assert.equal(await countWaiting(), 5);
  assert.deepEqual(await countStrayReceipts(ledger.database.db), { waiting: 5, otherEpochs: 1 });
  await updateUnmatchedDlrs(sql, new Date());
  assert.equal(await countWaiting(), 5);
  await updateUnmatchedDlrs(sql, new Date(Date.now() + 73 * 3_600_000));
  assert.equal(await countWaiting(), 0);
});

test('a report the database refuses is not answered as stored', async () => {
  const refusing = createDlrReceiver({ sql, epoch: () => epoch });
  await sql`alter table dlrs add constraint closed check (status <> 404) not valid`;
  await assert.rejects(refusing.receive([reportOf(999_999_999, 404), reportOf(rows[0]?.id ?? 0, 404)]));
  assert.equal((await statesOf()).get(rows[0]?.id ?? 0), 'submitted', 'nothing is half done');
  await sql`alter table dlrs drop constraint closed`;
  await refusing.receive([reportOf(rows[0]?.id ?? 0, 404)]);
  assert.equal((await statesOf()).get(rows[0]?.id ?? 0), 'delivered');
});

test('reports of several months in one call are applied alike, and a month without a ledger holds up none', async () => {
  await sql`update mts set state = 'submitted' where run_id = ${runId}`;
  const [first, second] = rows;
  const elsewhere = {
    ...reportOf(1, 404),
    idx: formatIdx({ epoch, runId: 190_001_000_000_001, id: 1, attempt: 1 }),
  };
  await receiver.receive([reportOf(first?.id ?? 0, 404), elsewhere]);
  await receiver.receive([elsewhere]);
  await receiver.receive([reportOf(second?.id ?? 0, 404)]);
  await applyDlrs({ sql });
  const states = await statesOf();
  assert.deepEqual([states.get(first?.id ?? 0), states.get(second?.id ?? 0)], ['delivered', 'delivered']);
  assert.equal(await countWaiting(), 2);
  await sql`delete from dlrs`;
});

test('reports that meet the dispatcher at the same rows are stored, and applied afterwards', async () => {
  await sql`update mts set state = 'submitted' where run_id = ${runId}`;
  const [first, second] = rows;
  // Holds the second row and then wants the first, which the reports hold by then.
  await sql.begin(async (tx) => {
    await tx`set local deadlock_timeout = '60s'`;
    await tx`select from mts where run_id = ${runId} and id = ${second?.id ?? 0} for update`;
    const received = receiver.receive([reportOf(first?.id ?? 0, 404), reportOf(second?.id ?? 0, 404)]);
    await waitFor(async () => {
      const [row] = await sql`
        select exists (select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()) as waits`;
      return row?.waits === true;
    });
    await tx`update mts set points = 1 where run_id = ${runId} and id = ${first?.id ?? 0}`;
    await received;
  });
  assert.equal(await countWaiting(), 2);
  await applyDlrs({ sql });
  assert.equal(await countWaiting(), 0);
  const states = await statesOf();
  assert.deepEqual([states.get(first?.id ?? 0), states.get(second?.id ?? 0)], ['delivered', 'delivered']);
});

test('reports of many concurrent calls are all stored, and a final one stamps its time', async () => {
  const doneAt = new Date('2026-11-20T10:00:00Z');
  await sql`update mts set state = 'submitted' where run_id = ${runId}`;
  await Promise.all(
    rows.flatMap(({ id }) =>
      [403, 404].map((status) => receiver.receive([{ ...reportOf(id, status), doneAt }])),
    ),
  );
  await waitFor(async () => (await applyDlrs({ sql })) === 0);
  const [stamped] = await sql`
    select count(*)::int as count from mts where run_id = ${runId} and state = 'delivered' and reported_at = ${doneAt}`;
  assert.equal(stamped?.count, 10);
  assert.equal(simulator.summary().duplicates, 0);
});
