import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { readTerytFile } from '#domain/teryt-file.ts';
import { describeTerytProblem } from '#domain/teryt-problems.ts';
import type { TerytProblem, TerytRow } from '#domain/teryt-registers.ts';
import { readTerytFixture, terytFixture } from '../support/teryt.ts';

type Read = {
  readonly register: string | null;
  readonly rows: readonly TerytRow[];
  readonly problems: readonly TerytProblem[];
  readonly end: { readonly rows: number; readonly stanNa: string; readonly isFull: boolean } | null;
};

async function read(content: string | Uint8Array, chunkSize = 1_000): Promise<Read> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
  }
  let register: string | null = null;
  let end: Read['end'] = null;
  const rows: TerytRow[] = [];
  const problems: TerytProblem[] = [];
  for await (const slice of readTerytFile(chunks())) {
    if (slice.kind === 'register') register = slice.register;
    else if (slice.kind === 'rows') {
      rows.push(...slice.rows);
      problems.push(...slice.problems);
    } else end = { rows: slice.rows, stanNa: slice.stanNa, isFull: slice.isFull };
  }
  return { register, rows, problems, end };
}

const ulic = 'ULIC_Adresowy_2026-05-11.csv';
const simc = 'SIMC_Urzedowy_2026-05-11.csv';

test('each register is recognised by its columns, and is the same rows as CSV and as XML', async () => {
  for (const name of ['TERC_Urzedowy_2026-05-11', 'SIMC_Urzedowy_2026-05-11', 'ULIC_Adresowy_2026-05-11']) {
    const csv = await read(await readFile(terytFixture(`${name}.csv`)));
    const xml = await read(await readFile(terytFixture(`${name}.xml`)));
    assert.deepEqual([csv.problems, xml.problems], [[], []]);
    assert.equal(csv.register, name.slice(0, 4));
    assert.equal(xml.register, name.slice(0, 4));
    assert.equal(csv.end?.isFull, true, name);
    assert.deepEqual(csv.end, xml.end);
    const content = ({ terc, values }: TerytRow) => [terc, ...values];
    assert.deepEqual(csv.rows.map(content), xml.rows.map(content));
  }
});

test('the size of chunks does not matter, not even in the middle of a letter', async () => {
  for (const name of [ulic, 'ULIC_Adresowy_2026-05-11.xml', 'ULIC_czesc_2026-06-20.xml']) {
    const bytes = await readFile(terytFixture(name));
    const whole = await read(bytes, bytes.length);
    assert.ok(whole.rows.length > 0);
    for (const size of [1, 7]) assert.deepEqual(await read(bytes, size), whole);
  }
});

test('quotation marks are part of names, repeated rows and the empty line at the end are no mistakes', async () => {
  const { rows, problems } = await read(await readTerytFixture(ulic));
  assert.deepEqual(problems, []);
  assert.ok(rows.some(({ values }) => values[3] === '"Hubala" Henryka'));
  assert.equal(rows.filter(({ values }) => values[1] === '63311').length, 2);
  const localities = await read(await readTerytFixture(simc));
  assert.ok(localities.rows.some(({ values }) => values[1] === 'Mazewo "A"'));
});

test('a partial XML has a comment first and no catalog; empty is absent', async () => {
  const { register, rows, problems, end } = await read(await readTerytFixture('ULIC_czesc_2026-06-20.xml'));
  assert.deepEqual(problems, []);
  assert.equal(register, 'ULIC');
  assert.equal(end?.isFull, false);
  assert.deepEqual(rows[0]?.values, ['9800018', '88001', 'ul.', 'Partyzancka', '']);
  assert.equal(rows[1]?.line, 19);
});

test('a CSV is the whole country only with every voivodeship and the official end', async () => {
  const text = await readTerytFixture(ulic);
  assert.equal((await read(text.replace(/^02;.*\r\n/m, ''))).end?.isFull, false);
  const converted = text.replace('\uFEFF', '').replaceAll('\r\n', '\n').trimEnd();
  const { problems, end, rows } = await read(converted);
  assert.deepEqual(problems, []);
  assert.equal(end?.isFull, false);
  assert.equal(rows.length, (await read(text)).rows.length);
});

test('what is wrong with a file as a whole is said once, and nothing of it counts', async () => {
  const text = await readTerytFixture(simc);
  const xml = await readTerytFixture('SIMC_Urzedowy_2026-05-11.xml');
  const cp1250 = Buffer.from([...text].map((char) => (char.charCodeAt(0) < 128 ? char.charCodeAt(0) : 0xb3)));
  const cases: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['an empty file', '', 'empty'],
    ['only a header', `${text.split('\r\n')[0]}\r\n\r\n`, 'empty'],
    [
      'XML without rows',
      '<?xml version="1.0"?><SIMC><catalog name="SIMC" type="ALL" date="2026-01-01"></catalog></SIMC>',
      'empty',
    ],
    ['a dictionary of kinds', await readTerytFixture('WMRODZ_2026-05-11.csv'), 'unknown_file'],
    ['another table', 'numer;sym\n600100200;0582870\n', 'unknown_file'],
    ['a web page', '<!DOCTYPE html><html><body>Przerwa</body></html>', 'unknown_file'],
    ['a picture', new Uint8Array(5_000).fill(7), 'unknown_file'],
    ['a column missing', text.replace(';SYMPOD', ''), 'columns_missing'],
    ['CP1250', cp1250, 'encoding'],
    ['UTF-16', Buffer.from(text, 'utf16le'), 'encoding'],
    ['UTF-8 read as CP1250', text.replaceAll('ó', 'Ăł').replaceAll('ś', 'Ĺ›'), 'encoding'],
    ['XML that says CP1250', xml.replace('utf-8', 'windows-1250'), 'encoding'],
    ['CSV cut after a whole row', text.slice(0, text.lastIndexOf('\r\n', text.length - 5) + 2), 'cut'],
    ['CSV without its empty line', text.slice(0, -2), 'cut'],
    ['XML cut after a row', xml.slice(0, xml.lastIndexOf('</row>') + 6), 'cut'],
    ['XML cut before the last tag', xml.replace('</SIMC>', ''), 'cut'],
  ];
  for (const [title, content, kind] of cases) {
    const { problems, end } = await read(content);
    assert.deepEqual(
      problems.map((problem) => problem.kind),
      [kind],
      title,
    );
    assert.equal(end, null, title);
  }
});

test('every bad line is named by its number and what is wrong with it', async () => {
  const lines = (await readTerytFixture(simc)).split('\r\n');
  const good = lines[5] ?? '';
  const changed: readonly (readonly [number, string, string])[] = [
    [3, good.replace(/;9|;0/, ';'), 'unit'],
    [4, good.split(';').slice(0, 9).join(';'), 'columns'],
    [6, `${good};`, 'columns'],
    [8, good.replace(/;96;/, ';97;'), 'kind'],
    [9, good.replace(/;Miasto[^;]*;/, ';;'), 'name'],
    [10, good.replace(/;0(\d{6});/, ';$1;'), 'sym'],
    [11, good.replace('2026-01-01', '2025-01-01'), 'date_differs'],
    [12, good.replace('2026-01-01', '2026-02-30'), 'date'],
  ];
  for (const [line, text] of changed) lines[line - 1] = text;
  const { problems } = await read(lines.join('\r\n'));
  assert.deepEqual(
    problems.map(({ line, kind }) => [line, kind]),
    changed.map(([line, , kind]) => [line, kind]),
  );
  for (const problem of problems) assert.match(describeTerytProblem(problem), /^[A-ZŁŚŻ][^{}]+\.$/u);
});

test('rows of XML that lack a column or hold anything else are named', async () => {
  const xml = await readTerytFixture('ULIC_Adresowy_2026-05-11.xml');
  const withoutName = xml.replace(/(<SYM>0040001<\/SYM>[\s\S]*?)<NAZWA_2 \/>/, '$1');
  const damaged = xml.replace(/(<SYM>0040001<\/SYM>[\s\S]*?)<\/NAZWA_1>/, '$1<NAZWA_1>');
  for (const [content, kind] of [
    [withoutName, 'columns'],
    [damaged, 'xml'],
  ] as const) {
    const { problems } = await read(content);
    assert.deepEqual(
      problems.map((problem) => [problem.line, problem.kind]),
      [[16, kind]],
    );
  }
  assert.deepEqual(
    (await read(xml.replace('</row>', '</row><b>'))).problems.map(({ kind }) => kind),
    ['xml'],
  );
});

test('entities of XML are characters', async () => {
  const xml = (await readTerytFixture('SIMC_Urzedowy_2026-05-11.xml')).replace(
    'Mazewo "A"',
    'Mazewo &quot;A&#34; &amp; B',
  );
  const { rows } = await read(xml);
  assert.ok(rows.some(({ values }) => values[1] === 'Mazewo "A" & B'));
});
