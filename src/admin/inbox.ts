// /admin/skrzynka: one line for each number that has written to the office, danger first, then what is open.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import {
  countInbox,
  findFirstMoSince,
  type InboxCounts,
  type ListedThread,
  listThreads,
  type ThreadFilter,
} from '#db/inbox.ts';
import { listSubscribersByPhone, type StoredSubscriber } from '#db/subscribers.ts';
import { readSearchWords } from '#domain/inbox-search.ts';
import { formatAge, formatDateTime, formatPlural } from '#html/format.ts';
import { renderField } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import type { Session } from '#services/open-session.ts';
import { noteTextSearch } from '#services/open-thread.ts';
import { peopleOfSession } from '#services/sender-limit.ts';
import { canHandle, renderAdminPage } from './frame.ts';
import { renderParked } from './inbox-parked.ts';
import { describeStreets, maskSender } from './people.ts';
import type { AdminContext, AdminEnv } from './session.ts';

const pageSize = 50;
const searchDays = 90;

type View = {
  readonly filter: ThreadFilter;
  readonly search: string;
  readonly problem?: string;
};

const filters = [
  { key: 'wszystkie', kind: 'all', label: 'Wszystkie' },
  { key: 'nowe', kind: 'unread', label: 'Nowe' },
  { key: 'moje', kind: 'mine', label: 'Moje' },
  { key: 'zamkniete', kind: 'closed', label: 'Zamknięte' },
] as const;

export function mountInbox(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { db, clock } = admin.deps;

  app.get('/skrzynka', async (c) => {
    const session = c.get('session');
    const view = await readView(session, { filter: c.req.query('pokaz'), search: c.req.query('szukaj') });
    if (view.filter.kind === 'words') await noteTextSearch(admin.deps, session);
    const after = parseCursor(c.req.query('po'));
    const within = peopleOfSession(admin.deps.office(), session);
    const [found, counts] = await Promise.all([
      listThreads(db, { filter: view.filter, within, limit: pageSize + 1, after }),
      countInbox(db, within),
    ]);
    const page = found.slice(0, pageSize);
    const people = await listPeople(page);
    const isFirst = after === undefined;
    return c.html(
      renderAdminPage(admin, {
        room: 'inbox',
        session,
        title: 'Skrzynka',
        scripts: ['inbox.js'],
        body: html`<p>SMS-y od mieszkańców${within === null ? '' : ' Twoich miejscowości'}, których system nie załatwił sam. Numery są ukryte.</p>
<div class="notice info" role="status" hidden data-news data-live="${paths.admin.inboxEvents}" data-seen="${inboxMark(counts)}"><p>W skrzynce coś się zmieniło. <a href="${paths.admin.inbox}">Odśwież listę</a></p></div>
${renderDangerNotice(counts, view, isFirst)}
${renderFilters(view, counts)}
${canHandle(session) ? renderSearch(view) : ''}
${view.filter.kind === 'words' ? html`<p role="status">${page.length === 0 ? 'Nie znaleziono takiej rozmowy.' : `Znaleziono rozmowy${found.length > pageSize ? ', co najmniej' : ''}: ${page.length}.`}</p>` : ''}
${renderThreads({ page, people, view })}
${found.length > pageSize ? renderNext(view, page.at(-1)) : ''}
${isFirst && view.filter.kind === 'all' && within === null ? await renderParked(admin, session) : ''}
${canHandle(session) ? html`<p class="small"><a href="${paths.admin.savedAnswers}">Gotowe odpowiedzi</a></p>` : ''}`,
      }),
    );
  });

  async function readView(
    session: Session,
    query: { readonly filter: string | undefined; readonly search: string | undefined },
  ): Promise<View> {
    const search = (query.search ?? '').trim();
    if (search !== '') {
      const words = readSearchWords(search);
      if (words.length === 0)
        return { filter: { kind: 'all' }, search, problem: 'Wpisz przynajmniej jedno słowo z dwóch liter.' };
      const since = new Date(clock().getTime() - searchDays * 24 * 3_600_000);
      return { filter: { kind: 'words', words, firstMoId: await findFirstMoSince(db, since) }, search };
    }
    const kind = filters.find(({ key }) => key === query.filter)?.kind ?? 'all';
    return { filter: kind === 'mine' ? { kind, staffId: session.staffId } : { kind }, search };
  }

  async function listPeople(page: readonly ListedThread[]): Promise<ReadonlyMap<number, StoredSubscriber>> {
    const phoneIds = page.flatMap((thread) => thread.phoneId ?? []);
    const people = await listSubscribersByPhone(db, phoneIds);
    return new Map(people.map((person) => [person.phoneId, person]));
  }

  function renderThreads(list: {
    readonly page: readonly ListedThread[];
    readonly people: ReadonlyMap<number, StoredSubscriber>;
    readonly view: View;
  }): Html {
    const now = clock();
    const office = admin.deps.office();
    return renderTable<ListedThread>({
      caption: captions[list.view.filter.kind],
      rows: list.page,
      empty: empties[list.view.filter.kind],
      rowClass: (thread) => rowClass(thread),
      columns: [
        { title: 'Od kogo', cell: renderWho, isHeader: true },
        {
          title: 'Adres',
          cell: ({ phoneId }) =>
            describeStreets(office, phoneId === null ? undefined : list.people.get(phoneId)),
        },
        { title: 'Ostatni SMS', cell: (thread) => html`<span class="marked">${shorten(thread.text)}</span>` },
        {
          title: 'Kiedy',
          cell: ({ lastAt }) =>
            html`<time datetime="${lastAt.toISOString()}" title="${formatDateTime(lastAt)}">${formatAge(lastAt, now)}</time>`,
          isWhole: true,
        },
        { title: 'Stan', cell: renderTags },
      ],
    });
  }
}

/** What tells one look at the inbox from another. */
export function inboxMark({ unread, danger, parked, lastMoId }: InboxCounts): string {
  return [unread, danger, parked, lastMoId].join('.');
}

const captions: Readonly<Record<ThreadFilter['kind'], string>> = {
  all: 'Rozmowy: najpierw otwarte, od najnowszej',
  unread: 'Rozmowy z nowymi SMS-ami',
  mine: 'Rozmowy przydzielone mnie',
  closed: 'Zamknięte rozmowy',
  words: 'Znalezione rozmowy',
};

const empties: Readonly<Record<ThreadFilter['kind'], string>> = {
  all: 'Nikt jeszcze nie napisał do urzędu. Gdy system sam nie załatwi czyjegoś SMS-a, rozmowa pojawi się tutaj.',
  unread: 'Wszystko przeczytane.',
  mine: 'Żadna otwarta rozmowa nie jest przydzielona Tobie. Możesz wziąć rozmowę na jej stronie.',
  closed: 'Nie ma zamkniętych rozmów.',
  words: 'Sprawdź, czy słowa są dobrze napisane, albo szukaj krótszego początku słowa.',
};

/** Danger stands first on the list of all; where it may not be in sight, its count does. */
function renderDangerNotice({ danger }: InboxCounts, view: View, isFirst: boolean): Html {
  if (danger === 0) return html``;
  const threads = formatPlural(danger, { one: 'rozmowa', few: 'rozmowy', many: 'rozmów' });
  const isInSight = isFirst && view.filter.kind === 'all';
  return renderNotice({
    kind: 'danger',
    body: html`<p><strong>Ktoś może być w niebezpieczeństwie:</strong> ${threads}. Nadawca dostał odpowiedź, żeby dzwonić na 112. Sprawdź, czy trzeba zadziałać, i dopiero wtedy zamknij rozmowę.${isInSight ? '' : html` <a href="${paths.admin.inbox}">Pokaż</a>`}</p>`,
  });
}

function renderFilters(view: View, counts: InboxCounts): Html {
  return html`<nav aria-label="Które rozmowy"><ul class="tabs">${filters.map(
    ({ key, kind, label }) =>
      html`<li><a class="tab" href="${paths.admin.inbox}${kind === 'all' ? '' : `?pokaz=${key}`}"${view.filter.kind === kind ? html` aria-current="page"` : ''}>${label}${kind === 'unread' && counts.unread > 0 ? ` (${counts.unread})` : ''}</a></li>`,
  )}</ul></nav>`;
}

function renderSearch(view: View): Html {
  return html`<form class="search" method="get" action="${paths.admin.inbox}" role="search">
${renderField({
  name: 'szukaj',
  label: 'Szukaj w treści SMS-ów',
  hint: `Słowa albo ich początki, z ostatnich ${searchDays} dni`,
  value: view.search,
  problem: view.problem,
  type: 'search',
  maxlength: 200,
})}
<button>Szukaj</button>
</form>`;
}

function renderNext(view: View, last: ListedThread | undefined): Html {
  if (last === undefined) return html``;
  const key = filters.find(({ kind }) => kind === view.filter.kind && kind !== 'all')?.key;
  const query = new URLSearchParams({
    ...(key === undefined ? {} : { pokaz: key }),
    ...(view.search === '' ? {} : { szukaj: view.search }),
    po: `${last.rank}-${last.lastMoId}`,
  });
  return html`<p><a href="${paths.admin.inbox}?${query.toString()}">Starsze rozmowy</a></p>`;
}

function renderWho(thread: ListedThread): Html {
  const masked = maskSender(thread.sender);
  return html`<a${thread.phoneId === null ? '' : html` class="nowrap"`} href="${paths.admin.thread(thread.id)}">${masked}</a>${
    thread.unread > 0 && thread.state === 'open'
      ? html` <span class="badge">${thread.unread}<span class="hidden-text"> ${thread.unread === 1 ? 'nowy SMS' : 'nowe SMS-y'}</span></span>`
      : ''
  }`;
}

function renderTags(thread: ListedThread): Html {
  const { state, isDanger, isAnswered, assigneeName } = thread;
  if (state === 'closed') return html`<span class="tag">zamknięta</span>`;
  return html`${isDanger ? html`<span class="tag danger">zagrożenie</span> ` : ''}${
    isAnswered
      ? html`<span class="tag good">odpowiedziano</span> `
      : html`<span class="tag warning">czeka</span> `
  }${assigneeName === null ? '' : html`<span class="small">${assigneeName}</span>`}`;
}

function rowClass({ state, isDanger, unread }: ListedThread): string {
  if (state === 'closed') return 'closed';
  return `${isDanger ? 'danger' : ''}${unread > 0 ? ' unread' : ''}`.trim();
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 119).trimEnd()}…` : line;
}

function parseCursor(
  value: string | undefined,
): { readonly rank: number; readonly moId: number } | undefined {
  const [, rank, moId] = /^([0-2])-(\d{1,15})$/.exec(value ?? '') ?? [];
  return rank === undefined || moId === undefined ? undefined : { rank: Number(rank), moId: Number(moId) };
}

/** A page's mark from an address; anything else counts as absent. */
export function parseId(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
