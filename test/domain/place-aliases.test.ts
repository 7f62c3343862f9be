import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAliasedPlaceIndex, findAliasProblem, type PlaceAlias } from '#domain/place-aliases.ts';
import { practiceLocalities, practiceStreets } from '#domain/practice-places.ts';

const symOf = (name: string): string => practiceLocalities.find((place) => place.name === name)?.sym ?? '';
const skorzewo = symOf('Skórzewo');
const dopiewo = symOf('Dopiewo');
const street = practiceStreets.find(({ sym, nazwa1 }) => sym === skorzewo && nazwa1 === 'Poznańska');
const poznanska = street?.symUl ?? '';
const other = practiceStreets.find(({ sym, symUl }) => sym === skorzewo && symUl !== poznanska);

function indexWith(...aliases: readonly PlaceAlias[]) {
  return createAliasedPlaceIndex({ localities: practiceLocalities, streets: practiceStreets, aliases });
}

test('a place is found by its alias as by its name, inflected and with a house number', () => {
  const index = indexWith(
    { alias: 'Przy Stawie', sym: skorzewo, symUl: poznanska },
    { alias: 'os. Bajkowe', sym: skorzewo, symUl: poznanska },
    { alias: 'Stara Górka', sym: dopiewo, symUl: null },
  );
  for (const text of [
    'przy stawie 5',
    'Przy Stawie',
    'os. bajkowe 5',
    'na osiedlu bajkowym',
    'poznańska 5',
  ]) {
    const found = index.findStreets(skorzewo, text);
    assert.equal(found.kind === 'match' && found.place, street, text);
  }
  const found = index.findLocalities('w Starej Górce');
  assert.equal(found.kind === 'match' && found.place.name, 'Dopiewo');
  assert.equal(index.findLocality(dopiewo)?.name, 'Dopiewo');
  assert.deepEqual(
    index.completeLocality('stara g').map(({ name }) => name),
    ['Dopiewo'],
  );
  assert.equal(index.findStreet(skorzewo, poznanska)?.nazwa1, 'Poznańska');
  assert.equal(index.findStreets(skorzewo, 'bajkowe').kind, 'match');
});

test('an alias of a place that is not there changes nothing', () => {
  const index = indexWith({ alias: 'Dawna Wieś', sym: '1111111', symUl: null });
  assert.equal(index.findLocalities('Dawna Wieś').kind, 'none');
});

test('an alias must be a name that no other place has', () => {
  const index = indexWith({ alias: 'Górka', sym: dopiewo, symUl: null });
  const problemOf = (alias: string, sym: string, symUl: string | null = null) =>
    findAliasProblem(index, { alias, sym, symUl })?.kind ?? null;
  assert.equal(problemOf('Stara Górka', dopiewo), null);
  assert.equal(problemOf('SKORZEWO', dopiewo), 'clash');
  assert.equal(problemOf('górka', skorzewo), 'clash');
  assert.equal(problemOf('Górka', dopiewo), 'same_name');
  assert.equal(problemOf('Dopiewo', dopiewo), 'same_name');
  assert.equal(problemOf(' a ', dopiewo), 'length');
  assert.equal(problemOf('123', dopiewo), 'length');
  assert.equal(problemOf('Nowa', '1111111'), 'unknown_place');
  assert.equal(problemOf('Nowa nazwa', skorzewo, '00000'), 'unknown_place');
  assert.equal(problemOf('poznanska', skorzewo, other?.symUl ?? ''), 'clash');
  assert.equal(problemOf('Do stawu', skorzewo, poznanska), null);
});
