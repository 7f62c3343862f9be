// Letters to each person of a list, at a gateway that takes 50 ms and 80 calls a second: a hundred to a call where the
// account fills values in, and each in a call of its own where it does not.
import { upsertFillProof } from '#db/gateway-fill.ts';
import { type Database, openDatabase } from '#db/pool.ts';
import { createSmsapiGateway } from '#sms/smsapi.ts';
import type { BenchContext, BenchRow } from './bench.ts';
import { clearLedger, createDeps, launch, type Plant, seedTown, startPlant, waitForRun } from './town.ts';

const size = 100_000;
/** Of those that leave singly: as fast per letter, in a tenth of the time. */
const single = 5_000;
const gate = { latencyMs: 50, callsPerSecond: 80 };

export async function run(context: BenchContext): Promise<readonly BenchRow[]> {
  const { url, drop } = await context.createDatabase();
  const database = await openDatabase({ url });
  try {
    await seedTown(database, size);
    const alone = await measure(database, url, { letters: single, fill: 'not seen' });
    const shared = await measure(database, url, { letters: size, fill: 'seen' });
    return [
      {
        name: `letters to ${size}, values filled in by the gateway, first to last submission, 50 ms, 80 calls/s`,
        value: shared,
        unit: 'messages/s',
        baseline: 8_000,
        ratio: shared / 8_000,
        note: 'what 80 calls/s of 100 can carry',
      },
      {
        name: `letters to ${single}, each in a call of its own, the same gateway`,
        value: alone,
        unit: 'messages/s',
        baseline: 80,
        ratio: alone / 80,
        note: 'what 80 calls/s of 1 can carry',
      },
    ];
  } finally {
    await database.end();
    await drop();
  }
}

async function measure(
  database: Database,
  url: string,
  of: { readonly letters: number; readonly fill: 'seen' | 'not seen' },
): Promise<number> {
  const { sql } = database;
  const listId = await insertLetters(database, of.letters);
  const plant = await startPlant(url, gate);
  if (of.fill === 'seen') await rememberFill(database, plant);
  const runId = await launch(await createDeps(database), {
    audience: { list: listId },
    lane: 'personal',
    text: 'Dopiewo: {imie}, do zaplaty {kwota} zl do 15 marca.',
    list: { id: listId, fields: ['', 'imie', 'kwota'] },
  });
  await waitForRun(database, runId);
  const [sent] = await sql<{ seconds: number; wrong: number }[]>`
    select extract(epoch from max(submitted_at) - min(submitted_at))::float8 as seconds,
      count(*) filter (where state <> 'submitted')::int as wrong
    from mts where run_id = ${runId}`;
  if (sent?.wrong !== 0) throw new Error('Some letters were not submitted.');
  await plant.stop();
  await clearLedger(database);
  return of.letters / sent.seconds;
}

async function insertLetters({ sql }: Database, letters: number): Promise<number> {
  const [list] = await sql<{ id: number }[]>`
    insert into lists (name, state, headers, fields, created_by)
    values ('bench', 'ready', '{numer,imie,kwota}', '{"",imie,kwota}', 'bench')
    returning id`;
  const id = list?.id ?? 0;
  await sql`
    insert into list_rows (list_id, line, cells, msisdn)
    select ${id}, n + 1, array[msisdn, 'Osoba ' || n, n % 900 || ',50'], msisdn
    from (select msisdn, row_number() over (order by id) as n from phones limit ${letters}) people`;
  await sql`analyze`;
  return id;
}

/** As if `wici doctor --live` had looked; the worker takes it up within a second. */
async function rememberFill({ db }: Database, { simulatorUrl }: Plant): Promise<void> {
  const account = createSmsapiGateway({ url: simulatorUrl, token: 'bench' }).account();
  await upsertFillProof(db, { account, form: 'closed', checkedAt: new Date(), detail: '' });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
}
