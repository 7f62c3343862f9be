// The office's settings as people read and change them: which page holds which, and what is said beside each field.
import type { OfficeSettingKey } from '#domain/settings.ts';

type FieldKind = 'text' | 'tel' | 'decimal' | 'whole' | 'optional' | 'zloty' | 'time' | 'flag' | 'codes';

export type SettingField = {
  readonly key: OfficeSettingKey;
  readonly kind: FieldKind;
  readonly label: string;
  readonly hint: string;
  readonly problem: string;
  /** After the value, in the history and the previews. */
  readonly unit?: string;
};

export type SettingsPageId = 'urzad' | 'numer' | 'koszty' | 'cisza' | 'wysylanie' | 'przechowywanie';

export type SettingsPage = {
  readonly title: string;
  readonly intro?: string;
  readonly saved: string;
  readonly fields: readonly SettingField[];
};

const soon = 'Zapisano. Zmiany działają w ciągu sekundy.';

export const settingsPages: Readonly<Record<SettingsPageId, SettingsPage>> = {
  urzad: {
    title: 'Urząd',
    saved: soon,
    fields: [
      {
        key: 'officeName',
        kind: 'text',
        label: 'Pełna nazwa urzędu',
        hint: 'Na stronach, np. Urząd Gminy Dopiewo',
        problem: 'Wpisz pełną nazwę urzędu, najwyżej 100 znaków.',
      },
      {
        key: 'officeShortName',
        kind: 'text',
        label: 'Krótka nazwa',
        hint: 'Pierwsze słowo SMS-ów, które zaczyna urząd, np. Dopiewo. Najwyżej 20 znaków.',
        problem: 'Wpisz krótką nazwę, najwyżej 20 znaków.',
      },
      {
        key: 'controllerName',
        kind: 'text',
        label: 'Administrator danych',
        hint: 'Kto przechowuje dane, np. Wójt Gminy Dopiewo. Mieszkaniec czyta to przed podaniem kodu.',
        problem: 'Wpisz, kto jest administratorem danych, najwyżej 60 znaków.',
      },
      {
        key: 'tercs',
        kind: 'codes',
        label: 'Kod TERC gminy',
        hint: 'Siedem cyfr z rejestru TERYT, np. 3021052. Kilka gmin: kody po przecinku. Puste pole: wszystkie wczytane miejscowości.',
        problem: 'Kod TERC ma siedem cyfr, np. 3021052. Kilka kodów rozdziel przecinkami.',
      },
      {
        key: 'helpPhone',
        kind: 'tel',
        label: 'Telefon do urzędu',
        hint: 'Podawany w odpowiedzi na POMOC. Puste pole: nie jest podawany.',
        problem: 'Numer może mieć najwyżej 20 znaków.',
      },
    ],
  },
  numer: {
    title: 'Numer i nadawca',
    saved: soon,
    fields: [
      {
        key: 'dialogueNumber',
        kind: 'tel',
        label: 'Numer do rozmowy',
        hint: 'Na ten numer mieszkańcy piszą ZAPISZ. Widać go na plakatach i w wysyłkach.',
        problem: 'Numer może mieć najwyżej 20 znaków: cyfry, spacje i + na początku.',
      },
      {
        key: 'senderName',
        kind: 'text',
        label: 'Nazwa nadawcy wysyłek',
        hint: 'Zatwierdzona przez operatora, najwyżej 11 znaków bez polskich liter. Puste pole: wysyłki idą z numeru.',
        problem:
          'Nazwa może mieć najwyżej 11 znaków: litery bez polskich znaków, cyfry, spację i . & @ - + _ ! % #',
      },
      {
        key: 'allowLinks',
        kind: 'flag',
        label: 'Pozwalaj na adresy internetowe w SMS-ach',
        hint: 'Tylko jeśli operator zgodził się na linki na Waszym koncie; inaczej odrzuci wysyłkę.',
        problem: 'Zaznacz pole albo zostaw je puste.',
      },
      {
        key: 'useFast',
        kind: 'flag',
        label: 'Wysyłaj alerty i odpowiedzi w trybie pilnym operatora',
        hint: 'Kosztuje więcej i działa tylko na kontach, które to mają w umowie.',
        problem: 'Zaznacz pole albo zostaw je puste.',
      },
      {
        key: 'bulkBacklog',
        kind: 'whole',
        label: 'Zwykłe wiadomości bez potwierdzenia, najwyżej',
        hint: 'Ile może ich naraz czekać u operatora, żeby alert nie stał w kolejce za nimi. 0: bez ograniczenia.',
        problem: 'Wpisz liczbę całkowitą od 0 do 10 000 000, np. 20000.',
      },
    ],
  },
  koszty: {
    title: 'Ceny i budżet',
    saved: soon,
    fields: [
      {
        key: 'segmentPriceGrosze',
        kind: 'decimal',
        label: 'Cena jednego SMS-a w groszach netto',
        hint: 'Z umowy z operatorem, np. 16,5',
        problem: 'Wpisz cenę w groszach, od 0 do 1000, np. 16,5.',
        unit: 'gr',
      },
      {
        key: 'monthBudgetGrosze',
        kind: 'zloty',
        label: 'Budżet miesiąca w złotych netto',
        hint: 'Wysyłka, która go przekroczy, czeka na zgodę drugiej osoby; zaplanowana pyta. Puste pole: bez budżetu.',
        problem: 'Wpisz kwotę w złotych, np. 1500, albo zostaw puste pole.',
        unit: 'zł',
      },
      {
        key: 'formCodesHourGrosze',
        kind: 'zloty',
        label: 'Kody z formularza: najwięcej złotych netto na godzinę',
        hint: 'Chroni przed wyłudzaniem SMS-ów. Po przekroczeniu strona prosi, żeby wysłać ZAPISZ SMS-em; ostatnia piąta część jest dla tych, którzy się wypisują albo sprawdzają swoje dane. Puste pole: bez limitu.',
        problem: 'Wpisz kwotę w złotych, np. 50, albo zostaw puste pole.',
        unit: 'zł',
      },
      {
        key: 'alertReservePoints',
        kind: 'decimal',
        label: 'Rezerwa na alerty, w punktach konta',
        hint: 'Punkt to złotówka. Gdy na koncie u operatora zostanie tyle, zwykłe wysyłki staną, a alerty i odpowiedzi pójdą dalej. 0: bez rezerwy.',
        problem: 'Wpisz liczbę punktów, od 0 do 10 000 000.',
        unit: 'pkt',
      },
    ],
  },
  cisza: {
    title: 'Cisza nocna',
    saved: soon,
    fields: [
      {
        key: 'quietFrom',
        kind: 'time',
        label: 'Cisza nocna od',
        hint: 'W tym czasie wychodzą tylko alerty i odpowiedzi.',
        problem: 'Wpisz godzinę, np. 21:00.',
      },
      {
        key: 'quietUntil',
        kind: 'time',
        label: 'Cisza nocna do',
        hint: 'Wysyłki wstrzymane na noc ruszą o tej porze. Dwie równe godziny: bez ciszy.',
        problem: 'Wpisz godzinę, np. 07:00.',
      },
    ],
  },
  wysylanie: {
    title: 'Ochrona przed pomyłką',
    saved: soon,
    fields: [
      {
        key: 'undoSeconds',
        kind: 'whole',
        label: 'Sekundy na cofnięcie',
        hint: 'Tyle czeka zwykła wysyłka po naciśnięciu przycisku. Alert nie czeka nigdy. 0: wychodzi od razu.',
        problem: 'Wpisz liczbę od 0 do 120.',
        unit: 's',
      },
      {
        key: 'approveAbove',
        kind: 'optional',
        label: 'Zgoda drugiej osoby powyżej ilu odbiorców',
        hint: 'Puste pole: nigdy. Zgodzić się musi ktoś inny niż autor, więc potrzebne są dwa konta. Alertów to nie dotyczy.',
        problem: 'Wpisz liczbę całkowitą albo zostaw puste pole.',
      },
      {
        key: 'aloneFrom',
        kind: 'time',
        label: 'Jedna osoba może wysyłać sama od godziny',
        hint: 'Poza tymi godzinami potrzebna jest zgoda drugiej osoby. Dwie równe godziny: zawsze może sama.',
        problem: 'Wpisz godzinę, np. 07:00.',
      },
      {
        key: 'aloneUntil',
        kind: 'time',
        label: 'Jedna osoba może wysyłać sama do godziny',
        hint: 'Na przykład 16:00.',
        problem: 'Wpisz godzinę, np. 16:00.',
      },
      {
        key: 'proveAbove',
        kind: 'whole',
        label: 'Pytaj o hasło przed wysłaniem do więcej niż ilu osób',
        hint: 'Chroni, gdy ktoś odejdzie od włączonego komputera. Kto podał hasło albo kod w ostatnich 10 minutach, nie jest pytany. Alertów to nie dotyczy. 0: nigdy.',
        problem: 'Wpisz liczbę całkowitą od 0 do 10 000 000, np. 500.',
      },
      {
        key: 'typeAllAbove',
        kind: 'whole',
        label: 'Wpisanie słowa „wszyscy” powyżej ilu odbiorców',
        hint: 'Przy zwykłej wysyłce do wszystkich. 0: nigdy.',
        problem: 'Wpisz liczbę całkowitą.',
      },
      {
        key: 'graceBulkMinutes',
        kind: 'whole',
        label: 'Ile minut może się spóźnić zwykła wysyłka',
        hint: 'Gdy system nie działał o czasie. Potem nie wychodzi sama, tylko pyta.',
        problem: 'Wpisz liczbę minut od 1 do 10080.',
        unit: 'min',
      },
      {
        key: 'graceAlertMinutes',
        kind: 'whole',
        label: 'Ile minut może się spóźnić zaplanowany alert',
        hint: 'Stary alert szkodzi: zwykle pół godziny.',
        problem: 'Wpisz liczbę minut od 1 do 10080.',
        unit: 'min',
      },
      {
        key: 'alertHours',
        kind: 'whole',
        label: 'Ile godzin ważny jest alert',
        hint: 'Podpowiadane na stronie alertu, od 1 do 24.',
        problem: 'Wpisz liczbę godzin od 1 do 24.',
        unit: 'godz.',
      },
    ],
  },
  przechowywanie: {
    title: 'Jak długo przechowujemy dane',
    intro:
      'Co noc system usuwa to, czego czas minął. Liczby w raportach zostają na zawsze. Skrócony czas obejmie też dane już zebrane; tego nie można cofnąć.',
    saved: 'Zapisano. Zmiany działają od najbliższej nocy.',
    fields: [
      {
        key: 'keepMessagesMonths',
        kind: 'whole',
        label: 'Wysłane wiadomości: ile miesięcy',
        hint: 'Do kogo co wyszło i z jakim skutkiem. Potem zostają liczby w raportach i treść wysyłek masowych.',
        problem: 'Wpisz liczbę całkowitą od 2 do 120.',
        unit: 'mies.',
      },
      {
        key: 'keepInboundMonths',
        kind: 'whole',
        label: 'SMS-y od mieszkańców: ile miesięcy',
        hint: 'Potem znika treść i numer, także tego, kto zaczął się zapisywać i nie potwierdził; zostaje data i to, czego SMS dotyczył.',
        problem: 'Wpisz liczbę całkowitą od 1 do 120.',
        unit: 'mies.',
      },
      {
        key: 'keepLeftMonths',
        kind: 'whole',
        label: 'Numery osób wypisanych: ile miesięcy',
        hint: 'Potem numer i adresy znikają. Zostaje zapis zgody bez numeru i skrót, który nie pozwala wpisać tej osoby z dawnej listy.',
        problem: 'Wpisz liczbę całkowitą od 1 do 120.',
        unit: 'mies.',
      },
      {
        key: 'keepRefusedDays',
        kind: 'whole',
        label: 'Nieczytelne wywołania operatora: ile dni',
        hint: 'Służą tylko do szukania usterek.',
        problem: 'Wpisz liczbę całkowitą od 1 do 365.',
        unit: 'dni',
      },
      {
        key: 'keepAuditYears',
        kind: 'whole',
        label: 'Dziennik czynności urzędników: ile lat',
        hint: 'Nie krócej niż 2 lata; młodszych wpisów nie da się usunąć.',
        problem: 'Wpisz liczbę całkowitą od 2 do 20.',
        unit: 'lat',
      },
    ],
  },
};

/** Settings that other pages change, by what the history calls them. */
export const otherSettingLabels: Readonly<Partial<Record<OfficeSettingKey, string>>> = {
  brandColour: 'Kolor strony dla mieszkańców',
  dutyOfficers: 'Dyżurni',
  dailyBudgetGrosze: 'Budżet dnia',
};
