// People in a city: 500 000 subscribers in 40 localities of 60 streets, texts and messages behind some of them; the pages
// of Odbiorcy, and a file of half a million from upload to undo.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Database, openDatabase } from '#db/pool.ts';
import { ensureLedgerMonth, ledgerMonth } from '#db/runs.ts';
import { insertTexts } from '#db/texts.ts';
import { matchOwnFormat } from '#domain/import-columns.ts';
import { subscribersHeader } from '#domain/subscribers-csv.ts';
import { checkImport } from '#services/check-import.ts';
import type { Deps } from '#services/deps.ts';
import { storeImport, undoImport } from '#services/store-import.ts';
import { uploadImport } from '#services/upload-import.ts';
import { createPanelApp, createVisitor, setUpAccount, type Visitor } from '../test/support/panel.ts';
import type { BenchContext, BenchRow } from './bench.ts';
import { createDeps, seedTown } from './town.ts';

const people = 500_000;
const rounds = 60;

export async function run(context: BenchContext): Promise<readonly BenchRow[]> {
  const { url, drop } = await context.createDatabase();
  const database = await openDatabase({ url, statementTimeoutMs: 600_000 });
  try {
    await seedTown(database, people);
    await fillTown(database);
    const deps = await createDeps(database);
    const pages = await measurePages(database, deps);
    return [...pages, ...(await measureImport(deps))];
  } finally {
    await database.end();
    await drop();
  }
}

/** Places, categories and ways of signing up as in a city, and five messages and a text for each hundredth person. */
async function fillTown(database: Database): Promise<void> {
  const { db, sql } = database;
  await sql`insert into communes (terc, name) values ('3021052', 'Miasto')`;
  await sql`
    insert into localities (sym, name, kind, sympod, terc)
    select sym, 'Osiedle ' || n, '01', sym, '3021052'
    from (select n, lpad((1000000 + n)::text, 7, '0') as sym from generate_series(0, 39) n) l`;
  await sql`
    insert into streets (sym, sym_ul, cecha, nazwa_1)
    select lpad((1000000 + l)::text, 7, '0'), lpad(s::text, 5, '0'), 'ul.', 'Uliczna ' || s
    from generate_series(0, 39) l, generate_series(1, 60) s`;
  await sql`
    insert into categories (key, name, position, is_alert, legal_basis)
    values ('alerty', 'Alerty', 1, true, 'zgoda'), ('sport', 'Sport', 2, false, 'zgoda'),
      ('teatr', 'Teatr', 3, false, 'zgoda')`;
  await sql`
    update subscribers s
    set categories = array(
        select c.id from categories c
        where c.is_alert or (c.key = 'sport' and s.phone_id % 2 = 0) or (c.key = 'teatr' and s.phone_id % 5000 = 0)),
      source = case when s.phone_id % 3000 = 0 then 'staff' when s.phone_id % 3 = 0 then 'form' else 'import' end,
      state = case when s.phone_id % 10000 = 7 then 'suspended' when s.phone_id % 20 = 3 then 'left' else 'active' end,
      left_at = case when s.phone_id % 20 = 3 then now() end`;
  await sql`
    insert into addresses (phone_id, sym, sym_ul, house_number)
    select phone_id, lpad((1000000 + phone_id % 40)::text, 7, '0'), lpad((phone_id / 40 % 60 + 1)::text, 5, '0'), '5'
    from subscribers`;
  const [textId = 0] = await db.transaction((tx) => insertTexts(tx, [{ body: 'Zebranie.' }]));
  const month = ledgerMonth(new Date());
  await ensureLedgerMonth(db, month);
  for (let n = 0; n < 5; n += 1) {
    await sql`
      with run as (
        insert into runs (id, kind, lane, state, text_id, planned_at, ended_at)
        values (${month}::bigint * 1000000000 + nextval('run_seq'), 'module', 'bulk', 'done', ${textId}, now(), now())
        returning id
      )
      insert into mts (run_id, phone_id, text_id, state, submitted_at)
      select run.id, s.phone_id, ${textId}, 'delivered', now() from run, subscribers s`;
  }
  await sql`
    insert into mos (digest, sender, recipient, text, sent_at, state, phone_id, mark)
    select sha256(convert_to(p.msisdn, 'UTF8')), p.msisdn, '', 'Dziura w drodze', now(), 'handled', p.id, 'staff'
    from phones p where p.id % 100 = 0`;
  await sql`
    insert into threads (phone_id, unread, last_mo_id, last_at)
    select phone_id, 1, id, received_at from mos`;
  await sql`vacuum analyze`;
}

async function measurePages({ sql }: Database, deps: Deps): Promise<readonly BenchRow[]> {
  const app = createPanelApp(deps);
  const visitor = createVisitor(app);
  await setUpAccount(deps, visitor, { login: 'bench', factor: 'totp' });
  const local = createVisitor(app);
  const scope = { localities: ['1000007'], areaIds: [], categories: [] };
  await setUpAccount(deps, local, { login: 'soltys', role: 'local', scope, factor: 'totp' });
  const bare = await p95(() => openPage(visitor, '/admin/instrukcja'));
  const [one] = await sql<{ id: number }[]>`select max(phone_id) as id from threads`;
  const list = '/admin/odbiorcy';
  const pages: readonly (readonly [Visitor, string, string])[] = [
    [visitor, list, 'people, first page'],
    [visitor, `${list}?przed=250000`, 'people, in the middle'],
    [visitor, `${list}?numer=123`, 'people by three last digits'],
    [visitor, `${list}?numer=500123456`, 'people by a whole number'],
    [visitor, `${list}?miejscowosc=1000007`, 'people of a locality'],
    [visitor, `${list}?miejscowosc=1000007&ulica=00031`, 'people of a street'],
    [visitor, `${list}?kategoria=teatr`, 'people of a rare category'],
    [visitor, `${list}?kategoria=teatr&przed=400000`, 'people of a rare category, second page'],
    [visitor, `${list}?kategoria=teatr&stan=suspended`, 'people of a rare category whom nobody is'],
    [visitor, `${list}?kategoria=sport`, 'people of a common category'],
    [visitor, `${list}?kategoria=sport&stan=suspended`, 'people of a common category in a rare state'],
    [visitor, `${list}?stan=suspended`, 'people in a rare state'],
    [visitor, `${list}?zrodlo=staff`, 'people of a rare source'],
    [visitor, `${list}?zrodlo=api`, 'people of a source nobody has'],
    [
      visitor,
      `${list}?miejscowosc=1000007&kategoria=teatr&stan=active&zrodlo=form`,
      'people by four criteria',
    ],
    [visitor, `${list}?miejscowosc=1000007&ulica=00031&stan=suspended`, 'people whom nobody is'],
    [visitor, `${list}/${one?.id}`, 'a person'],
    [local, list, 'people for a role of one locality'],
    [local, '/admin/skrzynka', 'inbox for a role of one locality'],
    [visitor, '/admin/skrzynka', 'inbox'],
  ];
  const rows: BenchRow[] = [];
  for (const [by, path, name] of pages) rows.push(toRow(name, await p95(() => openPage(by, path)), bare));
  return rows;
}

/** Half a million new people by file: server time of each step, and the longest that others had to wait. */
async function measureImport(deps: Deps): Promise<readonly BenchRow[]> {
  const lines = Array.from(
    { length: people },
    (_, n) =>
      `${600_000_000 + n};${1_000_000 + (n % 40)};000${10 + (n % 50)};${1 + (n % 90)};sport;system;2024-01-02`,
  );
  const chunk = Buffer.from(`${subscribersHeader}\n${lines.join('\n')}\n`);
  const chunks = Array.from({ length: Math.ceil(chunk.length / 65_536) }, (_, n) =>
    chunk.subarray(n * 65_536, (n + 1) * 65_536),
  );
  const matching = matchOwnFormat(subscribersHeader.split(';'));
  if (matching === null) throw new Error('the own format is not recognised');
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  let id = 0;
  const steps = [
    [
      'uploaded',
      async () => {
        const answer = await uploadImport(deps, { name: 'ludzie.csv', chunks, actor: 'bench' });
        if (!answer.ok) throw new Error(answer.problem);
        id = answer.id;
      },
    ],
    ['checked', () => checkImport(deps, { id, matching })],
    ['stored', () => storeImport(deps, { id, bad: 'refuse', actor: 'bench' })],
    ['undone', () => undoImport(deps, { id, actor: 'bench' })],
  ] as const;
  const visitor = createVisitor(createPanelApp(deps));
  await setUpAccount(deps, visitor, { login: 'bench2', factor: 'totp' });
  const list = '/admin/odbiorcy/wczytania';
  const bare = await p95(() => openPage(visitor, '/admin/instrukcja'));
  const rows: BenchRow[] = [];
  for (const [name, step] of steps) {
    loop.reset();
    const startedAt = performance.now();
    await step();
    const seconds = (performance.now() - startedAt) / 1_000;
    rows.push({
      name: `file of ${people} people ${name}`,
      value: seconds,
      unit: 's',
      baseline: loop.max / 1e9,
      ratio: seconds / (loop.max / 1e9),
      note: 'the longest that the event loop stood still meanwhile',
    });
    if (name === 'uploaded') continue;
    rows.push(
      toRow(`a file of ${people} ${name}`, await p95(() => openPage(visitor, `${list}/${id}`)), bare),
    );
  }
  return [...rows, toRow('imports', await p95(() => openPage(visitor, list)), bare)];
}

function toRow(name: string, value: number, bare: number): BenchRow {
  const note = 'the manual: a page without figures';
  return { name: `page ${name}, p95`, value, unit: 'ms', baseline: bare, ratio: bare / value, note };
}

async function openPage(visitor: Visitor, path: string): Promise<void> {
  const { status } = await visitor.open(path);
  if (status !== 200) throw new Error(`${path}: ${status}`);
}

async function p95(act: () => Promise<unknown>): Promise<number> {
  await act();
  const taken: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    await act();
    taken.push(performance.now() - startedAt);
  }
  return taken.toSorted((a, b) => a - b)[Math.ceil(rounds * 0.95) - 1] ?? Number.NaN;
}
