import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fold } from '#domain/fold.ts';
import { understand } from '#domain/keywords.ts';
import { createPlaceIndex } from '#domain/places.ts';
import { practiceCategories, practiceLocalities, practiceStreets } from '#domain/practice-places.ts';
import type { Known, OpenQuestion } from '#domain/understanding.ts';

const places = createPlaceIndex({ localities: practiceLocalities, streets: practiceStreets });
const options = practiceCategories.slice(1);

function know(open: OpenQuestion | null, sender: Known['sender'] = 'stranger'): Known {
  return { open, categories: practiceCategories, places, sender };
}

describe('with nothing open', () => {
  const table: Readonly<Record<string, readonly string[]>> = {
    join: [
      ...[
        'Zapisz',
        'ZAPISZ.',
        '„Zapisz”!',
        'zapisz mnie',
        'Proszę mnie zapisać.',
        'START',
        'dołącz',
        'zapisz sport',
      ],
      ...[
        'dąbrówka',
        'Skórzewo Poznańska 12',
        'ZAPISZ\u00a0Palędzie 😀',
        'Dzień dobry, chciałbym się zapisać',
      ],
    ],
    leave_now: [
      'STOP',
      'stop.',
      'Stop. Dziękuję',
      'S T O P',
      'stpo',
      'stopp',
      'proszę stop',
      'stop sms',
      '"STOP"',
    ],
    leave_code: [
      ...[
        'wypisz',
        'WYPISZ MNIE',
        'Proszę mnie wypisać',
        'rezygnuję',
        'koniec',
        'usuń',
        'wypsz',
        'rezygnuje z sms',
      ],
      ...[
        'nie chcę dostawać sms',
        'proszę nie wysyłać',
        'wypisz mnie z tego',
        'przestańcie wysyłać',
        'Rezygnacja',
      ],
    ],
    leave_one: ['wypisz sport', 'rezygnuję ze sportu', 'WYPISZ KULTURA', 'stop sport'],
    stay: ['ZOSTAJE', 'zostaję', 'cofnij', 'nie wypisujcie mnie'],
    danger: [
      ...[
        'pomocy',
        'POMOCY!!!',
        'ratunku',
        'pożar',
        'tonie człowiek',
        'woda w domu',
        'pali się dom',
        'czuć gaz',
      ],
      ...['upadłam i nie mogę wstać', 'mama wyszła i nie wróciła, ma demencję', 'boli mnie w piersiach'],
      ...['ratunkuu', 'zapisz ratunku', 'STOP pożar', 'Po?ar lasu'],
    ],
    help: ['pomoc', 'POMOC', 'info', 'Help', 'jak się zapisać?', 'jak się wypisać'],
    status: ['status', 'Jaki mam status'],
    waste: ['Kiedy śmieci?', 'kiedy odpady', 'KIEDY', 'kiedy wywóz'],
    power: ['prąd', 'kiedy będzie prąd?', 'brak prądu', 'nie ma prądu'],
    rodo: ['RODO', 'rodo?'],
    erase: ['usuń dane', 'USUN MOJE DANE', 'proszę usunąć moje dane'],
    change: ['zmień', 'zmiana adresu'],
    add: ['dodaj sport', 'DODAJ Palędzie'],
    wrong_number: ['nie zamawiałem', 'to pomyłka', 'nie zapisywałam się'],
    code: ['482913', '48 29-13'],
    ask: ['zpisz', 'zapsz', 'wpisz'],
    silence: ['', '   ', '😀', '???', 'dziękuję', 'ok'],
    staff: [
      ...[
        'nie mogę wstać rano',
        'przystanek',
        'Stok',
        'Stary',
        'na ulicy lipowej leży drzewo',
        'kiedy koniec remontu?',
        'usuńcie drzewo z drogi',
      ],
      ...['ZGLOS dziura w drodze', 'Stop wycince drzew w parku', 'o której otwarty urząd', 'kto jest wójtem'],
      ...['potrzebuję pomocy przy zapisaniu się', 'nie chcę nowej drogi'],
    ],
  };
  for (const [intent, texts] of Object.entries(table)) {
    for (const text of texts) {
      it(`${JSON.stringify(text)} is ${intent}`, () =>
        assert.equal(understand(text, know(null)).intent, intent));
    }
  }

  it('a place named by a subscriber is no sign-up', () => {
    assert.equal(understand('dąbrówka', know(null, 'subscriber')).intent, 'staff');
  });
});

describe('with a question open', () => {
  const choice: OpenQuestion = {
    kind: 'choice',
    options: ['Palędzie wieś', 'Palędzie osada leśna'],
    more: 'none',
  };
  const choices = {
    '1': 1,
    '2.': 2,
    'nr 2': 2,
    wieś: 1,
    osada: 2,
    leśna: 2,
    'dwa proszę': 2,
    drugi: 2,
    'ten pierwszy': 1,
    Dwójka: 2,
    'paledzie wies': 1,
  };
  for (const [text, number] of Object.entries(choices)) {
    it(`${text} chooses ${number} of a list`, () => {
      assert.deepEqual(understand(text, know(choice)).parts.answer, { kind: 'choice', number });
    });
  }

  it('what is part of a name on the list is that name and no ordinal', () => {
    const options = ['Palędzie, ul. Trzeciego Maja', 'Palędzie, ul. Pierwsza', 'Palędzie, ul. Polna'];
    for (const [text, number] of Object.entries({
      pierwsza: 2,
      trzeciego: 1,
      trzecia: 3,
      'trzeci adres': 3,
    })) {
      const { parts } = understand(text, know({ ...choice, options }));
      assert.deepEqual(parts.answer, { kind: 'choice', number }, text);
    }
  });

  it('none of a list in the words people have for it', () => {
    for (const text of ['żaden', 'bez zmian', 'Nie']) {
      assert.deepEqual(understand(text, know(choice)).parts.answer, { kind: 'none' }, text);
    }
  });

  it('dalej and 9 turn the page of a paged list', () => {
    for (const text of ['dalej', '9', 'Dalej!']) {
      assert.deepEqual(understand(text, know({ ...choice, more: 'page' })).parts.answer, { kind: 'more' });
    }
  });

  const categoryAnswers: Readonly<Record<string, readonly string[]>> = {
    '1 i 3': ['sport', 'odpady'],
    '1,3': ['sport', 'odpady'],
    '1i3': ['sport', 'odpady'],
    '1/4': ['sport', 'prad'],
    'sport i kultura': ['sport', 'kultura'],
    sprot: ['sport'],
    odpadów: ['odpady'],
    prąd: ['prad'],
    '2 oraz prąd': ['prad', 'kultura'],
  };
  for (const [text, keys] of Object.entries(categoryAnswers)) {
    it(`${text} chooses ${keys}`, () => {
      assert.deepEqual(understand(text, know({ kind: 'categories', options })).parts.answer, {
        kind: 'categories',
        keys,
      });
    });
  }

  it('a number beyond the list is not understood rather than guessed', () => {
    assert.equal(understand('7', know({ kind: 'categories', options })).intent, 'staff');
  });

  it('an opt-out, help and danger are heard whatever was asked', () => {
    const opens: readonly OpenQuestion[] = [
      choice,
      { kind: 'locality' },
      { kind: 'street', sym: '0582870' },
      { kind: 'categories', options },
      { kind: 'yes_no' },
      { kind: 'code' },
    ];
    for (const open of opens) {
      assert.equal(understand('STOP', know(open)).intent, 'leave_now');
      assert.equal(understand('wypisz', know(open)).intent, 'leave_code');
      assert.equal(understand('POMOC', know(open)).intent, 'help');
      assert.equal(understand('ratunku', know(open)).intent, 'danger');
    }
  });

  it('KONIEC asks back only when it is exactly a place on the list', () => {
    const koniec: OpenQuestion = { kind: 'choice', options: ['Koniec', 'Konary'], more: 'none' };
    assert.deepEqual(understand('Koniec', know(koniec)), { intent: 'ask', parts: { near: 'leave' } });
    assert.equal(understand('koniec', know(choice)).intent, 'leave_code');
  });
});

describe('folding', () => {
  const table = {
    'Zażółć  GĘŚLĄ jaźń!': 'zazolc gesla jazn',
    SkĂłrzewo: 'skorzewo',
    'SkÃ³rzewo': 'skorzewo',
    'D¹brówka': 'dabrowka',
    'D±brówka': 'dabrowka',
    'zapisa³ 25 m³': 'zapisal 25 m3',
    'D?br?wka?': 'd?br?wka',
    'Lipowa 32/4, 12A': 'lipowa 32/4 12a',
  };
  for (const [text, folded] of Object.entries(table)) {
    it(`${text} folds to ${folded}`, () => assert.equal(fold(text), folded));
  }

  it('is stable and independent of case and diacritics', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'aąbcćeęłnńoóśźż '), maxLength: 30 });
    fc.assert(
      fc.property(letters, (text) => {
        assert.equal(fold(text.toUpperCase()), fold(text));
        assert.equal(fold(text.normalize('NFD')), fold(text));
        assert.equal(fold(fold(text)), fold(text));
      }),
    );
  });
});

it('no text whatever makes understanding throw', () => {
  const word = fc.constantFrom(
    'zapisz',
    'stop',
    'wypisz',
    'lipowa',
    '5',
    'dąbrówka',
    'nie',
    'sport',
    '482 913',
    '\ud800',
    '\0',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
  );
  const open = fc.constantFrom<OpenQuestion | null>(
    null,
    { kind: 'locality' },
    { kind: 'categories', options },
  );
  fc.assert(
    fc.property(text, open, (text, open) => {
      understand(text, know(open));
    }),
  );
});
