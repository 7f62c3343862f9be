import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { readAddress } from '#domain/address-reading.ts';
import { fold } from '#domain/fold.ts';
import {
  createPlaceIndex,
  displayStreet,
  type Locality,
  type PlaceIndex,
  type Street,
} from '#domain/places.ts';
import { practiceLocalities, practiceStreets } from '#domain/practice-places.ts';
import { cityStreets, citySym } from '../fixtures/city-streets.ts';
import { ruralLocalities, ruralStreets } from '../fixtures/rural-places.ts';
import { fieldLocalities, heathLocalities, riverLocalities } from '../fixtures/three-gminas.ts';
import { forestPlaces, townPlaces } from '../fixtures/town-and-forest.ts';
import { city, cityUnseen, practice, rural } from './place-matching.table.ts';
import { cityFresh, countryFresh } from './place-matching-fresh.table.ts';
import { cityLast, countryLast } from './place-matching-last.table.ts';
import { cityLater, forestLater, practiceLater, townLater } from './place-matching-later.table.ts';
import { villages } from './place-matching-villages.table.ts';

const officialFile = join(process.env.WICI_TERYT_DATA ?? '', 'ULIC_Poznan_2026-06-20.csv');
const officialSym = '0969400';

type Row = { readonly typed: string; readonly wanted: readonly string[]; readonly house: string | null };
type Read = { readonly found: readonly string[]; readonly isTaken: boolean; readonly house: string | null };
type Count = { rows: number; first: number; among: number; takenWrong: number; wrong: string[] };

const town = placesOf(citySym, cityStreets);
const practicePlaces = createPlaceIndex({ localities: practiceLocalities, streets: practiceStreets });
const aroundTown = createPlaceIndex(townPlaces);
const inForest = createPlaceIndex(forestPlaces);
const ruralPlaces = createPlaceIndex({ localities: ruralLocalities, streets: ruralStreets });

describe('typed forms', () => {
  it('of streets of a city are found', (t) => {
    prove(t, 'city, first half', [
      count(readRows(city), (typed) => readStreet(town, citySym, typed), namesOf(cityStreets)),
    ]);
  });

  it('of streets of a city, written after the rules were frozen, are found', (t) => {
    prove(t, 'city, second half', [
      count(readRows(cityUnseen), (typed) => readStreet(town, citySym, typed), namesOf(cityStreets)),
    ]);
  });

  it('of streets of a city, written after the rules were frozen again, are found', (t) => {
    prove(t, 'city, later part', [
      count(readRows(cityLater), (typed) => readStreet(town, citySym, typed), namesOf(cityStreets)),
    ]);
    prove(t, 'city, last part', [
      count(readRows(cityLast), (typed) => readStreet(town, citySym, typed), namesOf(cityStreets)),
    ]);
  });

  it('of streets of Poznań are found in the official file', {
    skip: existsSync(officialFile)
      ? false
      : 'WICI_TERYT_DATA names no folder with the official file of Poznań',
  }, (t) => {
    const streets = readOfficial(officialFile);
    const poznan = placesOf(officialSym, streets);
    for (const [half, table] of [
      ['first', city],
      ['second', cityUnseen],
      ['later', cityLater],
      ['last', cityLast],
      ['fresh', cityFresh],
    ] as const) {
      const counted = count(
        readRows(table),
        (typed) => readStreet(poznan, officialSym, typed),
        namesOf(streets),
      );
      prove(t, `Poznań, ${half} part`, [counted]);
    }
  });

  it('of addresses of the countryside are found', (t) => {
    prove(t, 'countryside, second half', [
      count(readRows(practice), (typed) => readWhole(practicePlaces, typed)),
      count(readRows(rural), (typed) => readWhole(ruralPlaces, typed)),
    ]);
  });

  it('of addresses of a town, its villages and a forest, written after the rules were frozen again, are found', (t) => {
    prove(t, 'countryside, later and last part', [
      count(readRows(practiceLater), (typed) => readWhole(practicePlaces, typed)),
      count(readRows(townLater), (typed) => readWhole(aroundTown, typed)),
      count(readRows(forestLater), (typed) => readWhole(inForest, typed)),
      count(readRows(countryLast.practice), (typed) => readWhole(practicePlaces, typed)),
      count(readRows(countryLast.town), (typed) => readWhole(aroundTown, typed)),
      count(readRows(countryLast.forest), (typed) => readWhole(inForest, typed)),
    ]);
  });

  it('written after the rules were hardened by classes and frozen once more, are found', (t) => {
    prove(t, 'city, fresh part', [
      count(readRows(cityFresh), (typed) => readStreet(town, citySym, typed), namesOf(cityStreets)),
    ]);
    prove(t, 'countryside, fresh part', [
      count(readRows(countryFresh.practice), (typed) => readWhole(practicePlaces, typed)),
      count(readRows(countryFresh.town), (typed) => readWhole(aroundTown, typed)),
      count(readRows(countryFresh.forest), (typed) => readWhole(inForest, typed)),
      count(readRows(countryFresh.rural), (typed) => readWhole(ruralPlaces, typed)),
    ]);
  });

  it('of villages of three gminas, never run on while the rules were made, are found', (t) => {
    const read = (localities: readonly Locality[], table: string): Count => {
      const places = createPlaceIndex({ localities, streets: [] });
      return count(readRows(table), (typed) => readWhole(places, typed));
    };
    prove(t, 'villages', [
      read(riverLocalities, villages.river),
      read(heathLocalities, villages.heath),
      read(fieldLocalities, villages.field),
    ]);
  });

  it('number at least 400', () => {
    const rows = [city, cityUnseen, practice, rural].map((table) => readRows(table).length);
    assert.ok(rows.reduce((sum, one) => sum + one, 0) >= 400);
  });
});

describe('any street', () => {
  const names = fc.constantFrom(...cityStreets);

  it('matches its own name, or is among its twins', () => {
    for (const street of cityStreets) {
      for (const typed of [`${street.nazwa2} ${street.nazwa1}`, displayStreet(street)]) {
        const { found } = readStreet(town, citySym, typed);
        assert.ok(found.includes(displayStreet(street)), `${typed}: ${found.join(', ')}`);
      }
    }
  });

  it('is the same with any house number', () => {
    const house = fc.tuple(
      fc.integer({ min: 400, max: 999 }),
      fc.constantFrom('', 'a', '/3', ' m. 7', ' C', '-451'),
    );
    fc.assert(
      fc.property(names, house, (street, [number, rest]) => {
        const typed = displayStreet(street);
        const bare = readStreet(town, citySym, typed);
        const housed = readStreet(town, citySym, `${typed} ${number}${rest}`);
        assert.deepEqual(housed.found, bare.found);
        assert.equal(housed.isTaken, bare.isTaken);
        assert.match(housed.house ?? '', new RegExp(`^${number}`));
      }),
    );
  });
});

describe('any text', () => {
  it('folds to what folds to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => assert.equal(fold(fold(text)), fold(text))),
    );
  });

  it('is read without throwing', () => {
    const words = fc.constantFrom(
      ...'ul. os. 5 5a 12/3 m. św. gen. J. Lipowa kosmonautów ? xx i w na rynek jp2 ć ł'.split(' '),
    );
    const phrases = fc.array(words, { maxLength: 8 }).map((list) => list.join(' '));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string(), phrases), (text) => {
        for (const places of [town, ruralPlaces]) {
          readAddress(places, text);
          places.findLocalities(text);
          places.completeLocality(text);
        }
        town.findStreets(citySym, text);
        town.completeStreet(citySym, text);
      }),
    );
  });
});

describe('type-ahead', () => {
  it('offers the streets that a text begins to name', () => {
    const names = (text: string) => town.completeStreet(citySym, text).map(displayStreet);
    assert.equal(names('grunw')[0], 'ul. Grunwaldzka');
    assert.equal(names('ul. słone')[0], 'ul. Słoneczna');
    assert.ok(names('sien').includes('ul. Henryka Sienkiewicza'));
    assert.ok(names('os. b').includes('os. Bolesława Chrobrego'));
    assert.equal(names('jana koch')[0], 'ul. Jana Kochanowskiego');
    assert.deepEqual(names('qqq'), []);
    assert.ok(names('ma').length <= 9);
  });

  it('offers localities by their beginning', () => {
    assert.deepEqual(
      practicePlaces.completeLocality('dąb').map(({ name }) => name),
      ['Dąbrowa', 'Dąbrówka'],
    );
  });
});

describe('streets of a city with districts', () => {
  const place = (sym: string, name: string, kind: string, rest: Partial<Locality> = {}): Locality => {
    return { sym, name, kind, sympod: sym, terc: '3064011', ...rest };
  };
  const localities = [
    place('1', 'Miasto', '96'),
    place('2', 'Północ', '98', { terc: '3064029' }),
    place('3', 'Południe', '98', { terc: '3064039' }),
    place('4', 'Górki', '99', { sympod: '2', terc: '3064029' }),
    place('5', 'Wieś', '01', { terc: '3021052' }),
    place('6', 'Przysiółek', '00', { sympod: '5', terc: '3021052' }),
  ];
  const street = (sym: string, symUl: string, nazwa1: string): Street => {
    return { sym, symUl, cecha: 'ul.', nazwa1, nazwa2: '' };
  };
  const places = createPlaceIndex({
    localities,
    streets: [
      street('2', '1', 'Długa'),
      street('3', '1', 'Długa'),
      street('3', '2', 'Nowa'),
      street('5', '3', 'Leśna'),
    ],
  });
  const symOf = (sym: string, text: string) => {
    const answer = places.findStreets(sym, text);
    return answer.kind === 'match' ? answer.place.sym : answer.kind;
  };

  it('are found from the city where the register hangs them on districts', () => {
    assert.equal(symOf('1', 'nowa'), '3');
    assert.equal(symOf('1', 'długa'), '2');
    assert.equal(symOf('3', 'długa'), '3');
  });

  it('are found from a district or a part of it where the register hangs them on the city', () => {
    const whole = createPlaceIndex({ localities, streets: [street('1', '1', 'Długa')] });
    for (const sym of ['2', '4']) assert.ok(whole.hasStreets(sym) && whole.findStreet(sym, '1')?.sym === '1');
  });

  it('are found from a part of a village, and not elsewhere', () => {
    assert.equal(symOf('6', 'leśna 5'), '5');
    assert.equal(symOf('6', 'nowa'), 'none');
    assert.equal(symOf('5', 'nowa'), 'none');
  });
});

function readRows(table: string): readonly Row[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [typed = '', rest = ''] = line.split(' = ');
      const [wanted = '', house] = rest.split(' # ');
      return { typed, wanted: wanted.split('|').map((name) => name.trim()), house: house ?? null };
    });
}

function count(
  rows: readonly Row[],
  read: (typed: string) => Read,
  names: ReadonlySet<string> = new Set(),
): Count {
  const counted: Count = { rows: 0, first: 0, among: 0, takenWrong: 0, wrong: [] };
  for (const { typed, wanted, house } of rows) {
    const isUnknown = wanted.some((name) => name.endsWith('?'));
    const isAsked = wanted.includes('*');
    if (names.size > 0 && !isUnknown && !wanted.some((name) => names.has(name))) continue;
    const got = read(typed);
    const isFirst = isUnknown || isAsked ? !got.isTaken : wanted.includes(got.found[0] ?? '');
    const isAmong = isUnknown || isAsked ? isFirst : got.found.some((name) => wanted.includes(name));
    counted.rows += 1;
    if (isFirst) counted.first += 1;
    if (isAmong) counted.among += 1;
    if (got.isTaken && !isFirst) counted.takenWrong += 1;
    if (!isFirst)
      counted.wrong.push(`${typed} → ${got.found.join(' | ') || 'none'}, not ${wanted.join(' | ')}`);
    else if (!isUnknown && !isAsked && got.house !== house)
      counted.wrong.push(`${typed}: house ${got.house ?? 'none'}, not ${house ?? 'none'}`);
  }
  return counted;
}

function prove(t: TestContext, name: string, counts: readonly Count[]): void {
  const sum = (key: 'rows' | 'first' | 'among' | 'takenWrong') =>
    counts.reduce((total, one) => total + one[key], 0);
  const share = (key: 'first' | 'among' | 'takenWrong') => sum(key) / sum('rows');
  const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
  t.diagnostic(
    `${name}: ${sum('rows')} forms, right first ${percent(share('first'))}, right or among the choices ` +
      `${percent(share('among'))}, a wrong one taken ${percent(share('takenWrong'))}`,
  );
  for (const wrong of counts.flatMap((one) => one.wrong)) t.diagnostic(wrong);
  assert.ok(share('first') >= 0.97 && share('among') >= 0.995 && share('takenWrong') <= 0.005);
}

function readStreet(places: PlaceIndex, sym: string, typed: string): Read {
  const answer = places.findStreets(sym, typed);
  const found = answer.kind === 'match' ? [answer.place] : answer.kind === 'choices' ? answer.places : [];
  return { found: found.map(displayStreet), isTaken: answer.kind === 'match', house: answer.houseNumber };
}

/** What the conversation would take: the locality, and the street if one was named. */
function readWhole(places: PlaceIndex, typed: string): Read {
  const { locality, street, houseNumber } = readAddress(places, typed);
  if (locality.kind === 'none') return { found: [], isTaken: false, house: null };
  if (locality.kind === 'choices')
    return { found: locality.places.map(({ name }) => name), isTaken: false, house: houseNumber };
  const { name } = locality.place;
  if (street === null) return { found: [name], isTaken: true, house: houseNumber };
  const streets = street.kind === 'match' ? [street.place] : street.kind === 'choices' ? street.places : [];
  const found = streets.map((one) => `${name}, ${displayStreet(one)}`);
  return { found, isTaken: street.kind === 'match', house: houseNumber };
}

function placesOf(sym: string, streets: readonly Street[]): PlaceIndex {
  const city = { sym, name: 'Poznań', kind: '96', sympod: sym, terc: '9902011' };
  return createPlaceIndex({ localities: [city], streets });
}

function namesOf(streets: readonly Street[]): ReadonlySet<string> {
  return new Set(streets.map(displayStreet));
}

function readOfficial(path: string): readonly Street[] {
  const lines = readFileSync(path, 'utf8').split('\r\n').slice(1);
  return lines.flatMap((line) => {
    const [, , , , sym = '', symUl = '', cecha = '', nazwa1 = '', nazwa2 = ''] = line.split(';');
    return symUl === '' ? [] : [{ sym, symUl, cecha, nazwa1, nazwa2 }];
  });
}
