// The exercises in Polish: what each is for, and what to do at each step.
import { html } from 'hono/html';
import type { ExerciseName, ExerciseStep } from '#domain/exercises.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';

type StepWords = { readonly title: string; readonly how: Html };

export const exerciseWords: Readonly<
  Record<ExerciseName, { readonly title: string; readonly about: string }>
> = {
  'pierwsza-wysylka': {
    title: 'Pierwsza wysyłka',
    about: 'Zapiszesz mieszkańca, wyślesz mu wiadomość i zobaczysz, co robi STOP. Około 10 minut.',
  },
  powodz: {
    title: 'Powódź o trzeciej w nocy: alert i odwołanie',
    about: 'Wyślesz alert, zajmiesz się wołaniem o pomoc i odwołasz alert. Około 10 minut.',
  },
  odpowiedz: {
    title: 'Odpowiedź mieszkańcowi',
    about: 'Mieszkaniec o coś pyta. Odpiszesz mu i zamkniesz rozmowę. Około 5 minut.',
  },
};

const phone = html`<a href="${paths.phone}" target="_blank" rel="noopener">Telefon do ćwiczeń (nowa karta)</a>`;

export const stepWords: Readonly<Record<ExerciseStep, StepWords>> = {
  joined: {
    title: 'Zapisz mieszkańca',
    how: html`<p>Otwórz ${phone}. Z telefonu Anny Kowalskiej wyślij <strong>ZAPISZ</strong> i odpowiadaj na pytania: <strong>Skórzewo</strong>, <strong>Działkowa 32</strong>, <strong>BRAK</strong>. Na końcu przepisz sześć cyfr kodu. Jeśli ten telefon jest już zapisany, użyj innego albo dodaj nowy na dole tamtej strony.</p>`,
  },
  launched: {
    title: 'Wyślij wiadomość',
    how: html`<p>Wybierz <a href="${paths.admin.compose}">Wyślij</a>, odbiorców, rodzaj <strong>Zwykła</strong>, wpisz treść, na przykład „Dopiewo: jutro od 8 do 14 nie bedzie wody.”, naciśnij <strong>Sprawdź przed wysłaniem</strong>, przeczytaj, ile to osób i ile kosztuje, i wyślij. Przez pół minuty możesz jeszcze cofnąć.</p>`,
  },
  delivered: {
    title: 'Poczekaj, aż dojdzie',
    how: html`<p>Na stronie wysyłki liczba przy „doręczono” ma wzrosnąć, a wiadomość ma się pokazać na telefonie. W nocy (cisza nocna) zwykła wiadomość czeka do rana: to ćwiczenie rób w dzień.</p>`,
  },
  left: {
    title: 'Napisz STOP',
    how: html`<p>Na ${phone} wyślij <strong>STOP</strong> z tego telefonu, na który wiadomość doszła. Mieszkaniec jest wypisany od razu, bez kodu. Spróbuj potem wysłać coś jeszcze raz: w podglądzie tej osoby już nie będzie.</p>`,
  },
  somebodyIsJoined: {
    title: 'Niech ktoś będzie zapisany',
    how: html`<p>Na ${phone} wyślij <strong>ZAPISZ Skórzewo Działkowa 32</strong>, potem <strong>BRAK</strong>, i przepisz kod.</p>`,
  },
  alerted: {
    title: 'Wyślij alert',
    how: html`<p>Jest trzecia w nocy, dzwoni dyżurny: woda przelewa się przez wał. Otwórz <a href="${paths.admin.alert}">Alert</a>, wpisz krótko, co się dzieje i co robić, na przykład „Dopiewo: POWODZ. Woda przelewa sie przez wal. Idz na pietro, nie wchodz do piwnicy.”, wskaż, kogo ostrzec, i wyślij. Nie ma podglądu ani czekania.</p>`,
  },
  alertDelivered: {
    title: 'Sprawdź, czy alert doszedł',
    how: html`<p>Na stronie alertu patrz na „doręczono”, a na telefonie na sam SMS. Alert wychodzi także w nocy.</p>`,
  },
  criedForHelp: {
    title: 'Odegraj mieszkańca w niebezpieczeństwie',
    how: html`<p>Na ${phone} wyślij <strong>pomocy woda w domu</strong>. Przeczytaj odpowiedź: system odsyła do numeru 112 i mówi, że nikt nie czyta na bieżąco.</p>`,
  },
  dangerClosed: {
    title: 'Zajmij się wołaniem o pomoc',
    how: html`<p>W <a href="${paths.admin.inbox}">Skrzynce</a> ta rozmowa jest czerwona, na samej górze. Otwórz ją, naciśnij <strong>Pokaż numer</strong> (naprawdę trzeba by teraz zadzwonić albo przekazać sprawę służbom) i dopiero potem <strong>Zamknij rozmowę</strong>.</p>`,
  },
  recalled: {
    title: 'Odwołaj alert',
    how: html`<p>Woda opadła. Otwórz alert w <a href="${paths.admin.campaigns}">Wysyłkach</a> i naciśnij <strong>ODWOŁAJ alert</strong>. Odwołanie pójdzie tylko do tych, których alert doszedł albo mógł dojść.</p>`,
  },
  recallDelivered: {
    title: 'Sprawdź, czy odwołanie doszło',
    how: html`<p>Na telefonie pod alertem ma stać odwołanie.</p>`,
  },
  asked: {
    title: 'Zapytaj jako mieszkaniec',
    how: html`<p>Na ${phone} wyślij pytanie, którego system sam nie załatwi, na przykład <strong>Czy w sobotę urząd jest otwarty?</strong></p>`,
  },
  answered: {
    title: 'Odpisz',
    how: html`<p>Otwórz tę rozmowę w <a href="${paths.admin.inbox}">Skrzynce</a>, wpisz odpowiedź, spójrz na licznik i naciśnij <strong>Wyślij odpowiedź</strong>. Do osoby, która napisała STOP, odpisać się nie da; wtedy użyj innego telefonu.</p>`,
  },
  answerDelivered: {
    title: 'Sprawdź, czy odpowiedź doszła',
    how: html`<p>Przy odpowiedzi w rozmowie ma stać, że ją doręczono, a na telefonie ma być widać SMS.</p>`,
  },
  threadClosed: {
    title: 'Zamknij rozmowę',
    how: html`<p>Sprawa załatwiona: naciśnij <strong>Zamknij rozmowę</strong>. Gdy mieszkaniec znów napisze, otworzy się sama.</p>`,
  },
};
