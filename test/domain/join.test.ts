import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { understand } from '#domain/keywords.ts';
import { createPlaceIndex } from '#domain/places.ts';
import { practiceCategories, practiceLocalities, practiceStreets } from '#domain/practice-places.ts';

const places = createPlaceIndex({ localities: practiceLocalities, streets: practiceStreets });
const stranger = { open: null, categories: practiceCategories, places, sender: 'stranger' } as const;

describe('a stranger signs up without the word for it', () => {
  const joins = [
    // A street that the register does not have there.
    ...['Kolejowa 9, Palędzie', 'Polna 14 Dopiewiec', 'Dopiewo, Lipowa'],
    // The same as somebody else has.
    ...['Sąsiad się zapisał, ja też chcę', 'Kiedyś się wypisałem, teraz chcę z powrotem'],
    // What one wants to hear of, and where.
    ...['Trzcielin 22, chcę wiedzieć kiedy prąd wyłączają', 'Interesują mnie mecze i koncerty, Zakrzewo'],
    ...[
      'jak najbardziej chcę te smsy o kulturze, Dąbrówka',
      'Biorę jak leci: śmieci, prąd. Palędzie Polna 12',
    ],
    ...['Poproszę o sms kiedy zabierają bio, bo nigdy nie wiem', 'dodasz mnie? Konarzewo'],
    'Nie chcę się wypisać, tylko zapisać',
  ];
  for (const text of joins)
    it(text, () => {
      assert.equal(understand(text, stranger).intent, 'join');
    });

  const others = [
    ...['Dopiewo, dziura w jezdni', 'Kolejowa 9', 'Sąsiad się zapisał', 'Palędzie, latarnia 14'],
    ...['chcę wiedzieć kiedy sesja rady', 'kiedy wyłączają prąd w Trzcielinie?'],
    ...['powiadomienia przychodzą z opóźnieniem', 'z jakiego numeru przychodzą alerty?'],
  ];
  for (const text of others)
    it(`but not by: ${text}`, () => {
      assert.notEqual(understand(text, stranger).intent, 'join');
    });
});
