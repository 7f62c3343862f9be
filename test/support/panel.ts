// The panel behind the real app (security headers, error pages), and a visitor with cookies who fills in its forms.
import assert from 'node:assert/strict';
import { argon2Sync, randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import { generateSync } from 'otplib';
import { insertAudit } from '#db/audit.ts';
import { insertStaff } from '#db/staff.ts';
import { type StaffRole, type StaffScope, scopeOf } from '#domain/roles.ts';
import type { Deps } from '#services/deps.ts';
import type { LiveAccess } from '#services/live-checks.ts';
import { openPasswordSession } from '#services/open-session.ts';
import { type AdminConfig, createAdmin } from '../../src/admin/admin.ts';
import { createTestApp } from './doors.ts';

export const password = 'trzy zielone parasole';

/** The app with the panel and nothing behind the other doors. */
export function createPanelApp(deps: Deps, config?: Partial<AdminConfig>, live?: LiveAccess): Hono {
  return createTestApp({
    admin: createAdmin({
      deps,
      config: {
        publicUrl: undefined,
        trustedProxies: [],
        adminNetworks: [],
        smsapi: { token: undefined, number: undefined, maxRecipients: 100, maxCallsPerSecond: 80 },
        ...config,
      },
      isHttps: false,
      live,
    }),
  });
}

/** These deps with the office in live mode. */
export function makeLive(deps: Deps): Deps {
  return { ...deps, office: () => ({ ...deps.office(), mode: 'live' }) };
}

export type Page = {
  readonly status: number;
  readonly url: string;
  readonly body: string;
  readonly headers: Headers;
};

export type Visitor = {
  /** Follows redirects, as a browser does. */
  readonly open: (path: string) => Promise<Page>;
  /** Sends a form from the page last opened, with its hidden fields. */
  readonly send: (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Record<string, string>,
  ) => Promise<Page>;
  readonly cookies: Map<string, string>;
};

const origin = 'http://wici.test';

/** A browser without JavaScript: keeps cookies and the hidden fields of the page it is on. */
export function createVisitor(app: Hono, options?: { readonly address?: string }): Visitor {
  const cookies = new Map<string, string>();
  let hidden: Record<string, string> = {};

  async function request(path: string, init: RequestInit): Promise<Page> {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set('cookie', [...cookies].map((pair) => pair.join('=')).join('; '));
    // The peer's address as @hono/node-server gives it.
    const env = {
      incoming: {
        socket: { remoteAddress: options?.address ?? '192.0.2.1', remotePort: 1, remoteFamily: 'IPv4' },
      },
    };
    const response = await app.request(`${origin}${path}`, { ...init, headers, redirect: 'manual' }, env);
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (/max-age=0/i.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location !== null && response.status >= 300 && response.status < 400)
      return request(location, { method: 'GET' });
    const body = await response.text();
    hidden = Object.fromEntries(
      [...body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
        name,
        unescapeHtml(value ?? ''),
      ]),
    );
    return { status: response.status, url: path, body, headers: response.headers };
  }

  return {
    cookies,
    open: (path) => request(path, { method: 'GET' }),
    send: (path, fields, headers) =>
      request(path, {
        method: 'POST',
        body: new URLSearchParams({ ...hidden, ...fields }),
        headers: { origin, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      }),
  };
}

/** The value behind an attribute, as a browser reads it. */
function unescapeHtml(text: string): string {
  const signs: Readonly<Record<string, string>> = { quot: '"', '#39': "'", lt: '<', gt: '>', amp: '&' };
  return text.replace(/&(quot|#39|lt|gt|amp);/g, (all, name: string) => signs[name] ?? all);
}

/** The tests' password as it is stored, but at the least cost: each of the service's takes half a second of a slow CPU. */
const passwordHash = ((): string => {
  const cost = { memory: 8, passes: 1, parallelism: 1, tagLength: 32 };
  const salt = randomBytes(16);
  const tag = argon2Sync('argon2id', { message: Buffer.from(password), nonce: salt, ...cost });
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${salt.toString('base64url')}$${tag.toString('base64url')}`;
})();

/**
 * Makes an account as its link and page would (log-in.test.ts goes that way); with `secret` when it set up the second factor,
 * else by "later".
 */
export async function setUpAccount(
  deps: Deps,
  visitor: Visitor,
  account: {
    readonly login: string;
    readonly role?: StaffRole;
    /** What a limited role may send to; the village of Skórzewo and kultura when left out. */
    readonly scope?: Partial<StaffScope>;
    readonly factor: 'totp' | 'later';
  },
): Promise<{ readonly secret: string; readonly page: Page }> {
  const { login, role = 'admin' } = account;
  const given = { localities: ['0582870'], areaIds: [], categories: ['kultura'], ...account.scope };
  const scope = scopeOf(role, given);
  const session = await deps.db.transaction(async (tx) => {
    const staffId = await insertStaff(tx, { login, name: 'Anna Nowak', role, scope, passwordHash });
    assert.ok(staffId !== null, `the login ${login} is taken`);
    await insertAudit(tx, { actor: `staff:${staffId}`, act: 'staff.set_up', detail: { role } });
    return openPasswordSession(tx, { staffId, now: deps.clock() });
  });
  visitor.cookies.set('wici_session', session);
  const enrolment = await visitor.open('/admin/drugi-skladnik');
  assert.equal(enrolment.url, '/admin/drugi-skladnik');
  const secret = readSecret(enrolment);
  const page =
    account.factor === 'later'
      ? await visitor.send('/admin/drugi-skladnik/pozniej', {})
      : await visitor.send('/admin/drugi-skladnik', { kod: codeAt(secret, deps.clock()) });
  assert.equal(page.status, 200);
  return { secret, page };
}

/** The second factor's key as the page shows it for typing. */
export function readSecret(page: Page): string {
  return (/<span class="key">([A-Z2-7 ]+)</.exec(page.body)?.[1] ?? '').replaceAll(' ', '');
}

export function codeAt(secret: string, at: Date): string {
  return generateSync({ secret, epoch: Math.floor(at.getTime() / 1000) });
}
