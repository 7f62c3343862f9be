// Who is asking: cookies, the session, the per-session token in forms, the client's address.
import { createHash, timingSafeEqual } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { findClientAddress, type NetworkList } from '#domain/networks.ts';
import type { Deps } from '#services/deps.ts';
import { ServiceError } from '#services/errors.ts';
import type { LiveAccess } from '#services/live-checks.ts';
import type { LogInLimits } from '#services/log-in.ts';
import { resumeSession, type Session } from '#services/open-session.ts';

/** What every page of the panel is made with. */
export type AdminContext = {
  readonly deps: Deps;
  readonly isHttps: boolean;
  readonly trustedProxies: NetworkList;
  /** The account that messages really go through, whatever the mode. */
  readonly live: LiveAccess;
  /** Of one call to the gateway, and calls of a second, at most. */
  readonly pace: { readonly maxRecipients: number; readonly maxCallsPerSecond: number };
  readonly limits: LogInLimits;
  /** Where links for others lead; undefined: where the panel is opened. */
  readonly publicOrigin?: string | undefined;
};

export type Form = Readonly<Record<string, string>>;
export type AdminEnv = { Variables: { session: Session; form: Form } };

const csrfField = '_znak';

/** The session of the request's cookie, of either level. */
export async function findRequestSession(admin: AdminContext, c: Context): Promise<Session | null> {
  const token = getCookie(c, sessionCookie(admin));
  if (token === undefined) return null;
  const by = c.req.header('accept')?.includes('text/event-stream') ? 'page' : 'person';
  return resumeSession(admin.deps, { token, by });
}

/** Throws ServiceError `forbidden` unless the form was made for this very session. */
export function checkFormToken(session: Session, form: Form): void {
  const given = createHash('sha256')
    .update(form[csrfField] ?? '')
    .digest();
  const expected = createHash('sha256').update(session.csrf).digest();
  if (!timingSafeEqual(given, expected)) throw new ServiceError('forbidden', 'form token');
}

/** The text fields of a form; of a repeated one the last. U+0000, which no database takes, is told as a damaged sign is. */
export async function readForm(c: Context): Promise<Form> {
  const body = await c.req.parseBody();
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value.replaceAll('\0', '\ufffd')]] : [],
    ),
  );
}

export const formTokenField = csrfField;

export function setSessionCookie(admin: AdminContext, c: Context, token: string): void {
  setCookie(c, sessionCookie(admin), token, cookieOptions(admin));
}

export function clearSessionCookie(admin: AdminContext, c: Context): void {
  deleteCookie(c, sessionCookie(admin), { path: '/', secure: admin.isHttps });
}

/** The device's own token, kept for half a year after a login. */
export function findDeviceToken(admin: AdminContext, c: Context): string | undefined {
  return getCookie(c, deviceCookie(admin));
}

export function setDeviceCookie(admin: AdminContext, c: Context, token: string): void {
  setCookie(c, deviceCookie(admin), token, { ...cookieOptions(admin), maxAge: 180 * 24 * 3600 });
}

/** Where the request really comes from; empty when it did not come over a socket. */
export function findAddress(admin: AdminContext, c: Context): string {
  return findClientAddress({
    peer: c.env?.incoming === undefined ? '' : (getConnInfo(c).remote.address ?? ''),
    forwardedFor: c.req.header('x-forwarded-for'),
    trusted: admin.trustedProxies,
  });
}

/** A page of the panel to come back to after the login; nothing outside of it. */
export function parseReturnPath(value: string | undefined): string | undefined {
  return value !== undefined && /^\/admin(?:\/[a-z0-9-]+)*(?:\?[a-z0-9=&-]*)?$/.test(value)
    ? value
    : undefined;
}

/** Whether the request brings a form, which only a page of this session may have made. */
export function isFormSent(c: Context): boolean {
  return c.req.method !== 'GET' && c.req.method !== 'HEAD';
}

/** `__Host-`: a browser takes it over HTTPS only, and from no other host of the domain. */
function sessionCookie(admin: AdminContext): string {
  return admin.isHttps ? '__Host-wici_session' : 'wici_session';
}

function deviceCookie(admin: AdminContext): string {
  return admin.isHttps ? '__Host-wici_device' : 'wici_device';
}

function cookieOptions(admin: AdminContext) {
  return { path: '/', httpOnly: true, sameSite: 'Lax', secure: admin.isHttps } as const;
}
