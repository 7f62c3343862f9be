// /admin/konto: one's own account: the password, the second factor, codes on paper, open sessions.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { countRecoveryCodes } from '#db/recovery-codes.ts';
import { type ListedSession, listSessions } from '#db/sessions.ts';
import { formatAge, formatDateTime, formatDuration, formatPlural } from '#html/format.ts';
import { hasProblems, type Problems, renderField, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import type { Session } from '#services/open-session.ts';
import { changePassword, endOtherSessions, endSession } from '#services/own-account.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { wordRole } from './role-words.ts';
import { type AdminContext, type AdminEnv, findDeviceToken } from './session.ts';
import { passwordWords } from './set-up.ts';

const done: Readonly<Record<string, string>> = {
  haslo: 'Hasło zmienione. Inne urządzenia zostały wylogowane.',
  sesja: 'Wylogowano.',
};

export function mountAccount(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { db, clock } = admin.deps;

  app.get('/konto', async (c) => {
    const notice = done[c.req.query('zrobione') ?? ''];
    return c.html(await render({ session: c.get('session'), problems: {}, notice }));
  });

  app.post('/konto/haslo', async (c) => {
    const session = c.get('session');
    const { obecne = '', haslo = '', haslo2 = '' } = c.get('form');
    if (haslo !== haslo2) {
      const problems = { haslo2: 'Hasła w obu polach się różnią.' };
      return c.html(await render({ session, problems }), 422);
    }
    const answer = await changePassword(admin.deps, {
      session,
      current: obecne,
      password: haslo,
      deviceToken: findDeviceToken(admin, c),
      limits: admin.limits,
    });
    switch (answer.kind) {
      case 'changed':
        return c.redirect(`${paths.admin.account}?zrobione=haslo`, 303);
      case 'refused':
        return c.html(await render({ session, problems: { haslo: passwordWords[answer.problem] } }), 422);
      case 'wrong':
        return c.html(await render({ session, problems: { obecne: 'Obecne hasło się nie zgadza.' } }), 422);
      case 'throttled': {
        const obecne = `Za dużo prób. Spróbuj ponownie za ${formatDuration(answer.waitSeconds)}.`;
        return c.html(await render({ session, problems: { obecne } }), 429);
      }
      default:
        return answer satisfies never;
    }
  });

  app.post('/konto/sesje/zakoncz', async (c) => {
    await endOtherSessions(admin.deps, c.get('session'));
    return c.redirect(`${paths.admin.account}?zrobione=sesja`, 303);
  });

  app.post('/konto/sesje/:id{[0-9]{1,15}}/zakoncz', async (c) => {
    const { staffId } = c.get('session');
    const sessionId = Number(c.req.param('id'));
    await endSession(admin.deps, { sessionId, staffId, actor: `staff:${staffId}` });
    return c.redirect(`${paths.admin.account}?zrobione=sesja`, 303);
  });

  async function render(page: {
    readonly session: Session;
    readonly problems: Problems;
    readonly notice?: string | undefined;
  }): Promise<Html> {
    const { session, problems, notice } = page;
    const { staffId } = session;
    const now = clock();
    const [codes, sessions] = await Promise.all([
      countRecoveryCodes(db, staffId),
      listSessions(db, { staffId, now }),
    ]);
    return renderAdminPage(admin, {
      room: 'account',
      session,
      title: 'Moje konto',
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
${notice === undefined ? '' : renderNotice({ kind: 'good', body: notice })}
<dl class="facts">
<dt>Imię i nazwisko</dt><dd>${session.name}</dd>
<dt>Login</dt><dd>${session.login}</dd>
<dt>Rola</dt><dd>${wordRole(admin.deps.office(), session)}</dd>
</dl>
${session.role === 'treasurer' ? renderNotice({ kind: 'info', body: 'Skarbnik wysyła przypomnienia o zaległościach. Ten urząd jeszcze ich nie włączył, więc poza własnym kontem i instrukcją nie ma tu na razie nic do zrobienia.' }) : ''}
<h2>Drugi składnik logowania</h2>
${renderFactor({ session, codes })}
<h2>Mój telefon</h2>
<p><a href="${paths.admin.ownPhone}">Numer do próbnych wiadomości</a></p>
<h2>Otwarte sesje</h2>
<p class="hint">Nie poznajesz którejś? Zakończ ją i zmień hasło.</p>
${renderSessions({ sessions, session, now, endPath: paths.admin.endSession })}
${
  sessions.length < 2
    ? ''
    : html`<form method="post" action="${paths.admin.endOtherSessions}">${renderFormToken(session)}<button class="second">Zakończ wszystkie inne</button></form>`
}
<h2>Zmień hasło</h2>
<form method="post" action="${paths.admin.password}" novalidate>
${renderFormToken(session)}
<input class="hidden-text" name="login" value="${session.login}" autocomplete="username" tabindex="-1" aria-hidden="true" readonly>
${renderField({
  name: 'obecne',
  label: 'Obecne hasło',
  problem: problems.obecne,
  type: 'password',
  autocomplete: 'current-password',
  isRequired: true,
})}
${renderField({
  name: 'haslo',
  label: 'Nowe hasło',
  hint: 'Co najmniej 12 znaków. Najłatwiej zapamiętać kilka niepowiązanych słów, mogą mieć spacje.',
  problem: problems.haslo,
  type: 'password',
  autocomplete: 'new-password',
  isRequired: true,
})}
${renderField({
  name: 'haslo2',
  label: 'Powtórz nowe hasło',
  problem: problems.haslo2,
  type: 'password',
  autocomplete: 'new-password',
  isRequired: true,
})}
<div class="buttons"><button>Zmień hasło</button></div>
</form>${hasProblems(problems) ? html`<p class="quiet">Hasło zostało bez zmian.</p>` : ''}`,
    });
  }
}

const codeWords = { one: 'kod zapasowy', few: 'kody zapasowe', many: 'kodów zapasowych' };

function renderFactor(of: { readonly session: Session; readonly codes: number }): Html {
  if (!of.session.hasSecondFactor) {
    return html`<p>Nie jest jeszcze ustawiony. <a href="${paths.admin.enrolSecondFactor}">Ustaw go teraz</a></p>`;
  }
  return html`<p>Ustawiony: aplikacja w telefonie. ${
    of.codes === 0
      ? html`<strong>Nie masz kodów zapasowych</strong>: bez nich zgubiony telefon zamknie Ci panel.`
      : `Na wypadek zgubienia telefonu zostało: ${formatPlural(of.codes, codeWords)}.`
  } <a href="${paths.admin.recoveryCodes}">${of.codes === 0 ? 'Wydrukuj kody' : 'Wydrukuj nowe'}</a></p>`;
}

/** Open sessions with a button to end each but the one that looks. */
export function renderSessions(list: {
  readonly sessions: readonly ListedSession[];
  readonly session: Session;
  readonly now: Date;
  readonly endPath: (id: number) => string;
}): Html {
  const { session, now, endPath } = list;
  return renderTable({
    caption: 'Otwarte sesje',
    isCaptionHidden: true,
    columns: [
      {
        title: 'Urządzenie',
        isHeader: true,
        cell: ({ id, browser }) =>
          html`${browser === '' ? 'nieznana przeglądarka' : browser}${id === session.id ? ' (ta tutaj)' : ''}`,
      },
      { title: 'Zalogowano', cell: ({ createdAt }) => formatDateTime(createdAt), isWhole: true },
      { title: 'Używana', cell: ({ seenAt }) => formatAge(seenAt, now) },
      {
        title: 'Koniec',
        cell: ({ id, browser }) =>
          id === session.id
            ? ''
            : html`<form method="post" action="${endPath(id)}">${renderFormToken(session)}<button class="plain">Zakończ<span class="hidden-text"> ${browser}</span></button></form>`,
      },
    ],
    rows: list.sessions,
    empty: 'Nie ma żadnej.',
  });
}
