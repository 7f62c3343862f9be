// What the public pages say, in Polish. The other languages have the same shape: a missing sentence is a type error.
import { html } from 'hono/html';
import type { Html } from '#html/layout.ts';
import { morePl } from './words-more-pl.ts';

export type SmsWord = 'ZAPISZ' | 'STOP' | 'STATUS';

export const pl = {
  ...morePl,
  skip: 'Przejdź do treści',
  language: 'Język',
  errorMark: 'Błąd: ',
  problems: (count: number) => (count === 1 ? 'Jest jeden problem' : `Liczba problemów: ${count}`),
  next: 'Dalej',
  listHint: 'Wybierz z listy albo zacznij pisać nazwę',
  /** Each step has a title of its own: readers and tabs tell them apart by it. */
  stepTitle: (title: string, step: number) => `${title} (krok ${step} z 4)`,
  choose: 'wybierz z listy',
  /** The way by SMS; the number is a link or missing. */
  sms: (word: SmsWord, number: Html | null) =>
    number === null
      ? html`SMS o treści <strong>${word}</strong> na numer urzędu`
      : html`SMS o treści <strong>${word}</strong> na numer ${number}`,
  duration: (seconds: number) =>
    seconds <= 90
      ? `${seconds} s`
      : seconds < 5400
        ? `${Math.ceil(seconds / 60)} min`
        : `${Math.ceil(seconds / 3600)} godz.`,
  /** This number has had a code already. */
  wait: (time: string, sms: Html) =>
    html`Na ten numer niedawno wysłano już kod. Spróbuj ponownie za ${time} albo wyślij ${sms}.`,
  foreignPost: {
    title: 'Nie przyjęto formularza',
    body: 'Formularz został wysłany z innej strony.',
    link: 'Zacznij tutaj jeszcze raz.',
  },
  number: {
    label: 'Numer telefonu komórkowego',
    hint: '9 cyfr, na przykład 600 100 200',
    hintCode: 'Wyślemy na niego SMS z kodem.',
    problems: {
      empty: 'Podaj numer telefonu komórkowego',
      not_a_number: 'To nie jest numer telefonu. Wpisz 9 cyfr, na przykład 600 100 200',
      foreign: 'To numer zagraniczny. Można podać tylko polski numer komórkowy',
      not_mobile: 'To nie jest numer komórkowy. SMS-y dochodzą tylko na polskie numery komórkowe',
      alphanumeric: 'W numerze są litery. Wpisz 9 cyfr, na przykład 600 100 200',
    },
  },
  home: {
    title: 'Powiadomienia SMS',
    lead: (office: string) =>
      `${office} ostrzega i informuje mieszkańców SMS-em. Bez aplikacji i bez konta, na każdym telefonie. Powiadomienia są bezpłatne.`,
    join: 'Zapisz się',
    joinBySms: (sms: Html) => html`Wyślij ${sms} i odpowiadaj na pytania. Albo wypełnij formularz:`,
    joinByForm: 'Zapisz się przez formularz',
    topics: 'O czym piszemy',
    alertTopic: 'o zagrożeniach: zawsze',
    leave: 'Wypisz się',
    leaveBySms: (sms: Html) => html`W każdej chwili: wyślij ${sms} albo`,
    leaveByForm: 'wypisz się przez formularz',
    mine: 'Moje powiadomienia: sprawdź, zmień, zrób przerwę',
    genuine: 'Czy ten SMS jest od nas?',
    declaration: 'Deklaracja dostępności',
    staff: 'Dla pracowników urzędu',
  },
  danger: {
    title: 'W zagrożeniu dzwoń 112',
    body: 'Odpowiedzi na SMS-y nikt nie czyta na bieżąco.',
    phone: (phone: string) => `Telefon do urzędu: ${phone}.`,
  },
  join: {
    title: 'Zapisz się na powiadomienia',
    step: (step: number) => `Krok ${step} z 4`,
    simpler: (sms: Html) => html`Prościej? Wyślij ${sms}.`,
    locality: 'Miejscowość',
    localityHint: 'Zacznij pisać nazwę',
    localityProblems: {
      empty: () => 'Podaj miejscowość',
      former: (name: string) => `Miejscowości ${name} nie ma już w rejestrze. Wybierz obecną`,
      confirm: (name: string) => `Potwierdź miejscowość: czy „${name}” to ta?`,
      choose: (name: string) => `Miejscowości podobnych do „${name}” jest kilka. Wybierz jedną`,
      unknown: (name: string) => `Nie znamy takiej miejscowości: „${name}”. Sprawdź pisownię`,
    },
    otherLocality: 'Inna, wpiszę jeszcze raz',
    street: 'Ulica',
    streetHint: 'Zacznij pisać nazwę, bez „ulica”',
    streetProblems: {
      empty: () => 'Wybierz ulicę albo całą miejscowość',
      former: (_name: string) => 'Tej ulicy nie ma już w rejestrze. Wybierz obecną',
      confirm: (name: string) => `Potwierdź ulicę: czy „${name}” to ta?`,
      choose: (name: string) => `Ulic podobnych do „${name}” jest kilka. Wybierz jedną`,
      unknown: (name: string) => `Nie znamy takiej ulicy w tej miejscowości: „${name}”`,
    },
    otherStreet: 'Inna, wpiszę jeszcze raz',
    wholeLocality: 'Cała miejscowość, bez ulicy',
    house: 'Numer domu (nie trzeba podawać)',
    houseHint: 'Przyda się, gdy komunikat dotyczy części ulicy.',
    houseProblem: 'Numer domu wpisz jak 12, 12A albo 12/3',
    summaryNumber: 'Numer',
    summaryAddress: 'Adres',
    correct: 'Popraw numer lub adres',
    alertsAlways: 'Alerty o zagrożeniach dostaje każdy zapisany.',
    topics: 'Co jeszcze wysyłać?',
    topicsHint: 'Zaznacz, co chcesz. Można nie zaznaczać nic.',
    consent: 'Zgoda',
    consentChanged: 'Treść zgody właśnie się zmieniła. Przeczytaj ją i wyślij jeszcze raz.',
    sendCode: 'Wyślij kod SMS-em',
    refusedAddress: 'Adresu nie udało się przyjąć. Popraw go i spróbuj jeszcze raz.',
    again: 'Wpisany wcześniej adres i wybór są zachowane. Wpisz jeszcze raz numer.',
    doneTitle: 'Zapisano',
    done: 'Gotowe, numer jest zapisany.',
    doneSave: (number: string) =>
      html`Zapisz nasz numer w telefonie${number === '' ? '' : html`: <strong>${number}</strong>`}. Możesz na niego pisać: POMOC wyjaśni, co potrafi, STATUS pokaże Twój zapis.`,
    doneLeave: (sms: Html) => html`Żeby się wypisać, wyślij ${sms} albo`,
    doneLeaveForm: 'skorzystaj z formularza',
  },
  leave: {
    title: 'Wypisz się z powiadomień',
    simplest: (sms: Html) => html`Najprościej: wyślij ${sms}. Działa od razu, bez kodu.`,
    form: 'Możesz też wypisać numer tutaj. Jeśli jest na liście, wyślemy na niego SMS z kodem.',
    sendCode: 'Wyślij kod',
    doneTitle: 'Wypisano',
    done: 'Numer został wypisany.',
    doneMore: 'Nie wyślemy już żadnych powiadomień.',
    back: 'Chcesz wrócić?',
    backForm: 'Zapisz się ponownie',
    backSms: (sms: Html) => html`albo wyślij ${sms}.`,
  },
  code: {
    joinTitle: 'Wpisz kod, żeby potwierdzić zapis',
    joinSent: 'Na podany numer wysyłamy SMS z kodem.',
    joinButton: 'Potwierdź zapis',
    leaveTitle: 'Wpisz kod, żeby się wypisać',
    leaveSent: 'Jeśli ten numer jest na liście, wysyłamy na niego SMS z kodem.',
    leaveButton: 'Wypisz mnie',
    enter: 'Wpisz go tutaj; kod działa 10 minut.',
    label: 'Kod z SMS-a',
    hint: '6 cyfr, na przykład 482 913',
    notSixDigits: 'Wpisz 6 cyfr kodu z SMS-a',
    wrong: (triesLeft: number) =>
      `Kod się nie zgadza. Sprawdź SMS i spróbuj jeszcze raz. Pozostało prób: ${triesLeft}`,
    expired: 'Ten kod stracił ważność. Poproś niżej o nowy',
    spent: 'Ten kod już nie działa. Poproś niżej o nowy',
    gone: 'Tej prośby już nie ma: została potwierdzona albo wygasła. Jeśli trzeba, zacznij od nowa',
    missing: 'Kod nie przyszedł?',
    missingBody: 'SMS może iść nawet minutę. Potem poproś o nowy kod albo',
    startAnew: 'sprawdź numer i zacznij od nowa',
    sendNew: 'Wyślij nowy kod',
    sentNew: 'Wysłaliśmy nowy kod. Poprzedni już nie działa.',
  },
  /** Said by the list of suggestions; numbers stand in the place of #. */
  suggestions: {
    count: 'Podpowiedzi: #. Wybierz strzałkami.',
    none: 'Brak podpowiedzi. Sprawdź pisownię.',
    chosen: 'Wybrano: #',
  },
};

export type Words = typeof pl;
