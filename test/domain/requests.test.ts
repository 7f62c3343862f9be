import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { understand } from '#domain/keywords.ts';
import { createPlaceIndex } from '#domain/places.ts';
import { practiceCategories, practiceLocalities, practiceStreets } from '#domain/practice-places.ts';
import type { Intent } from '#domain/understanding.ts';

const places = createPlaceIndex({ localities: practiceLocalities, streets: practiceStreets });

function read(text: string): Intent {
  return understand(text, { open: null, categories: practiceCategories, places, sender: 'subscriber' })
    .intent;
}

type Requested = { readonly asked: readonly string[]; readonly others: Readonly<Record<string, Intent>> };

const table: Readonly<Record<'status' | 'rodo' | 'erase' | 'waste' | 'power' | 'help', Requested>> = {
  status: {
    asked: [
      'Jaki adres macie u mnie zapisany?',
      'co ja tu mam włączone',
      'Proszę podać, jakie kategorie mam włączone.',
      'na jakie powiadomienia się zapisywałem, bo nie pamiętam',
      'przypomnijcie, co wybrałam',
      'jakie mam ustawienia',
      'pod jakim adresem mnie macie',
      'moje kategorie',
      'czy mój numer jest jeszcze u was na liście?',
      'jestem w ogóle zapisana czy nie',
      'na cojestem zapsany',
    ],
    others: {
      'jaki adres ma urząd': 'staff',
      'jaki adres mam podać we wniosku': 'staff',
      'czy mój wniosek jest zapisany': 'staff',
      'czemu nie mam włączonych powiadomień': 'staff',
      'zły adres macie u mnie zapisany': 'staff',
      'czy jestem na liście do dofinansowania': 'staff',
      'czy możecie podać mój adres kurierowi': 'staff',
      'czy u was jest telefon do lekarza': 'staff',
      'gdzie mam zapisane dziecko na basen': 'staff',
    },
  },
  rodo: {
    asked: [
      'jak długo trzymacie moje dane',
      'Komu przekazujecie mój numer?',
      'proszę o kopię moich danych',
      'na jakiej podstawie przetwarzacie mój numer',
      'kto wam dał mój telefon',
      'kto ma dostęp do moich danych',
      'Jakie informacje o mnie przechowujecie?',
      'czy moje dane są bezpieczne',
      'Do kiedy będziecie przechowywać moje dane?',
      'skadmacie moj nr',
      'SK?D MACIE M?J NUMER',
      'skont macie moj numer',
    ],
    others: {
      'jak długo trzymacie dokumenty w archiwum': 'staff',
      'jaki macie numer do sekretariatu': 'staff',
      'po co wam ten remont': 'staff',
      'kto dał zgodę na budowę': 'staff',
      'jakie dane są potrzebne do wniosku': 'staff',
      'skąd macie takie ceny': 'staff',
      'inspektor nadzoru był niemiły': 'staff',
    },
  },
  erase: {
    asked: [
      'wykasujcie wszystko co o mnie macie, imię, adres i numer',
      'Czy mogą Państwo trwale usunąć moje dane osobowe?',
      'chcę, żeby usunięto moje dane osobowe z waszego komputera',
      'Dane mojego dziecka mają zniknąć z waszej bazy',
      'Żądam zniszczenia moich danych',
      'usnuac moje dane osobowe',
      'prawo do zapomienia',
    ],
    others: {
      'usuńcie mój numer z bazy danych': 'leave_code',
      'wykreślcie mnie z listy': 'leave_code',
      'Nie usuwajcie moich danych': 'stay',
      'Czy usunięto już moje dane?': 'staff',
      'kto skasował dane o wywozie': 'staff',
    },
  },
  waste: {
    asked: [
      'Nie pamiętam, kiedy jest szkło',
      'Czy w tym tygodniu zabierają papier?',
      'Kiedy zabierają szkło z Lipowej, bo mam pełno słoików po ogórkach?',
      'zgubiłam kartkę, kiedy będzie śmieciarka w Konarzewie?',
      'bio w tym tygodniu?',
      'zmieszane w piątek czy poniedziałek',
      'kidy smeci',
      'kiedy bioo',
    ],
    others: {
      'nie zabrali śmieci z Lipowej': 'staff',
      'Nie zabierają plastiku od miesiąca, kiedy wywóz plastiku?': 'staff',
      'pali śmieci w piecu': 'staff',
      'Chciałbym zrezygnować z pojemnika na bio, mam kompostownik. Jaki formularz?': 'staff',
      'nie dostałam dzisiaj smsa o śmieciach': 'staff',
      'hej odbierz tel': 'staff',
      'harmonogram koszenia': 'staff',
      'kosz na przystanku pełny, kiedy opróżnicie': 'staff',
      'kiedy zwrot za śmieci': 'staff',
    },
  },
  power: {
    asked: [
      'o której wróci prąd',
      'miał być prąd o 14 i dalej nie ma, kiedy będzie?',
      'kurna znowu ciemno, długo to potrwa z tym prądem?',
      'zgasło światło w całej wsi',
      'jutro mają wyłączyć prąd? o której',
      'Kiedy planowane wyłączenia na Długiej',
      'ile jeszcze bez prądu',
      'co się dzieje z prądem',
      'nie ma prondu na Leśnej',
      'kiedy będzie pradd',
    ],
    others: {
      'latarnia nie świeci': 'staff',
      'proszę wyłączyć latarnie w dzień, szkoda prądu': 'staff',
      'wyłączcie to światło na Polnej, świeci w dzień': 'staff',
      'kiedy dopłata do prądu': 'staff',
      'prąd wrócił, dziękuję': 'staff',
      'czemu nie piszecie o prądzie': 'staff',
      'kto zapłaci mojej firmie za dzień bez prądu': 'staff',
      'Zerwany kabel na Lipowej, nie ma prądu': 'staff',
      'nie ma prądu i wody': 'staff',
    },
  },
  help: {
    asked: ['lista komend', 'jak się tym posługiwać', 'co umie ten numer', 'proszę o instrukcję obsługi'],
    others: {
      'jak działa kompostownik': 'staff',
      'co potrafi nasz wójt': 'staff',
      'proszę o instrukcję segregacji odpadów': 'staff',
    },
  },
};

for (const [intent, { asked, others }] of Object.entries(table)) {
  describe(`a request for ${intent}`, () => {
    for (const text of asked) it(`is ${JSON.stringify(text)}`, () => assert.equal(read(text), intent));
    for (const [text, other] of Object.entries(others))
      it(`is not ${JSON.stringify(text)}`, () => assert.equal(read(text), other));
  });
}
