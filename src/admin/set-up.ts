// /admin/ustaw/<token>: a one-time link makes the first account, a new one, or gives one a new password.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { PasswordProblem } from '#domain/passwords.ts';
import { type Problems, renderField, renderProblemSummary } from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { ServiceError } from '#services/errors.ts';
import { findSetUpLink, type SetUpAnswer, type SetUpProblems, setUpStaff } from '#services/set-up-staff.ts';
import { renderGatePage } from './frame.ts';
import { type AdminContext, type AdminEnv, type Form, readForm, setSessionCookie } from './session.ts';

export const passwordWords: Readonly<Record<PasswordProblem, string>> = {
  too_short: 'Hasło jest za krótkie: musi mieć co najmniej 12 znaków.',
  too_long: 'Hasło jest za długie: może mieć najwyżej 200 znaków.',
  obvious: 'To hasło łatwo odgadnąć. Wybierz na przykład trzy lub cztery niepowiązane słowa.',
  like_login: 'Hasło jest prawie takie jak login lub nazwisko. Wybierz inne.',
};

export function mountSetUp(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/ustaw/:token', async (c) => {
    const token = c.req.param('token');
    const link = await findSetUpLink(admin.deps, token);
    if (link === null) return c.html(renderGone(admin), 404);
    return c.html(renderSetUp(admin, { token, isReset: link.purpose === 'reset', form: {}, problems: {} }));
  });

  app.post('/ustaw/:token', async (c) => {
    const linkToken = c.req.param('token');
    const form = await readForm(c);
    const link = await findSetUpLink(admin.deps, linkToken);
    if (link === null) return c.html(renderGone(admin), 404);
    const isReset = link.purpose === 'reset';
    const repeated = form.haslo === form.haslo2 ? undefined : 'Hasła w obu polach się różnią.';
    const answer =
      repeated === undefined
        ? await setUp(admin, {
            linkToken,
            name: form.nazwa ?? '',
            login: form.login ?? '',
            password: form.haslo ?? '',
          })
        : ({ ok: false, problems: {} } as const);
    if (answer === null) return c.html(renderGone(admin), 404);
    if (!answer.ok) {
      const problems = { ...wordProblems(answer.problems), haslo2: repeated };
      return c.html(renderSetUp(admin, { token: linkToken, isReset, form, problems }), 422);
    }
    setSessionCookie(admin, c, answer.token);
    return c.redirect(paths.admin.enrolSecondFactor, 303);
  });
}

/** Null when the link was used in the meantime: two presses of the button come at once. */
async function setUp(
  admin: AdminContext,
  request: Parameters<typeof setUpStaff>[1],
): Promise<SetUpAnswer | null> {
  try {
    return await setUpStaff(admin.deps, request);
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'not_found') return null;
    throw error;
  }
}

/** Says nothing of whether there was such a link: most who see it have just used it. */
function renderGone(admin: AdminContext): Html {
  return renderGatePage(admin, {
    title: 'Ten odnośnik już nie działa',
    body: html`<p class="lead">Odnośnik jest nieaktualny albo był już użyty.</p>
<p>Jeśli konto jest już założone, <a href="${paths.admin.logIn}">zaloguj się</a>. Jeśli nie, poproś administratora o nowy odnośnik.</p>`,
  });
}

function wordProblems(problems: SetUpProblems): Problems {
  const login = {
    bad: 'Login może mieć od 2 do 40 znaków: małe litery bez polskich znaków, cyfry, kropka, myślnik.',
    taken: 'Ten login jest już zajęty. Wybierz inny.',
  };
  return {
    nazwa: problems.name === undefined ? undefined : 'Wpisz imię i nazwisko.',
    login: problems.login === undefined ? undefined : login[problems.login],
    haslo: problems.password === undefined ? undefined : passwordWords[problems.password],
  };
}

function renderSetUp(
  admin: AdminContext,
  page: {
    readonly token: string;
    readonly isReset: boolean;
    readonly form: Form;
    readonly problems: Problems;
  },
): Html {
  const { form, problems } = page;
  return renderGatePage(admin, {
    title: page.isReset ? 'Nowe hasło' : 'Załóż konto w panelu',
    body: html`${renderProblemSummary(problems)}
<form method="post" action="${paths.admin.setUp(page.token)}" novalidate>
${
  page.isReset
    ? ''
    : html`${renderField({
        name: 'nazwa',
        label: 'Imię i nazwisko',
        hint: 'Będzie widoczne dla osób w urzędzie.',
        value: form.nazwa,
        problem: problems.nazwa,
        autocomplete: 'name',
        maxlength: 100,
        isRequired: true,
      })}
${renderField({
  name: 'login',
  label: 'Login',
  hint: 'Na przykład: anna.nowak',
  value: form.login,
  problem: problems.login,
  autocomplete: 'username',
  maxlength: 40,
  isRequired: true,
  extra: html`autocapitalize="none" spellcheck="false"`,
})}`
}
${renderField({
  name: 'haslo',
  label: 'Hasło',
  hint: 'Co najmniej 12 znaków. Najłatwiej zapamiętać kilka niepowiązanych słów, mogą mieć spacje.',
  problem: problems.haslo,
  type: 'password',
  autocomplete: 'new-password',
  isRequired: true,
})}
${renderField({
  name: 'haslo2',
  label: 'Powtórz hasło',
  problem: problems.haslo2,
  type: 'password',
  autocomplete: 'new-password',
  isRequired: true,
})}
<div class="buttons"><button>Dalej</button></div>
</form>`,
  });
}
