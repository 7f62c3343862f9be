import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  describeSubscriberProblem,
  readSubscribersCsv,
  type SubscriberProblem,
  type SubscriberRow,
  subscribersHeader,
} from '#domain/subscribers-csv.ts';

const rules = { categoryKeys: new Set(['alerty', 'sport', 'kultura']), today: '2026-06-15' };
const good = '600100200;0582870;17394;12a;sport;formularz papierowy;2025-03-31';

async function read(file: string | Uint8Array, chunkSize = 64) {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const bytes = typeof file === 'string' ? Buffer.from(file) : file;
    for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
  }
  const rows: SubscriberRow[] = [];
  const problems: SubscriberProblem[] = [];
  for await (const slice of readSubscribersCsv(chunks(), rules)) {
    rows.push(...slice.rows);
    problems.push(...slice.problems);
  }
  return { rows, problems };
}

test('a good line is read into one row, the house as every door writes it', async () => {
  const { rows, problems } = await read(`${subscribersHeader}\n${good}\n`);
  assert.deepEqual(problems, []);
  assert.deepEqual(rows, [
    {
      line: 2,
      msisdn: '+48600100200',
      sym: '0582870',
      symUl: '17394',
      houseNumber: '12A',
      categories: ['sport'],
      source: 'formularz papierowy',
      consentedOn: '2025-03-31',
    },
  ]);
});

const badLines = [
  ['', 'no_rows'],
  [';0582870;;;;p;2025-03-31', 'number_empty'],
  ['60010020;0582870;;;;p;2025-03-31', 'number_not_a_number'],
  ['61 814 83 31;0582870;;;;p;2025-03-31', 'number_not_mobile'],
  ['+49 151 23456789;0582870;;;;p;2025-03-31', 'number_foreign'],
  ['URZAD;0582870;;;;p;2025-03-31', 'number_alphanumeric'],
  ['600100200;582870;;;;p;2025-03-31', 'sym'],
  ['600100200;;;;;p;2025-03-31', 'sym'],
  ['600100200;0582870;7394;;;p;2025-03-31', 'sym_ul'],
  ['600100200;0582870;;=1+1;;p;2025-03-31', 'house_number'],
  ['600100200;0582870;;123456789012345678901;;p;2025-03-31', 'house_number'],
  ['600100200;0582870;;;sport,joga;p;2025-03-31', 'category'],
  ['600100200;0582870;;;;;2025-03-31', 'source'],
  ['600100200;0582870;;;;p;', 'date'],
  ['600100200;0582870;;;;p;31.03.2025', 'date'],
  ['600100200;0582870;;;;p;2025-02-29', 'date'],
  ['600100200;0582870;;;;p;1925-03-31', 'date'],
  ['600100200;0582870;;;;p;2026-06-16', 'date_future'],
  ['600100200;0582870;;;;p', 'columns'],
  ['600100200;0582870;;;;p;2025-03-31;', 'columns'],
  ['600100200,0582870,,,,p,2025-03-31', 'columns'],
  ['600100200;0582870;;;;"p;2025-03-31', 'quote'],
  ['600100200;0582870;;;;"p"x;2025-03-31', 'quote'],
  ['600100200;0582870;;;;p\u0000;2025-03-31', 'unreadable'],
  [`600100200;0582870;;;;${'p'.repeat(101)};2025-03-31`, 'source'],
  [`600100200;0582870;;;;${'p'.repeat(5000)};2025-03-31`, 'too_long'],
] as const;

for (const [line, kind] of badLines) {
  test(`the line ${JSON.stringify(line.slice(0, 60))} is ${kind}, said in Polish, and takes no other with it`, async () => {
    const { rows, problems } = await read(
      `${subscribersHeader}\n${line}\n${kind === 'no_rows' ? '' : good}\n`,
    );
    assert.deepEqual(
      problems.map((problem) => problem.kind),
      [kind],
    );
    assert.equal(rows.length, kind === 'no_rows' ? 0 : 1);
    for (const problem of problems) {
      const sentence = describeSubscriberProblem(problem);
      assert.match(sentence, /^\p{Lu}.*[.ydi]$/u);
      assert.doesNotMatch(sentence, /\{\}|600100200/);
    }
  });
}

test('bytes that are not UTF-8 spoil their own line only', async () => {
  const cp1250 = Buffer.from([0xb3, 0xf3, 0x64, 0xbc]);
  const file = Buffer.concat([
    Buffer.from(`${subscribersHeader}\n${good}\n600100201;0582870;;;;`),
    cp1250,
    Buffer.from(';2025-03-31\n600100202;0582870;;;;źródło;2025-03-31\n'),
  ]);
  const { rows, problems } = await read(file, 7);
  assert.deepEqual(problems, [{ line: 3, kind: 'unreadable' }]);
  assert.deepEqual(
    rows.map((row) => row.line),
    [2, 4],
  );
});

test('quotes inside a bare field are data', async () => {
  const { rows } = await read(`${subscribersHeader}\n600100200;0582870;;;;system "SISMS";2025-03-31`);
  assert.equal(rows[0]?.source, 'system "SISMS"');
});

for (const [what, file] of [
  ['an empty file', ''],
  ['another header', 'telefon;sym\n1;2\n'],
  ['commas', `${subscribersHeader.replaceAll(';', ',')}\n${good}\n`],
  ['a file without line ends', 'x'.repeat(20_000)],
  ['a UTF-16 file', Buffer.from(`\uFEFF${subscribersHeader}\n${good}\n`, 'utf16le')],
] as const) {
  test(`${what} is a wrong header and nothing else`, async () => {
    assert.deepEqual(await read(file), { rows: [], problems: [{ line: 1, kind: 'header' }] });
  });
}

test('a line of megabytes is one problem, and the lines after it keep their numbers', async () => {
  const { rows, problems } = await read(
    `${subscribersHeader}\n${good}\n${'x'.repeat(300_000)}\n${good}\n`,
    65_536,
  );
  assert.deepEqual(problems, [{ line: 3, kind: 'too_long' }]);
  assert.deepEqual(
    rows.map((row) => row.line),
    [2, 4],
  );
});

test('whatever the bytes and however they are cut, reading ends without a throw and the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(fc.constantFrom(good, ';', '"', '\r', '\n', '', ';;;;;;'), fc.string({ unit: 'binary' })),
        {
          maxLength: 20,
        },
      ),
      fc.integer({ min: 1, max: 50 }),
      async (lines, chunkSize) => {
        const file = [subscribersHeader, ...lines].join('\n');
        const whole = await read(file, 1_000_000);
        assert.deepEqual(await read(file, chunkSize), whole);
      },
    ),
    { numRuns: 200 },
  );
});
