// The first page behind the code: how things stand, and everything that can be done about it.
import { html } from 'hono/html';
import { findPause, type Pause } from '#db/mine.ts';
import { listSubscribersByPhone, type StoredSubscriber } from '#db/subscribers.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { MySession } from '#services/mine-session.ts';
import { wordDay } from './dates.ts';
import { renderBoxes } from './fields.ts';
import { addressValue } from './mine-address.ts';
import { nameAddress, renderMyPage, renderMyToken } from './mine-frame.ts';
import { lastDayOf, renderPauseForm } from './mine-pause.ts';
import type { Visit } from './visit.ts';

export async function renderMyHome(
  visit: Visit,
  page: { readonly session: MySession; readonly saved: string | undefined },
): Promise<Html> {
  const { session } = page;
  const { db, clock } = visit.web.deps;
  const words = visit.words.mine;
  const now = clock();
  const [[person], pause] = await Promise.all([
    listSubscribersByPhone(db, [session.phoneId]),
    findPause(db, { phoneId: session.phoneId, now }),
  ]);
  const savedWords: Readonly<Record<string, string>> = words.saved;
  const saved = page.saved === undefined ? undefined : savedWords[page.saved];
  const kind = page.saved === 'ostatni-adres' ? 'warning' : 'good';
  const isHere = person !== undefined && person.state !== 'left';
  return renderMyPage(visit, {
    session,
    title: words.title,
    isFirst: true,
    body: html`${saved === undefined ? '' : renderNotice({ kind, body: html`<p>${saved}</p>` })}
${renderState(visit, { person, pause })}
${
  isHere
    ? html`${renderAddresses(visit, { session, person })}
${renderCategories(visit, { session, person })}
${renderPauseForm(visit, { session, pause })}`
    : ''
}
<h2>${words.known}</h2>
<ul>
<li><a href="${paths.myMessages}">${words.messages}</a></li>
<li><a href="${paths.myConsents}">${words.consents}</a></li>
<li><a href="${paths.myData}">${words.download}</a></li>
</ul>
<h2>${words.going}</h2>
<ul>
${isHere ? html`<li><a href="${paths.leaveForm}">${words.unsubscribe}</a></li>` : ''}
<li><a href="${paths.eraseMine}">${words.erase}</a></li>
</ul>`,
  });
}

function renderState(
  visit: Visit,
  { person, pause }: { readonly person: StoredSubscriber | undefined; readonly pause: Pause | null },
): Html {
  const { state, join } = visit.words.mine;
  if (person === undefined)
    return html`<p class="lead">${state.none} <a href="${paths.joinForm}">${join}</a>.</p>`;
  if (person.state === 'left') {
    const day = person.leftAt === null ? null : wordDay(visit, person.leftAt);
    return html`<p class="lead">${state.left(day)} <a href="${paths.joinForm}">${state.joinAgain}</a>.</p>`;
  }
  if (person.state === 'suspended') return html`<p class="lead">${state.suspended}</p>`;
  if (pause !== null) {
    const alerts = pause.holdsAlerts ? state.pausedAlerts : state.alertsGoOn;
    return html`<p class="lead">${state.paused(wordDay(visit, lastDayOf(pause)))} ${alerts}</p>`;
  }
  return html`<p class="lead">${state.active(wordDay(visit, person.joinedAt))}</p>`;
}

type Mine = { readonly session: MySession; readonly person: StoredSubscriber };

function renderAddresses(visit: Visit, { session, person }: Mine): Html {
  const words = visit.words.mine;
  const rows = person.addresses.map((address) => {
    const name = html`<span lang="pl">${nameAddress(visit, address)}</span>`;
    const value = addressValue(address);
    const which = html`<span class="hidden-text">${words.theAddress}${name}</span>`;
    return html`<li>${name} <a href="${paths.myAddress}?zamiast=${encodeURIComponent(value)}">${words.change}${which}</a>
<form method="post" action="${paths.removeMyAddress}" class="inline">${renderMyToken(session)}<input type="hidden" name="adres" value="${value}"><button class="plain">${words.remove}${which}</button></form></li>`;
  });
  return html`<h2>${words.addresses}</h2>
${rows.length === 0 ? html`<p>${words.noAddress}</p>` : html`<ul class="rows">${rows}</ul>`}
<p><a class="button second" href="${paths.myAddress}">${words.addAddress}</a></p>`;
}

function renderCategories(visit: Visit, { session, person }: Mine): Html {
  const words = visit.words.mine;
  const offered = visit.web.deps.office().categories.filter((row) => row.isActive && !row.isAlert);
  if (offered.length === 0) return html``;
  const chosen = offered.filter(({ id }) => person.categoryIds.includes(id));
  return html`<h2>${words.what}</h2>
<form method="post" action="${paths.myCategories}">
${renderMyToken(session)}
${renderBoxes({
  name: 'kategorie',
  legend: words.besides,
  hint: words.alertsAlways,
  options: offered.map(({ key, name }) => ({ value: key, label: name })),
  values: chosen.map(({ key }) => key),
})}
<div class="buttons"><button>${words.saveChoice}</button></div>
</form>`;
}
