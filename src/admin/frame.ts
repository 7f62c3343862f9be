// What all pages of the panel share: head, navigation by task, the person logged in.
import { html } from 'hono/html';
import { type Html, type Page, renderPage } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { Session } from '#services/open-session.ts';
import { type AdminContext, formTokenField } from './session.ts';

export type Room = 'home' | 'compose' | 'inbox' | 'subscribers' | 'campaigns' | 'settings' | 'manual';

type Frame = Pick<Page, 'title' | 'heading' | 'width' | 'scripts' | 'refreshSeconds' | 'body'>;

/** A page of the panel for somebody logged in. */
export function renderAdminPage(
  admin: AdminContext,
  page: Frame & { readonly room: Room; readonly session: Session },
): Html {
  const { room, session } = page;
  const rooms = [
    ...(canSend(session) ? [{ room: 'compose', href: paths.admin.compose, label: 'Wyślij' }] : []),
    { room: 'inbox', href: paths.admin.inbox, label: 'Skrzynka' },
    { room: 'subscribers', href: paths.admin.subscribers, label: 'Odbiorcy' },
    { room: 'campaigns', href: paths.admin.campaigns, label: 'Wysyłki' },
    { room: 'settings', href: paths.admin.settings, label: 'Ustawienia' },
  ];
  return renderPage({
    ...framed(admin, page),
    nav: rooms.map(({ href, label, room: name }) => ({ href, label, isCurrent: name === room })),
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

export function canSend(session: Pick<Session, 'role'>): boolean {
  return session.role !== 'viewer';
}

function framed(admin: AdminContext, page: Frame): Page {
  const { mode, settings } = admin.deps.office();
  return { ...page, mode, siteName: `Wici · ${settings.officeName}`, siteHref: paths.admin.home };
}

function renderAccount(session: Session): Html {
  return html`<div class="account"><span>${session.name}</span><a href="${paths.admin.manual}">Instrukcja</a><form method="post" action="${paths.admin.logOut}">${renderFormToken(session)}<button class="plain">Wyloguj</button></form></div>`;
}
