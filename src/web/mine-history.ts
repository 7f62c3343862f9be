import type { Hono } from 'hono';
import { html } from 'hono/html';
import { listConsentsOf, listReceivedFrom, listSentTo, type SentToMe } from '#db/mine.ts';
import { formatDateTime } from '#html/format.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import type { WebContext } from './context.ts';
import { findMySession, renderMyPage } from './mine-frame.ts';
import { wordAct, wordDoor, wordSentState } from './mine-words.ts';

const pageSize = 50;

export function mountMyHistory(app: Hono, web: WebContext): void {
  app.get(paths.myMessages, async (c) => {
    const session = await findMySession(web, c);
    if (session === null) return c.redirect(`${paths.mine}?koniec`, 303);
    const { phoneId } = session;
    const before = parseBefore(c.req.query('przed'));
    const { db } = web.deps;
    const [sent, received] = await Promise.all([
      listSentTo(db, { phoneId, limit: pageSize + 1, before }),
      before === undefined ? listReceivedFrom(db, { phoneId, limit: pageSize }) : [],
    ]);
    const shown = sent.slice(0, pageSize);
    const body = html`<p>Treść przechowujemy tylko przez czas ustalony przez urząd; potem zostaje sama data. Kodów nie pokazujemy.</p>
${renderTable<SentToMe>({
  caption: 'Do Ciebie',
  rows: shown,
  empty: 'Nic jeszcze nie wysłaliśmy.',
  columns: [
    { title: 'Kiedy', cell: (row) => formatDateTime(row.at), isHeader: true, isWhole: true },
    { title: 'Treść', cell: (row) => row.text ?? 'kod albo treść, której już nie ma' },
    { title: 'Stan', cell: wordSentState },
  ],
})}
${sent.length > pageSize ? html`<p><a href="${paths.myMessages}?przed=${shown.at(-1)?.id ?? 0}">Starsze</a></p>` : ''}
${
  before === undefined
    ? renderTable({
        caption: 'Od Ciebie',
        rows: received,
        empty: 'Nie mamy żadnego SMS-a od Ciebie.',
        columns: [
          { title: 'Kiedy', cell: (row) => formatDateTime(row.at), isHeader: true, isWhole: true },
          { title: 'Treść', cell: (row) => row.text ?? 'treść, której już nie ma' },
        ],
      })
    : ''
}`;
    return c.html(renderMyPage(web, { session, title: 'Wiadomości', body }));
  });

  app.get(paths.myConsents, async (c) => {
    const session = await findMySession(web, c);
    if (session === null) return c.redirect(`${paths.mine}?koniec`, 303);
    const rows = await listConsentsOf(web.deps.db, session.phoneId);
    const body = renderTable({
      caption: 'Twoje zgody i zmiany, od najnowszej',
      rows,
      empty: 'Nie ma tu jeszcze nic.',
      columns: [
        { title: 'Kiedy', cell: (row) => formatDateTime(row.at), isHeader: true, isWhole: true },
        { title: 'Co', cell: (row) => wordAct(row.act) },
        { title: 'Jak', cell: (row) => wordDoor(row.door) },
        { title: 'Wersja klauzuli albo źródło', cell: (row) => row.wording },
      ],
    });
    return c.html(renderMyPage(web, { session, title: 'Historia zgód', body }));
  });
}

function parseBefore(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
