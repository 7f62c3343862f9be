// Ready texts of the office.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { findTemplate, listTemplates, type Template } from '#db/templates.ts';
import { countSegments } from '#domain/segments.ts';
import {
  type Problems,
  renderCheckbox,
  renderField,
  renderProblemSummary,
  renderTextArea,
} from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { dropTemplate, saveTemplate, type TemplateProblem } from '#services/change-template.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { refuseViewer } from './compose.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

const words: Readonly<Record<TemplateProblem, { readonly field: string; readonly text: string }>> = {
  name: { field: 'nazwa', text: 'Wpisz nazwę: od 2 do 80 znaków.' },
  taken: {
    field: 'nazwa',
    text: 'Jest już treść o tej nazwie, albo ktoś ją właśnie usunął. Wpisz inną nazwę.',
  },
  body: { field: 'tresc', text: 'Wpisz treść: najwyżej 2000 znaków.' },
};

export function mountTemplates(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/wyslij/tresci', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const isDone = c.req.query('zapisano') === '1';
    return c.html(await renderList({ session, form: {}, problems: {}, isDone }));
  });

  app.post('/wyslij/tresci', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const form = c.get('form');
    const answer = await saveTemplate(admin.deps, { ...readForm(form), actor: `staff:${session.staffId}` });
    if (answer.ok) return c.redirect(`${paths.admin.templates}?zapisano=1`, 303);
    const problems = wordProblem(answer.problem);
    return c.html(await renderList({ session, form, problems, isDone: false }), 422);
  });

  app.get('/wyslij/tresci/:id{[0-9]{1,15}}', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const template = await findTemplate(admin.deps.db, Number(c.req.param('id')));
    if (template === null) throw new ServiceError('not_found', 'no such text');
    const { name, body, isAlert } = template;
    const form: Form = { nazwa: name, tresc: body, ...(isAlert ? { alert: '1' } : {}) };
    return c.html(renderOne({ session, id: template.id, form, problems: {} }));
  });

  app.post('/wyslij/tresci/:id{[0-9]{1,15}}', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const form = c.get('form');
    const id = Number(c.req.param('id'));
    const actor = `staff:${session.staffId}`;
    const answer = await saveTemplate(admin.deps, { id, ...readForm(form), actor });
    if (answer.ok) return c.redirect(`${paths.admin.templates}?zapisano=1`, 303);
    return c.html(renderOne({ session, id, form, problems: wordProblem(answer.problem) }), 422);
  });

  app.post('/wyslij/tresci/:id{[0-9]{1,15}}/usun', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    await dropTemplate(admin.deps, { id: Number(c.req.param('id')), actor: `staff:${session.staffId}` });
    return c.redirect(`${paths.admin.templates}?zapisano=1`, 303);
  });

  async function renderList(page: {
    readonly session: Session;
    readonly form: Form;
    readonly problems: Problems;
    readonly isDone: boolean;
  }): Promise<Html> {
    const { session, form, problems } = page;
    return renderAdminPage(admin, {
      room: 'compose',
      session,
      title: 'Gotowe treści',
      body: html`${renderProblemSummary(problems)}
${page.isDone ? renderNotice({ kind: 'good', body: 'Zapisano.' }) : ''}
${renderTable<Template>({
  caption: 'Gotowe treści',
  isCaptionHidden: true,
  columns: [
    {
      title: 'Nazwa',
      isHeader: true,
      cell: ({ id, name }) => html`<a href="${paths.admin.template(id)}">${name}</a>`,
    },
    { title: 'Treść', cell: ({ body }) => body },
    { title: 'SMS-y', align: 'end', cell: ({ body }) => String(countSegments(body).segments) },
    { title: 'Do alertów', cell: ({ isAlert }) => (isAlert ? 'tak' : 'nie') },
  ],
  rows: await listTemplates(admin.deps.db),
  empty: 'Nie ma jeszcze żadnej.',
})}
<h2>Nowa treść</h2>
<form method="post" action="${paths.admin.templates}" novalidate>
${renderFields({ session, form, problems })}
<div class="buttons"><button>Dodaj</button></div>
</form>`,
    });
  }

  function renderOne(page: {
    readonly session: Session;
    readonly id: number;
    readonly form: Form;
    readonly problems: Problems;
  }): Html {
    const { session, id, problems } = page;
    return renderAdminPage(admin, {
      room: 'compose',
      session,
      title: 'Gotowa treść',
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
<p><a href="${paths.admin.templates}">Gotowe treści</a></p>
<form method="post" action="${paths.admin.template(id)}" novalidate>
${renderFields(page)}
<div class="buttons"><button>Zapisz</button></div>
</form>
<form method="post" action="${paths.admin.dropTemplate(id)}">${renderFormToken(session)}<button class="plain">Usuń tę treść</button></form>`,
    });
  }
}

function renderFields(page: {
  readonly session: Session;
  readonly form: Form;
  readonly problems: Problems;
}): Html {
  const { session, form, problems } = page;
  return html`${renderFormToken(session)}
${renderField({ name: 'nazwa', label: 'Nazwa', hint: 'Na przykład „Brak wody”', value: form.nazwa, problem: problems.nazwa, maxlength: 80 })}
${renderTextArea({ name: 'tresc', label: 'Treść', hint: 'Bez polskich liter SMS mieści 160 znaków, z nimi tylko 70. Pola {miejscowosc} i {ulica} wypełnią się same; w treści bez polskich liter nazwy też będą bez nich.', value: form.tresc, problem: problems.tresc, rows: 4, maxlength: 2000 })}
${renderCheckbox({ name: 'alert', label: 'Do alertów', isChecked: form.alert === '1', hint: 'Ta treść będzie też na stronie alertów.' })}`;
}

function readForm(form: Form): { readonly name: string; readonly body: string; readonly isAlert: boolean } {
  return { name: form.nazwa ?? '', body: form.tresc ?? '', isAlert: form.alert === '1' };
}

function wordProblem(problem: TemplateProblem): Problems {
  const { field, text } = words[problem];
  return { [field]: text };
}
