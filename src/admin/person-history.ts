// What has happened with one person: messages with their fate, the talk, proofs of consent, imports.
import { html } from 'hono/html';
import { listThreadMessages } from '#db/inbox.ts';
import { listConsentsOf, listSentTo, type MyConsent, type SentToMe } from '#db/mine.ts';
import { listImportsOf } from '#db/person.ts';
import type { Reads } from '#db/pool.ts';
import { formatDateTime } from '#html/format.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import type { Session } from '#services/open-session.ts';
import { countWords } from './campaign-words.ts';
import { mayOpen } from './permissions.ts';
import { consentActWords, describeProof, sourceWords } from './person-words.ts';
import { renderTalk } from './thread-talk.ts';

const sentShown = 20;
const textsShown = 30;
const consentsShown = 50;

const kindWords: Readonly<Record<SentToMe['kind'], string>> = {
  reply: 'odpowiedź',
  campaign: 'wysyłka',
  module: 'moduł',
};

/** Messages to the person, each with what became of it. */
export async function renderSent(
  db: Reads,
  page: { readonly phoneId: number; readonly before: number | undefined },
): Promise<Html> {
  const { phoneId, before } = page;
  const rows = await listSentTo(db, { phoneId, limit: sentShown + 1, before });
  const shown = rows.slice(0, sentShown);
  return html`<h2 id="wyslane">Wysłane SMS-y</h2>
${renderTable<SentToMe>({
  caption: 'SMS-y do tej osoby, od najnowszego',
  isCaptionHidden: true,
  rows: shown,
  empty: 'Nic jeszcze nie wysłano.',
  columns: [
    { title: 'Kiedy', cell: ({ at }) => formatDateTime(at), isHeader: true, isWhole: true },
    { title: 'Co', cell: ({ kind }) => kindWords[kind] },
    {
      title: 'Treść',
      cell: ({ text }) =>
        text === null
          ? html`<em>kod albo treść, której już nie ma</em>`
          : html`<span class="marked">${text}</span>`,
    },
    { title: 'Stan', cell: ({ state }) => countWords.find((words) => words.state === state)?.label ?? state },
  ],
})}
${rows.length > sentShown ? html`<p><a href="${paths.admin.person(phoneId)}?wyslane=${shown.at(-1)?.id}#wyslane">Starsze SMS-y</a></p>` : ''}`;
}

/** The talk both ways without mass messages, which stand above. */
export async function renderTexts(
  db: Reads,
  page: { readonly phoneId: number; readonly now: Date },
): Promise<Html> {
  const { phoneId, now } = page;
  const before = new Date(now.getTime() + 60_000);
  const messages = await listThreadMessages(db, { phoneId, sender: null, before, limit: textsShown });
  return html`<h2>Rozmowa</h2>
${renderTalk(
  messages.filter(({ kind }) => kind !== 'campaign'),
  now,
)}`;
}

export async function renderConsents(db: Reads, phoneId: number): Promise<Html> {
  const consents = await listConsentsOf(db, phoneId);
  return html`<h2>Zgody i ich zmiany</h2>
${renderTable<MyConsent>({
  caption: 'Dowody zgód, od najnowszego',
  isCaptionHidden: true,
  rows: consents.slice(0, consentsShown),
  empty: 'Nie ma żadnego wpisu.',
  columns: [
    { title: 'Kiedy', cell: ({ at }) => formatDateTime(at), isHeader: true, isWhole: true },
    { title: 'Co', cell: ({ act }) => consentActWords[act] },
    { title: 'Jak', cell: ({ door }) => sourceWords[door] },
    { title: 'Wersja klauzuli albo źródło', cell: ({ wording }) => wording },
    { title: 'Szczegóły', cell: describeProof },
  ],
})}
${consents.length > consentsShown ? html`<p class="hint">To ${consentsShown} ostatnich. Wszystkie są w odpowiedzi na wniosek o dostęp do danych.</p>` : ''}`;
}

export async function renderImports(
  db: Reads,
  page: { readonly phoneId: number; readonly session: Session },
): Promise<Html> {
  const imports = await listImportsOf(db, page.phoneId);
  if (imports.length === 0) return html``;
  const isOpen = mayOpen(page.session.role, paths.admin.imports);
  return html`<h2>Wczytania, którymi przyszła</h2>
${renderTable<(typeof imports)[number]>({
  caption: 'Wczytania z tą osobą',
  isCaptionHidden: true,
  rows: imports,
  empty: '',
  columns: [
    {
      title: 'Nr',
      cell: ({ id }) => (isOpen ? html`<a href="${paths.admin.subscriberImport(id)}">${id}</a>` : String(id)),
      isHeader: true,
    },
    { title: 'Plik', cell: ({ name }) => name || 'bez nazwy' },
    { title: 'Kiedy', cell: ({ storedAt }) => formatDateTime(storedAt), isWhole: true },
    { title: 'Co zrobiło', cell: ({ isNew }) => (isNew ? 'zapisało tę osobę' : 'było też tutaj') },
    { title: 'Cofnięte', cell: ({ undoneAt }) => (undoneAt === null ? 'nie' : formatDateTime(undoneAt)) },
  ],
})}`;
}
