// Texts that could not be handled: what they say, and the two things a person can do about each.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { listParkedMos } from '#db/inbox.ts';
import { tellsOfDanger } from '#domain/distress.ts';
import { foldWords } from '#domain/fold.ts';
import { formatDateTime } from '#html/format.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import type { Session } from '#services/open-session.ts';
import { settleParked } from '#services/settle-parked.ts';
import { canHandle, renderFormToken } from './frame.ts';
import { maskSender } from './people.ts';
import type { AdminContext, AdminEnv } from './session.ts';

const mostShown = 100;

export function mountParked(app: Hono<AdminEnv>, admin: AdminContext): void {
  for (const { action, act } of [
    { action: 'ponow', act: 'retry' },
    { action: 'zakoncz', act: 'close' },
  ] as const) {
    app.post(`/skrzynka/odlozone/:id{[0-9]{1,15}}/${action}`, async (c) => {
      await settleParked(admin.deps, { staff: c.get('session'), moId: Number(c.req.param('id')), act });
      return c.redirect(`${paths.admin.inbox}#odlozone`, 303);
    });
  }
}

/** The section of the inbox; nothing when nothing is aside. */
export async function renderParked(admin: AdminContext, session: Session): Promise<Html> {
  const parked = await listParkedMos(admin.deps.db, mostShown);
  if (parked.length === 0) return html``;
  type Parked = (typeof parked)[number];
  const isDanger = ({ text }: Parked) => tellsOfDanger(foldWords(text));
  return html`<section id="odlozone" aria-labelledby="odlozone-tytul">
<h2 id="odlozone-tytul">Odłożone</h2>
<p>Tych SMS-ów systemowi nie udało się obsłużyć i nikt na nie nie odpowiedział. Przeczytaj je. Możesz kazać systemowi spróbować jeszcze raz albo załatwić sprawę samodzielnie i zakończyć. Powiadom też osobę, która prowadzi system.</p>
${renderTable<Parked>({
  caption: 'Odłożone SMS-y, od najstarszego',
  isCaptionHidden: true,
  rows: parked.toSorted((a, b) => Number(isDanger(b)) - Number(isDanger(a))),
  empty: '',
  rowClass: (row) => (isDanger(row) ? 'danger' : ''),
  columns: [
    { title: 'Kiedy', cell: (row) => formatDateTime(row.receivedAt), isHeader: true, isWhole: true },
    { title: 'Od kogo', cell: (row) => maskSender(row.sender), isWhole: true },
    { title: 'Treść', cell: (row) => html`<span class="marked">${row.text}</span>` },
    ...(canHandle(session)
      ? [{ title: 'Co zrobić', cell: (row: Parked) => renderActs(row.id, session) }]
      : []),
  ],
})}
</section>`;
}

function renderActs(id: number, session: Session): Html {
  return html`<form class="inline" method="post" action="${paths.admin.retryParked(id)}">${renderFormToken(session)}<button class="second small">Spróbuj ponownie</button></form>
<form class="inline" method="post" action="${paths.admin.closeParked(id)}">${renderFormToken(session)}<button class="second small">Zakończ</button></form>`;
}
