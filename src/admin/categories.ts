// /admin/ustawienia/kategorie: what people can choose, why the office may send it, and in which order.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { type Category, listCategories } from '#db/places.ts';
import type { CategoryProblem } from '#domain/category-form.ts';
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
import { addCategory, changeCategory, raiseCategory } from '#services/change-categories.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

const words: Readonly<Record<CategoryProblem, { readonly field: string; readonly text: string }>> = {
  name: { field: 'nazwa', text: 'Wpisz nazwę: od 2 do 40 znaków, bez średników.' },
  name_unsayable: {
    field: 'nazwa',
    text: 'Nazwa stoi w SMS-ach na liście z numerami, więc musi mieć litery alfabetu polskiego. Wpisz ją słowem, np. „Kultura”.',
  },
  name_taken: { field: 'nazwa', text: 'Taka kategoria już jest. Wpisz inną nazwę.' },
  legal_basis: { field: 'podstawa', text: 'Wpisz podstawę prawną, np. art. 6 ust. 1 lit. a RODO: zgoda.' },
  key: {
    field: 'klucz',
    text: 'Klucz może mieć małe litery bez polskich znaków, cyfry i łączniki, a zaczyna się literą. Możesz też zostawić puste pole.',
  },
  key_taken: { field: 'klucz', text: 'Ten klucz jest już zajęty. Wpisz inny albo zostaw puste pole.' },
  too_many: { field: 'nazwa', text: 'Najwyżej 20 kategorii może być czynnych. Wyłącz którąś.' },
};

export function mountCategories(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { deps } = admin;

  app.get('/ustawienia/kategorie', async (c) =>
    c.html(await renderList(c, { form: {}, isSaved: c.req.query('zapisano') === '1' })),
  );

  app.post('/ustawienia/kategorie', async (c) => {
    const form = c.get('form');
    const { nazwa: name = '', podstawa: legalBasis = '' } = form;
    const { klucz: key = '' } = form;
    const isCommercial = form.handlowa === '1';
    const answer = await addCategory(deps, { name, legalBasis, key, isCommercial, by: c.get('session') });
    if (answer.ok) return c.redirect(`${paths.admin.categories}?zapisano=1`, 303);
    return c.html(await renderList(c, { form, problems: toProblems(answer.problem) }), 422);
  });

  app.get('/ustawienia/kategorie/:id{[0-9]{1,15}}', async (c) => {
    const category = await find(c);
    const form = {
      nazwa: category.name,
      podstawa: category.legalBasis,
      handlowa: category.isCommercial ? '1' : '',
      czynna: category.isActive ? '1' : '',
    };
    return c.html(renderOne(c.get('session'), { category, form, problems: {} }));
  });

  app.post('/ustawienia/kategorie/:id{[0-9]{1,15}}', async (c) => {
    const category = await find(c);
    const form = c.get('form');
    const answer = await changeCategory(deps, {
      id: category.id,
      name: form.nazwa ?? '',
      legalBasis: form.podstawa ?? '',
      isCommercial: form.handlowa === '1',
      isActive: category.isAlert || form.czynna === '1',
      by: c.get('session'),
    });
    if (answer.ok) return c.redirect(`${paths.admin.categories}?zapisano=1`, 303);
    return c.html(renderOne(c.get('session'), { category, form, problems: toProblems(answer.problem) }), 422);
  });

  app.post('/ustawienia/kategorie/:id{[0-9]{1,15}}/wyzej', async (c) => {
    await raiseCategory(deps, { id: Number(c.req.param('id')), by: c.get('session') });
    return c.redirect(paths.admin.categories, 303);
  });

  async function find(c: Context): Promise<Category> {
    const category = (await listCategories(deps.db)).find((row) => row.id === Number(c.req.param('id')));
    if (category === undefined) throw new ServiceError('not_found', 'no such category');
    return category;
  }

  async function renderList(
    c: Context<AdminEnv>,
    page: { readonly form: Form; readonly problems?: Problems; readonly isSaved?: boolean },
  ): Promise<Html> {
    const session = c.get('session');
    const rows = await listCategories(deps.db);
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: 'Kategorie',
      body: html`${renderProblemSummary(page.problems ?? {})}
${page.isSaved ? renderNotice({ kind: 'good', body: 'Zapisano. Zmiany działają w ciągu sekundy.' }) : ''}
<p>Co mieszkaniec może wybrać przy zapisie, w tej kolejności. Alerty dostaje każdy zapisany. Wyłączonej kategorii nikt już nie wybierze; kto ją miał, ma ją nadal.</p>
${renderTable<Category>({
  caption: 'Kategorie',
  isCaptionHidden: true,
  rows,
  empty: 'Nie ma jeszcze kategorii. Zacznij od alertów.',
  columns: [
    {
      title: 'Nazwa',
      cell: (row) => html`<a href="${paths.admin.category(row.id)}">${row.name}</a>`,
      isHeader: true,
    },
    { title: 'Klucz', cell: (row) => row.key, isWhole: true },
    { title: 'Podstawa prawna', cell: (row) => row.legalBasis },
    {
      title: 'Stan',
      cell: (row) =>
        html`<span class="tag ${row.isActive ? 'good' : ''}">${row.isAlert ? 'zawsze' : row.isActive ? 'czynna' : 'wyłączona'}</span>${row.isCommercial ? html` <span class="tag warning">handlowa</span>` : ''}`,
    },
    {
      title: 'Kolejność',
      cell: (row) =>
        rows[0]?.id === row.id
          ? ''
          : html`<form class="inline" method="post" action="${paths.admin.raiseCategory(row.id)}">${renderFormToken(session)}<button class="plain">wyżej<span class="hidden-text">: ${row.name}</span></button></form>`,
    },
  ],
})}
<h2>Nowa kategoria</h2>
<form method="post" action="${paths.admin.categories}" novalidate>
${renderFormToken(session)}
${renderFields(page.form, page.problems ?? {})}
${renderField({
  name: 'klucz',
  label: 'Klucz (nie trzeba podawać)',
  hint: 'Nazwa dla plików i innych systemów, np. odpady. Zostaje na zawsze. Puste pole: utworzymy go z nazwy.',
  value: page.form.klucz,
  problem: page.problems?.klucz,
  maxlength: 30,
  isShort: true,
})}
<div class="buttons"><button>Dodaj</button></div>
</form>`,
    });
  }

  function renderOne(
    session: Session,
    page: { readonly category: Category; readonly form: Form; readonly problems: Problems },
  ): Html {
    const { category, form, problems } = page;
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: `Kategoria: ${category.name}`,
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
<form method="post" action="${paths.admin.category(category.id)}" novalidate>
${renderFormToken(session)}
<p>Klucz: <strong>${category.key}</strong> (nie zmienia się)</p>
${renderFields(form, problems)}
${
  category.isAlert
    ? html`<p>Tej kategorii nie można wyłączyć: zapis oznacza alerty.</p>`
    : renderCheckbox({
        name: 'czynna',
        label: 'Czynna',
        isChecked: form.czynna === '1',
        hint: 'Można ją wybrać przy zapisie i wysyłać do niej.',
      })
}
<div class="buttons"><button>Zapisz</button><a class="button second" href="${paths.admin.categories}">Wróć do listy</a></div>
</form>`,
    });
  }
}

function renderFields(form: Form, problems: Problems): Html {
  return html`${renderField({
    name: 'nazwa',
    label: 'Nazwa',
    hint: 'Tak zobaczą ją mieszkańcy, także w SMS-ie. Najlepiej jedno słowo, np. Odpady.',
    value: form.nazwa,
    problem: problems.nazwa,
    maxlength: 40,
    isRequired: true,
  })}
${renderTextArea({
  name: 'podstawa',
  label: 'Podstawa prawna',
  hint: 'Trafia do danych, które mieszkaniec pobiera o sobie, np. art. 6 ust. 1 lit. a RODO: zgoda.',
  value: form.podstawa,
  problem: problems.podstawa,
  rows: 2,
  maxlength: 300,
  isRequired: true,
})}
${renderCheckbox({
  name: 'handlowa',
  label: 'Informacja handlowa',
  isChecked: form.handlowa === '1',
  hint: 'Zaznacz, gdy te SMS-y coś reklamują, np. bilety. Wymagają wtedy osobnej zgody (art. 398 Prawa komunikacji elektronicznej).',
})}`;
}

function toProblems(problem: CategoryProblem): Problems {
  const { field, text } = words[problem];
  return { [field]: text };
}
