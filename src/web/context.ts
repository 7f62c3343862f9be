// What every public page is made with, and what they have in common: forms, limits, the frame.
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { findClientAddress, type NetworkList, networkOf, parseNetworks } from '#domain/networks.ts';
import type { Html } from '#html/layout.ts';
import type { Deps } from '#services/deps.ts';
import { createPublicLimits, type PublicLimits } from '#services/public-limits.ts';

export type WebContext = {
  readonly deps: Deps;
  readonly limits: PublicLimits;
  readonly trustedProxies: NetworkList;
  /** Where the office says it is reached, when it says so. */
  readonly publicOrigin: string | undefined;
  /** SMSAPI_NUMBER, for an office that has not set its number in the panel. */
  readonly gatewayNumber: string | undefined;
};

export type WebOptions = {
  readonly deps: Deps;
  readonly config: {
    readonly publicUrl: string | undefined;
    readonly trustedProxies: readonly string[];
    readonly smsapi: { readonly number: string | undefined };
  };
};

/** What the pages are made with, from what the service was started with. */
export function openWebContext({ deps, config }: WebOptions): WebContext {
  return {
    deps,
    limits: createPublicLimits(deps),
    trustedProxies: parseNetworks(config.trustedProxies),
    publicOrigin: config.publicUrl === undefined ? undefined : new URL(config.publicUrl).origin,
    gatewayNumber: config.smsapi.number,
  };
}

/** A form's fields; of a repeated one all values. */
export type Form = {
  readonly get: (name: string) => string;
  readonly all: (name: string) => readonly string[];
  readonly names: () => readonly string[];
};

export async function readForm(c: Context): Promise<Form> {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? '');
  const fields = new URLSearchParams(isForm ? await c.req.text() : '');
  return {
    all: (name) => fields.getAll(name),
    get: (name) => (fields.get(name) ?? '').trim(),
    names: () => [...new Set(fields.keys())],
  };
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
  return web.limits[limit].consume(networkOf(clientAddress(web, c)));
}

/** Who really asks, as far as trusted proxies tell. */
export function clientAddress(web: WebContext, c: Context): string {
  const peer = c.env?.incoming === undefined ? '' : (getConnInfo(c).remote.address ?? '');
  const forwardedFor = c.req.header('x-forwarded-for');
  return findClientAddress({ peer, forwardedFor, trusted: web.trustedProxies });
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
