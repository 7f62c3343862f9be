// Reports over a year of a city: 500 000 subscribers, five million messages, twenty localities.
import type { Database } from '#db/pool.ts';
import { openDatabase } from '#db/pool.ts';
import type { Deps } from '#services/deps.ts';
import { findReport } from '#services/report.ts';
import { rollUpReports } from '#services/roll-up-reports.ts';
import { createPanelApp, createVisitor, setUpAccount, type Visitor } from '../test/support/panel.ts';
import type { BenchContext, BenchRow } from './bench.ts';
import { createDeps, seedTown } from './town.ts';
import { fillYear, messages, people } from './year.ts';

const dayMs = 86_400_000;
const rounds = 9;

/** A report over twelve months beside the same sums asked of the ledger, what counting costs, and the panel's pages. */
export async function run(context: BenchContext): Promise<readonly BenchRow[]> {
  const { url, drop } = await context.createDatabase();
  const database = await openDatabase({ url, statementTimeoutMs: 600_000 });
  try {
    await seedTown(database, people);
    const last = await fillYear(database);
    const deps = await createDeps(database);
    const countedAt = performance.now();
    while ((await rollUpReports(deps)) > 1);
    const countingRate = messages / ((performance.now() - countedAt) / 1_000);
    await database.sql`vacuum analyze`;
    const now = new Date();
    const period = {
      from: new Date(now.getTime() - 365 * dayMs).toISOString().slice(0, 10),
      to: now.toISOString().slice(0, 10),
    };
    const report = await median(() => findReport(deps, period));
    const raw = await median(() => sumLedger(database), 1);
    return [
      {
        name: `report over 12 months of ${messages} messages`,
        value: report,
        unit: 'ms',
        baseline: raw,
        ratio: raw / report,
        note: 'messages by state, campaign and month, asked of the ledger',
      },
      {
        name: 'counting the ledger into figures',
        value: countingRate,
        unit: 'messages/s',
        baseline: messages / (raw / 1_000),
        ratio: countingRate / (messages / (raw / 1_000)),
        note: 'the same sums, reading only',
      },
      ...(await measurePages(deps, last)),
    ];
  } finally {
    await database.end();
    await drop();
  }
}

async function sumLedger({ sql }: Database): Promise<void> {
  await sql`
    select r.campaign_id, m.state, date_trunc('month', m.submitted_at), count(*), count(distinct m.phone_id)
    from mts m
    join runs r on r.id = m.run_id
    group by 1, 2, 3`;
}

async function measurePages(deps: Deps, campaignId: number): Promise<readonly BenchRow[]> {
  const app = createPanelApp(deps);
  const visitor = createVisitor(app);
  // A live panel wants the second factor of everybody.
  await setUpAccount(deps, visitor, { login: 'bench', factor: 'totp' });
  const bare = await median(() => visitor.open('/admin/instrukcja'));
  const pages = [
    ['/admin/raporty?okres=miesiac', 'raporty: this month'],
    ['/admin/raporty?okres=rok', 'raporty: this year'],
    [`/admin/wysylki/${campaignId}/wiadomosci`, 'messages of a campaign'],
    [`/admin/wysylki/${campaignId}/wiadomosci?stan=expired`, 'messages of a campaign in a state none is in'],
    ['/admin', 'home'],
  ] as const;
  const rows: BenchRow[] = [];
  for (const [path, name] of pages) {
    const value = await median(() => openPage(visitor, path));
    rows.push({
      name: `page ${name}`,
      value,
      unit: 'ms',
      baseline: bare,
      ratio: bare / value,
      note: 'the manual: a page without figures',
    });
  }
  return rows;
}

async function openPage(visitor: Visitor, path: string): Promise<void> {
  const { status } = await visitor.open(path);
  if (status !== 200) throw new Error(`${path}: ${status}`);
}

async function median(act: () => Promise<unknown>, times = rounds): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const startedAt = performance.now();
    await act();
    taken.push(performance.now() - startedAt);
  }
  return taken.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;
}
