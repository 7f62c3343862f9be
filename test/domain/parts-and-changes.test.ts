import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { understand } from '#domain/keywords.ts';
import { createPlaceIndex } from '#domain/places.ts';
import { practiceCategories, practiceLocalities, practiceStreets } from '#domain/practice-places.ts';

const places = createPlaceIndex({ localities: practiceLocalities, streets: practiceStreets });

function read(text: string) {
  return understand(text, { open: null, categories: practiceCategories, places, sender: 'subscriber' });
}

describe('leaving one', () => {
  const table: Readonly<Record<string, readonly string[]>> = {
    'sport możecie sobie darować, śmieci zostawcie': ['sport'],
    'wiadomości sportowe - nie. reszta - tak': ['sport'],
    'Czy mogą mnie Państwo wypisać z wiadomości sportowych?': ['sport'],
    'Proszę odznaczyć sport i nic poza tym': ['sport'],
    'koncerty mnie męczą, to jedno wyłączcie': ['kultura'],
    'nie piszcie mi o meczach, inne chcę dalej': ['sport'],
    'kulturę możecie odpiąć, śmieci nie': ['kultura'],
    'wypiszcie mnie tylko z ostrzeżeń': ['alerty'],
    'o wyłączeniach prądu już nie, reszta bez zmian': ['prad'],
  };
  for (const [text, keys] of Object.entries(table)) {
    it(`${text}: ${keys}`, () => {
      const { intent, parts } = read(text);
      assert.equal(intent, 'leave_one');
      assert.deepEqual(parts.categories, keys);
    });
  }

  for (const text of [
    'Konarzewo możecie mi usunąć, Dopiewo zostaje',
    'mam dwa adresy, ten w Zakrzewie wywalcie',
    'nie mieszkam już w Zakrzewie, tam proszę nie wysyłać, w Dopiewie tak',
    'odłączcie adres na Długiej, na Polnej mieszkam nadal',
  ])
    it(`${text}: the address that goes is known`, () => {
      const { intent, parts } = read(text);
      assert.equal(intent, 'leave_code');
      assert.notEqual(parts.address?.confidence ?? null, null);
    });

  for (const text of [
    'odepnijcie ul. Tulipanową, Działkowa ma zostać',
    'o zaległościach mi nie przypominać, inne dalej',
    'adres działki skreślcie, domowy zostawcie',
    'jedną ulicę proszę odpiąć, resztę zostawić',
    'wyłączcie mi tylko wdoe',
  ])
    it(`${text}: what goes cannot be told, so we ask`, () =>
      assert.deepEqual([read(text).intent, read(text).parts.near], ['ask', 'leave']));

  for (const text of [
    'wypiszcie mnie ze wszystkiego, i ze sportu',
    'nie chcę ani o śmieciach, ani o prądzie, ani o sporcie, nic nie chcę',
    'zostawcie mnie w spokoju',
    'dajcie mi spokój, resztę wiem z internetu',
    'wypiszcie mnie, żona zostaje',
    'Numer zostaje, ale smsy od gminy proszę wyłączyć',
    'mąż zostaje w Dopiewie, mnie wypiszcie',
    'czemu dalej piszecie? mialem byc wypisany!',
    'nie przysyłajcie mi już tych powiadomień o śmieciach ani innych',
  ])
    it(`${text}: all of it`, () => {
      const { intent, parts } = read(text);
      assert.deepEqual([intent, parts.address], ['leave_code', undefined]);
    });
});

describe('from somebody who has joined', () => {
  const table: Readonly<Record<string, readonly string[]>> = {
    add: [
      'chcę też dostawać o koncertach',
      'oprócz śmieci chcę też o prądzie',
      'dorzućcie sport i kulturę do tego co mam',
      'dodajcie mi też adres: Trzcielin, Leśna 2',
      'mam jeszcze działkę w Lisówkach, dopiszcie',
      'czy mogę dostawać też ostrzeżenia',
      '+ kultura',
    ],
    change: [
      'nowy adres: Palędzie, Kolejowa 14',
      'proszę poprawić ulicę, jest Leśna, ma być Lipowa',
      'mieszkam teraz na Leśnej 3, a nie na Polnej',
      'proszę mnie przepisać z Konarzewa do Trzcielina',
      'zmieńcie mi ulicę z Polnej na Leśną',
      'mam zły numer domu, powinno być 12, nie 21',
    ],
    wrong_number: ['to zły numer', 'zły numer, pomyłka'],
  };
  for (const [intent, texts] of Object.entries(table))
    for (const text of texts) it(`${text}: ${intent}`, () => assert.equal(read(text).intent, intent));

  it('what they have already is not added once more', () =>
    assert.deepEqual(read('oprócz śmieci chcę też o prądzie').parts.categories, ['prad']));

  for (const text of [
    'Zmiana rozkładu jazdy',
    'zmieńcie żarówkę na Lipowej',
    'zmieńcie organizację ruchu na ulicy Polnej',
    'kiedy zmienicie nazwę ulicy Leśnej?',
    'dołóżcie kosz na Polnej',
    'dodajcie jeszcze lampę na Lipowej 5',
    'Przestał przychodzić sms o odpadach, proszę włączyć',
    'Chciałbym się wymeldować, bo wyprowadziłem się z Dopiewa do Warszawy.',
  ])
    it(`${text}: for people`, () => assert.equal(read(text).intent, 'staff'));
});
