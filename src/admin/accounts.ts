// /admin/ustawienia/konta: who works in the panel, as what, and for which places or categories.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { listSessions } from '#db/sessions.ts';
import { countAdmins, findListedStaff, type ListedStaff, listStaff } from '#db/staff.ts';
import { formatAge, formatDay } from '#html/format.ts';
import { type Problems, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { createStaffLink } from '#services/create-staff-link.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { endSession } from '#services/own-account.ts';
import { changeRole, closeAccount, reopenAccount } from '#services/staff-accounts.ts';
import { renderSessions } from './account.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { parseRole, renderRoleFields, toRoleForm } from './role-form.ts';
import { wordRole } from './role-words.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

const done: Readonly<Record<string, string>> = {
  rola: 'Zapisano. Nowa rola działa od następnej strony, którą ta osoba otworzy.',
  zamknieto: 'Konto zamknięte. Ta osoba nie wejdzie już do panelu; to, co zrobiła, zostaje w dzienniku.',
  otwarto: 'Konto znów działa, z tym samym hasłem co przedtem.',
  sesja: 'Wylogowano.',
};

const lastAdmin =
  'To ostatni administrator. Najpierw zaproś albo awansuj drugiego, inaczej nikt nie mógłby nadawać ról.';

export function mountAccounts(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { deps } = admin;
  const { db } = deps;

  app.get('/ustawienia/konta', async (c) => c.html(await renderList(c.get('session'))));

  app.get('/ustawienia/konta/zapros', async (c) => {
    return c.html(await renderInvite({ session: c.get('session'), form: { rola: 'editor' }, problems: {} }));
  });

  app.post('/ustawienia/konta/zapros', async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const parsed = parseRole(admin, form);
    if (!parsed.ok) return c.html(await renderInvite({ session, form, problems: parsed.problems }), 422);
    const { role, scope } = parsed;
    const token = await createStaffLink(deps, { purpose: 'invite', role, scope, actor: actorOf(session) });
    const what = `Nowe konto, ${wordRole(deps.office(), { role, ...scope })}`;
    return c.html(renderLink(c, { session, token, what }));
  });

  app.get('/ustawienia/konta/:id{[0-9]{1,15}}', async (c) => {
    const staff = await getStaff(c.req.param('id'));
    const notice = done[c.req.query('zrobione') ?? ''];
    return c.html(await renderStaff({ session: c.get('session'), staff, problems: {}, notice }));
  });

  app.post('/ustawienia/konta/:id{[0-9]{1,15}}/rola', async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const staff = await getStaff(c.req.param('id'));
    const parsed = parseRole(admin, form);
    if (!parsed.ok) {
      return c.html(await renderStaff({ session, staff, form, problems: parsed.problems }), 422);
    }
    const { role, scope } = parsed;
    const isLast = await refusesLast(
      changeRole(deps, { staffId: staff.id, actor: actorOf(session), role, scope }),
    );
    if (isLast)
      return c.html(await renderStaff({ session, staff, form, problems: { rola: lastAdmin } }), 409);
    return c.redirect(`${paths.admin.staffAccount(staff.id)}?zrobione=rola`, 303);
  });

  app.post('/ustawienia/konta/:id{[0-9]{1,15}}/odnosnik', async (c) => {
    const session = c.get('session');
    const staff = await getStaff(c.req.param('id'));
    if (!staff.isActive) throw new ServiceError('conflict', 'the account is closed');
    const actor = actorOf(session);
    const token = await createStaffLink(deps, {
      purpose: 'reset',
      role: staff.role,
      staffId: staff.id,
      actor,
    });
    return c.html(renderLink(c, { session, token, what: `Nowe hasło konta ${staff.login} (${staff.name})` }));
  });

  app.post('/ustawienia/konta/:id{[0-9]{1,15}}/zamknij', async (c) => {
    const session = c.get('session');
    const staff = await getStaff(c.req.param('id'));
    const isLast = await refusesLast(closeAccount(deps, { staffId: staff.id, actor: actorOf(session) }));
    if (isLast) return c.html(await renderStaff({ session, staff, problems: { zamknij: lastAdmin } }), 409);
    return c.redirect(`${paths.admin.staffAccount(staff.id)}?zrobione=zamknieto`, 303);
  });

  app.post('/ustawienia/konta/:id{[0-9]{1,15}}/otworz', async (c) => {
    const staff = await getStaff(c.req.param('id'));
    await reopenAccount(deps, { staffId: staff.id, actor: actorOf(c.get('session')) });
    return c.redirect(`${paths.admin.staffAccount(staff.id)}?zrobione=otwarto`, 303);
  });

  app.post('/ustawienia/konta/:id{[0-9]{1,15}}/sesje/:sesja{[0-9]{1,15}}/zakoncz', async (c) => {
    const staff = await getStaff(c.req.param('id'));
    const sessionId = Number(c.req.param('sesja'));
    await endSession(deps, { sessionId, staffId: staff.id, actor: actorOf(c.get('session')) });
    return c.redirect(`${paths.admin.staffAccount(staff.id)}?zrobione=sesja`, 303);
  });

  async function getStaff(id: string): Promise<ListedStaff> {
    const staff = await findListedStaff(db, Number(id));
    if (staff === null) throw new ServiceError('not_found', 'no such account');
    return staff;
  }

  async function renderList(session: Session): Promise<Html> {
    const [accounts, admins] = await Promise.all([listStaff(db), countAdmins(db)]);
    const now = deps.clock();
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: 'Konta',
      body: html`${
        admins > 1
          ? ''
          : renderNotice({
              kind: 'warning',
              body: 'Jest tylko jeden administrator. Gdy zachoruje albo zgubi telefon, nikt nie wpuści innych: zaproś drugiego.',
            })
      }
<div class="buttons"><a class="button" href="${paths.admin.inviteAccount}">Zaproś osobę</a> <a href="${paths.admin.auditLog}">Dziennik: kto co zrobił</a></div>
${renderTable<ListedStaff>({
  caption: 'Konta w panelu',
  isCaptionHidden: true,
  columns: [
    {
      title: 'Osoba',
      isHeader: true,
      cell: ({ id, name, login }) =>
        html`<a href="${paths.admin.staffAccount(id)}">${name}</a> <span class="quiet">${login}</span>`,
    },
    { title: 'Rola', cell: (staff) => wordRole(deps.office(), staff) },
    {
      title: 'Drugi składnik',
      cell: ({ hasSecondFactor }) => (hasSecondFactor ? 'jest' : html`<strong>brak</strong>`),
    },
    {
      title: 'Ostatnie logowanie',
      cell: ({ lastLoginAt }) => (lastLoginAt === null ? 'nigdy' : formatAge(lastLoginAt, now)),
    },
    { title: 'Stan', cell: ({ isActive }) => (isActive ? 'działa' : 'zamknięte') },
  ],
  rows: accounts,
  empty: 'Nie ma kont.',
})}`,
    });
  }

  async function renderInvite(page: {
    readonly session: Session;
    readonly form: Form;
    readonly problems: Problems;
  }): Promise<Html> {
    const { session, form, problems } = page;
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: 'Zaproś osobę',
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
<p>Powstanie odnośnik, przez który ta osoba sama wybierze login i hasło. Hasła nie pozna nikt inny.</p>
<form method="post" action="${paths.admin.inviteAccount}" novalidate>
${renderFormToken(session)}
${await renderRoleFields(admin, { form, problems })}
<div class="buttons"><button>Utwórz odnośnik</button><a class="button second" href="${paths.admin.accounts}">Wróć</a></div>
</form>`,
    });
  }

  function renderLink(
    c: Context,
    link: { readonly session: Session; readonly token: string; readonly what: string },
  ): Html {
    const address = `${admin.publicOrigin ?? new URL(c.req.url).origin}${paths.admin.setUp(link.token)}`;
    return renderAdminPage(admin, {
      room: 'settings',
      session: link.session,
      title: 'Odnośnik dla tej osoby',
      width: 'narrow',
      body: html`${renderNotice({ kind: 'warning', body: 'Skopiuj odnośnik teraz: drugi raz się nie pokaże.' })}
<p>${link.what}. Działa raz, przez trzy dni.</p>
<p><span class="key">${address}</span></p>
<p>Przekaż go osobiście, przez telefon albo komunikatorem, nie na wspólną skrzynkę: kto pierwszy go otworzy, ten ustawi hasło.</p>
<p><a class="button" href="${paths.admin.accounts}">Gotowe</a></p>`,
    });
  }

  async function renderStaff(page: {
    readonly session: Session;
    readonly staff: ListedStaff;
    readonly form?: Form;
    readonly problems: Problems;
    readonly notice?: string | undefined;
  }): Promise<Html> {
    const { session, staff, problems, notice } = page;
    const { id } = staff;
    const now = deps.clock();
    const form = page.form ?? toRoleForm(staff);
    const sessions = await listSessions(db, { staffId: id, now });
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: `Konto: ${staff.name}`,
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
${notice === undefined ? '' : renderNotice({ kind: 'good', body: notice })}
<dl class="facts">
<dt>Login</dt><dd>${staff.login}</dd>
<dt>Rola</dt><dd>${wordRole(deps.office(), staff)}</dd>
<dt>Stan</dt><dd>${staff.isActive ? 'działa' : 'zamknięte'}</dd>
<dt>Drugi składnik</dt><dd>${staff.hasSecondFactor ? `jest; kody zapasowe: ${staff.recoveryCodes}` : 'brak'}</dd>
<dt>Utworzono</dt><dd>${formatDay(staff.createdAt)}</dd>
</dl>
<p><a href="${paths.admin.auditLog}?kto=${id}">Co ta osoba zrobiła</a></p>
<h2>Rola</h2>
<form method="post" action="${paths.admin.changeRole(id)}" novalidate>
${renderFormToken(session)}
${await renderRoleFields(admin, { form, problems })}
<div class="buttons"><button>Zapisz rolę: ${staff.name}</button></div>
</form>
<h2>Otwarte sesje</h2>
${renderSessions({ sessions, session, now, endPath: (sessionId) => paths.admin.endStaffSession(id, sessionId) })}
<h2 id="zamknij">Dostęp</h2>
${
  staff.isActive
    ? html`<p>Nowy odnośnik: ta osoba ustawi nowe hasło i nowy telefon. Stare działają, dopóki odnośnika nie użyje.</p>
<form method="post" action="${paths.admin.resetAccount(id)}">${renderFormToken(session)}<button class="second">Utwórz odnośnik do nowego hasła</button></form>
<p>Zamknięcie działa od razu: kto jest zalogowany, zostanie wylogowany.</p>
<form method="post" action="${paths.admin.closeAccount(id)}">${renderFormToken(session)}<button class="risky">Zamknij konto</button></form>`
    : html`<form method="post" action="${paths.admin.reopenAccount(id)}">${renderFormToken(session)}<button class="second">Otwórz konto znowu</button></form>`
}`,
    });
  }
}

/** Whether a service refused because nobody would be left to govern; other refusals go on. */
async function refusesLast(act: Promise<void>): Promise<boolean> {
  try {
    await act;
    return false;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'conflict') return true;
    throw error;
  }
}

function actorOf(session: Session): string {
  return `staff:${session.staffId}`;
}
