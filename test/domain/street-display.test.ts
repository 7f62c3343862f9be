import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { displayLocality, displayStreet } from '#domain/places.ts';
import { countSegments } from '#domain/segments.ts';
import { type RegisterName, shortStreet, shortStreetLength } from '#domain/street-display.ts';
import { cityStreets } from '../fixtures/city-streets.ts';

// [CECHA, NAZWA_1, NAZWA_2, as on the sign, in an SMS]; rows of the register unless marked.
const table: readonly (readonly [string, string, string, string, string])[] = [
  ['ul.', 'Lipowa', '', 'ul. Lipowa', 'ul. Lipowa'],
  ['ul.', 'Kościuszki', 'Tadeusza', 'ul. Tadeusza Kościuszki', 'ul. Tadeusza Kosciuszki'],
  ['ul.', 'Maja', '3', 'ul. 3 Maja', 'ul. 3 Maja'],
  ['ul.', 'Czerwca 1956 r.', '28', 'ul. 28 Czerwca 1956 r.', 'ul. 28 Czerwca 1956 r.'],
  ['ul.', 'Rocha', 'św.', 'ul. św. Rocha', 'ul. sw. Rocha'],
  ['ul.', 'Marcin', 'Święty', 'ul. Święty Marcin', 'ul. Swiety Marcin'],
  ['ul.', 'Jana Pawła II', '', 'ul. Jana Pawła II', 'ul. Jana Pawla II'],
  [
    'al.',
    'Pułku Ułanów Poznańskich',
    '15',
    'al. 15 Pułku Ułanów Poznańskich',
    'al. 15 Pulku Ulanow Poznanskich',
  ],
  ['al.', 'Aleje Solidarności', '', 'Aleje Solidarności', 'Aleje Solidarnosci'],
  ['al.', 'Aleje Karola Marcinkowskiego', '', 'Aleje Karola Marcinkowskiego', 'Aleje Karola Marcinkowskiego'],
  ['al.', 'Aleja Waszyngtona', 'Jerzego', 'Aleja Jerzego Waszyngtona', 'Aleja Jerzego Waszyngtona'],
  ['rynek', 'Stary Rynek', '', 'Stary Rynek', 'Stary Rynek'],
  ['rynek', 'Jeżycki', '', 'rynek Jeżycki', 'rynek Jezycki'],
  ['inne', 'Most Dworcowy', '', 'Most Dworcowy', 'Most Dworcowy'],
  ['inne', 'zaułek Łejerów', '', 'zaułek Łejerów', 'zaulek Lejerow'],
  ['os.', 'Osiedle Polna', '', 'Osiedle Polna', 'Osiedle Polna'],
  ['os.', 'Stare Żegrze', '', 'os. Stare Żegrze', 'os. Stare Zegrze'],
  ['rondo', 'Rondo Sybiraków', '', 'Rondo Sybiraków', 'Rondo Sybirakow'],
  ['rondo', 'Dębowe Rondo', '', 'Dębowe Rondo', 'Debowe Rondo'],
  ['rondo', 'Solidarności', '', 'rondo Solidarności', 'rondo Solidarnosci'],
  ['park', 'Parkowy Zakątek', '', 'park Parkowy Zakątek', 'park Parkowy Zakatek'],
  ['pl.', 'Plac Wolności', '', 'Plac Wolności', 'Plac Wolnosci'],
  ['bulw.', 'Bulwar Nadmorski', '', 'Bulwar Nadmorski', 'Bulwar Nadmorski'],
  ['szosa', 'Szosa Lubelska', '', 'Szosa Lubelska', 'Szosa Lubelska'],
  ['ul.', 'Aleja Brzozowa', '', 'Aleja Brzozowa', 'Aleja Brzozowa'],
  // The kind alone, and names that only begin like one.
  ['ul.', 'Rynek', '', 'ul. Rynek', 'ul. Rynek'],
  ['ul.', 'Ułanów', '', 'ul. Ułanów', 'ul. Ulanow'],
  ['ul.', 'Rondowa', '', 'ul. Rondowa', 'ul. Rondowa'],
  ['al.', 'Alicji', '', 'al. Alicji', 'al. Alicji'],
  ['ul.', '"Hubala" Henryka', '', 'ul. "Hubala" Henryka', 'ul. Hubala Henryka'],
  ['', 'Kościuszki', '', 'Kościuszki', 'Kosciuszki'],
  // Long names lose only what people leave out.
  [
    'ul.',
    'Kozierowskiego',
    'Księdza Profesora Stanisława',
    'ul. Księdza Profesora Stanisława Kozierowskiego',
    'ul. ks. prof. Stanislawa Kozierowskiego',
  ],
  [
    'ul.',
    'Skłodowskiej-Curie i Piotra Curie',
    'Marii Salomei',
    'ul. Marii Salomei Skłodowskiej-Curie i Piotra Curie',
    'ul. M. S. Sklodowskiej-Curie i Piotra',
  ],
  [
    'rondo',
    'Rondo im. Niezależnego Samorządnego Związku Zawodowego Rolników Indywidualnych "Solidarność"',
    '',
    'Rondo im. Niezależnego Samorządnego Związku Zawodowego Rolników Indywidualnych "Solidarność"',
    'Rondo NSZZ Rolnikow Indywidualnych',
  ],
  [
    'rondo',
    'Rondo Arcybiskupa Generała Mirona Chodakowskiego Prawosławnego Ordynariusza Wojska Polskiego',
    '',
    'Rondo Arcybiskupa Generała Mirona Chodakowskiego Prawosławnego Ordynariusza Wojska Polskiego',
    'Rondo abp gen. Mirona Chodakowskiego',
  ],
  [
    'park',
    'Park Zdrojowy im. Hrabiego Witolda Skórzewskiego w Konstancinie-Jeziornie',
    '',
    'Park Zdrojowy im. Hrabiego Witolda Skórzewskiego w Konstancinie-Jeziornie',
    'Park Zdrojowy',
  ],
  [
    'rondo',
    'Rondo Jana z Łajs – zasadźcy i pierwszego sołtysa Olsztyna',
    '',
    'Rondo Jana z Łajs – zasadźcy i pierwszego sołtysa Olsztyna',
    'Rondo Jana z Lajs',
  ],
];

test('streets are written as on signs: no kind twice, none for "inne", what is said first stands first', () => {
  for (const [cecha, nazwa1, nazwa2, sign] of table) {
    assert.equal(displayStreet({ cecha, nazwa1, nazwa2 }), sign);
  }
});

test('in an SMS a street is plain, short and still itself', () => {
  for (const [cecha, nazwa1, nazwa2, , short] of table) {
    assert.equal(shortStreet({ cecha, nazwa1, nazwa2 }), short);
  }
});

test('whatever the name, its short form costs one septet a letter, fits, and is not empty', () => {
  const word = fc.string({ unit: fc.constantFrom(...'aąbcćdeęłńóśżźABŁŻ.-"–(€[ö '), maxLength: 60 });
  fc.assert(
    fc.property(fc.constantFrom('ul.', 'al.', 'os.', 'inne', 'rondo'), word, word, (cecha, name, nazwa2) => {
      const short = shortStreet({ cecha, nazwa1: `Lipowa ${name}`, nazwa2 });
      assert.ok(short.length > 0 && short.length <= shortStreetLength, short);
      const { encoding, units } = countSegments(short);
      assert.equal(encoding, 'gsm7');
      assert.equal(units, short.length);
    }),
  );
});

test('no two streets of a city share a short form', () => {
  for (const streets of [cityStreets, readPoznan()]) {
    const names = Map.groupBy(streets, shortStreet);
    const shared = [...names].filter(([, same]) => new Set(same.map(displayStreet)).size > 1);
    assert.deepEqual(shared, []);
  }
});

/** The official file where WICI_TERYT_DATA says it is, else nothing. */
function readPoznan(): readonly RegisterName[] {
  const path = join(process.env.WICI_TERYT_DATA ?? '', 'ULIC_Poznan_2026-06-20.csv');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\r\n')
    .slice(1)
    .flatMap((line) => {
      const [, , , , , symUl = '', cecha = '', nazwa1 = '', nazwa2 = ''] = line.split(';');
      return symUl === '' ? [] : [{ cecha, nazwa1, nazwa2 }];
    });
}

test('a locality is told from its twin by its kind', () => {
  assert.equal(displayLocality({ name: 'Palędzie', kind: '05' }), 'Palędzie (osada leśna)');
  assert.equal(displayLocality({ name: 'Glinki', kind: '00' }), 'Glinki (część miejscowości)');
});
