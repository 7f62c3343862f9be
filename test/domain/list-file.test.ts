import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseListText } from '#domain/list-file.ts';
import { createRowCheck, describeRowProblem, guessColumns, toFieldName } from '#domain/list-match.ts';

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function read(given: Uint8Array): readonly (readonly string[])[] {
  const parsed = parseListText(given);
  if (!parsed.ok) assert.fail(parsed.problem);
  return [parsed.table.headers, ...parsed.table.rows.map(({ cells }) => cells)];
}

const expected = [
  ['numer', 'imię'],
  ['501234567', 'Łucja Żak'],
];
const text = 'numer;imię\r\n501234567;Łucja Żak\r\n';

describe('a file of a list', () => {
  const files: readonly (readonly [string, Uint8Array])[] = [
    ['UTF-8', bytes(text)],
    ['UTF-8 with BOM', bytes(`\ufeff${text}`)],
    ['tabs', bytes(text.replaceAll(';', '\t'))],
    ['commas and quotes', bytes('"numer","imię"\n"501234567","Łucja Żak"')],
    ['old Mac line ends', bytes(text.replaceAll('\r\n', '\r'))],
    ['CP1250', Uint8Array.from(Buffer.from('numer;imi\u00ea\n501234567;\u00a3ucja \u00afak\n', 'latin1'))],
    ['UTF-16 with BOM', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ];
  for (const [name, given] of files) {
    it(`is read from ${name}`, () => assert.deepEqual(read(given), expected));
  }

  it('keeps separators, quotes and line ends that stand in quotes, and the line numbers after them', () => {
    const parsed = parseListText(bytes('a;b\n"x;y";"mówi ""nie""\nwcale"\n;\n1;2'));
    if (!parsed.ok) assert.fail(parsed.problem);
    assert.deepEqual(parsed.table.rows, [
      { line: 2, cells: ['x;y', 'mówi "nie" wcale'] },
      { line: 5, cells: ['1', '2'] },
    ]);
  });

  it('is refused with the reason', () => {
    const problemOf = (given: Uint8Array): string => {
      const parsed = parseListText(given);
      return parsed.ok ? 'ok' : parsed.problem;
    };
    assert.equal(problemOf(bytes('')), 'empty');
    assert.equal(problemOf(bytes(';;\n')), 'empty');
    assert.equal(problemOf(bytes('numer\n')), 'no_rows');
    assert.equal(problemOf(bytes('numer\n"501')), 'quote');
    assert.equal(problemOf(bytes('a\u0000b\n1')), 'no_text');
    assert.equal(problemOf(bytes(`${'a;'.repeat(60)}b\n${'1;'.repeat(60)}1`)), 'too_many_columns');
    assert.equal(problemOf(bytes(`numer\n${'1\n'.repeat(200_001)}`)), 'too_many_rows');
    assert.equal(problemOf(new Uint8Array(20 * 1024 * 1024 + 1)), 'too_big');
  });
});

describe('columns of a list', () => {
  it('are guessed from headers and values', () => {
    const headers = ['Lp.', 'Imię i nazwisko', 'Kontakt', 'Kwota (zł)', 'kwota zl', 'Kwota zł'];
    const rows = [{ line: 2, cells: ['1', 'Jan', '501-234-567', '12,50', 'a', 'b'] }];
    assert.deepEqual(guessColumns(headers, rows), {
      number: 2,
      fields: ['lp', 'imię_i_nazwisko', '', 'kwota_zł', 'kwota_zl', 'kwota_zł_2'],
      repeats: 'first',
    });
    assert.equal(toFieldName(' [%kod%] '), 'kod');
  });

  it('make a row bad for a wrong number, an empty cell that is used, too many cells, a repeated number', () => {
    const columns = { number: 0, fields: ['', 'kwota', ''], repeats: 'first' } as const;
    const check = createRowCheck(['numer', 'kwota', 'uwagi'], columns);
    const problemOf = (line: number, cells: readonly string[]) => check({ line, cells }).problem;
    assert.equal(problemOf(2, ['501 234 567', '5', '']), null);
    assert.equal(problemOf(3, ['22 123 45 67', '5']), 'number_not_mobile');
    assert.equal(problemOf(4, ['502234567']), 'empty:kwota');
    assert.equal(problemOf(5, ['503234567', '1', '2', '3']), 'columns');
    assert.equal(problemOf(6, ['+48501234567', '7', '']), 'repeated:2');
    assert.equal(problemOf(7, ['504234567', 'x'.repeat(501)]), 'long:kwota');
    assert.match(describeRowProblem('repeated:2'), /co w wierszu 2/);
    assert.match(describeRowProblem('empty:kwota'), /w kolumnie „kwota”/);
  });

  it('make each row of a number a message of its own when asked to', () => {
    const check = createRowCheck(['numer', 'kwota'], { number: 0, fields: ['', 'kwota'], repeats: 'each' });
    const items = [1, 2, 3].map((line) => check({ line, cells: ['501234567', String(line)] }).item);
    assert.deepEqual(items, [0, 1, 2]);
  });
});
