// Every page of the panel in a city: 500 000 subscribers, five million messages, 200 000 texts from residents. The pages
// are those of the table of permissions, so a new one is measured by itself.
import { insertPassedStep, updateFirstStepsClosed } from '#db/first-steps.ts';
import { openDatabase } from '#db/pool.ts';
import { firstSteps } from '#domain/first-steps.ts';
import type { Deps } from '#services/deps.ts';
import { loadOffice } from '#services/office.ts';
import { rollUpReports } from '#services/roll-up-reports.ts';
import { permissions } from '../src/admin/permissions.table.ts';
import { createPanelApp, createVisitor, setUpAccount, type Visitor } from '../test/support/panel.ts';
import type { BenchContext, BenchRow } from './bench.ts';
import { fillOffice } from './office.ts';
import { createDeps, seedTown } from './town.ts';
import { fillYear, people } from './year.ts';

const goalMs = 100;
const rounds = 9;
/**
 * Streams have no end, files are as long as what they hold, exercises are in practice mode only, and files
 * that wait for a decision are measured with their upload (places.ts, people.ts).
 */
const notPages =
  /\/(?:postep|zmiany)$|\.(?:csv|xlsx|txt)$|\/:plik$|^\/cwiczenia|^\/miejsca\/pliki|^\/odbiorcy\/wczytania\/:id$/;

/** Where a route's parameter is found: the first rule whose beginning fits. */
const ids: readonly { readonly under: string; readonly query: string }[] = [
  { under: '/wyslij/listy/', query: 'select max(id) as id from lists' },
  { under: '/wyslij/tresci/', query: 'select max(id) as id from templates' },
  { under: '/alert/', query: "select max(id) as id from campaigns where lane = 'alert'" },
  { under: '/wysylki/:id/podglad', query: "select max(id) as id from campaigns where state = 'draft'" },
  { under: '/wysylki/:id/seria', query: 'select max(id) as id from campaigns where recurrence is not null' },
  {
    under: '/wysylki/',
    query: "select max(id) as id from campaigns where state = 'running' and lane = 'bulk'",
  },
  { under: '/pierwsze-kroki/', query: "select 'urzad' as id" },
  { under: '/odbiorcy/wczytania/', query: 'select max(id) as id from subscriber_imports' },
  { under: '/odbiorcy/plakaty/', query: 'select max(id) as id from kits' },
  { under: '/odbiorcy/', query: 'select min(phone_id) as id from subscribers' },
  { under: '/skrzynka/', query: 'select max(id) as id from threads' },
  { under: '/ustawienia/odpowiedzi/', query: 'select max(id) as id from saved_answers' },
  { under: '/ustawienia/systemy/', query: 'select max(id) as id from api_tokens' },
  { under: '/ustawienia/kategorie/', query: 'select max(id) as id from categories' },
  { under: '/ustawienia/historia/', query: 'select max(id) as id from setting_changes' },
  { under: '/ustawienia/konta/', query: 'select max(id) as id from staff' },
  { under: '/ustawienia/tresci/', query: "select 'askLocalityJoin' as id" },
  { under: '/miejsca/znikle/', query: 'select max(id) as id from place_orphans' },
  { under: '/miejsca/rejony/', query: 'select max(id) as id from areas' },
];

/** Pages that a query makes heavier than the plain address. */
const heavier = [
  '/raporty?okres=rok',
  '/raporty?od=2025-12-01&do=2027-12-31',
  '/wysylki/:id/wiadomosci?stan=expired',
  '/skrzynka?pokaz=zamkniete',
  '/skrzynka?szukaj=drzewo',
  '/odbiorcy?numer=500000100',
  '/ustawienia/dziennik?kto=system',
];

export async function run(context: BenchContext): Promise<readonly BenchRow[]> {
  const { url, drop } = await context.createDatabase();
  const database = await openDatabase({ url, statementTimeoutMs: 600_000 });
  try {
    await seedTown(database, people);
    await fillYear(database);
    await fillOffice(database);
    const plain = await createDeps(database);
    while ((await rollUpReports(plain)) > 1);
    await database.sql`vacuum analyze`;
    // Nobody is led away from the pages.
    for (const step of firstSteps) await insertPassedStep(database.db, step);
    await updateFirstStepsClosed(database.db);
    const office = await loadOffice(database.db);
    return await measure({ ...plain, office: () => office });
  } finally {
    await database.end();
    await drop();
  }
}

async function measure(deps: Deps): Promise<readonly BenchRow[]> {
  const app = createPanelApp(deps);
  const visitor = createVisitor(app);
  // A live panel wants the second factor of everybody.
  await setUpAccount(deps, visitor, { login: 'bench', factor: 'totp' });
  const rows: BenchRow[] = [];
  for (const route of [...listRoutes(), ...heavier]) {
    const path = await fillIn(deps, route);
    if (path === undefined) {
      console.error(`not measured: ${route}. Say in bench/pages.ts where its id is found.`);
      continue;
    }
    const problem = await tryPage(visitor, path);
    if (problem !== undefined) {
      console.error(`not measured: ${route} ${problem}`);
      continue;
    }
    const value = await median(() => visitor.open(path));
    rows.push({
      name: `page ${route}`,
      value,
      unit: 'ms',
      baseline: goalMs,
      ratio: goalMs / value,
      note: value > goalMs ? 'the most it may take: MISSED' : 'the most it may take',
    });
  }
  return rows.toSorted((a, b) => b.value - a.value);
}

function listRoutes(): readonly string[] {
  return Object.entries(permissions).flatMap(([key, rule]) => {
    const [method, route = ''] = key.split(' ');
    return method !== 'GET' || rule === 'gate' || notPages.test(route) ? [] : [route];
  });
}

async function fillIn({ sql }: Deps, route: string): Promise<string | undefined> {
  if (!route.includes('/:')) return `/admin${route === '/' ? '' : route}`;
  const rule = ids.find(({ under }) => route.startsWith(under));
  if (rule === undefined) return undefined;
  const [row] = await sql.unsafe<{ id: number | string | null }[]>(rule.query);
  return row === undefined || row.id === null ? undefined : `/admin${route.replace(/:\w+/, String(row.id))}`;
}

/** The first look is not measured: it reads what any other page of the day has read before. */
async function tryPage(visitor: Visitor, path: string): Promise<string | undefined> {
  const { status, url } = await visitor.open(path);
  if (status !== 200) return `answers ${status}`;
  return url === path ? undefined : `leads to ${url}`;
}

async function median(act: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    await act();
    taken.push(performance.now() - startedAt);
  }
  return taken.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}
