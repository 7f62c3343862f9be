// /admin/odbiorcy/{id}: one person. The number is masked, every look is audited, and each act has a service of its own.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { findPause, type Pause } from '#db/mine.ts';
import type { PersonPhone } from '#db/person.ts';
import { listSubscribersByPhone, type StoredSubscriber } from '#db/subscribers.ts';
import { formatDateTime, formatDay } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { openPerson } from '#services/open-person.ts';
import type { Session } from '#services/open-session.ts';
import { canHandle, renderAdminPage } from './frame.ts';
import { parseId } from './inbox.ts';
import { describeAddress, describeCategories, maskSender } from './people.ts';
import { mayOpen } from './permissions.ts';
import { renderConsents, renderImports, renderSent, renderTexts } from './person-history.ts';
import { sourceWords, stateWords } from './person-words.ts';
import type { AdminContext, AdminEnv } from './session.ts';
import { renderReveal } from './subscribers.ts';

const notices: Readonly<Record<string, string>> = {
  przerwa: 'Przerwa zapisana.',
  koniec: 'Przerwa zakończona.',
  kategorie: 'Kategorie zapisane.',
  adres: 'Adres dodany.',
  'bez-adresu': 'Adres usunięty.',
  wypisano: 'Osoba wypisana. Nic więcej nie zostanie do niej wysłane.',
};

export function mountPerson(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { db, clock, office } = admin.deps;

  app.get('/odbiorcy/:id{[0-9]{1,15}}', async (c) => {
    const session = c.get('session');
    const phoneId = Number(c.req.param('id'));
    const phone = await openPerson(admin.deps, { staffId: session.staffId, phoneId });
    const [[person], pause] = await Promise.all([
      listSubscribersByPhone(db, [phoneId]),
      findPause(db, { phoneId, now: clock() }),
    ]);
    const notice = notices[c.req.query('stan') ?? ''];
    const masked = maskSender(phone.msisdn);
    return c.html(
      renderAdminPage(admin, {
        room: 'subscribers',
        session,
        title: phone.msisdn === null ? 'Osoba usunięta' : `Osoba ${masked}`,
        body: html`<p><a href="${paths.admin.subscribers}">Wróć do listy</a></p>
${notice === undefined ? '' : renderNotice({ kind: 'good', body: notice })}
<div class="columns">
<section aria-labelledby="kto">
<h2 id="kto">Zapis</h2>
${renderFacts({ phone, person, pause, session })}
</section>
<aside aria-labelledby="co">
<h2 id="co">Co można zrobić</h2>
${renderActs({ phone, person, session })}
</aside>
</div>
${await renderSent(db, { phoneId, before: parseId(c.req.query('wyslane')) })}
${await renderTexts(db, { phoneId, now: clock() })}
${await renderConsents(db, phoneId)}
${await renderImports(db, { phoneId, session })}`,
      }),
    );
  });

  function renderFacts(page: {
    readonly phone: PersonPhone;
    readonly person: StoredSubscriber | undefined;
    readonly pause: Pause | null;
    readonly session: Session;
  }): Html {
    const { phone, person, pause, session } = page;
    const known = office();
    return html`<dl class="facts">
<dt>Numer</dt><dd>${maskSender(phone.msisdn)} ${renderReveal(phone, session)}</dd>
${
  person === undefined
    ? html`<dt>Stan</dt><dd>ta osoba nie jest zapisana</dd>`
    : html`<dt>Stan</dt><dd><span class="tag ${stateWords[person.state].kind}">${stateWords[person.state].label}</span>${person.leftAt === null ? '' : ` ${formatDateTime(person.leftAt)}`}</dd>
<dt>Zapis</dt><dd>${formatDateTime(person.joinedAt)}, ${sourceWords[person.source]}</dd>
${pause === null || person.state === 'left' ? '' : html`<dt>Przerwa</dt><dd>do ${formatDay(new Date(pause.until.getTime() - 1))} włącznie, ${pause.holdsAlerts ? 'także od alertów' : 'alerty dochodzą'}</dd>`}
<dt>Adresy</dt><dd>${person.addresses.map((address) => describeAddress(known, address)).join('; ') || 'brak'}</dd>
<dt>Kategorie</dt><dd>${describeCategories(known, person.categoryIds) || 'brak'}</dd>`
}
${phone.deadAt === null ? '' : html`<dt>Uwaga</dt><dd>${mayOpen(session.role, paths.admin.deadNumbers) ? html`<a href="${paths.admin.deadNumbers}">martwy numer</a>` : 'martwy numer'}: nic tam nie dochodzi</dd>`}
${phone.erasingSince === null ? '' : html`<dt>Uwaga</dt><dd>dane są w trakcie usuwania</dd>`}
</dl>`;
  }
}

function renderActs(page: {
  readonly phone: PersonPhone;
  readonly person: StoredSubscriber | undefined;
  readonly session: Session;
}): Html {
  const { phone, person, session } = page;
  const { phoneId, threadId } = phone;
  const thread =
    threadId === null ? '' : html`<li><a href="${paths.admin.thread(threadId)}">Rozmowa w skrzynce</a></li>`;
  if (!canHandle(session)) {
    return html`<p class="hint">Zmienia osoba, która obsługuje mieszkańców.</p>${threadId === null ? '' : html`<ul>${thread}</ul>`}`;
  }
  const isHere = phone.msisdn !== null && (person?.state === 'active' || person?.state === 'suspended');
  return html`${
    isHere
      ? html`<div class="buttons"><a class="button second" href="${paths.admin.changePerson(phoneId)}">Zmień na prośbę tej osoby</a><a class="button second" href="${paths.admin.signOff(phoneId)}">Wypisz</a></div>`
      : html`<p class="hint">${person?.state === 'left' ? 'Ta osoba jest wypisana. Zapisać może się znowu tylko sama: SMS-em albo na stronie.' : 'Nie ma czego zmieniać.'}</p>`
  }
<ul>${thread}${mayOpen(session.role, paths.admin.dataRequests) ? html`<li><a href="${paths.admin.personRequests(phoneId)}">Wnioski RODO</a></li>` : ''}</ul>`;
}
