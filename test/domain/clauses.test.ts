import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillClause, findClauseProblem, firstClause, languages, wordingOf } from '#domain/clauses.ts';

const office = { controllerName: 'Wójt Gminy Dopiewo', number: '500 100 200' };
const long = 'Zgadzam się na SMS-y. Administratorem jest {administrator}, numer {numer}.';

test('the wording of the release names who holds the data in each language, and how to withdraw', () => {
  for (const language of languages) {
    assert.equal(findClauseProblem(firstClause.texts[language], language), null);
    const filled = fillClause(firstClause, { ...office, language });
    assert.equal(filled.language, language);
    assert.match(filled.paragraphs.join(' '), /Wójt Gminy Dopiewo.*STOP.*500 100 200/s);
    assert.doesNotMatch(filled.paragraphs.join(' '), /[{}]/);
  }
});

test('who reads in a language without a text of its own is shown, and recorded with, the Polish one', () => {
  const clause = { version: 4, texts: { pl: long, uk: '', en: `${long} (en)` } };
  assert.equal(fillClause(clause, { ...office, language: 'uk' }).language, 'pl');
  assert.equal(wordingOf(clause, 'uk'), 'form-zapis-4');
  assert.equal(wordingOf(clause, 'pl'), 'form-zapis-4');
  assert.equal(wordingOf(clause, 'en'), 'form-zapis-4-en');
});

test('an office without a number is spoken of in words, and an empty line begins a paragraph', () => {
  const clause = { version: 2, texts: { pl: `${long}\n\nDrugi akapit.`, uk: '', en: '' } };
  const filled = fillClause(clause, { ...office, number: '', language: 'pl' });
  assert.deepEqual(filled.paragraphs, [
    'Zgadzam się na SMS-y. Administratorem jest Wójt Gminy Dopiewo, numer numer urzędu.',
    'Drugi akapit.',
  ]);
});

for (const [what, text, expected] of [
  ['an empty Polish text', '', { kind: 'length' }],
  ['a text too short to be a clause', '{administrator} {numer}', { kind: 'length' }],
  ['one too long for a phone', `{administrator}${'a'.repeat(4_000)}`, { kind: 'length' }],
  ['one that hides who holds the data', long.replace('{administrator}', 'ktoś'), { kind: 'no_controller' }],
  ['an unknown field', `${long} {imie}`, { kind: 'unknown_placeholder', name: 'imie' }],
] as const) {
  test(`${what} is refused`, () => {
    assert.deepEqual(findClauseProblem(text, 'pl'), expected);
  });
}

test('another language may be left empty', () => {
  assert.equal(findClauseProblem(' ', 'en'), null);
  assert.deepEqual(findClauseProblem('too short', 'en'), { kind: 'length' });
});
