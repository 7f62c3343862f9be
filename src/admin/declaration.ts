// /admin/ustawienia/dostepnosc: the declaration of accessibility, written and dated by a person.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { findLatestDeclaration, findPublishedDeclaration, type StoredDeclaration } from '#db/declarations.ts';
import {
  type Declaration,
  type DeclarationField,
  type DeclarationProblem,
  declarationSchema,
} from '#domain/declaration.ts';
import { renderDeclaration } from '#html/declaration.ts';
import { formatDateTime } from '#html/format.ts';
import {
  type Problems,
  renderField,
  renderProblemSummary,
  renderRadios,
  renderTextArea,
} from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { Session } from '#services/open-session.ts';
import { saveDeclaration } from '#services/save-declaration.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

type Line = {
  readonly field: DeclarationField;
  readonly label: string;
  readonly hint: string;
  readonly kind: 'text' | 'date' | 'area';
};

const lines: readonly Line[] = [
  { field: 'body', kind: 'text', label: 'Nazwa podmiotu', hint: 'Np. Urząd Gminy Dopiewo' },
  { field: 'url', kind: 'text', label: 'Adres tej strony', hint: 'Razem z https://' },
  {
    field: 'publishedOn',
    kind: 'date',
    label: 'Data publikacji strony',
    hint: 'Kiedy mieszkańcy mogli z niej skorzystać po raz pierwszy.',
  },
  {
    field: 'updatedOn',
    kind: 'date',
    label: 'Data ostatniej istotnej aktualizacji',
    hint: 'Zmiany wyglądu lub sposobu działania, nie poprawki.',
  },
  {
    field: 'exceptions',
    kind: 'area',
    label: 'Niedostępne treści',
    hint: 'Każda w osobnym wierszu, z powodem. Puste, gdy strona jest w pełni zgodna.',
  },
  {
    field: 'burdenUrl',
    kind: 'text',
    label: 'Adres analizy nadmiernego obciążenia (jeśli jest)',
    hint: 'Zwykle puste.',
  },
  {
    field: 'preparedOn',
    kind: 'date',
    label: 'Data sporządzenia deklaracji',
    hint: 'Kiedy powstała pierwsza deklaracja dla tej strony.',
  },
  {
    field: 'reviewedOn',
    kind: 'date',
    label: 'Data ostatniego przeglądu deklaracji',
    hint: 'Przegląd trzeba robić co roku do 31 marca.',
  },
  {
    field: 'auditor',
    kind: 'text',
    label: 'Kto badał stronę (jeśli nie urząd)',
    hint: 'Puste pole: samoocena.',
  },
  {
    field: 'contactName',
    kind: 'text',
    label: 'Kto przyjmuje zgłoszenia',
    hint: 'Imię i nazwisko albo komórka urzędu.',
  },
  { field: 'contactEmail', kind: 'text', label: 'E-mail do zgłoszeń', hint: 'Np. dostepnosc@gmina.pl' },
  { field: 'contactPhone', kind: 'text', label: 'Telefon do zgłoszeń', hint: 'Np. 61 814 83 31' },
  {
    field: 'architecture',
    kind: 'area',
    label: 'Dostępność architektoniczna siedziby',
    hint: 'Wejście, schody, winda, toaleta, parking, pies asystujący, tłumacz języka migowego.',
  },
  { field: 'apps', kind: 'area', label: 'Aplikacje mobilne', hint: 'Np. Urząd nie ma aplikacji mobilnej.' },
];

const problemWords: Readonly<Record<DeclarationProblem, string>> = {
  missing: 'Uzupełnij to pole.',
  not_a_day: 'Wpisz datę.',
  in_future: 'Ta data jeszcze nie nadeszła.',
  before: 'Ta data jest wcześniejsza niż poprzednia.',
  not_an_address: 'Wpisz cały adres, razem z https://',
  not_an_email: 'Wpisz adres e-mail.',
};

export function mountDeclaration(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { deps } = admin;

  app.get('/ustawienia/dostepnosc', async (c) => {
    const [latest, published] = await Promise.all([
      findLatestDeclaration(deps.db),
      findPublishedDeclaration(deps.db),
    ]);
    const content = latest?.content ?? declarationSchema.parse({});
    return c.html(render(c.get('session'), { content, problems: {}, published, saved: c.req.query('stan') }));
  });

  app.post('/ustawienia/dostepnosc', async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const content = readContent(form);
    const wish = form.dalej === 'publikuj' ? 'publish' : 'draft';
    const answer = await saveDeclaration(deps, { content, wish, by: session });
    if (answer.ok) {
      const state = wish === 'publish' ? 'opublikowano' : 'zapisano';
      return c.redirect(`${paths.admin.editDeclaration}?stan=${state}`, 303);
    }
    const problems = Object.fromEntries(
      Object.entries(answer.problems).map(([field, problem]) => [field, problemWords[problem]]),
    );
    const published = await findPublishedDeclaration(deps.db);
    return c.html(render(session, { content, problems, published, saved: undefined }), 422);
  });

  function render(
    session: Session,
    page: {
      readonly content: Declaration;
      readonly problems: Problems;
      readonly published: StoredDeclaration | null;
      readonly saved: string | undefined;
    },
  ): Html {
    const { content, problems, published } = page;
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: 'Deklaracja dostępności',
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
${page.saved === 'zapisano' ? renderNotice({ kind: 'good', body: 'Szkic zapisany. Mieszkańcy widzą go dopiero po opublikowaniu.' }) : ''}
${page.saved === 'opublikowano' ? renderNotice({ kind: 'good', body: 'Deklaracja opublikowana.' }) : ''}
<p>${
        published === null
          ? 'Deklaracja nie jest jeszcze opublikowana. Wymaga jej ustawa o dostępności cyfrowej; podpisuje się pod nią urząd, więc system niczego nie wypełnia za Was.'
          : html`Opublikowana ${formatDateTime(published.publishedAt ?? published.savedAt)}: <a href="${paths.declaration}">zobacz</a>.`
      }</p>
<form method="post" action="${paths.admin.editDeclaration}" novalidate>
${renderFormToken(session)}
${renderRadios({
  name: 'status',
  legend: 'Zgodność z ustawą',
  value: content.status === '' ? undefined : content.status,
  problem: problems.status,
  choices: [
    { value: 'full', label: 'W pełni zgodna' },
    { value: 'partial', label: 'Częściowo zgodna' },
    { value: 'none', label: 'Niezgodna' },
  ],
})}
${lines.map((line) => renderLine(line, { content, problems }))}
<div class="buttons"><button name="dalej" value="szkic" class="second">Zapisz szkic</button><button name="dalej" value="publikuj">Opublikuj</button></div>
</form>
<details><summary>Podgląd</summary>${renderDeclaration(content)}</details>`,
    });
  }
}

function renderLine(
  { field, label, hint, kind }: Line,
  page: { readonly content: Declaration; readonly problems: Problems },
): Html {
  const common = { name: field, label, hint, value: page.content[field], problem: page.problems[field] };
  if (kind === 'area') return renderTextArea({ ...common, rows: 4, maxlength: 6_000 });
  if (kind === 'date') return renderField({ ...common, type: 'date', isShort: true });
  return renderField({ ...common, maxlength: 300 });
}

/** Text is cut rather than refused: a draft is never lost. */
function readContent(form: Form): Declaration {
  const most: Readonly<Record<Line['kind'], number>> = { text: 200, date: 10, area: 6_000 };
  const entries = lines.map(({ field, kind }) => {
    const limit = field === 'apps' ? 2_000 : field === 'contactPhone' ? 40 : most[kind];
    return [field, (form[field] ?? '').trim().slice(0, limit)];
  });
  const status = ['full', 'partial', 'none'].find((one) => one === form.status) ?? '';
  return declarationSchema.parse({ ...Object.fromEntries(entries), status });
}
