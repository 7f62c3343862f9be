import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { claimBatches } from '#db/claims.ts';
import { updateStoppedMts } from '#db/mts.ts';
import { type Bulk, openKeyed, openSession } from '#db/pool.ts';
import { recordOutcomes } from '#db/records.ts';
import { createTestDatabase } from '../support/database.ts';
import { plainClaim } from '../support/dispatch-tools.ts';
import { countMyReads, countRowsRead } from '../support/rows-read.ts';

const { sql, onEnd } = await createTestDatabase();
const month = 202611;
const first = month * 1_000_000_000 + 1;
const second = first + 1;

const keyed = openKeyed(sql);
onEnd(() => keyed.end());

/** With the wrong plan each of these statements reads 20 000 rows for each of 1 000; with keys, some ten for each. */
const mostRead = 200_000;

/**
 * Before PostgreSQL 17 an array is no key where the planner takes a table for next to nothing: a plan kept since then reads
 * the month once in each statement, until autovacuum analyses the table and the plan is made anew.
 */
async function mostReadKept(): Promise<number> {
  const [server] = await sql<{ major: number }[]>`
    select current_setting('server_version_num')::int / 10000 as major`;
  return (server?.major ?? 0) >= 17 ? mostRead : 50 * mostRead;
}

/** Rows and index entries that these acts of one connection read. */
async function countReads(connection: Bulk, act: () => Promise<void>): Promise<number> {
  await connection.unsafe(countMyReads);
  const readBefore = await countRowsRead(sql);
  await act();
  await connection.unsafe(countMyReads);
  return (await countRowsRead(sql)) - readBefore;
}

/** As the dispatcher's, for what it plans each time. */
const one = openSession(sql, () => undefined);
onEnd(() => one.end());

before(async () => {
  await sql`select ensure_ledger_month(${month})`;
  await sql.unsafe(`alter table mts_${month} set (autovacuum_enabled = false)`);
  await sql`insert into phones (msisdn) select '+4850' || lpad(n::text, 7, '0') from generate_series(1, 20000) n`;
  await sql`
    insert into subscribers (phone_id, state, source, joined_at, decided_at)
    select id, 'active', 'import', now(), now() from phones`;
  await sql`insert into texts (digest, body, encoding, segments) values ('x', 'abc', 'gsm7', 1)`;
  for (const run of [first, second]) {
    await sql`insert into runs (id, kind, lane, state, text_id) values (${run}, 'campaign', 'bulk', 'running', 1)`;
    await sql`insert into mts (run_id, phone_id, text_id) select ${run}::bigint, id, 1 from phones order by id`;
    // Statistics know the first run only, as they do whenever a campaign follows another.
    if (run === first) await sql.unsafe('analyze');
  }
  await sql`update dispatch_lease set term = 1, holder = 'test', expires_at = now() + interval '1 hour'`;
});

test('a run newer than the statistics is claimed by key, not by reading it whole for each row', async () => {
  const read = await countReads(one, async () => {
    const claim = await claimBatches(one, {
      ...plainClaim,
      term: 1,
      runId: second,
      limit: 1_000,
      now: new Date(),
    });
    assert.equal(claim.batches.length, 10);
  });
  assert.ok(read < mostRead, `${read} rows`);
});

test('a stopped run newer than the statistics is skipped by key too', async () => {
  await sql`update runs set state = 'stopped', ended_at = now() where id = ${second}`;
  const read = await countReads(one, async () => {
    assert.equal(await updateStoppedMts(one, { runId: second, limit: 5_000 }), 5_000);
  });
  assert.ok(read < mostRead, `${read} rows`);
});

test('plans of an empty month, kept, claim and record replies by key when it is full', async () => {
  const young = 202612;
  const run = young * 1_000_000_000;
  await sql`select ensure_ledger_month(${young})`;
  await sql.unsafe(`alter table mts_${young} set (autovacuum_enabled = false)`);
  const claim = async () => {
    const { batches } = await claimBatches(keyed, {
      ...plainClaim,
      term: 1,
      runId: run,
      batchSize: 1,
      maxBatches: 32,
      now: new Date(),
    });
    await recordOutcomes(
      keyed,
      batches.map(({ id, rows }) => ({
        batchId: id,
        runId: run,
        tries: 1,
        term: 1,
        state: 'answered' as const,
        hasRowAnswers: false,
        castsDoubt: false,
        errorCode: null,
        rows: rows.map((row) => ({ id: row.id, state: 'submitted' as const, gatewayRef: null, points: 1 })),
      })),
    );
    return batches.length;
  };
  await sql`insert into mts (run_id, phone_id, item, text_id) values (${run}, 1, 8, 1)`;
  await sql.unsafe(`analyze mts_${young}`);
  assert.equal(await claim(), 1);
  await sql`
    insert into mts (run_id, phone_id, item, text_id, state)
    select ${run}::bigint, p.id, n * 8, 1, 'submitted' from phones p, generate_series(2, 11) n`;
  await sql`insert into mts (run_id, phone_id, item, text_id) select ${run}::bigint, id, 800, 1 from phones where id <= 320`;
  const read = await countReads(keyed, async () => {
    for (let n = 0; n < 10; n += 1) assert.equal(await claim(), 32);
  });
  assert.ok(read < (await mostReadKept()), `${read} rows`);
});
