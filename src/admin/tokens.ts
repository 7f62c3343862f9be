// /admin/ustawienia/systemy: which outside systems may call the API, and with what rights. A token is seen once.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type ListedToken, listTokens } from '#db/tokens.ts';
import { type ApiScope, apiScopes } from '#domain/scopes.ts';
import { formatDateTime, formatDay } from '#html/format.ts';
import {
  hasProblems,
  type Problems,
  renderCheckbox,
  renderField,
  renderProblemSummary,
} from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { createToken } from '#services/create-token.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { revokeToken } from '#services/revoke-token.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

const longestName = 60;

const scopeWords: Readonly<Record<ApiScope, { readonly label: string; readonly hint: string }>> = {
  places: { label: 'Miejsca', hint: 'Wyszukuje we wszystkich wczytanych miejscowościach i ulicach.' },
  registration: {
    label: 'Zapisy',
    hint: 'Zapisuje i wypisuje mieszkańców; każdy potwierdza to kodem z SMS-a.',
  },
  subscribers: {
    label: 'Odbiorcy',
    hint: 'Czyta numery i adresy zapisanych, wczytuje nowych ze zgodą. To dane osobowe.',
  },
  campaigns: { label: 'Wysyłki', hint: 'Wysyła SMS-y na koszt urzędu, zatrzymuje je i czyta ich stan.' },
  legal_basis: {
    label: 'Podstawa prawna',
    hint: 'Razem z zakresem Wysyłki: wysyła na podane numery bez zgody, gdy poda podstawę prawną. Kto się wypisał, i tak nic nie dostanie.',
  },
  reports: { label: 'Raporty', hint: 'Czyta liczby za dowolny okres, bez numerów i nazwisk.' },
};

export function mountTokens(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/ustawienia/systemy', async (c) => {
    const session = c.get('session');
    refuseOthers(session);
    const notice = c.req.query('stan') === 'uniewazniono' ? renderRevoked() : undefined;
    return c.html(await renderList({ session, form: {}, problems: {}, notice }));
  });

  app.post('/ustawienia/systemy', async (c) => {
    const session = c.get('session');
    refuseOthers(session);
    const form = c.get('form');
    const scopes = apiScopes.filter((scope) => form[fieldOf(scope)] === '1');
    const name = (form.nazwa ?? '').replace(/\s+/g, ' ').trim();
    const problems = findProblems({ name, scopes });
    if (hasProblems(problems)) return c.html(await renderList({ session, form, problems }), 422);
    const token = await tryCreate({ name, scopes, actor: `staff:${session.staffId}` });
    if (token === null) {
      const taken = { nazwa: 'Ta nazwa jest już zajęta, także gdy dostęp unieważniono. Wpisz inną.' };
      return c.html(await renderList({ session, form, problems: taken }), 422);
    }
    return c.html(await renderList({ session, form: {}, problems: {}, notice: renderMade(name, token) }));
  });

  app.get('/ustawienia/systemy/:id{[0-9]{1,15}}', async (c) => {
    const session = c.get('session');
    refuseOthers(session);
    const id = Number(c.req.param('id'));
    const token = (await listTokens(admin.deps.db)).find((one) => one.id === id);
    if (token === undefined || token.revokedAt !== null) {
      throw new ServiceError('not_found', 'no such token in force');
    }
    return c.html(renderRevoking(session, token));
  });

  app.post('/ustawienia/systemy/:id{[0-9]{1,15}}/uniewaznij', async (c) => {
    const session = c.get('session');
    refuseOthers(session);
    await revokeToken(admin.deps, { id: Number(c.req.param('id')), actor: `staff:${session.staffId}` });
    return c.redirect(`${paths.admin.tokens}?stan=uniewazniono`, 303);
  });

  /** The new token; null when its name is taken. */
  async function tryCreate(request: Parameters<typeof createToken>[1]): Promise<string | null> {
    try {
      return await createToken(admin.deps, request);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'conflict') return null;
      throw error;
    }
  }

  async function renderList(page: {
    readonly session: Session;
    readonly form: Form;
    readonly problems: Problems;
    readonly notice?: Html | undefined;
  }): Promise<Html> {
    const { session, form, problems } = page;
    const tokens = await listTokens(admin.deps.db);
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: 'Dostęp dla systemów',
      body: html`${renderProblemSummary(problems)}
${page.notice ?? ''}
<p>Inny system (kadry, strona gminy, czujnik wody) łączy się z Wici tokenem: długim hasłem tylko dla niego. Opis dla programisty: <a href="${paths.apiDocs}">dokumentacja API</a>.</p>
${renderTable<ListedToken>({
  caption: 'Systemy z dostępem',
  isCaptionHidden: true,
  rows: tokens,
  empty: 'Żaden system nie ma jeszcze dostępu.',
  columns: [
    { title: 'System', cell: ({ name }) => name, isHeader: true },
    { title: 'Co może', cell: ({ scopes }) => wordScopes(scopes) },
    { title: 'Od kiedy', cell: ({ createdAt }) => formatDay(createdAt), isWhole: true },
    {
      title: 'Ostatnio użyty',
      cell: ({ usedAt }) => (usedAt === null ? 'nigdy' : formatDateTime(usedAt)),
    },
    {
      title: 'Dostęp',
      cell: ({ id, name, revokedAt }) =>
        revokedAt === null
          ? html`<a href="${paths.admin.token(id)}">unieważnij<span class="hidden-text"> dostęp systemu ${name}</span></a>`
          : `unieważniony ${formatDay(revokedAt)}`,
    },
  ],
})}
<p class="hint">Ostatnie użycie jest zapisywane z dokładnością do godziny. Dostęp, którego nikt nie używa, lepiej unieważnić.</p>
<h2>Daj dostęp</h2>
<form class="narrow" method="post" action="${paths.admin.tokens}" novalidate>
${renderFormToken(session)}
${renderField({
  name: 'nazwa',
  label: 'Nazwa systemu',
  hint: 'Po niej rozpoznasz go na tej liście i w dzienniku, np. Strona gminy',
  value: form.nazwa,
  problem: problems.nazwa,
  maxlength: longestName,
  isRequired: true,
})}
<fieldset id="zakresy" class="field${problems.zakresy === undefined ? '' : ' has-problem'}">
<legend>Co może robić</legend>
${problems.zakresy === undefined ? '' : html`<p class="problem">${problems.zakresy}</p>`}
${apiScopes.map((scope) =>
  renderCheckbox({
    name: fieldOf(scope),
    label: scopeWords[scope].label,
    hint: scopeWords[scope].hint,
    isChecked: form[fieldOf(scope)] === '1',
  }),
)}
</fieldset>
<div class="buttons"><button>Utwórz token</button></div>
</form>
<p><a href="${paths.admin.settings}">Wróć do ustawień</a></p>`,
    });
  }

  function renderRevoking(session: Session, token: ListedToken): Html {
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: `Unieważnić dostęp: ${token.name}?`,
      width: 'narrow',
      body: html`<p>System „${token.name}” od razu przestanie działać z Wici i nie da się tego cofnąć: potem trzeba utworzyć nowy token i wpisać go w tamtym systemie.</p>
<p>Może: ${wordScopes(token.scopes)}. Ostatnio użyty: ${token.usedAt === null ? 'nigdy' : formatDateTime(token.usedAt)}.</p>
<form method="post" action="${paths.admin.revokeToken(token.id)}">
${renderFormToken(session)}
<div class="buttons"><button>Unieważnij</button> <a href="${paths.admin.tokens}">Zostaw</a></div>
</form>`,
    });
  }
}

/** The only page that ever shows the token. */
function renderMade(name: string, token: string): Html {
  return renderNotice({
    kind: 'good',
    body: html`<h2>Token systemu „${name}”</h2>
<p class="key">${token}</p>
<p>Skopiuj go teraz i przekaż bezpieczną drogą, nie e-mailem. Nie przechowujemy go, więc <strong>nie pokażemy go drugi raz</strong>. Zgubiony trzeba unieważnić i utworzyć nowy.</p>`,
  });
}

function renderRevoked(): Html {
  return renderNotice({
    kind: 'good',
    body: 'Unieważniono. Każde następne żądanie z tym tokenem zostanie odrzucone.',
  });
}

function findProblems(given: { readonly name: string; readonly scopes: readonly ApiScope[] }): Problems {
  const { name, scopes } = given;
  return {
    nazwa:
      name === ''
        ? 'Wpisz nazwę systemu.'
        : name.length > longestName
          ? `Nazwa może mieć najwyżej ${longestName} znaków.`
          : undefined,
    zakresy: scopes.length === 0 ? 'Zaznacz co najmniej jedną rzecz, którą system może robić.' : undefined,
  };
}

function wordScopes(scopes: readonly string[]): string {
  return apiScopes
    .filter((scope) => scopes.includes(scope))
    .map((scope) => scopeWords[scope].label.toLowerCase())
    .join(', ');
}

function fieldOf(scope: ApiScope): string {
  return `zakres-${scope}`;
}

function refuseOthers(session: Session): void {
  if (session.role !== 'admin')
    throw new ServiceError('forbidden', 'only administrators give systems access');
}
