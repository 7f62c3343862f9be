import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findPlaceholderShape, renderText } from '#domain/campaign.ts';
import { fillShape, findValues, patternsOfShape, type ShapePatterns } from '#domain/text-shape.ts';
import { createTestDatabase } from '../support/database.ts';

const { sql } = await createTestDatabase();

const table: readonly (readonly [string, string, readonly string[] | null])[] = [
  ['a place', 'Dopiewo: {ulica}: brak wody.', ['Dopiewo: ', ': brak wody.']],
  ['no place', 'Dopiewo: brak wody.', null],
  ['places without anything between them are one', '{imie}{nazwisko}!', ['', '!']],
  ['four places', '{a} {b} {c} {d}', ['', ' ', ' ', ' ', '']],
  ['five places', '{a} {b} {c} {d} {e}', null],
  ['a bracket beside a place could be read as a part of its mark', '[{a}]', null],
];
for (const [name, text, shape] of table) {
  test(`the shape of a text: ${name}`, () => assert.deepEqual(findPlaceholderShape(text), shape));
}

test('what can’t be handed over has no values: the sign that parts them, macros, line ends, spaces at the ends', () => {
  const shape = ['Do zapłaty ', ' zł.'] as const;
  const values = (value: string) => findValues(shape, `Do zapłaty ${value} zł.`);
  assert.deepEqual(values('1 250,00'), ['1 250,00']);
  assert.deepEqual(values('x'.repeat(120)), ['x'.repeat(120)]);
  for (const bad of ['', ' 1', '1 ', '\u00a01', 'a|b', '[a', 'a]', '5%', 'a\nb', 'a\tb', 'x'.repeat(121)]) {
    assert.equal(values(bad), null, JSON.stringify(bad));
  }
  assert.equal(findValues(shape, 'Zapłać 5 zł.'), null);
});

const char = fc.constantFrom(...'aĄ.,*+?^$(){}|[]%\\/-"\'&#@ \n\t\u00a0\u0001\u007f\u2028{}0', '🙂');
const piece = fc.array(char, { maxLength: 8 }).map((chars) => chars.join(''));
/** About as long as a value may be, or as all of them may be together before they are counted. */
const long = fc
  .tuple(fc.constantFrom('x', 'ż', '🙂', 'x y'), fc.integer({ min: 20, max: 125 }))
  .map(([one, n]) => one.repeat(n));
const given = fc
  .array(fc.tuple(piece, fc.oneof({ weight: 4, arbitrary: piece }, { weight: 1, arbitrary: long })), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => ({
    text: parts.map(([before], at) => `${before.replace(/[{}]/g, '')}{k${at}}`).join(''),
    values: Object.fromEntries(parts.map(([, value], at) => [`k${at}`, value])),
  }));

test('values filled into the shape make exactly the text of the row, and PostgreSQL chooses the same rows', async () => {
  const found: { readonly patterns: ShapePatterns; readonly body: string; readonly fits: boolean }[] = [];
  let fitting = 0;
  fc.assert(
    fc.property(given, ({ text, values }) => {
      const shape = findPlaceholderShape(text);
      if (shape === null) return;
      const body = renderText(text, values);
      const own = findValues(shape, body);
      if (own !== null) {
        fitting += 1;
        assert.equal(own.length, shape.length - 1);
        assert.equal(fillShape(shape, own), body);
        for (const value of own) assert.match(value, /^[^|%[\]\n]+$/);
      }
      found.push({ patterns: patternsOfShape(shape), body, fits: own !== null });
    }),
    { numRuns: 2_000 },
  );
  assert.ok(fitting > 30, `${fitting} texts fit, or this proves little`);
  const storable = found.filter(({ body }) => !body.includes('\0'));
  const rows = await sql<{ fits: boolean }[]>`
    select case when length(g.body) <= g.up_to then g.body ~ g.short else g.body ~ g."any" end as fits
    from unnest(
      ${storable.map(({ body }) => body)}::text[],
      ${storable.map(({ patterns }) => patterns.upTo)}::int[],
      ${storable.map(({ patterns }) => patterns.short)}::text[],
      ${storable.map(({ patterns }) => patterns.any)}::text[]
    ) with ordinality as g (body, up_to, short, "any", at)
    order by g.at`;
  for (const [at, { fits, ...of }] of storable.entries()) {
    assert.equal(rows[at]?.fits, fits, JSON.stringify(of));
  }
});
