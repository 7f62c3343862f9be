// The page of one thread: who, the talk, the answer. Every act of the page comes back to it.
import { randomUUID } from 'node:crypto';
import { html } from 'hono/html';
import { listThreadMessages } from '#db/inbox.ts';
import { listSavedAnswers } from '#db/saved-answers.ts';
import { listSubscribersByPhone, type StoredSubscriber } from '#db/subscribers.ts';
import { listClerks, type Thread } from '#db/threads.ts';
import { prepareText } from '#domain/campaign.ts';
import { type AnswerBlock, findAnswerBlock } from '#domain/thread-answer.ts';
import { formatDateTime } from '#html/format.ts';
import { type Problems, renderProblemSummary, renderTextArea } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { Session } from '#services/open-session.ts';
import { renderAnswerMeter, wordCost } from './answer-meter.ts';
import { canHandle, renderAdminPage, renderFormToken } from './frame.ts';
import { describeAddress, describeCategories, maskSender } from './people.ts';
import type { AdminContext } from './session.ts';
import { renderTalk } from './thread-talk.ts';

const messagesShown = 60;

export type ThreadPage = {
  readonly session: Session;
  readonly thread: Thread;
  /** What the person has written so far. */
  readonly text?: string;
  readonly problems?: Problems;
  readonly notice?: { readonly kind: 'good' | 'warning' | 'danger' | 'info'; readonly body: Html | string };
  /** Shows what the text costs, for those without scripts. */
  readonly isCostShown?: boolean;
  /** Older messages: those before this instant. */
  readonly before?: Date | undefined;
};

export async function renderThreadPage(admin: AdminContext, page: ThreadPage): Promise<Html> {
  const { session, thread, problems = {} } = page;
  const { db, clock } = admin.deps;
  const now = clock();
  const [messages, people] = await Promise.all([
    listThreadMessages(db, {
      phoneId: thread.phoneId,
      sender: thread.sender,
      // A little ahead: a text's date is the database's, and its clock may differ.
      before: page.before ?? new Date(now.getTime() + 60_000),
      limit: messagesShown + 1,
    }),
    listSubscribersByPhone(db, thread.phoneId === null ? [] : [thread.phoneId]),
  ]);
  const person = people[0];
  const shown = messages.slice(-messagesShown);
  const oldest = shown[0];
  return renderAdminPage(admin, {
    room: 'inbox',
    session,
    title: `Rozmowa z ${maskSender(thread.sender)}`,
    scripts: ['meter.js', 'inbox.js'],
    body: html`${renderProblemSummary(problems)}
<p><a href="${paths.admin.inbox}">Wróć do skrzynki</a></p>
${page.notice === undefined ? '' : renderNotice(page.notice)}
${thread.isDanger && thread.state === 'open' ? renderDanger(page) : ''}
<div class="columns">
<section aria-labelledby="rozmowa">
<h2 id="rozmowa">SMS-y</h2>
${messages.length > messagesShown && oldest !== undefined ? html`<p><a href="${paths.admin.thread(thread.id)}?przed=${oldest.at.getTime()}">Starsze SMS-y</a></p>` : ''}
${renderTalk(shown, now)}
${await renderAnswer(admin, page, person)}
</section>
<aside aria-labelledby="kto">
<h2 id="kto">Kto pisze</h2>
${renderPerson(admin, page, person)}
${await renderActs(admin, page)}
</aside>
</div>`,
  });
}

function renderDanger({ session, thread }: ThreadPage): Html {
  return renderNotice({
    kind: 'danger',
    body: html`<p><strong>Ktoś może być w niebezpieczeństwie.</strong> Nadawca dostał odpowiedź, żeby dzwonić na 112. Sprawdź, czy trzeba zadziałać: zadzwoń albo przekaż służbom. Zamknij rozmowę dopiero, gdy sprawa jest załatwiona.</p>
${thread.sender !== null && canHandle(session) ? html`<form method="post" action="${revealPath(thread)}">${renderFormToken(session)}<button class="risky">Pokaż numer</button></form>` : ''}`,
  });
}

function revealPath({ id, phoneId }: Thread): string {
  return phoneId === null ? paths.admin.revealSender(id) : paths.admin.revealNumber(phoneId);
}

/** What tells one look at a thread from another. */
export function threadMark({ lastMoId, lastAnswerId, state }: Thread): string {
  return [lastMoId, lastAnswerId, state].join('.');
}

async function renderAnswer(
  admin: AdminContext,
  page: ThreadPage,
  person: StoredSubscriber | undefined,
): Promise<Html> {
  const { session, thread, text = '', problems = {} } = page;
  if (!canHandle(session)) return html`<p class="hint">Odpowiada osoba z uprawnieniem do wysyłania.</p>`;
  const block = findAnswerBlock({ sender: thread.sender, status: person?.state ?? 'unknown' });
  if (block !== null) return renderNotice({ kind: 'info', body: blockWords[block] });
  const { settings } = admin.deps.office();
  const saved = await listSavedAnswers(admin.deps.db);
  const price = settings.segmentPriceGrosze;
  const prepared = prepareText(text);
  return html`<h2 id="odpowiedz">Odpowiedz</h2>
<form method="post" action="${paths.admin.answerThread(thread.id)}#odpowiedz" novalidate>
${renderFormToken(session)}
<input type="hidden" name="klucz" value="${randomUUID()}">
<input type="hidden" name="sms" value="${thread.lastMoId}">
<input type="hidden" name="odp" value="${thread.lastAnswerId}">
<div class="notice info" role="status" hidden data-news data-live="${paths.admin.threadEvents(thread.id)}" data-seen="${threadMark(thread)}"><p>W tej rozmowie pojawiło się coś nowego. <button class="plain" name="czynnosc" value="odswiez">Pokaż, zostawiając mój tekst</button></p></div>
${
  saved.length === 0
    ? ''
    : html`<div class="field${problems.gotowa === undefined ? '' : ' has-problem'}">
<label for="gotowa">Gotowa odpowiedź</label>
${problems.gotowa === undefined ? '' : html`<p class="problem" id="gotowa-problem">${problems.gotowa}</p>`}
<div class="joined"><select id="gotowa" name="gotowa"><option value="">Wybierz</option>${saved.map(({ id, title }) => html`<option value="${id}">${title}</option>`)}</select><button class="second" name="czynnosc" value="wstaw">Wstaw</button></div>
</div>`
}
${renderTextArea({
  name: 'tresc',
  label: 'Treść odpowiedzi',
  hint: `${settings.dialogueNumber === '' ? 'Wyjdzie od razu' : `Wyjdzie od razu, z numeru ${settings.dialogueNumber}`}, dokładnie tak, jak ją wpiszesz, bez dopisków. Można na nią odpisać.`,
  value: text,
  problem: problems.tresc,
  rows: 4,
  maxlength: 1600,
  isRequired: true,
  after: renderAnswerMeter({ field: 'tresc', priceGrosze: price }),
})}
${page.isCostShown === true && prepared !== '' ? html`<p role="status">Tyle to kosztuje: ${wordCost(prepared, price)}.</p>` : ''}
<div class="buttons">
<button name="czynnosc" value="wyslij">Wyślij odpowiedź</button>
<button class="second" name="czynnosc" value="wyslij-zamknij">Wyślij i zamknij rozmowę</button>
<noscript><button class="second" name="czynnosc" value="koszt">Pokaż koszt</button></noscript>
</div>
</form>`;
}

const blockWords: Readonly<Record<AnswerBlock, string>> = {
  left: 'Ta osoba wypisała się, więc nie wolno wysłać jej SMS-a, także odpowiedzi, dopóki nie zapisze się znowu. Jeśli sprawa jest ważna, zadzwoń do niej.',
  leaving:
    'Ta osoba właśnie się wypisuje, więc nie wolno wysłać jej SMS-a, chyba że odpisze ZOSTAJE. Jeśli sprawa jest ważna, zadzwoń do niej.',
  not_mobile: 'Nadawca nie ma numeru polskiej komórki, więc nie można mu odpisać SMS-em.',
  erased: 'Dane tej osoby usunięto, więc nie można jej odpisać.',
};

const stateWords: Readonly<Record<StoredSubscriber['state'], string>> = {
  active: 'zapisana',
  suspended: 'wstrzymana, trwa wypisywanie',
  left: 'wypisana',
};

const sourceWords: Readonly<Record<StoredSubscriber['source'], string>> = {
  sms: 'SMS-em',
  form: 'na stronie',
  api: 'przez inny system',
  import: 'z pliku',
  staff: 'przez urząd',
};

function renderPerson(admin: AdminContext, page: ThreadPage, person: StoredSubscriber | undefined): Html {
  const { session, thread } = page;
  const office = admin.deps.office();
  const addresses = person?.addresses.map((address) => describeAddress(office, address)) ?? [];
  return html`<dl class="facts">
<dt>Numer</dt><dd>${maskSender(thread.sender)}${
    thread.sender !== null && canHandle(session)
      ? html` <form class="inline" method="post" action="${revealPath(thread)}">${renderFormToken(session)}<button class="plain small">pokaż numer</button></form>`
      : ''
  }</dd>
${thread.phoneId === null ? '' : html`<dt>Osoba</dt><dd><a href="${paths.admin.person(thread.phoneId)}">strona tej osoby</a></dd>`}
<dt>Adres</dt><dd>${addresses.length === 0 ? 'nieznany' : addresses.join('; ')}</dd>
<dt>Zgoda</dt><dd>${
    person === undefined
      ? 'ta osoba nie jest zapisana'
      : `${stateWords[person.state]}; zapis ${sourceWords[person.source]}, ${formatDateTime(person.joinedAt)}`
  }</dd>
${person === undefined ? '' : html`<dt>Kategorie</dt><dd>${describeCategories(office, person.categoryIds) || 'brak'}</dd>`}
<dt>Rozmowa</dt><dd>${thread.state === 'open' ? 'otwarta' : 'zamknięta'}</dd>
<dt>Prowadzi</dt><dd>${thread.assigneeName ?? 'nikt'}</dd>
</dl>`;
}

async function renderActs(admin: AdminContext, page: ThreadPage): Promise<Html> {
  const { session, thread } = page;
  if (!canHandle(session)) return html``;
  const clerks = await listClerks(admin.deps.db);
  const isMine = thread.assigneeId === session.staffId;
  return html`${
    isMine
      ? ''
      : html`<form class="act" method="post" action="${paths.admin.assignThread(thread.id)}">${renderFormToken(session)}<input type="hidden" name="komu" value="${session.staffId}"><button class="second">Biorę tę rozmowę</button></form>`
  }
<form class="act" method="post" action="${paths.admin.assignThread(thread.id)}">${renderFormToken(session)}
<label for="komu">Przydziel</label>
<div class="joined"><select id="komu" name="komu"><option value="">nikomu</option>${clerks.map(
    ({ id, name }) =>
      html`<option value="${id}"${id === thread.assigneeId ? html` selected` : ''}>${name}</option>`,
  )}</select><button class="second">Zapisz</button></div>
</form>
${
  thread.state === 'open'
    ? html`<form class="act" method="post" action="${paths.admin.closeThread(thread.id)}">${renderFormToken(session)}<input type="hidden" name="sms" value="${thread.lastMoId}"><button class="second">${thread.isDanger ? 'Sprawa załatwiona, zamknij' : 'Zamknij rozmowę'}</button></form>`
    : html`<form class="act" method="post" action="${paths.admin.reopenThread(thread.id)}">${renderFormToken(session)}<button class="second">Otwórz ponownie</button></form>`
}`;
}
