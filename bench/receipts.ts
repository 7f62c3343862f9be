// Delivery reports, five a call, from the webhook to the message's row.
import { type Database, openDatabase } from '#db/pool.ts';
import { formatIdx } from '#domain/idx.ts';
import { loadOffice } from '#services/office.ts';
import type { BenchContext, BenchRow } from './bench.ts';
import { postForms } from './http.ts';
import { addRawRun, clearLedger, perSecond, seedTown, startPlant, webhookSecret } from './town.ts';

const size = 200_000;
const perCall = 5;
const perStatement = 1_000;
const connections = 32;
const rounds = 3;

/** Reports stored, acknowledged and applied a second; the baseline only moves the rows. */
export async function run(context: BenchContext): Promise<readonly BenchRow[]> {
  const { url, drop } = await context.createDatabase();
  const database = await openDatabase({ url });
  await seedTown(database, size);
  const plant = await startPlant(url, { latencyMs: 0, callsPerSecond: 80, command: 'start' });
  try {
    const results: { readonly ours: number; readonly raw: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      results.push({ raw: await rawUpdates(database), ours: await report(database, plant.url) });
    }
    const middle = results.toSorted((a, b) => a.ours / a.raw - b.ours / b.raw)[Math.floor(rounds / 2)];
    if (middle === undefined) return [];
    return [
      {
        name: `delivery reports, ${perCall} a call, call to delivered row`,
        value: middle.ours,
        unit: 'reports/s',
        baseline: middle.raw,
        ratio: middle.ours / middle.raw,
        note: 'UPDATE by unnest of 1 000 on the same table, one connection, no HTTP',
      },
    ];
  } finally {
    await plant.stop();
    await database.end();
    await drop();
  }
}

/** Rows submitted to the gateway, whose reports have not come. */
async function submitAll(
  database: Database,
): Promise<{ readonly runId: number; readonly ids: readonly number[] }> {
  const { sql } = database;
  const { runId, textId } = await addRawRun(database);
  const rows = await sql<{ id: number }[]>`
    insert into mts (run_id, phone_id, text_id, state, gateway_ref, submitted_at)
    select ${runId}, phone_id, ${textId}, 'submitted', md5(phone_id::text), now()
    from subscribers
    returning id`;
  await sql`vacuum analyze mts`;
  return { runId, ids: rows.map((row) => row.id) };
}

async function rawUpdates(database: Database): Promise<number> {
  const { sql } = database;
  const { runId, ids } = await submitAll(database);
  const connection = await sql.reserve();
  const startedAt = performance.now();
  for (let at = 0; at < ids.length; at += perStatement) {
    const some = ids.slice(at, at + perStatement);
    await connection`
      update mts m set state = 'delivered', reported_at = now()
      from unnest(${some}::bigint[]) as given (id)
      where m.run_id = ${runId} and m.id = given.id`;
  }
  const rate = perSecond(size, startedAt);
  connection.release();
  await clearLedger(database);
  return rate;
}

async function report(database: Database, webUrl: string): Promise<number> {
  const { sql } = database;
  const { epoch } = await loadOffice(database.db);
  const { runId, ids } = await submitAll(database);
  const target = {
    port: Number(new URL(webUrl).port),
    path: `/webhooks/smsapi/${webhookSecret}/dlr`,
    connections,
  };
  const form = (call: number): string => {
    const some = ids.slice(call * perCall, (call + 1) * perCall);
    const list = (value: (id: number) => string): string => some.map(value).join(',');
    const idx = list((id) => formatIdx({ epoch, runId, id, attempt: 1 }));
    return `MsgId=${list((id) => `m${id}`)}&status=${list(() => '404')}&idx=${idx}&donedate=${list(() => '1795000000')}`;
  };
  const startedAt = performance.now();
  await postForms(target, { from: 0, calls: size / perCall, form });
  for (;;) {
    const [row] =
      await sql`select exists (select from mts where run_id = ${runId} and state = 'submitted') as open`;
    if (row?.open === false) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const rate = perSecond(size, startedAt);
  await clearLedger(database);
  return rate;
}
