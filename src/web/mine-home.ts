// The first page behind the code: how things stand, and everything that can be done about it.
import { html } from 'hono/html';
import { findPause, type Pause } from '#db/mine.ts';
import { listSubscribersByPhone, type StoredSubscriber } from '#db/subscribers.ts';
import { formatDay } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { MySession } from '#services/mine-session.ts';
import type { WebContext } from './context.ts';
import { addressValue } from './mine-address.ts';
import { nameAddress, renderMyPage, renderMyToken } from './mine-frame.ts';
import { lastDayOf, renderPauseForm } from './mine-pause.ts';

const savedWords: Readonly<Record<string, string>> = {
  kategorie: 'Zapisano wybór.',
  adres: 'Zapisano adresy.',
  przerwa: 'Przerwa zapisana.',
  koniec: 'Przerwa skończona. Znowu wysyłamy.',
  'ostatni-adres': 'To Twój jedyny adres. Dodaj nowy, zanim usuniesz ten, albo go zmień.',
};

export async function renderMyHome(
  web: WebContext,
  page: { readonly session: MySession; readonly saved: string | undefined },
): Promise<Html> {
  const { session } = page;
  const now = web.deps.clock();
  const [[person], pause] = await Promise.all([
    listSubscribersByPhone(web.deps.db, [session.phoneId]),
    findPause(web.deps.db, { phoneId: session.phoneId, now }),
  ]);
  const saved = page.saved === undefined ? undefined : savedWords[page.saved];
  const kind = page.saved === 'ostatni-adres' ? 'warning' : 'good';
  const isHere = person !== undefined && person.state !== 'left';
  return renderMyPage(web, {
    session,
    title: 'Moje powiadomienia',
    isFirst: true,
    body: html`${saved === undefined ? '' : renderNotice({ kind, body: html`<p>${saved}</p>` })}
${renderState(person, pause)}
${
  isHere
    ? html`${renderAddresses(web, { session, person })}
${renderCategories(web, { session, person })}
${renderPauseForm(web, { session, pause })}`
    : ''
}
<h2>Co o Tobie wiemy</h2>
<ul>
<li><a href="${paths.myMessages}">Wiadomości do Ciebie i od Ciebie</a></li>
<li><a href="${paths.myConsents}">Historia Twoich zgód</a></li>
<li><a href="${paths.myData}">Pobierz wszystkie swoje dane (plik JSON)</a></li>
</ul>
<h2>Odejście</h2>
<ul>
${isHere ? html`<li><a href="${paths.leaveForm}">Wypisz się z powiadomień</a></li>` : ''}
<li><a href="${paths.eraseMine}">Usuń moje dane</a></li>
</ul>`,
  });
}

function renderState(person: StoredSubscriber | undefined, pause: Pause | null): Html {
  if (person === undefined)
    return html`<p class="lead">Ten numer nie jest zapisany. <a href="${paths.joinForm}">Zapisz się</a>.</p>`;
  if (person.state === 'left')
    return html`<p class="lead">Ten numer jest wypisany${person.leftAt === null ? '' : ` od ${formatDay(person.leftAt)}`}. Nic nie wysyłamy. <a href="${paths.joinForm}">Zapisz się ponownie</a>.</p>`;
  if (person.state === 'suspended')
    return html`<p class="lead">Wypisywanie w toku: nic nie wysyłamy. Żeby zostać, wyślij SMS ZOSTAJE.</p>`;
  if (pause !== null) {
    const alerts = pause.holdsAlerts
      ? 'Alertów o zagrożeniach też nie wysyłamy.'
      : 'Alerty o zagrożeniach nadal wysyłamy.';
    return html`<p class="lead">Przerwa do ${formatDay(lastDayOf(pause))} włącznie. ${alerts}</p>`;
  }
  return html`<p class="lead">Numer jest zapisany od ${formatDay(person.joinedAt)}.</p>`;
}

type Mine = { readonly session: MySession; readonly person: StoredSubscriber };

function renderAddresses(web: WebContext, { session, person }: Mine): Html {
  const office = web.deps.office();
  return html`<h2>Adresy</h2>
${
  person.addresses.length === 0
    ? html`<p>Brak adresu: dostajesz tylko to, co idzie do wszystkich.</p>`
    : html`<ul class="rows">${person.addresses.map((address) => {
        const name = nameAddress(office, address);
        const value = addressValue(address);
        return html`<li>${name} <a href="${paths.myAddress}?zamiast=${encodeURIComponent(value)}">Zmień<span class="hidden-text"> adres ${name}</span></a>
<form method="post" action="${paths.removeMyAddress}" class="inline">${renderMyToken(session)}<input type="hidden" name="adres" value="${value}"><button class="plain">Usuń<span class="hidden-text"> adres ${name}</span></button></form></li>`;
      })}</ul>`
}
<p><a class="button second" href="${paths.myAddress}">Dodaj adres</a></p>`;
}

function renderCategories(web: WebContext, { session, person }: Mine): Html {
  const offered = web.deps.office().categories.filter((row) => row.isActive && !row.isAlert);
  if (offered.length === 0) return html``;
  return html`<h2>Co wysyłać</h2>
<form method="post" action="${paths.myCategories}">
${renderMyToken(session)}
<fieldset class="field" aria-describedby="kategorie-hint">
<legend>Oprócz alertów</legend>
<p class="hint" id="kategorie-hint">Alerty o zagrożeniach dostaje każdy zapisany.</p>
${offered.map(
  ({ id, key, name }) =>
    html`<div class="choice"><input type="checkbox" id="kategorie-${key}" name="kategorie" value="${key}"${
      person.categoryIds.includes(id) ? html` checked` : ''
    }><label for="kategorie-${key}">${name}</label></div>`,
)}
</fieldset>
<div class="buttons"><button>Zapisz wybór</button></div>
</form>`;
}
