// /czy-to-my: every mass message of the last 90 days, so that anybody can tell a true SMS from a false one.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { SentCampaign } from '#db/genuine.ts';
import { hasWords, type Verdict } from '#domain/genuine.ts';
import { renderField, renderTextArea } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { createGenuine, genuineDays } from '#services/genuine.ts';
import { consumeLimit, officeNumber, readForm, type WebContext } from './context.ts';
import { wordDateTime } from './dates.ts';
import { renderProblems } from './fields.ts';
import { wordPublicAudience } from './genuine-words.ts';
import { mainForm, openVisit, renderVisitPage, switchLanguage, type Visit } from './visit.ts';

const pageSize = 20;
const longestPaste = 2_000;

export function mountGenuine(app: Hono, web: WebContext): void {
  const genuine = createGenuine(web.deps);

  app.get(paths.genuine, async (c) => {
    const words = (c.req.query('slowa') ?? '').trim().slice(0, 100);
    const from = parsePage(c.req.query('strona'));
    const rows = (await genuine.listPublic()).filter((row) => words === '' || hasWords(row.text, words));
    c.header('cache-control', 'public, max-age=60');
    return c.html(renderGenuinePage(openVisit(web, c), { rows, words, from }));
  });

  app.post(paths.genuine, async (c) => {
    const wait = await consumeLimit(web, c, 'reading');
    c.header('cache-control', 'no-store');
    const visit = openVisit(web, c);
    const words = visit.words.genuine;
    const form = await readForm(c);
    const pasted = form.get('tresc').slice(0, longestPaste);
    const rows = await genuine.listPublic();
    const switched = switchLanguage(visit, c, form.get('jezyk'));
    if (switched !== null) return c.html(renderGenuinePage(switched, { rows, pasted }));
    if (wait > 0) {
      const answer = renderNotice({ kind: 'danger', body: html`<p>${words.busy}</p>` });
      return c.html(renderGenuinePage(visit, { rows, pasted, answer }), 429);
    }
    if (pasted === '') return c.html(renderGenuinePage(visit, { rows, pasted, problem: words.empty }), 422);
    const answer = renderVerdict(visit, await genuine.judge(pasted));
    return c.html(renderGenuinePage(visit, { rows, pasted, answer }));
  });
}

function renderVerdict(visit: Visit, judged: { readonly verdict: Verdict; readonly at: Date | null }): Html {
  const words = visit.words.genuine;
  const when = judged.at === null ? '' : wordDateTime(visit, judged.at);
  switch (judged.verdict) {
    case 'ours':
      return renderNotice({
        kind: 'good',
        body: html`<h2>${words.ours}</h2><p>${words.oursMore(when)}</p>`,
      });
    case 'part':
      return renderNotice({
        kind: 'info',
        body: html`<h2>${words.part}</h2><p>${words.partMore(when)}</p>`,
      });
    case 'alike':
      return renderNotice({
        kind: 'danger',
        body: html`<h2>${words.alike}</h2><p>${words.alikeMore(when)} ${advice(visit)}</p>`,
      });
    case 'unknown':
      return renderNotice({
        kind: 'danger',
        body: html`<h2>${words.unknown}</h2><p>${words.unknownMore(genuineDays)} ${advice(visit)}</p><p>${words.codes}</p>`,
      });
    default:
      return judged.verdict satisfies never;
  }
}

function advice(visit: Visit): string {
  const words = visit.words.genuine;
  const { helpPhone } = visit.web.deps.office().settings;
  return helpPhone === '' ? words.advice : `${words.advice} ${words.call(helpPhone)}`;
}

function renderGenuinePage(
  visit: Visit,
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
  const { genuine } = visit.words;
  const office = visit.web.deps.office();
  const number = officeNumber(visit.web);
  const sender = office.settings.senderName;
  const shown = rows.slice(from * pageSize, (from + 1) * pageSize);
  return renderVisitPage(visit, {
    title: genuine.title,
    width: 'wide',
    formAction: paths.genuine,
    hasProblems: page.problem !== undefined,
    body: html`${renderProblems(visit, { tresc: page.problem })}${page.answer ?? ''}
<p class="lead">${genuine.lead(genuineDays)} ${sender === '' ? '' : genuine.sender(html`<strong>${sender}</strong>`)} ${number === '' ? '' : genuine.number(html`<strong class="nowrap">${number}</strong>`)} ${genuine.never}</p>
<form id="${mainForm}" method="post" action="${paths.genuine}" novalidate>
${renderTextArea({
  name: 'tresc',
  label: genuine.paste,
  hint: genuine.pasteHint,
  value: page.pasted,
  problem: page.problem,
  rows: 4,
  maxlength: longestPaste,
})}
<div class="buttons"><button>${genuine.check}</button></div>
</form>
<h2>${genuine.sent}</h2>
<form class="search" method="get" action="${paths.genuine}" role="search">
${renderField({ name: 'slowa', label: genuine.searchLabel, value: words, type: 'search', maxlength: 100 })}
<button>${genuine.search}</button>
</form>
${words === '' ? '' : html`<p role="status">${rows.length === 0 ? genuine.noneFound : genuine.found(rows.length)} <a href="${paths.genuine}">${genuine.all}</a></p>`}
${renderTable<SentCampaign>({
  caption: genuine.caption,
  isCaptionHidden: true,
  rows: shown,
  empty: words === '' ? genuine.nothing : genuine.noneFound,
  columns: [
    { title: genuine.when, cell: (row) => wordDateTime(visit, row.at), isHeader: true, isWhole: true },
    {
      title: genuine.text,
      cell: (row) => html`<span lang="pl">${row.text.replaceAll(/\{[^{}]*\}/g, '…')}</span>`,
    },
    { title: genuine.forWhom, cell: (row) => wordPublicAudience({ office, words: genuine }, row) },
  ],
})}
${renderPages(visit, { count: rows.length, words, from })}`,
  });
}

function renderPages(
  visit: Visit,
  list: { readonly count: number; readonly words: string; readonly from: number },
): Html {
  const { genuine } = visit.words;
  const { count, words, from } = list;
  const link = (page: number, text: string): Html => {
    const query = new URLSearchParams({ ...(words === '' ? {} : { slowa: words }), strona: String(page) });
    return html`<a href="${paths.genuine}?${query.toString()}">${text}</a>`;
  };
  const newer = from > 0 ? link(from - 1, genuine.newer) : '';
  const older = (from + 1) * pageSize < count ? link(from + 1, genuine.older) : '';
  return newer === '' && older === '' ? html`` : html`<p>${newer} ${older}</p>`;
}

function parsePage(text: string | undefined): number {
  return text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : 0;
}
