import type { Hono } from 'hono';
import { html } from 'hono/html';
import { listConsentsOf, listReceivedFrom, listSentTo, type SentToMe } from '#db/mine.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import type { WebContext } from './context.ts';
import { wordDateTime } from './dates.ts';
import { findMySession, renderMyPage } from './mine-frame.ts';
import { openVisit, type Visit } from './visit.ts';

const pageSize = 50;

export function mountMyHistory(app: Hono, web: WebContext): void {
  app.get(paths.myMessages, async (c) => {
    const session = await findMySession(web, c);
    if (session === null) return c.redirect(`${paths.mine}?koniec`, 303);
    const visit = openVisit(web, c);
    const { history } = visit.words.mine;
    const { phoneId } = session;
    const before = parseBefore(c.req.query('przed'));
    const { db } = web.deps;
    const [sent, received] = await Promise.all([
      listSentTo(db, { phoneId, limit: pageSize + 1, before }),
      before === undefined ? listReceivedFrom(db, { phoneId, limit: pageSize }) : [],
    ]);
    const shown = sent.slice(0, pageSize);
    const body = html`<p>${history.about}</p>
${renderTable<SentToMe>({
  caption: history.toYou,
  rows: shown,
  empty: history.nothingSent,
  columns: [
    whenColumn(visit),
    { title: history.text, cell: (row) => renderText(row.text, history.goneOrCode) },
    { title: history.state, cell: (row) => wordSentState(visit, row) },
  ],
})}
${sent.length > pageSize ? html`<p><a href="${paths.myMessages}?przed=${shown.at(-1)?.id ?? 0}">${history.older}</a></p>` : ''}
${
  before === undefined
    ? renderTable({
        caption: history.fromYou,
        rows: received,
        empty: history.nothingReceived,
        columns: [
          whenColumn(visit),
          { title: history.text, cell: (row) => renderText(row.text, history.gone) },
        ],
      })
    : ''
}`;
    return c.html(renderMyPage(visit, { session, title: history.title, body }));
  });

  app.get(paths.myConsents, async (c) => {
    const session = await findMySession(web, c);
    if (session === null) return c.redirect(`${paths.mine}?koniec`, 303);
    const visit = openVisit(web, c);
    const { history, acts, doors } = visit.words.mine;
    const rows = await listConsentsOf(web.deps.db, session.phoneId);
    const body = renderTable({
      caption: history.consentsCaption,
      rows,
      empty: history.noConsents,
      columns: [
        whenColumn(visit),
        { title: history.act, cell: (row) => acts[row.act] },
        { title: history.door, cell: (row) => doors[row.door] },
        { title: history.wording, cell: (row) => html`<span lang="pl">${row.wording}</span>` },
      ],
    });
    return c.html(renderMyPage(visit, { session, title: history.consentsTitle, body }));
  });
}

function whenColumn(visit: Visit) {
  const cell = (row: { readonly at: Date }) => wordDateTime(visit, row.at);
  return { title: visit.words.mine.history.when, cell, isHeader: true, isWhole: true } as const;
}

/** Texts are written in Polish, whatever language the page is in. */
function renderText(text: string | null, otherwise: string): Html | string {
  return text === null ? otherwise : html`<span lang="pl">${text}</span>`;
}

function wordSentState(visit: Visit, message: SentToMe): string {
  const { history, states } = visit.words.mine;
  return message.state === 'skipped' && message.reason === 'paused'
    ? history.pausedNow
    : states[message.state];
}

function parseBefore(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
