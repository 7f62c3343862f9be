// What people call a place besides its official name; who texts it is understood.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { listPlaceAliases, type StoredAlias } from '#db/place-aliases.ts';
import type { AliasProblem } from '#domain/place-aliases.ts';
import { displayLocality, displayStreet } from '#domain/places.ts';
import { type Problems, renderField, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { addPlaceAlias, removePlaceAlias } from '#services/change-aliases.ts';
import type { Session } from '#services/open-session.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { keeperOf } from './place-access.ts';
import { namePlace, readPlaceFields, renderPlaceFields } from './place-form.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

export function mountPlaceAliases(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/miejsca/nazwy', async (c) => {
    const session = c.get('session');
    keeperOf(session);
    const isSaved = c.req.query('zapisano') === '1';
    return c.html(await render({ session, form: {}, problems: {}, isSaved }));
  });

  app.post('/miejsca/nazwy', async (c) => {
    const session = c.get('session');
    const keeper = keeperOf(session);
    const form = c.get('form');
    const reading = readPlaceFields(admin.deps.office(), form);
    const refuse = async (problems: Problems) =>
      c.html(await render({ session, form, problems, isSaved: false }), 422);
    if (!reading.ok) return refuse(reading.problems);
    const alias = { alias: form.nazwa ?? '', ...reading.place };
    const answer = await addPlaceAlias(admin.deps, { ...keeper, alias });
    if (!answer.ok) return refuse({ nazwa: wordProblem(answer.problem) });
    return c.redirect(`${paths.admin.placeAliases}?zapisano=1`, 303);
  });

  app.post('/miejsca/nazwy/:id{[0-9]{1,15}}/usun', async (c) => {
    const keeper = keeperOf(c.get('session'));
    await removePlaceAlias(admin.deps, { ...keeper, aliasId: Number(c.req.param('id')) });
    return c.redirect(`${paths.admin.placeAliases}?zapisano=1`, 303);
  });

  async function render(page: {
    readonly session: Session;
    readonly form: Form;
    readonly problems: Problems;
    readonly isSaved: boolean;
  }): Promise<Html> {
    const { session, form, problems } = page;
    const office = admin.deps.office();
    const aliases = await listPlaceAliases(admin.deps.db);
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: 'Nazwy potoczne',
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
${page.isSaved ? renderNotice({ kind: 'good', body: 'Zapisano. Działa w ciągu sekundy.' }) : ''}
<p><a href="${paths.admin.places}">Miejsca</a></p>
<p>Kto napisze nazwę z tej listy, zostanie zrozumiany tak, jakby napisał urzędową.</p>
${renderTable<StoredAlias>({
  caption: 'Nazwy potoczne',
  isCaptionHidden: true,
  columns: [
    { title: 'Nazwa', isHeader: true, cell: ({ alias }) => alias },
    { title: 'Oznacza', cell: (alias) => namePlace(office, alias) },
    {
      title: 'Czynność',
      cell: ({ id, alias }) =>
        html`<form method="post" action="${paths.admin.removePlaceAlias(id)}">${renderFormToken(session)}<button class="plain" aria-label="Usuń nazwę ${alias}">Usuń</button></form>`,
    },
  ],
  rows: aliases,
  empty: 'Nie ma jeszcze żadnej.',
})}
<h2>Dodaj nazwę</h2>
<form method="post" action="${paths.admin.placeAliases}" novalidate>
${renderFormToken(session)}
${renderField({
  name: 'nazwa',
  label: 'Jak mówią ludzie',
  hint: 'Na przykład „Przy Stawie”, „os. Bajkowe” albo dawna nazwa ulicy',
  value: form.nazwa,
  problem: problems.nazwa,
  maxlength: 60,
})}
${renderPlaceFields({ form, problems, streetHint: 'Puste pole: to inna nazwa całej miejscowości.' })}
<div class="buttons"><button>Dodaj</button></div>
</form>`,
    });
  }
}

function wordProblem(problem: AliasProblem): string {
  switch (problem.kind) {
    case 'length':
      return 'Wpisz nazwę: od 2 do 60 znaków, z literami.';
    case 'unknown_place':
      return 'Tego miejsca nie ma w rejestrze urzędu. Sprawdź miejscowość i ulicę.';
    case 'same_name':
      return 'To miejsce ma już taką nazwę.';
    case 'clash': {
      const other = 'symUl' in problem.with ? displayStreet(problem.with) : displayLocality(problem.with);
      return `Tę nazwę ma już inne miejsce: ${other}. Ludzie trafialiby pod zły adres. Wpisz inną.`;
    }
    default:
      return problem satisfies never;
  }
}
