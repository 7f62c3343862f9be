import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAddress } from '#domain/address-reading.ts';
import { createPlaceIndex, displayLocality, displayStreet, type Street } from '#domain/places.ts';
import { practiceLocalities, practiceStreets } from '#domain/practice-places.ts';

const places = createPlaceIndex({ localities: practiceLocalities, streets: practiceStreets });
const skorzewo = '0582870';

describe('localities', () => {
  const found = {
    skórzewo: 'Skórzewo',
    'do dąbrówki': 'Dąbrówka',
    'w Dąbrówce': 'Dąbrówka',
    'w Dąbrowie': 'Dąbrowa',
    'Mieszkam w Drwęsie': 'Drwęsa',
    dopiewca: 'Dopiewiec',
    'w Lisówkach': 'Lisówki',
    skurzewo: 'Skórzewo',
    dombrowka: 'Dąbrówka',
    zakrzwo: 'Zakrzewo',
    'D?br?wka': 'Dąbrówka',
    'z Gołusek': 'Gołuski',
    'Paledzie osada leśna': 'Palędzie',
  };
  for (const [text, name] of Object.entries(found)) {
    it(`${text} is ${name}`, () => {
      const answer = places.findLocalities(text);
      assert.ok(answer.kind === 'match');
      assert.equal(answer.place.name, name);
    });
  }

  it('every locality is found by its own name, as itself or among its twins', () => {
    for (const { sym, name } of practiceLocalities) {
      const answer = places.findLocalities(name);
      const syms =
        answer.kind === 'match'
          ? [answer.place.sym]
          : answer.kind === 'choices'
            ? answer.places.map((place) => place.sym)
            : [];
      assert.ok(syms.includes(sym), name);
    }
  });

  it('twins are offered with their kinds, the village first', () => {
    const answer = places.findLocalities('w Palędziu');
    assert.ok(answer.kind === 'choices');
    assert.deepEqual(answer.places.map(displayLocality), ['Palędzie (wieś)', 'Palędzie (osada leśna)']);
  });

  it('what is unknown is never guessed', () => {
    for (const text of ['Poznań', 'nie wiem', 'xyz', '', '12', 'w']) {
      const answer = places.findLocalities(text);
      assert.ok(answer.kind === 'none' && answer.nearest.length <= 3, text);
    }
  });
});

describe('streets', () => {
  const found: Readonly<Record<string, readonly [string, string | null]>> = {
    'dzialkowa 32': ['Działkowa', '32'],
    'na poznańskiej': ['Poznańska', null],
    'ul. Działkowa 32/4': ['Działkowa', '32/4'],
    'poznanska 12 m 4': ['Poznańska', '12/4'],
    'poznańska 12 a': ['Poznańska', '12a'],
    poznaska: ['Poznańska', null],
    'przy Ogrodowej nr 7': ['Ogrodowa', '7'],
  };
  for (const [text, [name, house]] of Object.entries(found)) {
    it(`${text} is ${name} ${house ?? ''}`, () => {
      const answer = places.findStreets(skorzewo, text);
      assert.ok(answer.kind === 'match');
      assert.deepEqual([answer.place.nazwa1, answer.houseNumber], [name, house]);
    });
  }

  const streets: readonly Street[] = [
    { sym: '1', symUl: '00001', cecha: 'ul.', nazwa1: 'Maja', nazwa2: '3' },
    { sym: '1', symUl: '00002', cecha: 'ul.', nazwa1: 'Żelazka', nazwa2: 'o. Mariana' },
    { sym: '1', symUl: '00003', cecha: 'rynek', nazwa1: 'Stary Rynek', nazwa2: '' },
    { sym: '1', symUl: '00004', cecha: 'inne', nazwa1: 'Most Dworcowy', nazwa2: '' },
    { sym: '1', symUl: '00005', cecha: 'ul.', nazwa1: 'Lipowa', nazwa2: '' },
    { sym: '1', symUl: '00006', cecha: 'skwer', nazwa1: 'Lipowa', nazwa2: '' },
    { sym: '1', symUl: '00006', cecha: 'skwer', nazwa1: 'Lipowa', nazwa2: '' },
  ];
  const town = createPlaceIndex({
    localities: [{ sym: '1', name: 'Miasto', kind: '96', sympod: '1', terc: '0000000' }],
    streets,
  });
  const find = (text: string) => {
    const answer = town.findStreets('1', text);
    return answer.kind === 'match' ? `${answer.place.symUl} ${answer.houseNumber ?? '-'}` : answer.kind;
  };

  it('a number may be part of the name, a house number, or both', () => {
    assert.equal(find('3 maja'), '00001 -');
    assert.equal(find('3 Maja 5'), '00001 5');
    assert.equal(find('5 maja'), 'none');
  });

  it('first names and titles may be left out or spelled out', () => {
    for (const text of ['Żelazka', 'mariana żelazka 2', 'ojca Mariana Żelazka', 'o. Żelazki']) {
      assert.match(find(text), /^00002/, text);
    }
  });

  it('a square of the same name comes after the street, and a repeated row once', () => {
    const answer = town.findStreets('1', 'lipowa');
    assert.ok(answer.kind === 'choices');
    assert.deepEqual(
      answer.places.map(({ symUl }) => symUl),
      ['00005', '00006'],
    );
  });

  it('are shown with a kind that is not said twice', () => {
    assert.deepEqual(streets.slice(0, 4).map(displayStreet), [
      'ul. 3 Maja',
      'ul. o. Mariana Żelazka',
      'Stary Rynek',
      'Most Dworcowy',
    ]);
  });
});

describe('addresses in one text', () => {
  const read = (text: string) => {
    const { locality, street, houseNumber } = readAddress(places, text);
    const name = locality.kind === 'match' ? locality.place.name : locality.kind;
    return [
      name,
      street?.kind === 'match' ? street.place.nazwa1 : (street?.kind ?? '-'),
      houseNumber ?? '-',
    ].join(' ');
  };

  it('are read in any order, in parts, and stay ambiguous where they are', () => {
    assert.equal(read('Skorzewo Dzialkowa 32'), 'Skórzewo Działkowa 32');
    assert.equal(read('na działkowej 32 w Skórzewie'), 'Skórzewo Działkowa 32');
    assert.equal(read('lipowa 5'), 'Dąbrówka Lipowa 5');
    assert.equal(read('poznanska'), 'choices - -');
    assert.equal(read('Palędzie leśna 3'), 'choices - -');
    assert.equal(read('Fiałkowo 12'), 'Fiałkowo - 12');
    assert.equal(read('Skórzewo Kwiatowa'), 'Skórzewo none -');
  });

  it('are read without where in the house it is', () => {
    assert.equal(read('Fiałkowo 5 klatka 2'), 'Fiałkowo - 5');
    assert.equal(read('Dopiewo leśna 12 kl. B m. 4, 2 piętro'), 'Dopiewo Leśna 12/4');
    assert.equal(read('Dopiewo leśna 12 paw. 4'), 'Dopiewo Leśna 12/4');
    assert.equal(read('Dopiewo leśna dwanaście a'), 'Dopiewo Leśna 12a');
  });

  it('are not seen in sentences', () => {
    for (const text of ['nie wiem', 'leży drzewo', 'o której otwarty jest urząd'])
      assert.equal(read(text), 'none - -');
  });
});
