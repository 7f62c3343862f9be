import type { Hono } from 'hono';
import { html } from 'hono/html';
import {
  countSubscribers,
  findSubscriberByMsisdn,
  type ListedSubscriber,
  listSubscribers,
} from '#db/subscribers.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import { formatCount, formatDateTime } from '#html/format.ts';
import { renderField } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import type { Session } from '#services/open-session.ts';
import { noteNumberSearch, revealNumber } from '#services/reveal-number.ts';
import { canSend, renderAdminPage, renderFormToken } from './frame.ts';
import { parseId } from './inbox.ts';
import { describeAddress, describeCategories, maskSender } from './people.ts';
import type { AdminContext, AdminEnv } from './session.ts';

const pageSize = 50;

export function mountSubscribers(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/odbiorcy', async (c) => {
    const session = c.get('session');
    const search = (c.req.query('numer') ?? '').trim();
    const before = parseId(c.req.query('przed'));
    const [counts, found] = await Promise.all([
      countSubscribers(admin.deps.db),
      findSubscribers({ session, search, before }),
    ]);
    const page = found.rows.slice(0, pageSize);
    const last = page.at(-1);
    const more = new URLSearchParams({
      ...(search === '' ? {} : { numer: search }),
      przed: String(last?.phoneId),
    });
    return c.html(
      renderAdminPage(admin, {
        room: 'subscribers',
        session,
        title: 'Odbiorcy',
        body: html`<dl class="figures">
<div><dt>Zapisani</dt><dd>${formatCount(counts.active)}</dd></div>
<div><dt>Wstrzymani</dt><dd>${formatCount(counts.suspended)}</dd></div>
<div><dt>Wypisani</dt><dd>${formatCount(counts.left)}</dd></div>
</dl>
<p><a href="${paths.admin.deadNumbers}">Martwe numery</a>: nic tam nie dochodzi, więc nic tam nie idzie.${canSend(session) ? html` <a href="${paths.admin.dataRequests}">Rejestr wniosków RODO</a>` : ''}</p>
<form class="search" method="get" action="${paths.admin.subscribers}" role="search">
${renderField({
  name: 'numer',
  label: 'Szukaj numeru',
  hint: 'Cały numer albo jego ostatnie cyfry (co najmniej 3)',
  value: search,
  problem: found.problem,
  type: 'search',
  inputmode: 'tel',
})}
<button>Szukaj</button>
</form>
${found.problem === undefined && search !== '' ? html`<p role="status">${page.length === 0 ? 'Nie znaleziono nikogo.' : `Znaleziono${found.rows.length > pageSize ? ' co najmniej' : ''}: ${page.length}.`}</p>` : ''}
${renderList(admin, { rows: page, session })}
${found.rows.length > pageSize ? html`<p><a href="${paths.admin.subscribers}?${more.toString()}">Następni na liście</a></p>` : ''}`,
      }),
    );
  });

  app.post('/odbiorcy/:id{[0-9]+}/numer', async (c) => {
    const session = c.get('session');
    const { staffId, role } = session;
    const msisdn = await revealNumber(admin.deps, { staffId, role, phoneId: Number(c.req.param('id')) });
    return c.html(
      renderAdminPage(admin, {
        room: 'subscribers',
        session,
        title: 'Numer odbiorcy',
        width: 'narrow',
        body: html`<p class="lead"><a href="tel:${msisdn}">${spaced(msisdn)}</a></p>
${renderNotice({ kind: 'info', body: 'To, że obejrzano ten numer, zapisano w dzienniku.' })}
<p><a href="${paths.admin.subscribers}">Wróć do listy</a></p>`,
      }),
    );
  });

  async function findSubscribers(options: {
    readonly session: Session;
    readonly search: string;
    readonly before: number | undefined;
  }): Promise<{ readonly rows: readonly ListedSubscriber[]; readonly problem?: string }> {
    const { db } = admin.deps;
    const { search, before } = options;
    if (search === '') return { rows: await listSubscribers(db, { limit: pageSize + 1, before }) };
    const parsed = parseMsisdn(search);
    if (parsed.ok) {
      const person = await findSubscriberByMsisdn(db, parsed.msisdn);
      const { staffId } = options.session;
      await noteNumberSearch(admin.deps, { staffId, phoneId: person?.phoneId ?? null });
      return { rows: person === null ? [] : [person] };
    }
    const digits = search.replace(/[\s-]/g, '');
    if (!/^\d{3,8}$/.test(digits)) {
      return { rows: [], problem: 'Wpisz cały numer komórki albo od 3 do 8 jego ostatnich cyfr.' };
    }
    return { rows: await listSubscribers(db, { limit: pageSize + 1, before, numberEnd: digits }) };
  }
}

const states: Readonly<Record<ListedSubscriber['state'], { readonly label: string; readonly kind: string }>> =
  {
    active: { label: 'zapisany', kind: 'good' },
    suspended: { label: 'wstrzymany', kind: 'warning' },
    left: { label: 'wypisany', kind: '' },
  };

const sources: Readonly<Record<ListedSubscriber['source'], string>> = {
  sms: 'SMS',
  form: 'formularz',
  api: 'inny system',
  import: 'plik',
  staff: 'urząd',
};

function renderList(
  admin: AdminContext,
  list: { readonly rows: readonly ListedSubscriber[]; readonly session: Session },
): Html {
  const office = admin.deps.office();
  return renderTable<ListedSubscriber>({
    caption: 'Odbiorcy, od ostatnio dodanych',
    rows: list.rows,
    empty: 'Lista jest pusta.',
    columns: [
      { title: 'Numer', cell: (row) => renderNumber(row, list.session), isHeader: true, isWhole: true },
      {
        title: 'Stan',
        cell: (row) => html`<span class="tag ${states[row.state].kind}">${states[row.state].label}</span>`,
      },
      {
        title: 'Adres',
        cell: (row) => row.addresses.map((address) => describeAddress(office, address)).join('; ') || 'brak',
      },
      { title: 'Kategorie', cell: (row) => describeCategories(office, row.categoryIds) || 'brak' },
      { title: 'Zapis', cell: (row) => `${formatDateTime(row.joinedAt)} (${sources[row.source]})` },
      ...(canSend(list.session)
        ? [
            {
              title: 'Wnioski',
              cell: (row: ListedSubscriber) =>
                html`<a href="${paths.admin.personRequests(row.phoneId)}">RODO<span class="hidden-text"> numeru kończącego się na ${row.msisdn?.slice(-3) ?? 'nic'}</span></a>`,
            },
          ]
        : []),
    ],
  });
}

function renderNumber(row: ListedSubscriber, session: Session): Html {
  const masked = maskSender(row.msisdn);
  if (row.msisdn === null || !canSend(session)) return html`${masked}`;
  return html`${masked}<form method="post" action="${paths.admin.revealNumber(row.phoneId)}">${renderFormToken(session)}<button class="plain small">pokaż<span class="hidden-text"> numer kończący się na ${row.msisdn.slice(-3)}</span></button></form>`;
}

function spaced(msisdn: string): string {
  return msisdn.replace(/^(\+48)(\d{3})(\d{3})(\d{3})$/, '$1 $2 $3 $4');
}
