// /czy-to-my: every mass message of the last 90 days, so that anybody can tell a true SMS from a false one.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { SentCampaign } from '#db/genuine.ts';
import { hasWords, type Verdict } from '#domain/genuine.ts';
import { formatDateTime } from '#html/format.ts';
import { renderField, renderTextArea } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { createGenuine, genuineDays } from '#services/genuine.ts';
import { consumeLimit, officeNumber, readForm, type WebContext } from './context.ts';
import { wordPublicAudience } from './genuine-words.ts';
import { renderResidentPage } from './resident-page.ts';

const title = 'Czy ten SMS jest od nas?';
const pageSize = 20;
const longestPaste = 2_000;

export function mountGenuine(app: Hono, web: WebContext): void {
  const genuine = createGenuine(web.deps);

  app.get(paths.genuine, async (c) => {
    const words = (c.req.query('slowa') ?? '').trim().slice(0, 100);
    const from = parsePage(c.req.query('strona'));
    const rows = (await genuine.listPublic()).filter((row) => words === '' || hasWords(row.text, words));
    c.header('cache-control', 'public, max-age=60');
    return c.html(renderGenuinePage(web, { rows, words, from }));
  });

  app.post(paths.genuine, async (c) => {
    const wait = await consumeLimit(web, c, 'reading');
    c.header('cache-control', 'no-store');
    const pasted = (await readForm(c)).get('tresc').slice(0, longestPaste);
    const rows = await genuine.listPublic();
    if (wait > 0) {
      const body = html`<p>Z tej sieci przyszło bardzo dużo pytań naraz. Spróbuj ponownie za minutę.</p>`;
      return c.html(
        renderGenuinePage(web, { rows, pasted, answer: renderNotice({ kind: 'danger', body }) }),
        429,
      );
    }
    if (pasted === '') {
      const problem = 'Wklej albo przepisz całą treść SMS-a';
      return c.html(renderGenuinePage(web, { rows, pasted, problem }), 422);
    }
    const answer = renderVerdict(web, await genuine.judge(pasted));
    return c.html(renderGenuinePage(web, { rows, pasted, answer }));
  });
}

function renderVerdict(
  web: WebContext,
  judged: { readonly verdict: Verdict; readonly at: Date | null },
): Html {
  const when = judged.at === null ? '' : formatDateTime(judged.at);
  switch (judged.verdict) {
    case 'ours':
      return renderNotice({
        kind: 'good',
        body: html`<h2>Tak, to nasza wiadomość</h2><p>Wysłaliśmy ją ${when}.</p>`,
      });
    case 'part':
      return renderNotice({
        kind: 'info',
        body: html`<h2>To fragment naszej wiadomości</h2><p>Wysłaliśmy ją ${when}. Jeśli w Twoim SMS-ie jest coś więcej, zwłaszcza link, wklej całą treść.</p>`,
      });
    case 'alike':
      return renderNotice({
        kind: 'danger',
        body: html`<h2>Uwaga: podobna do naszej, ale inna</h2><p>Najbliższą wysłaliśmy ${when}, z inną treścią. Porównaj ją z listą niżej. ${advice(web)}</p>`,
      });
    case 'unknown':
      return renderNotice({
        kind: 'danger',
        body: html`<h2>Nie znamy takiej wiadomości</h2><p>W ostatnich ${genuineDays} dniach nie wysłaliśmy jej do mieszkańców. ${advice(web)}</p><p>Kody i odpowiedzi na Twoje SMS-y nie są na tej liście: przychodzą tylko wtedy, gdy o nie prosisz.</p>`,
      });
    default:
      return judged.verdict satisfies never;
  }
}

function advice(web: WebContext): string {
  const { helpPhone } = web.deps.office().settings;
  const call = helpPhone === '' ? '' : ` W razie wątpliwości zadzwoń do urzędu: ${helpPhone}.`;
  return `Nie klikaj w link, nie płać i nie podawaj danych. Podejrzany SMS prześlij na bezpłatny numer 8080 (CERT Polska).${call}`;
}

function renderGenuinePage(
  web: WebContext,
  page: {
    readonly rows: readonly SentCampaign[];
    readonly words?: string;
    readonly from?: number;
    readonly pasted?: string;
    readonly problem?: string;
    readonly answer?: Html;
  },
): Html {
  const { rows, words = '', from = 0 } = page;
  const office = web.deps.office();
  const number = officeNumber(web);
  const sender = office.settings.senderName;
  const shown = rows.slice(from * pageSize, (from + 1) * pageSize);
  return renderResidentPage(web, {
    title,
    width: 'wide',
    body: html`${page.answer ?? ''}
<p class="lead">Tu są wiadomości, które w ostatnich ${genuineDays} dniach wysłaliśmy do wielu mieszkańców. ${sender === '' ? '' : html`Przychodzą od nadawcy <strong>${sender}</strong>. `}${number === '' ? '' : html`Nasz numer: <strong>${number}</strong>. `}Nigdy nie prosimy SMS-em o pieniądze, hasło ani numer karty.</p>
<form method="post" action="${paths.genuine}" novalidate>
${renderTextArea({
  name: 'tresc',
  label: 'Wklej treść SMS-a',
  hint: 'Całą, razem z linkiem, jeśli jest. Nie klikaj w niego.',
  value: page.pasted,
  problem: page.problem,
  rows: 4,
  maxlength: longestPaste,
})}
<div class="buttons"><button>Sprawdź</button></div>
</form>
<h2>Wysłane wiadomości</h2>
<form class="search" method="get" action="${paths.genuine}" role="search">
${renderField({ name: 'slowa', label: 'Szukaj słów', value: words, type: 'search', maxlength: 100 })}
<button>Szukaj</button>
</form>
${words === '' ? '' : html`<p role="status">${rows.length === 0 ? 'Nie ma wiadomości z takimi słowami.' : `Znaleziono: ${rows.length}.`} <a href="${paths.genuine}">Pokaż wszystkie</a></p>`}
${renderTable<SentCampaign>({
  caption: 'Wiadomości od najnowszej',
  isCaptionHidden: true,
  rows: shown,
  empty: words === '' ? 'W tym czasie nic nie wysłaliśmy.' : 'Nie ma wiadomości z takimi słowami.',
  columns: [
    { title: 'Kiedy', cell: (row) => formatDateTime(row.at), isHeader: true, isWhole: true },
    { title: 'Treść', cell: (row) => html`${row.text.replaceAll(/\{[^{}]*\}/g, '…')}` },
    { title: 'Do kogo', cell: (row) => wordPublicAudience(office, row) },
  ],
})}
${renderPages({ count: rows.length, words, from })}`,
  });
}

function renderPages(list: { readonly count: number; readonly words: string; readonly from: number }): Html {
  const { count, words, from } = list;
  const link = (page: number, text: string): Html => {
    const query = new URLSearchParams({ ...(words === '' ? {} : { slowa: words }), strona: String(page) });
    return html`<a href="${paths.genuine}?${query.toString()}">${text}</a>`;
  };
  const newer = from > 0 ? link(from - 1, 'Nowsze') : '';
  const older = (from + 1) * pageSize < count ? link(from + 1, 'Starsze') : '';
  return newer === '' && older === '' ? html`` : html`<p>${newer} ${older}</p>`;
}

function parsePage(text: string | undefined): number {
  return text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : 0;
}
