// Every page behind the login passes here: a session, not locked, and a line in the table of permissions.
import type { Context, MiddlewareHandler } from 'hono';
import { paths } from '#html/paths.ts';
import { renderLock } from './lock.ts';
import { checkPermission, findHome } from './permissions.ts';
import {
  type AdminContext,
  type AdminEnv,
  checkFormToken,
  findRequestSession,
  isFormSent,
  parseReturnPath,
  readForm,
} from './session.ts';

/**
 * Lets through who has a full session; others go to the login and come back to the page they wanted. With `later` the
 * page reads the form itself, and must check its token first.
 */
export function requireSession(
  admin: AdminContext,
  options?: { readonly form: 'later' },
): MiddlewareHandler<AdminEnv> {
  return async (c, next) => {
    const session = await findRequestSession(admin, c);
    if (session === null) return c.redirect(logInPath(c), 303);
    if (session.level !== 'full') {
      return c.redirect(
        session.hasSecondFactor ? paths.admin.secondFactor : paths.admin.enrolSecondFactor,
        303,
      );
    }
    c.set('session', session);
    if (isFormSent(c) && options?.form !== 'later') {
      const form = await readForm(c);
      checkFormToken(session, form);
      c.set('form', form);
    }
    if (session.isIdle && c.req.path !== paths.admin.unlock) return renderLock(admin, c, session);
    // Limited roles have no use for the office's first page: the login leads them past it.
    const home = findHome(session.role);
    if (c.req.path === paths.admin.home && home !== paths.admin.home) return c.redirect(home, 303);
    await checkPermission(admin, c, session);
    await next();
  };
}

function logInPath(c: Context): string {
  const url = new URL(c.req.url);
  const wanted = c.req.method === 'GET' ? parseReturnPath(url.pathname + url.search) : undefined;
  const isHome = wanted === undefined || wanted === paths.admin.home;
  return isHome ? paths.admin.logIn : `${paths.admin.logIn}?dalej=${encodeURIComponent(wanted)}`;
}
