// What every public page is made with, and what they have in common: forms, limits, the frame.
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { findClientAddress, type NetworkList, networkOf } from '#domain/networks.ts';
import type { Html } from '#html/layout.ts';
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
export function refuseForeignPosts(web: WebContext, renderRefusal: (c: Context) => Html): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const site = c.req.header('sec-fetch-site');
    const origin = c.req.header('origin');
    const isOurs =
      site === undefined
        ? origin === undefined || origin === web.publicOrigin || hostOf(origin) === c.req.header('host')
        : site === 'same-origin' || site === 'none';
    if (isOurs) return next();
    return c.html(renderRefusal(c), 403);
  };
}

/** How long this network has to wait before the next act of a kind; 0 = not at all. */
export async function consumeLimit(web: WebContext, c: Context, limit: keyof PublicLimits): Promise<number> {
  const peer = c.env?.incoming === undefined ? '' : (getConnInfo(c).remote.address ?? '');
  const forwardedFor = c.req.header('x-forwarded-for');
  const address = findClientAddress({ peer, forwardedFor, trusted: web.trustedProxies });
  return web.limits[limit].consume(networkOf(address));
}

/** The number people text, as dialled; empty when the office has none yet. */
export function officeNumber(web: WebContext): string {
  const { dialogueNumber } = web.deps.office().settings;
  if (dialogueNumber !== '') return dialogueNumber;
  const digits = (web.gatewayNumber ?? '').replace(/\D/g, '').replace(/^48(?=\d{9}$)/, '');
  return digits.replace(/(\d{3})(?=\d)/g, '$1 ');
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
