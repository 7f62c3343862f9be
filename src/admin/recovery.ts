// /admin/konto/kody: ten codes on paper for the day the phone is lost. They are shown once, on the page that made them.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { countRecoveryCodes } from '#db/recovery-codes.ts';
import { formatDay, formatDuration, formatPlural } from '#html/format.ts';
import { renderField } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { Session } from '#services/open-session.ts';
import { isProved, provePresence } from '#services/prove-presence.ts';
import { makeRecoveryCodes } from '#services/recovery-codes.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { findHome } from './permissions.ts';
import { type AdminContext, type AdminEnv, findDeviceToken } from './session.ts';

const codeWords = { one: 'kod', few: 'kody', many: 'kodów' };

export function mountRecovery(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/konto/kody', async (c) => {
    const session = c.get('session');
    if (!session.hasSecondFactor) return c.redirect(paths.admin.account, 303);
    return c.html(await renderOffer({ session }));
  });

  app.post('/konto/kody', async (c) => {
    const session = c.get('session');
    // Whoever finds a desk left open must not print a way in.
    if (!isProved(admin.deps, session)) {
      const answer = await provePresence(admin.deps, {
        session,
        secret: c.get('form').haslo ?? '',
        deviceToken: findDeviceToken(admin, c),
        limits: admin.limits,
      });
      if (answer.kind === 'throttled') {
        const problem = `Za dużo prób. Spróbuj ponownie za ${formatDuration(answer.waitSeconds)}.`;
        return c.html(await renderOffer({ session, problem }), 429);
      }
      if (answer.kind === 'wrong') {
        return c.html(await renderOffer({ session, problem: 'Hasło albo kod się nie zgadza.' }), 422);
      }
    }
    return c.html(renderCodes(session, await makeRecoveryCodes(admin.deps, session)));
  });

  async function renderOffer(page: { readonly session: Session; readonly problem?: string }): Promise<Html> {
    const { session, problem } = page;
    const left = await countRecoveryCodes(admin.deps.db, session.staffId);
    return renderAdminPage(admin, {
      room: 'account',
      session,
      title: 'Kody zapasowe',
      width: 'narrow',
      body: html`<p class="lead">Zgubisz albo zepsujesz telefon: wpiszesz jeden z tych kodów zamiast kodu z aplikacji. Kartkę trzymaj w szafie urzędu, nie przy komputerze.</p>
${left === 0 ? '' : renderNotice({ kind: 'warning', body: `Masz jeszcze ${formatPlural(left, codeWords)}. Nowe zastąpią stare: poprzednia kartka przestanie działać.` })}
<form method="post" action="${paths.admin.recoveryCodes}" novalidate>
${renderFormToken(session)}
${
  isProved(admin.deps, session)
    ? ''
    : renderField({
        name: 'haslo',
        label: 'Twoje hasło',
        hint: 'Albo 6 cyfr z aplikacji w telefonie.',
        problem,
        type: 'password',
        autocomplete: 'current-password',
        isRequired: true,
      })
}
<div class="buttons"><button>Pokaż 10 kodów do wydrukowania</button><a class="button second" href="${findHome(session.role)}">Później</a></div>
</form>`,
    });
  }

  function renderCodes(session: Session, codes: readonly string[]): Html {
    return renderAdminPage(admin, {
      room: 'account',
      session,
      title: 'Kody zapasowe',
      width: 'narrow',
      body: html`${renderNotice({ kind: 'warning', body: 'Wydrukuj lub przepisz je teraz: drugi raz się nie pokażą.' })}
<p>Panel Wici, ${admin.deps.office().settings.officeName}, konto ${session.login}, ${formatDay(admin.deps.clock())}. Każdy kod działa raz.</p>
<ol class="codes">${codes.map((code) => html`<li><span class="key">${code}</span></li>`)}</ol>
<p>Druk: Ctrl + P (na Macu ⌘ + P).</p>
<p><a class="button" href="${findHome(session.role)}">Gotowe, kody mam na papierze</a></p>`,
    });
  }
}
