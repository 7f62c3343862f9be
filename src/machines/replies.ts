import { codeLifeMinutes } from '#domain/codes.ts';
import { countSegments, neutraliseMacros, toGsm7 } from '#domain/segments.ts';
import type { OfficeSettings } from '#domain/settings.ts';

/**
 * Every sentence the dialogue says, in plain GSM-7: one segment, two for lists and for the summary with the code.
 * Names are cut to fit, sentences never. `{kod}` is where the service puts the one-time code.
 */

type Office = Pick<OfficeSettings, 'officeShortName' | 'controllerName' | 'helpPhone'>;
type Named = { readonly office: Office };

const codeGap = '{kod}';

export const replies = {
  askLocality: ({ office, goal }: Named & { goal: 'join' | 'add' | 'move' }): string =>
    goal === 'join'
      ? sms`${short(office)}: zapisy na SMS-y. W jakiej miejscowosci mieszkasz? Odpisz jej nazwe. Przerwanie: STOP`
      : sms`${short(office)}: podaj ${goal === 'add' ? 'drugi' : 'nowy'} adres: najpierw nazwe miejscowosci. NIE = bez zmian. Kategorie: DODAJ lub WYPISZ i nazwa, np. DODAJ SPORT`,
  chooseLocality: (list: ListPart): string => sms`Ktora miejscowosc? Odpisz numer: ${list.text}`,
  nearestLocality: (list: ListPart): string =>
    sms`Nie znamy takiej miejscowosci. Podobne: ${list.text}. Odpisz numer albo nazwe jeszcze raz.`,
  localityUnknown: (): string =>
    sms`Nie znamy tej miejscowosci. Odpisz sama nazwe, np. jak na tablicy przy wjezdzie. Pomoc: POMOC. Przerwanie: STOP`,
  askStreet: ({ locality }: { locality: string }): string =>
    sms`${cut(locality, 45)}: jaka ulica? Odpisz nazwe, mozna z numerem domu. BRAK = cala miejscowosc, bez ulicy.`,
  chooseStreet: (list: ListPart): string => sms`Ktora ulica? Odpisz numer: ${list.text}. BRAK = bez ulicy`,
  nearestStreet: (list: ListPart): string =>
    sms`Nie znamy takiej ulicy. Podobne: ${list.text}. Odpisz numer albo nazwe, BRAK = bez ulicy.`,
  streetUnknown: ({ locality }: { locality: string }): string =>
    sms`Nie znamy tej ulicy (${cut(locality, 40)}). Odpisz jej nazwe jeszcze raz albo BRAK, jesli chcesz zapisac cala miejscowosc.`,
  askCategories: ({ categories, alerts }: { categories: readonly string[]; alerts: string }): string =>
    sms`${cut(alerts, 25)} dostaniesz zawsze. Co jeszcze? Odpisz numery, np. 1 3: ${numbered(categories, 190)}. WSZYSTKO = wszystkie, BRAK = nic wiecej.`,
  categoriesUnclear: ({ categories }: { categories: readonly string[] }): string =>
    sms`Nie rozumiem wyboru. Odpisz numery z listy: ${numbered(categories, 200)}, WSZYSTKO albo BRAK.`,
  listUnclear: (list: ListPart): string => sms`Nie rozumiem wyboru. Odpisz numer z listy: ${list.text}`,
  summary: ({ office, address, categories }: Named & Summary): string =>
    sms`${short(office)}: zapis ${cut(address, 100)}. Kategorie: ${joined(categories, 70)}. Administrator danych: ${cut(office.controllerName, 60)} (wiecej: RODO). By potwierdzic, odpisz kodem ${codeGap}, wazny ${codeLifeMinutes} min.`,
  newJoinCode: ({ office }: Named): string =>
    sms`${short(office)}: nowy kod ${codeGap}, wazny ${codeLifeMinutes} min. Odpisz nim, by potwierdzic zapis.`,
  codeBudget: (): string =>
    sms`Za duzo kodow w ciagu godziny. Sprobuj pozniej: odpisz NOWY, a przyslemy kod.`,
  leaveCodeBudget: (): string =>
    sms`Nie wysylamy Ci juz SMS-ow. Wypisanie stanie sie ostateczne za 24 godz., od razu: STOP. Jesli to pomylka: ZOSTAJE.`,
  codeWrong: ({ triesLeft }: { triesLeft: number }): string =>
    sms`Zly kod. Pozostalo prob: ${triesLeft}. Odpisz 6 cyfr z ostatniego SMS-a albo NOWY, a przyslemy nowy kod.`,
  codeExpired: (): string =>
    sms`Ten kod jest juz niewazny. Nic straconego: odpisz NOWY, a przyslemy nastepny.`,
  codeSpent: (): string => sms`Ten kod juz nie dziala. Odpisz NOWY, a przyslemy nastepny.`,
  codeUnclear: (): string =>
    sms`Czekamy na kod: odpisz 6 cyfr z naszego SMS-a. Nowy kod: NOWY. Przerwanie: STOP`,
  codeWithoutQuestion: (): string =>
    sms`Nie czekamy teraz na kod z SMS-a. Kod ze strony wpisz na stronie. Zapis: ZAPISZ, wypisanie: WYPISZ, pomoc: POMOC`,
  joined: ({ office, address, categories }: Named & Summary): string =>
    sms`${short(office)}: zapisano. ${cut(address, 45)}. ${joined(categories, 25)}. Stan: STATUS, pomoc: POMOC, rezygnacja: STOP`,
  alreadyJoined: ({ office, address }: Named & { address: string }): string =>
    sms`${short(office)}: ten numer jest juz zapisany: ${cut(address, 50)}. Zmiana adresu: ZMIEN, stan: STATUS, rezygnacja: STOP`,
  confirmJoin: ({ office }: Named): string =>
    sms`${short(office)}: czy chcesz zapisac sie na SMS-y gminy? Odpisz TAK albo ZAPISZ. Jesli nie, nie odpisuj.`,
  notJoined: ({ office }: Named): string =>
    sms`${short(office)}: ten numer nie jest zapisany. Zapis: odpisz ZAPISZ. Pomoc: POMOC`,
  leaveCode: ({ office }: Named): string =>
    sms`${short(office)}: nie wysylamy Ci juz SMS-ow. By zakonczyc, odpisz kodem ${codeGap} albo STOP; bez tego koniec za 24 godz. Pomylka? ZOSTAJE`,
  leaveCodeWrong: (): string =>
    sms`Zly kod, ale i tak nie wysylamy Ci SMS-ow, a za 24 godz. wypis jest ostateczny. Od razu: STOP. Nowy kod: NOWY. Pomylka? ZOSTAJE`,
  leaveCodeUnclear: (): string =>
    sms`Wypisanie w toku, SMS-ow nie wysylamy. Od razu: STOP albo kod z SMS-a. Chcesz jednak zostac? Odpisz ZOSTAJE`,
  left: ({ office }: Named): string =>
    sms`${short(office)}: wypisano, nie wyslemy juz SMS-ow. Powrot: odpisz ZAPISZ. Dziekujemy.`,
  leftWithUndo: ({ office }: Named): string =>
    sms`${short(office)}: wypisano, nie wyslemy juz SMS-ow. Jesli to pomylka, odpisz ZOSTAJE. Powrot pozniej: ZAPISZ`,
  leftStranger: ({ office }: Named): string =>
    sms`${short(office)}: tego numeru nie ma w zapisach i nie wyslemy na niego SMS-ow. Zapis: odpisz ZAPISZ`,
  stayed: ({ office, address }: Named & { address: string }): string =>
    sms`${short(office)}: dobrze, zostajesz w zapisach${address === '' ? '' : ` (${cut(address, 50)})`}. SMS-y beda przychodzic. Rezygnacja: STOP`,
  kept: ({ office }: Named): string =>
    sms`${short(office)}: dobrze, nic nie zmieniamy. Stan: STATUS, pomoc: POMOC`,
  askPlaceOrLeave: (list: ListPart): string =>
    sms`Miejscowosc z listy czy rezygnacja? Odpisz numer: ${list.text}; rezygnacja: STOP`,
  askLeaving: ({ office }: Named): string =>
    sms`${short(office)}: rezygnujesz z SMS-ow? Odpisz STOP. Inna sprawa: przekazana do urzedu, nikt nie czyta na biezaco, w zagrozeniu dzwon 112`,
  topicNotSetUp: ({ office, topic }: Named & { topic: 'waste' | 'power' }): string =>
    topic === 'waste'
      ? sms`${short(office)}: terminow wywozu tu jeszcze nie podajemy. Pytanie przekazano do urzedu, nikt nie czyta na biezaco: w zagrozeniu dzwon 112`
      : sms`${short(office)}: o wylaczeniach pradu tu jeszcze nie informujemy. Awaria: tel. 991. Przekazano do urzedu, w zagrozeniu dzwon 112`,
  categoriesAdded: ({ office, names }: Named & { names: readonly string[] }): string =>
    sms`${short(office)}: dodano: ${joined(names, 70)}. Wypisanie z jednej: WYPISZ i nazwa. Stan: STATUS`,
  categoriesRemoved: ({ office, names }: Named & { names: readonly string[] }): string =>
    sms`${short(office)}: wypisano z: ${joined(names, 60)}. Reszta bez zmian, stan: STATUS. Wypisanie ze wszystkiego: STOP`,
  alertsStay: ({ alerts }: { alerts: string }): string =>
    sms`${cut(alerts, 25)} sa podstawa zapisu i nie da sie ich wypisac osobno. Wypisanie ze wszystkiego: STOP`,
  askWhatToAdd: ({ names }: { names: readonly string[] }): string =>
    sms`Co dodac? Odpisz DODAJ i nazwe: ${joined(names, 80)}, albo DODAJ i drugi adres.`,
  addressSaved: ({ office, address, goal }: Named & { address: string; goal: 'add' | 'move' }): string =>
    sms`${short(office)}: ${goal === 'add' ? 'dodano adres' : 'adres zmieniony na'}: ${cut(address, 80)}. Stan: STATUS, pomoc: POMOC`,
  status: ({ office, address, categories }: Named & Summary): string =>
    sms`${short(office)}: zapisany. ${cut(address, 45)}. ${joined(categories, 30)}. Zmiana: ZMIEN, DODAJ. Rezygnacja: STOP`,
  statusSuspended: ({ office }: Named): string =>
    sms`${short(office)}: wypisanie w toku, SMS-ow nie wysylamy. Od razu: STOP. Chcesz zostac? Odpisz ZOSTAJE`,
  help: ({ office }: Named): string =>
    sms`${short(office)}: ZAPISZ, WYPISZ, STATUS, ZMIEN, DODAJ i nazwa, ZGLOS i tresc, RODO, STOP.${phone(office)} W zagrozeniu dzwon 112`,
  rodo: ({ office }: Named): string =>
    sms`Administrator danych: ${cut(office.controllerName, 60)}. Mamy numer, adres i wybrane kategorie, do SMS-ow. Usuniecie: USUN DANE`,
  eraseCode: ({ office }: Named): string =>
    sms`${short(office)}: usuniemy zapis, adres, numer i tresc Twoich SMS-ow. Tego nie da sie cofnac. Jesli chcesz, odpisz kodem ${codeGap}, wazny ${codeLifeMinutes} min.`,
  eraseCodeBudget: ({ office }: Named): string =>
    sms`${short(office)}: za duzo kodow w ciagu godziny. Sprobuj pozniej: odpisz USUN DANE. SMS-y konczy od razu STOP.`,
  eraseCodeWrong: (): string =>
    sms`Zly albo niewazny kod, niczego nie usunieto. Nowy kod: NOWY. Zostawic dane: ZOSTAJE. Koniec SMS-ow od razu: STOP`,
  eraseCodeUnclear: (): string =>
    sms`Czekamy na kod usuniecia danych: odpisz 6 cyfr z naszego SMS-a. Nowy kod: NOWY. Zostawic dane: ZOSTAJE`,
  erased: ({ office }: Named): string =>
    sms`${short(office)}: Twoje dane usunieto, SMS-y juz nie przyjda. To ostatnia wiadomosc, po niej usuniemy tez numer. Powrot: ZAPISZ`,
  addressRemoved: ({ office, address, rest }: Named & { address: string; rest: string }): string =>
    sms`${short(office)}: wypisano adres ${cut(address, 45)}. Zostaje: ${cut(rest, 35)}. Wypisanie ze wszystkiego: STOP`,
  danger: (): string => sms`W zagrozeniu zycia lub mienia dzwon 112! Tych SMS-ow nikt nie czyta na biezaco.`,
  passedOn: ({ office }: Named): string =>
    sms`${short(office)}: wiadomosc przekazana do urzedu. Nikt nie czyta na biezaco: w zagrozeniu dzwon 112. Pomoc: POMOC, rezygnacja: STOP`,
  wrongNumber: ({ office }: Named): string =>
    sms`${short(office)}: przepraszamy. Kodow ze strony na ten numer juz nie wyslemy. Zaden SMS od nas: odpisz STOP`,
  dialogueEnded: ({ office }: Named): string =>
    sms`${short(office)}: przerwano, nic nie zapisano. Od nowa: ZAPISZ`,
  reminder: ({ office, waitingFor }: Named & { waitingFor: WaitingFor }): string =>
    sms`${short(office)}: zapis nie jest skonczony, czekamy na ${waitingWords[waitingFor]}. Rezygnacja: STOP`,
} as const;

const lapsedNote = 'Poprzednia rozmowa wygasla. ';

/** The reply with one line of context before it, unless that would cost another segment. */
export function withLapsedNote(text: string): string {
  const noted = lapsedNote + text;
  return countSegments(noted).segments > countSegments(text).segments ? text : noted;
}

export type Summary = { readonly address: string; readonly categories: readonly string[] };
export type ListPart = { readonly text: string };
export type WaitingFor = 'locality' | 'street' | 'categories' | 'code';

const waitingWords: Readonly<Record<WaitingFor, string>> = {
  locality: 'nazwe miejscowosci',
  street: 'nazwe ulicy (albo BRAK)',
  categories: 'wybor kategorii (albo BRAK)',
  code: 'kod: odpisz NOWY, a go przyslemy',
};

// What a list may take of two segments (306) beside its sentence.
const listRoom = 185;

/** As many labels as fit, numbered from 1; with more to come, eight at most and "9 dalej". */
export function numberPage(labels: readonly string[]): { readonly text: string; readonly shown: number } {
  const whole = labels.map((label, at) => `${at + 1} ${plain(label)}`).join(', ');
  if (labels.length <= 9 && whole.length <= listRoom) return { text: whole, shown: labels.length };
  const items: string[] = [];
  for (const label of labels.slice(0, 8)) {
    const item = `${items.length + 1} ${cutMiddle(label, 80)}`;
    if ([...items, item, '9 dalej'].join(', ').length > listRoom && items.length > 0) break;
    items.push(item);
  }
  return { text: [...items, '9 dalej'].join(', '), shown: items.length };
}

function numbered(names: readonly string[], room: number): string {
  const each = Math.max(6, Math.floor(room / Math.max(1, names.length)) - 4);
  return names.map((name, at) => `${at + 1} ${cut(name, each)}`).join(', ');
}

function joined(names: readonly string[], room: number): string {
  const all = names.map(plain).join(', ');
  if (all.length <= room) return all;
  const first = cut(names[0] ?? '', room - 12);
  return `${first} i ${names.length - 1} innych`;
}

function short(office: Office): string {
  return cut(office.officeShortName, 20);
}

function phone(office: Office): string {
  return office.helpPhone === '' ? '' : ` Tel. ${cut(office.helpPhone, 15)}.`;
}

/** Cut at a word where that keeps most of it; always with a dot that shows it. */
function cut(text: string, most: number): string {
  const tidy = plain(text);
  if (tidy.length <= most) return tidy;
  const head = tidy.slice(0, most - 1);
  const space = head.lastIndexOf(' ');
  return `${space > most / 2 ? head.slice(0, space) : head}.`;
}

/** Long street names differ at their end, where the surname is: the middle is what can be missed. */
function cutMiddle(text: string, most: number): string {
  const tidy = plain(text);
  if (tidy.length <= most) return tidy;
  const half = Math.floor((most - 2) / 2);
  return `${tidy.slice(0, half).trimEnd()}..${tidy.slice(-half).trimStart()}`;
}

/** One cheap line: signs of two septets have no business in a name. */
function plain(text: string): string {
  return toGsm7(text)
    .replace(/[\s\f]+/g, ' ')
    .replace(/[[\]{}^~|\\]/g, '')
    .replace(/€/g, 'EUR')
    .trim();
}

function sms(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return neutraliseMacros(String.raw({ raw: parts }, ...values));
}
