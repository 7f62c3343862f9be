// What the pages of /moje share: the cookie, the frame, the token in each form, how places are named.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { StoredAddress } from '#db/subscribers.ts';
import { displayLocality, displayStreet } from '#domain/places.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { Office } from '#services/deps.ts';
import { type MySession, resumeMine } from '#services/mine-session.ts';
import { type Form, readForm, type WebContext } from './context.ts';
import { renderVisitPage, type Visit } from './visit.ts';

const cookieName = 'wici_moje';
const tokenField = '_znak';

export async function findMySession(web: WebContext, c: Context): Promise<MySession | null> {
  const token = getCookie(c, cookieName);
  return token === undefined ? null : resumeMine(web.deps, token);
}

/** The form of a page of this very session; null when the session is over or the form was made elsewhere. */
export async function readMyForm(
  web: WebContext,
  c: Context,
): Promise<{ readonly session: MySession; readonly form: Form } | null> {
  const session = await findMySession(web, c);
  if (session === null) return null;
  const form = await readForm(c);
  const given = createHash('sha256').update(form.get(tokenField)).digest();
  const expected = createHash('sha256').update(session.csrf).digest();
  return timingSafeEqual(given, expected) ? { session, form } : null;
}

/** Seen by /moje alone, gone when the browser is closed. */
export function setMyCookie(web: WebContext, c: Context, token: string): void {
  setCookie(c, cookieName, token, {
    path: paths.mine,
    httpOnly: true,
    sameSite: 'Lax',
    secure: web.publicOrigin?.startsWith('https:') === true,
  });
}

export function clearMyCookie(c: Context): void {
  deleteCookie(c, cookieName, { path: paths.mine });
}

export function renderMyToken(session: Pick<MySession, 'csrf'>): Html {
  return html`<input type="hidden" name="${tokenField}" value="${session.csrf}">`;
}

/** A page behind the code: whose it is, and the way out. */
export function renderMyPage(
  visit: Visit,
  page: {
    readonly session: MySession;
    readonly title: string;
    readonly body: Html;
    readonly isFirst?: true;
    readonly formAction?: string;
    readonly hasProblems?: boolean;
  },
): Html {
  const { session, body, isFirst, ...rest } = page;
  const { mine } = visit.words;
  const back = isFirst ? '' : html`<p><a href="${paths.mine}">${mine.back}</a></p>`;
  return renderVisitPage(visit, {
    ...rest,
    body: html`${body}
${back}
<form method="post" action="${paths.leaveMine}">${renderMyToken(session)}<p class="quiet">${mine.number(spaced(session.msisdn))} <button class="plain">${mine.leave}</button></p></form>`,
  });
}

/** "600 100 200". */
function spaced(msisdn: string): string {
  return msisdn.replace(/^\+48(\d{3})(\d{3})(\d{3})$/, '$1 $2 $3');
}

/** "Skórzewo, ul. Poznańska 12". */
export function nameAddress(visit: Visit, address: StoredAddress): string {
  const { mine } = visit.words;
  const office = visit.web.deps.office();
  const locality = office.places.findLocality(address.sym);
  const street = address.symUl === null ? null : office.places.findStreet(address.sym, address.symUl);
  const place = locality === null ? mine.formerLocality : nameOf(office, locality);
  const way =
    address.symUl === null ? '' : `, ${street === null ? mine.formerStreet : displayStreet(street)}`;
  return `${place}${way}${address.houseNumber === null ? '' : ` ${address.houseNumber}`}`;
}

function nameOf(
  office: Pick<Office, 'places'>,
  locality: NonNullable<ReturnType<Office['places']['findLocality']>>,
): string {
  const found = office.places.findLocalities(locality.name);
  return found.kind === 'choices' ? displayLocality(locality) : locality.name;
}
