// Somebody else's file, understood: columns, dates, and addresses as offices write them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  findMatchingProblems,
  guessImportColumns,
  type ImportMatching,
  matchOwnFormat,
  parseImportDate,
} from '#domain/import-columns.ts';
import { createImportPlaces } from '#domain/import-places.ts';
import { parseListText } from '#domain/list-file.ts';
import { createPlaceIndex } from '#domain/places.ts';
import { readTable } from '#domain/table-reader.ts';

const village = { kind: '01', terc: '3021052' };
const places = createPlaceIndex({
  localities: [
    { sym: '0582870', name: 'Skórzewo', sympod: '0582870', ...village },
    { sym: '0581000', name: 'Zborowo', sympod: '0581000', ...village },
    { sym: '0582001', name: 'Palędzie', sympod: '0582001', ...village },
    { sym: '0582002', name: 'Palędzie', sympod: '0582002', kind: '05', terc: '3021052' },
  ],
  streets: [
    { sym: '0582870', symUl: '17394', cecha: 'ul.', nazwa1: 'Poznańska', nazwa2: '' },
    { sym: '0582870', symUl: '00011', cecha: 'ul.', nazwa1: '11 Listopada', nazwa2: '' },
    { sym: '0582870', symUl: '00012', cecha: 'ul.', nazwa1: 'Polna', nazwa2: '' },
  ],
});
const blank = { locality: '', street: '', house: '', address: '', commonSym: '' };

describe('addresses of a file', () => {
  const resolve = createImportPlaces(places, { Palędzie: '0582001|', 'Skórzewo, obcy klucz': '9999999|' });
  const cases: readonly (readonly [Partial<typeof blank>, string])[] = [
    [{ locality: 'Skórzewo', street: 'ul. Poznańska', house: '12 a' }, '0582870/17394/12A/exact'],
    [{ locality: 'SKORZEWO', street: 'Poznańska 12/3' }, '0582870/17394/12/3/exact'],
    [{ locality: 'Skórzewo', street: 'Poznańska 12 m. 5' }, '0582870/17394/12/5/exact'],
    [{ locality: 'Skórzewo', street: '11 Listopada 4' }, '0582870/00011/4/exact'],
    [{ locality: 'Skórzewo', street: '11 Listopada' }, '0582870/00011//exact'],
    [{ locality: 'Skórzewo', street: '-', house: '7' }, '0582870//7/exact'],
    [{ locality: 'Zborowo', street: '5b' }, '0581000//5B/exact'],
    [{ locality: 'Zborowo', street: 'Zborowo 5' }, '0581000//5/exact'],
    [{ commonSym: '0582870', street: 'Polna 3' }, '0582870/00012/3/exact'],
    [{ address: '60-185 Skórzewo, ul. Polna 3' }, '0582870/00012/3/exact'],
    [{ address: 'Polna 3, Skórzewo' }, '0582870/00012/3/exact'],
    [{ address: 'Zborowo 5' }, '0581000//5/exact'],
    [{ locality: 'Palędzie', house: '1' }, '0582001//1/chosen'],
  ];
  for (const [text, expected] of cases) {
    test(`${JSON.stringify(text)} is ${expected}`, () => {
      const answer = resolve({ ...blank, ...text });
      assert.ok(answer.ok, JSON.stringify(answer));
      const { sym, symUl, houseNumber, confidence } = answer.place;
      assert.equal([sym, symUl ?? '', houseNumber, confidence].join('/'), expected);
    });
  }

  test('what is not surely one place is asked about, never guessed', () => {
    const open = createImportPlaces(places, {});
    const twins = open({ ...blank, locality: 'Palędzie' });
    assert.ok(!twins.ok && twins.options.length === 2);
    const unknown = open({ ...blank, locality: 'Skórzewo', street: 'Kosmonautów 4' });
    assert.ok(!unknown.ok && unknown.key === 'Skórzewo, Kosmonautów');
    // A choice that names no place of the office is none.
    assert.ok(!resolve({ ...blank, locality: 'Skórzewo', street: 'obcy klucz' }).ok);
  });
});

test('columns are guessed by header and content, each once', () => {
  const headers = [
    'Lp.',
    'Nazwisko',
    'Telefon kom.',
    'Miejscowość',
    'Ulica',
    'Nr domu',
    'Data zgody',
    'Źródło zgody',
  ];
  const rows = [
    { line: 2, cells: ['1', 'Kowal', '600 100 200', 'Skórzewo', 'Polna', '3', '31.03.2024', 'papier'] },
  ];
  assert.deepEqual(guessImportColumns(headers, rows), {
    number: 2,
    locality: 3,
    street: 4,
    house: 5,
    date: 6,
    source: 7,
  });
});

test('a matching without number, place, source, basis or date is told what it lacks', () => {
  const common = { sym: '', categories: [], source: '', basis: '', date: '' };
  const empty: ImportMatching = { columns: {}, common, choices: {} };
  assert.deepEqual(findMatchingProblems(empty, '2027-01-01'), ['number', 'place', 'source', 'basis', 'date']);
  const twice: ImportMatching = {
    columns: { number: 0, locality: 0 },
    common: { ...common, source: 's', basis: 'b', date: '2028-01-01' },
    choices: {},
  };
  assert.deepEqual(findMatchingProblems(twice, '2027-01-01'), ['same_column', 'date_future']);
  assert.equal(matchOwnFormat(['numer', 'sym']), null);
});

test('dates are read as people and spreadsheets write them', () => {
  for (const text of ['2025-03-31', '31.03.2025', '31.3.2025 r.', '31/03/2025', '2025-03-31 12:00:00']) {
    assert.equal(parseImportDate(text.replace(' r.', 'r.')), '2025-03-31', text);
  }
  for (const text of ['31.02.2025', '45747', '03.2025', '', '1899-12-30'])
    assert.equal(parseImportDate(text), null, text);
});

test('a table read in pieces is the table read at once, wherever it is cut', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'ż', ';', '"', '\n', ' ', '1'), maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom('\n', '\r\n'),
      (rows, size, end) => {
        const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const text = [['n1', 'n2'], ...rows].map((row) => row.map(quote).join(';')).join(end);
        const bytes = Buffer.from(text);
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
          bytes.subarray(n * size, (n + 1) * size),
        );
        const whole = parseListText(bytes);
        const slices = [...readTable(chunks)];
        const problem = slices.find((slice) => slice.kind === 'problem');
        if (!whole.ok) return assert.equal(problem?.problem, whole.problem);
        assert.equal(problem, undefined);
        const read = slices.flatMap((slice) => (slice.kind === 'rows' ? slice.rows : []));
        const expected = whole.table.rows.map(({ line, cells }) => ({ line, cells: trimEnd(cells) }));
        assert.deepEqual(
          read.map(({ line, cells }) => ({ line, cells: trimEnd(cells) })),
          expected,
        );
      },
    ),
    { numRuns: 300, seed: 20261129 },
  );
});

function trimEnd(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}
