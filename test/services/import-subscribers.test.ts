import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import type { CommonQueryMethods } from 'slonik';
import { sql } from 'slonik';
import { z } from 'zod';
import { subscribersHeader } from '#domain/subscribers-csv.ts';
import { importSubscribers } from '#services/import-subscribers.ts';
import { loadPracticeData } from '#services/load-practice-data.ts';
import { createTestDatabase } from '../support/database.ts';
import { waitFor } from '../support/service.ts';

const database = await createTestDatabase();
const now = new Date('2026-06-15T10:00:00Z');

before(async () => {
  await loadPracticeData({ db: database.db });
});

beforeEach(async () => {
  await database.sql`truncate consents, addresses, subscribers, phones cascade`;
});

const secretKey = new Uint8Array(32).fill(7);

test('a file makes phones, active subscribers with the alert category, addresses and proof of consent', async () => {
  const result = await importLines([
    '600100200;0582870;17394;12a;sport,kultura;formularz papierowy;2025-03-31',
  ]);
  assert.deepEqual(result.problems, []);
  assert.deepEqual(result.stored, { joined: 1, extended: 0, addresses: 1 });
  assert.deepEqual(await listPeople(database.db), [
    {
      msisdn: '+48600100200',
      state: 'active',
      source: 'import',
      categories: ['alerty', 'sport', 'kultura'],
      addresses: ['0582870/17394/12A'],
      consents: ['join import formularz papierowy 2025-03-31'],
    },
  ]);
});

test('what a file brought is known to the planner at once: an alert sent next does not wait for autovacuum', async () => {
  await database.sql`delete from pg_statistic where starelid = 'addresses'::regclass`;
  await importLines([
    '600100200;0582870;17394;12a;;p;2025-03-31',
    '600100201;0582870;17394;12;;p;2025-03-31',
  ]);
  const known =
    await database.sql`select from pg_stats where tablename = 'addresses' and attname = 'phone_id'`;
  assert.equal(known.length, 1);
});

test('BOM, CRLF, quotes, blank lines and a missing last line end are tolerated', async () => {
  const text = `\uFEFF${subscribersHeader}\r\n\r\n"600 100 200";"0582870";;;"sport,kultura";"system ""SISMS""; stary";2025-03-31\r\n;;;;;;\r\n+48600100201;0582870;;;;p;2025-03-31`;
  const result = await importText(text);
  assert.deepEqual(result.problems, []);
  assert.equal(result.rows, 2);
  const people = await listPeople(database.db);
  assert.deepEqual(
    people.map((person) => [person.msisdn, person.consents[0]]),
    [
      ['+48600100200', 'join import system "SISMS"; stary 2025-03-31'],
      ['+48600100201', 'join import p 2025-03-31'],
    ],
  );
});

test('a place that the register has no more is refused line by line, its street too', async () => {
  await database.sql`insert into place_orphans (sym, sym_ul) values ('0582953', null), ('0582829', '15953')`;
  try {
    const result = await importLines([
      '600100200;0582870;17394;12a;;p;2025-03-31',
      '600100201;0582953;;1;;p;2025-03-31',
      '600100202;0582829;15953;2;;p;2025-03-31',
    ]);
    assert.deepEqual(
      result.problems.map(({ line, kind, about }) => [line, kind, about]),
      [
        [3, 'unknown_locality', '0582953'],
        [4, 'unknown_street', '15953'],
      ],
    );
    assert.equal(result.stored, null);
    assert.deepEqual(await listPeople(database.db), []);
  } finally {
    await database.sql`delete from place_orphans`;
  }
});

test('two addresses of one number make one subscriber with two addresses and all the categories', async () => {
  const result = await importLines([
    '600100200;0582870;17394;1;sport;p;2025-03-31',
    '600100200;0582775;;;odpady;p;2025-04-01',
  ]);
  assert.deepEqual(result.stored, { joined: 1, extended: 0, addresses: 2 });
  const [person] = await listPeople(database.db);
  assert.deepEqual(person?.categories, ['alerty', 'sport', 'odpady']);
  assert.deepEqual(person?.addresses, ['0582775//', '0582870/17394/1']);
  assert.deepEqual(person?.consents, ['join import p 2025-03-31', 'change import p 2025-04-01']);
});

test('one address in two lines with different categories is one address with both', async () => {
  const result = await importLines([
    '600100200;0582870;17394;1;sport;p;2025-03-31',
    '600100200;0582870;17394;1;odpady;p;2025-03-31',
  ]);
  assert.deepEqual(result.stored, { joined: 1, extended: 0, addresses: 1 });
  assert.deepEqual((await listPeople(database.db))[0]?.categories, ['alerty', 'sport', 'odpady']);
});

test('one bad line means that nothing is stored, and every bad line is named in order', async () => {
  const result = await importLines([
    '600100200;0582870;17394;12a;sport;p;2025-03-31',
    '61 123 45 67;0582870;;;;p;2025-03-31',
    '600100201;9999999;;;;p;2025-03-31',
    '600100202;0582870;99999;;;p;2025-03-31',
    '600100203;0582870;;;joga;p;2025-03-31',
    '600100204;0582870;;;;;2025-03-31',
    '600100200;0582870;17394;12a;sport;inne;2025-04-01',
  ]);
  assert.deepEqual(
    result.problems.map(({ line, kind, about }) => [line, kind, about]),
    [
      [3, 'number_not_mobile', undefined],
      [4, 'unknown_locality', '9999999'],
      [5, 'unknown_street', '99999'],
      [6, 'category', 'joga'],
      [7, 'source', undefined],
      [8, 'repeated', '2'],
    ],
  );
  assert.equal(result.stored, null);
  assert.equal(result.rows, 7);
  assert.deepEqual(await listPeople(database.db), []);
  assert.equal(await count("audit_entries where act = 'subscribers.import' and detail->>'joined' = '0'"), 0);
});

test('when asked, bad lines are left out and the rest is stored', async () => {
  const lines = [
    '600100200;0582870;17394;12a;sport;p;2025-03-31',
    'ala;0582870;;;;p;2025-03-31',
    '600100201;9999999;;;;p;2025-03-31',
    '600100202;0582775;;;;p;2025-03-31',
  ];
  const result = await importLines(lines, 'skip');
  assert.deepEqual(
    result.problems.map((problem) => problem.line),
    [3, 4],
  );
  assert.deepEqual(result.stored, { joined: 2, extended: 0, addresses: 2 });
});

test('the same file a second time changes nothing', async () => {
  const lines = ['600100200;0582870;17394;12a;sport;p;2025-03-31', '600100201;0582870;;;;p;2025-03-31'];
  await importLines(lines);
  const first = await listPeople(database.db);
  const again = await importLines(lines);
  assert.deepEqual(again.stored, { joined: 0, extended: 0, addresses: 0 });
  assert.deepEqual(await listPeople(database.db), first);
});

test('an active subscriber gains what the file adds and keeps what it does not name', async () => {
  await importLines(['600100200;0582870;17394;12a;sport;p;2025-03-31']);
  const result = await importLines(['600100200;0582775;;;odpady;system SISMS;2025-05-01']);
  assert.deepEqual(result.stored, { joined: 0, extended: 1, addresses: 1 });
  const [person] = await listPeople(database.db);
  assert.deepEqual(person?.categories, ['alerty', 'sport', 'odpady']);
  assert.deepEqual(person?.consents, ['join import p 2025-03-31', 'change import system SISMS 2025-05-01']);
});

test('numbers that left or are leaving are reported and stay as they are', async () => {
  await importLines(['600100200;0582870;;;sport;p;2025-03-31', '600100201;0582870;;;sport;p;2025-03-31']);
  await database.sql`
    update subscribers set state = 'left', left_at = now()
    where phone_id = (select id from phones where msisdn = '+48600100200')`;
  await database.sql`
    update subscribers set state = 'suspended', suspended_at = now()
    where phone_id = (select id from phones where msisdn = '+48600100201')`;
  const before = await listPeople(database.db);
  const result = await importLines([
    '600100200;0582775;;;odpady;p;2026-03-31',
    '600100201;0582775;;;odpady;p;2026-03-31',
    '600100202;0582775;;;odpady;p;2026-03-31',
  ]);
  assert.deepEqual(result.leftLines, [2, 3]);
  assert.deepEqual(result.stored, { joined: 1, extended: 0, addresses: 1 });
  assert.deepEqual((await listPeople(database.db)).slice(0, 2), before);
});

test('a wrong header stops the import even when bad lines may be left out', async () => {
  const result = await importText('numer,sym\n600100200,0582870\n', 'skip');
  assert.deepEqual(result.problems, [{ line: 1, kind: 'header' }]);
  assert.equal(result.stored, null);
});

test('a read error in the middle of the file leaves nothing', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`${subscribersHeader}\n600100200;0582870;;;;p;2025-03-31\n`);
    throw new Error('disk');
  }
  await assert.rejects(
    importSubscribers(
      { db: database.db, sql: database.sql, clock: () => now, secretKey },
      { file: broken(), badLines: 'skip', actor: 'test' },
    ),
    /disk/,
  );
  assert.deepEqual(await listPeople(database.db), []);
  assert.equal(await count('phones'), 0);
});

test('a number that signs up or leaves while the import runs stands as the person left it', async () => {
  const lines = ['600100200;0582870;;;sport;p;2025-03-31', '600100201;0582870;;;sport;p;2025-03-31'];
  const meanwhile = await database.sql.reserve();
  let importing: ReturnType<typeof importLines>;
  try {
    await meanwhile`begin`;
    await meanwhile`
      with phone as (insert into phones (msisdn) values ('+48600100200') returning id)
      insert into subscribers (phone_id, state, source, joined_at, left_at, decided_at)
      select id, 'left', 'sms', now(), now(), now() from phone`;
    importing = importLines(lines);
    await waitFor(
      async () =>
        (await count("pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")) > 0,
      { what: 'the import to wait for the number' },
    );
    await meanwhile`commit`;
  } finally {
    meanwhile.release();
  }
  assert.partialDeepStrictEqual((await importing).stored, { joined: 1, addresses: 1 });
  assert.deepEqual(
    (await listPeople(database.db)).map(({ msisdn, state, addresses }) => [msisdn, state, addresses.length]),
    [
      ['+48600100200', 'left', 0],
      ['+48600100201', 'active', 1],
    ],
  );
});

function importLines(lines: readonly string[], badLines: 'refuse' | 'skip' = 'refuse') {
  return importText([subscribersHeader, ...lines, ''].join('\n'), badLines);
}

async function importText(text: string, badLines: 'refuse' | 'skip' = 'refuse') {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    // Odd sizes cut lines and letters in two, as a file read in blocks does.
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += 37) yield bytes.subarray(at, at + 37);
  }
  return importSubscribers(
    { db: database.db, sql: database.sql, clock: () => now, secretKey },
    { file: chunks(), badLines, actor: 'test' },
  );
}

async function count(what: string): Promise<number> {
  const [row] = await database.sql.unsafe(`select count(*)::int as count from ${what}`);
  return Number(row?.count);
}

const person = z.object({
  msisdn: z.string(),
  state: z.string(),
  source: z.string(),
  categories: z.array(z.string()),
  addresses: z.array(z.string()),
  consents: z.array(z.string()),
});

async function listPeople(db: CommonQueryMethods): Promise<readonly z.infer<typeof person>[]> {
  return db.any(sql.type(person)`
    select p.msisdn, s.state, s.source,
      array(select c.key from categories c where c.id = any(s.categories) order by c.id) as categories,
      array(
        select concat_ws('/', a.sym, coalesce(a.sym_ul, ''), coalesce(a.house_number, ''))
        from addresses a where a.phone_id = p.id order by 1) as addresses,
      array(
        select concat_ws(' ', act, door, wording, detail->>'consentedOn')
        from consents where phone_id = p.id order by id) as consents
    from phones p
    join subscribers s on s.phone_id = p.id
    order by p.msisdn`);
}
