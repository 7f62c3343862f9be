import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { nameBrowser } from '#domain/browser-name.ts';
import { networkOf } from '#domain/networks.ts';
import { formatDuration } from '#html/format.ts';
import { renderField } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { logIn } from '#services/log-in.ts';
import { logOut } from '#services/log-out.ts';
import { noteBrowser } from '#services/open-session.ts';
import { renderGatePage } from './frame.ts';
import {
  type AdminContext,
  type AdminEnv,
  checkFormToken,
  clearSessionCookie,
  type Form,
  findAddress,
  findDeviceToken,
  findRequestSession,
  parseReturnPath,
  readForm,
  setDeviceCookie,
  setSessionCookie,
} from './session.ts';

export function mountLogIn(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/logowanie', async (c) => {
    const session = await findRequestSession(admin, c);
    if (session?.level === 'full') return c.redirect(paths.admin.home, 303);
    return c.html(renderLogIn(admin, { form: { dalej: c.req.query('dalej') ?? '' } }));
  });

  app.post('/logowanie', async (c) => {
    const form = await readForm(c);
    const answer = await logIn(admin.deps, {
      login: form.login ?? '',
      password: form.haslo ?? '',
      network: networkOf(findAddress(admin, c)),
      deviceToken: findDeviceToken(admin, c),
      limits: admin.limits,
    });
    const next = parseReturnPath(form.dalej);
    switch (answer.kind) {
      case 'wrong':
        return c.html(renderLogIn(admin, { form, problem: 'Login lub hasło się nie zgadza.' }), 401);
      case 'throttled': {
        c.header('retry-after', String(answer.waitSeconds));
        const problem = `Za dużo prób. Spróbuj ponownie za ${formatDuration(answer.waitSeconds)}.`;
        return c.html(renderLogIn(admin, { form, problem }), 429);
      }
      case 'no_second_factor': {
        const problem =
          'To konto nie ma drugiego składnika logowania, a bez niego nie można pracować w trybie rzeczywistym. Poproś administratora o nowy odnośnik do ustawienia konta.';
        return c.html(renderLogIn(admin, { form, problem }), 403);
      }
      case 'code_needed':
        setSessionCookie(admin, c, answer.token);
        return c.redirect(withReturn(paths.admin.secondFactor, next), 303);
      case 'enrolment_needed':
        setSessionCookie(admin, c, answer.token);
        return c.redirect(paths.admin.enrolSecondFactor, 303);
      case 'in':
        return enter(admin, { c, opened: answer, next });
      default:
        return answer satisfies never;
    }
  });

  app.post('/wyloguj', async (c) => {
    const session = await findRequestSession(admin, c);
    if (session !== null) {
      checkFormToken(session, await readForm(c));
      await logOut(admin.deps, session);
    }
    clearSessionCookie(admin, c);
    return c.redirect(paths.admin.logIn, 303);
  });
}

/** Sets the cookies of a finished login and goes on to the page that was wanted. */
export async function enter(
  admin: AdminContext,
  login: {
    readonly c: Context;
    readonly opened: { readonly token: string; readonly deviceToken: string };
    readonly next?: string | undefined;
  },
): Promise<Response> {
  const browser = nameBrowser(login.c.req.header('user-agent') ?? '');
  await noteBrowser(admin.deps, { token: login.opened.token, browser });
  setSessionCookie(admin, login.c, login.opened.token);
  setDeviceCookie(admin, login.c, login.opened.deviceToken);
  return login.c.redirect(login.next ?? paths.admin.home, 303);
}

function withReturn(path: string, next: string | undefined): string {
  return next === undefined ? path : `${path}?dalej=${encodeURIComponent(next)}`;
}

function renderLogIn(admin: AdminContext, page: { readonly form: Form; readonly problem?: string }): Html {
  const { form, problem } = page;
  return renderGatePage(admin, {
    title: 'Logowanie',
    body: html`${problem === undefined ? '' : renderNotice({ kind: 'danger', body: problem })}
<form method="post" action="${paths.admin.logIn}">
<input type="hidden" name="dalej" value="${form.dalej ?? ''}">
${renderField({
  name: 'login',
  label: 'Login',
  value: form.login,
  autocomplete: 'username',
  isRequired: true,
  extra: html`autocapitalize="none" spellcheck="false"`,
})}
${renderField({ name: 'haslo', label: 'Hasło', type: 'password', autocomplete: 'current-password', isRequired: true })}
<div class="buttons"><button>Zaloguj się</button></div>
</form>
<p class="quiet">Nie pamiętasz hasła? Administrator panelu w Twoim urzędzie da Ci nowy odnośnik do ustawienia konta.</p>`,
  });
}
