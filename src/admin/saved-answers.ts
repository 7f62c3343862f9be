// /admin/ustawienia/odpowiedzi: texts that clerks put into their answers instead of writing them anew.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { findSavedAnswer, listSavedAnswers, type SavedAnswer } from '#db/saved-answers.ts';
import {
  hasProblems,
  type Problems,
  renderField,
  renderProblemSummary,
  renderTextArea,
} from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import {
  longestSavedTitle,
  removeSavedAnswer,
  type SavedAnswerProblem,
  saveSavedAnswer,
} from '#services/change-saved-answers.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { renderAnswerMeter, wordAnswerProblem, wordCost } from './answer-meter.ts';
import { canSend, renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

export function mountSavedAnswers(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/ustawienia/odpowiedzi', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    return c.html(await renderList({ session, form: {}, problems: {}, notice: c.req.query('stan') }));
  });

  app.post('/ustawienia/odpowiedzi', async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const problems = await save(session, { id: null, form });
    if (hasProblems(problems)) return c.html(await renderList({ session, form, problems }), 422);
    return c.redirect(`${paths.admin.savedAnswers}?stan=zapisano`, 303);
  });

  app.get('/ustawienia/odpowiedzi/:id{[0-9]{1,15}}', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const saved = await findSavedAnswer(admin.deps.db, Number(c.req.param('id')));
    if (saved === null) throw new ServiceError('not_found', 'no such saved answer');
    const form = { nazwa: saved.title, tresc: saved.body };
    return c.html(renderOne({ session, id: saved.id, form, problems: {} }));
  });

  app.post('/ustawienia/odpowiedzi/:id{[0-9]{1,15}}', async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const id = Number(c.req.param('id'));
    const problems = await save(session, { id, form });
    if (hasProblems(problems)) return c.html(renderOne({ session, id, form, problems }), 422);
    return c.redirect(`${paths.admin.savedAnswers}?stan=zapisano`, 303);
  });

  app.post('/ustawienia/odpowiedzi/:id{[0-9]{1,15}}/usun', async (c) => {
    await removeSavedAnswer(admin.deps, { staff: c.get('session'), id: Number(c.req.param('id')) });
    return c.redirect(`${paths.admin.savedAnswers}?stan=usunieto`, 303);
  });

  async function save(
    session: Session,
    given: { readonly id: number | null; readonly form: Form },
  ): Promise<Problems> {
    const { nazwa: title = '', tresc: body = '' } = given.form;
    return wordProblems(await saveSavedAnswer(admin.deps, { staff: session, id: given.id, title, body }));
  }

  async function renderList(page: {
    readonly session: Session;
    readonly form: Form;
    readonly problems: Problems;
    readonly notice?: string | undefined;
  }): Promise<Html> {
    const { session } = page;
    const saved = await listSavedAnswers(admin.deps.db);
    const done = page.notice === undefined ? undefined : doneWords[page.notice];
    const { segmentPriceGrosze } = admin.deps.office().settings;
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: 'Gotowe odpowiedzi',
      scripts: ['meter.js'],
      body: html`${renderProblemSummary(page.problems)}
${done === undefined ? '' : renderNotice({ kind: 'good', body: done })}
<p>Teksty, które wstawia się do odpowiedzi w <a href="${paths.admin.inbox}">Skrzynce</a>. Po wstawieniu można je jeszcze zmienić.</p>
${renderTable<SavedAnswer>({
  caption: 'Gotowe odpowiedzi',
  isCaptionHidden: true,
  rows: saved,
  empty: 'Nie ma jeszcze gotowych odpowiedzi. Dodaj pierwszą poniżej, np. z godzinami pracy urzędu.',
  columns: [
    {
      title: 'Nazwa',
      cell: ({ id, title }) => html`<a href="${paths.admin.savedAnswer(id)}">${title}</a>`,
      isHeader: true,
    },
    { title: 'Treść', cell: ({ body }) => html`<span class="marked">${body}</span>` },
    { title: 'Koszt', cell: ({ body }) => wordCost(body, segmentPriceGrosze), isWhole: true },
    {
      title: 'Usuń',
      cell: ({ id, title }) =>
        html`<form class="inline" method="post" action="${paths.admin.deleteSavedAnswer(id)}">${renderFormToken(session)}<button class="plain">usuń<span class="hidden-text"> odpowiedź ${title}</span></button></form>`,
    },
  ],
})}
<h2>Nowa odpowiedź</h2>
${renderForm({ ...page, action: paths.admin.savedAnswers, button: 'Dodaj' })}`,
    });
  }

  function renderOne(page: {
    readonly session: Session;
    readonly id: number;
    readonly form: Form;
    readonly problems: Problems;
  }): Html {
    return renderAdminPage(admin, {
      room: 'settings',
      session: page.session,
      title: 'Zmień gotową odpowiedź',
      width: 'narrow',
      scripts: ['meter.js'],
      body: html`${renderProblemSummary(page.problems)}
${renderForm({ ...page, action: paths.admin.savedAnswer(page.id), button: 'Zapisz' })}
<p><a href="${paths.admin.savedAnswers}">Wróć do listy</a></p>`,
    });
  }

  function renderForm(form: {
    readonly session: Session;
    readonly form: Form;
    readonly problems: Problems;
    readonly action: string;
    readonly button: string;
  }): Html {
    const { problems } = form;
    return html`<form class="narrow" method="post" action="${form.action}" novalidate>
${renderFormToken(form.session)}
${renderField({
  name: 'nazwa',
  label: 'Nazwa',
  hint: 'Widzą ją tylko pracownicy, np. Godziny urzędu',
  value: form.form.nazwa,
  problem: problems.nazwa,
  maxlength: longestSavedTitle,
  isRequired: true,
})}
${renderTextArea({
  name: 'tresc',
  label: 'Treść',
  hint: 'Bez polskich liter SMS mieści 160 znaków, z nimi tylko 70.',
  value: form.form.tresc,
  problem: problems.tresc,
  rows: 4,
  maxlength: 1600,
  isRequired: true,
  after: renderAnswerMeter({
    field: 'tresc',
    priceGrosze: admin.deps.office().settings.segmentPriceGrosze,
  }),
})}
<div class="buttons"><button>${form.button}</button></div>
</form>`;
  }
}

const doneWords: Readonly<Record<string, string>> = { zapisano: 'Zapisano.', usunieto: 'Usunięto.' };

function wordProblems(problems: readonly SavedAnswerProblem[]): Problems {
  const words: Record<string, string> = {};
  for (const problem of problems) {
    switch (problem.kind) {
      case 'title_empty':
        words.nazwa = 'Wpisz nazwę, po której rozpoznasz tę odpowiedź.';
        break;
      case 'title_too_long':
        words.nazwa = `Nazwa może mieć najwyżej ${longestSavedTitle} znaków.`;
        break;
      case 'title_taken':
        words.nazwa = 'Jest już odpowiedź o tej nazwie. Wybierz inną nazwę albo zmień tamtą.';
        break;
      default:
        words.tresc = wordAnswerProblem(problem);
    }
  }
  return words;
}

function refuseViewer(session: Session): void {
  if (!canSend(session)) throw new ServiceError('forbidden', 'viewers do not answer');
}
