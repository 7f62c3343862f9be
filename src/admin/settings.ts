// /admin/ustawienia: every page of settings, by task, with a line that says what it is for.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { Session } from '#services/open-session.ts';
import { renderAdminPage } from './frame.ts';
import { mayOpen } from './permissions.ts';
import type { AdminContext, AdminEnv } from './session.ts';

type Entry = { readonly href: string; readonly title: string; readonly line: string };
type Group = { readonly title: string; readonly entries: readonly Entry[] };

const { admin: to } = paths;

const groups: readonly Group[] = [
  {
    title: 'Urząd i operator',
    entries: [
      {
        href: to.firstSteps,
        title: 'Pierwsze kroki',
        line: 'Po kolei od niczego do pierwszego SMS-a, w pięć minut.',
      },
      {
        href: to.settingsPage('urzad'),
        title: 'Urząd',
        line: 'Nazwy, administrator danych, gmina, telefon.',
      },
      {
        href: to.settingsPage('numer'),
        title: 'Numer i nadawca',
        line: 'Na jaki numer piszą mieszkańcy i kto widnieje jako nadawca.',
      },
      {
        href: to.settingsPage('koszty'),
        title: 'Ceny i budżet',
        line: 'Cena SMS-a, budżet miesiąca, rezerwa na alerty.',
      },
      {
        href: to.goLive,
        title: 'Przejście na tryb rzeczywisty',
        line: 'Lista rzeczy do sprawdzenia przed pierwszą prawdziwą wysyłką.',
      },
    ],
  },
  {
    title: 'Wysyłanie',
    entries: [
      { href: to.settingsPage('cisza'), title: 'Cisza nocna', line: 'Kiedy zwykłe wysyłki czekają do rana.' },
      {
        href: to.sendingSettings,
        title: 'Ochrona przed pomyłką',
        line: 'Cofanie, zgoda drugiej osoby, pytanie o hasło, spóźnione wysyłki.',
      },
    ],
  },
  {
    title: 'Rozmowy z mieszkańcami',
    entries: [
      {
        href: to.replyTexts,
        title: 'Treści odpowiedzi',
        line: 'Co system odpisuje mieszkańcom, własnymi słowami urzędu.',
      },
      {
        href: to.savedAnswers,
        title: 'Gotowe odpowiedzi',
        line: 'Teksty do wstawiania w Skrzynce.',
      },
      {
        href: to.categories,
        title: 'Kategorie',
        line: 'Co można wybrać przy zapisie i na jakiej podstawie prawnej.',
      },
      {
        href: to.dutyOfficers,
        title: 'Dyżurni',
        line: 'Kto dostaje SMS, gdy mieszkaniec pisze o zagrożeniu.',
      },
    ],
  },
  {
    title: 'Strona dla mieszkańców i prawo',
    entries: [
      { href: to.look, title: 'Kolor i herb', line: 'Wygląd formularza zapisu.' },
      { href: to.clauses, title: 'Klauzule', line: 'Treść zgody po polsku, ukraińsku i angielsku.' },
      { href: to.retention, title: 'Jak długo przechowujemy dane', line: 'Po jakim czasie co znika.' },
      {
        href: to.editDeclaration,
        title: 'Deklaracja dostępności',
        line: 'Wymaga jej ustawa; co roku do 31 marca trzeba ją przejrzeć.',
      },
    ],
  },
  {
    title: 'Miejsca',
    entries: [
      {
        href: to.places,
        title: 'Miejscowości, ulice i rejony',
        line: 'Nowe wydanie rejestru TERYT, nazwy potoczne, sołectwa.',
      },
    ],
  },
  {
    title: 'Ludzie i systemy',
    entries: [
      { href: to.accounts, title: 'Konta', line: 'Kto pracuje w panelu i co może.' },
      { href: to.auditLog, title: 'Dziennik', line: 'Kto co zrobił.' },
      {
        href: to.settingHistory,
        title: 'Historia ustawień',
        line: 'Kto, kiedy i z czego na co zmienił; przywracanie dawnych wartości.',
      },
      {
        href: to.tokens,
        title: 'Dostęp dla systemów',
        line: 'Tokeny, którymi inne programy łączą się z Wici.',
      },
    ],
  },
];

export function mountSettings(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/ustawienia', (c) => {
    const session = c.get('session');
    const shown = groups
      .map(({ title, entries }) => ({
        title,
        entries: entries.filter(({ href }) => mayOpen(session.role, href)),
      }))
      .filter(({ entries }) => entries.length > 0);
    return c.html(
      renderAdminPage(admin, {
        room: 'settings',
        session,
        title: 'Ustawienia',
        body: html`${renderMode(session)}
<div class="columns">${shown.map(renderGroup)}</div>
${session.role === 'admin' ? '' : html`<p>Ustawienia urzędu zmienia administrator panelu.</p>`}`,
      }),
    );
  });

  function renderMode(session: Session): Html {
    const isPractice = admin.deps.office().mode === 'practice';
    return html`<p>${
      isPractice
        ? html`Tryb pracy: <strong>ćwiczenia</strong>, nic nie jest wysyłane naprawdę.`
        : html`Tryb pracy: <strong>rzeczywisty</strong>, SMS-y naprawdę wychodzą i kosztują.`
    }</p>
${
  session.hasSecondFactor
    ? ''
    : renderNotice({
        kind: 'warning',
        body: html`Twoje konto nie ma jeszcze drugiego składnika logowania. <a href="${paths.admin.enrolSecondFactor}">Ustaw go teraz</a>`,
      })
}`;
  }
}

function renderGroup({ title, entries }: Group): Html {
  return html`<section><h2>${title}</h2>
<ul class="index">${entries.map(
    ({ href, title: name, line }) =>
      html`<li><a href="${href}">${name}</a><br><span class="quiet">${line}</span></li>`,
  )}</ul></section>`;
}
