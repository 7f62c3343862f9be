// What every public page is made with, and what they have in common: forms, limits, the frame.
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import type { MsisdnProblem } from '#domain/msisdn.ts';
import { findClientAddress, type NetworkList, networkOf } from '#domain/networks.ts';
import { formatDuration } from '#html/format.ts';
import { type Html, renderNotice, renderPage } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { Deps } from '#services/deps.ts';
import type { PublicLimits } from '#services/public-limits.ts';

export type WebContext = {
  readonly deps: Deps;
  readonly limits: PublicLimits;
  readonly trustedProxies: NetworkList;
  /** Where the office says it is reached, when it says so. */
  readonly publicOrigin: string | undefined;
  /** SMSAPI_NUMBER, for an office that has not set its number in the panel. */
  readonly gatewayNumber: string | undefined;
};

/** A form's fields; of a repeated one all values. */
export type Form = {
  readonly get: (name: string) => string;
  readonly all: (name: string) => readonly string[];
};

export async function readForm(c: Context): Promise<Form> {
  const body = await c.req.parseBody({ all: true });
  const all = (name: string): readonly string[] =>
    [Object.hasOwn(body, name) ? body[name] : []].flat().filter((value) => typeof value === 'string');
  return { all, get: (name) => (all(name)[0] ?? '').trim() };
}

/** Other sites can't post our forms from somebody's browser: it would spend that number's codes. */
export function refuseForeignPosts(web: WebContext): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const site = c.req.header('sec-fetch-site');
    const origin = c.req.header('origin');
    const isOurs =
      site === undefined
        ? origin === undefined || origin === web.publicOrigin || hostOf(origin) === c.req.header('host')
        : site === 'same-origin' || site === 'none';
    if (isOurs) return next();
    const body = html`<p>Formularz został wysłany z innej strony. <a href="${paths.home}">Zacznij tutaj jeszcze raz.</a></p>`;
    return c.html(renderPublicPage(web, { title: 'Nie przyjęto formularza', body }), 403);
  };
}

/** How long this network has to wait before the next act of a kind; 0 = not at all. */
export async function consumeLimit(web: WebContext, c: Context, limit: keyof PublicLimits): Promise<number> {
  const peer = c.env?.incoming === undefined ? '' : (getConnInfo(c).remote.address ?? '');
  const forwardedFor = c.req.header('x-forwarded-for');
  const address = findClientAddress({ peer, forwardedFor, trusted: web.trustedProxies });
  return web.limits[limit].consume(networkOf(address));
}

/** A public page in the office's frame. */
export function renderPublicPage(
  web: WebContext,
  page: { readonly title: string; readonly heading?: string; readonly body: Html },
): Html {
  const { mode, settings } = web.deps.office();
  return renderPage({ ...page, siteName: settings.officeName, siteHref: paths.home, mode, width: 'narrow' });
}

/** The number people text, as dialled; empty when the office has none yet. */
export function officeNumber(web: WebContext): string {
  const { dialogueNumber } = web.deps.office().settings;
  if (dialogueNumber !== '') return dialogueNumber;
  const digits = (web.gatewayNumber ?? '').replace(/\D/g, '').replace(/^48(?=\d{9}$)/, '');
  return digits.replace(/(\d{3})(?=\d)/g, '$1 ');
}

/** "Wyślij SMS ZAPISZ na numer …" as a link that fills the text in; plain words where there is no number. */
export function renderSmsWay(web: WebContext, word: 'ZAPISZ' | 'STOP'): Html {
  const number = officeNumber(web);
  if (number === '') return html`SMS o treści <strong>${word}</strong> na numer urzędu`;
  const digits = number.replace(/\D/g, '');
  const dialled = digits.length === 9 ? `+48${digits}` : `+${digits}`;
  return html`SMS o treści <strong>${word}</strong> na numer <a href="sms:${dialled}?body=${word}">${number}</a>`;
}

/** Too soon: how long to wait, and the way that always works. */
export function renderWait(
  web: WebContext,
  wait: { readonly seconds: number; readonly reason: 'number' | 'network'; readonly word: 'ZAPISZ' | 'STOP' },
): Html {
  const reason =
    wait.reason === 'number'
      ? 'Na ten numer niedawno wysłano już kod.'
      : 'Z tej sieci przyszło bardzo dużo próśb naraz.';
  const time = wait.seconds <= 90 ? `${wait.seconds} s` : formatDuration(wait.seconds);
  return renderNotice({
    kind: 'danger',
    body: html`<p>${reason} Spróbuj ponownie za ${time} albo wyślij ${renderSmsWay(web, wait.word)}.</p>`,
  });
}

export const numberProblems: Readonly<Record<MsisdnProblem, string>> = {
  empty: 'Podaj numer telefonu komórkowego',
  not_a_number: 'To nie jest numer telefonu. Wpisz 9 cyfr, na przykład 600 100 200',
  foreign: 'To numer zagraniczny. Można podać tylko polski numer komórkowy',
  not_mobile: 'To nie jest numer komórkowy. SMS-y dochodzą tylko na polskie numery komórkowe',
  alphanumeric: 'W numerze są litery. Wpisz 9 cyfr, na przykład 600 100 200',
};

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
