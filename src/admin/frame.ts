// What all pages of the panel share: head, navigation by task, the person logged in.
import { html } from 'hono/html';
import { countInbox, type InboxCounts } from '#db/inbox.ts';
import { choosePlural } from '#domain/plural.ts';
import { roleCan } from '#domain/roles.ts';
import { formatCount } from '#html/format.ts';
import { type Html, type Page, renderPage } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { Session } from '#services/open-session.ts';
import { peopleOfSession } from '#services/sender-limit.ts';
import { mayOpen } from './permissions.ts';
import { type AdminContext, formTokenField } from './session.ts';

export type Room =
  | 'home'
  | 'compose'
  | 'inbox'
  | 'subscribers'
  | 'campaigns'
  | 'reports'
  | 'settings'
  | 'manual'
  | 'account';

type Frame = Pick<Page, 'title' | 'heading' | 'width' | 'scripts' | 'sheets' | 'refreshSeconds' | 'body'>;

/** A page of the panel for somebody logged in. */
export function renderAdminPage(
  admin: AdminContext,
  page: Frame & { readonly room: Room; readonly session: Session },
): Html {
  const { room, session } = page;
  const waiting = countInbox(admin.deps.db, peopleOfSession(admin.deps.office(), session));
  const readsInbox = mayOpen(session.role, paths.admin.inbox);
  const rooms = [
    { room: 'compose', href: paths.admin.compose, label: 'Wyślij' },
    { room: 'inbox', href: paths.admin.inbox, label: 'Skrzynka', badge: waiting.then(renderInboxBadge) },
    { room: 'subscribers', href: paths.admin.subscribers, label: 'Odbiorcy' },
    { room: 'campaigns', href: paths.admin.campaigns, label: 'Wysyłki' },
    { room: 'reports', href: paths.admin.reports, label: 'Raporty' },
    { room: 'settings', href: paths.admin.settings, label: 'Ustawienia' },
  ].filter(({ href }) => mayOpen(session.role, href));
  return renderPage({
    ...framed(admin, page),
    nav: rooms.map(({ room: name, ...item }) => ({ ...item, isCurrent: name === room })),
    titleMark: waiting.then(
      ({ unread }) => html`${unread === 0 || !readsInbox ? '' : `(${formatUnread(unread)}) `}`,
    ),
    account: renderAccount(session),
  });
}

/** A page before the login: no navigation. */
export function renderGatePage(admin: AdminContext, page: Frame): Html {
  return renderPage({ ...framed(admin, page), width: 'narrow' });
}

/** The hidden field that proves a form was made for this session. */
export function renderFormToken(session: Pick<Session, 'csrf'>): Html {
  return html`<input type="hidden" name="${formTokenField}" value="${session.csrf}">`;
}

/** Whether the person acts at all, or only looks. What exactly they may, the table of permissions says. */
export function canSend(session: Pick<Session, 'role'>): boolean {
  return roleCan(session.role, 'work') || roleCan(session.role, 'compose');
}

/** Whether the person handles texts and people: answers, sees numbers, changes subscriptions. */
export function canHandle(session: Pick<Session, 'role'>): boolean {
  return roleCan(session.role, 'work');
}

/** New texts in the inbox; red while somebody may be in danger. */
function renderInboxBadge({ unread, danger }: InboxCounts): Html {
  if (unread === 0 && danger === 0) return html``;
  const words = [
    ...(unread === 0
      ? []
      : [`${formatUnread(unread)} ${choosePlural(unread, { one: 'nowa', few: 'nowe', many: 'nowych' })}`]),
    ...(danger === 0 ? [] : [`zagrożenie: ${formatCount(danger)}`]),
  ];
  return html` <span class="badge${danger === 0 ? '' : ' danger'}" aria-hidden="true">${danger === 0 ? '' : '!'}${unread === 0 ? '' : formatUnread(unread)}</span><span class="hidden-text"> (${words.join(', ')})</span>`;
}

/** The count stops at a thousand: nobody reads more of it. */
function formatUnread(unread: number): string {
  return unread >= 1000 ? `${formatCount(999)}+` : formatCount(unread);
}

function framed(admin: AdminContext, page: Frame): Page {
  const { mode, settings } = admin.deps.office();
  return { ...page, mode, siteName: `Wici · ${settings.officeName}`, siteHref: paths.admin.home };
}

function renderAccount(session: Session): Html {
  return html`<div class="account"><a href="${paths.admin.account}">${session.name}</a><a href="${paths.admin.manual}">Instrukcja</a><form method="post" action="${paths.admin.logOut}">${renderFormToken(session)}<button class="plain">Wyloguj</button></form></div>`;
}
