import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type InboxEntry, listInbox } from '#db/mos.ts';
import { listSubscribersByPhone } from '#db/subscribers.ts';
import { formatDateTime } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { type Column, renderTable } from '#html/tables.ts';
import { renderAdminPage } from './frame.ts';
import { describeAddress, maskSender } from './people.ts';
import type { AdminContext, AdminEnv } from './session.ts';

const pageSize = 50;
/** Danger of the last day stands above everything else. */
const dangerOnTopMs = 24 * 3_600_000;

export function mountInbox(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/skrzynka', async (c) => {
    const before = parseId(c.req.query('przed'));
    const { db } = admin.deps;
    const latest = await listInbox(db, { limit: pageSize + 1, before });
    const page = latest.slice(0, pageSize);
    const top = before === undefined ? await listRecentDanger() : [];
    const topIds = new Set(top.map((entry) => entry.id));
    const rest = page.filter((entry) => !topIds.has(entry.id));
    const columns = await makeColumns([...top, ...rest]);
    const last = page.at(-1);
    return c.html(
      renderAdminPage(admin, {
        room: 'inbox',
        session: c.get('session'),
        title: 'Skrzynka',
        body: html`<p>SMS-y od mieszkańców, których system nie załatwił sam. Numery są ukryte.</p>
${
  top.length === 0
    ? ''
    : html`${renderNotice({
        kind: 'danger',
        body: html`<p><strong>Ktoś może być w niebezpieczeństwie.</strong> Nadawca dostał odpowiedź, żeby dzwonić na 112. Sprawdź, czy trzeba zadziałać.</p>`,
      })}
${renderTable({ caption: 'Zagrożenie — ostatnia doba', columns, rows: top, empty: '', rowClass: () => 'danger' })}`
}
${renderTable({
  caption: before === undefined ? 'Najnowsze wiadomości' : 'Starsze wiadomości',
  columns,
  rows: rest,
  empty: 'Nie ma wiadomości.',
  rowClass: (entry) => (entry.mark === 'danger' ? 'danger' : ''),
})}
${latest.length > pageSize && last !== undefined ? html`<p><a href="${paths.admin.inbox}?przed=${last.id}">Starsze wiadomości</a></p>` : ''}`,
      }),
    );
  });

  async function listRecentDanger(): Promise<readonly InboxEntry[]> {
    const since = admin.deps.clock().getTime() - dangerOnTopMs;
    const entries = await listInbox(admin.deps.db, { limit: pageSize, mark: 'danger' });
    return entries.filter((entry) => entry.receivedAt.getTime() > since);
  }

  async function makeColumns(entries: readonly InboxEntry[]): Promise<readonly Column<InboxEntry>[]> {
    const office = admin.deps.office();
    const phoneIds = [...new Set(entries.flatMap((entry) => entry.phoneId ?? []))];
    const people = await listSubscribersByPhone(admin.deps.db, phoneIds);
    const byPhone = new Map(people.map((person) => [person.phoneId, person]));
    return [
      { title: 'Kiedy', cell: (entry) => formatDateTime(entry.receivedAt), isHeader: true, isWhole: true },
      { title: 'Od kogo', cell: (entry) => maskSender(entry.sender), isWhole: true },
      {
        title: 'Adres',
        cell: (entry) => {
          const person = entry.phoneId === null ? undefined : byPhone.get(entry.phoneId);
          const addresses = person?.addresses.map((address) => describeAddress(office, address)) ?? [];
          return addresses.length === 0 ? 'nieznany' : addresses.join('; ');
        },
      },
      { title: 'Treść', cell: renderText },
    ];
  }
}

function renderText(entry: InboxEntry): Html {
  return html`${entry.mark === 'danger' ? html`<span class="tag danger">zagrożenie</span> ` : ''}${
    entry.state === 'parked' ? html`<span class="tag warning">nie udało się obsłużyć</span> ` : ''
  }<span class="marked">${entry.text}</span>`;
}

/** A page's mark from an address; anything else counts as absent. */
export function parseId(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
