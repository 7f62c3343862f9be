// /admin/odbiorcy/wczytania/papier: several signed paper forms typed in at once. They go the way of a file: the same
// checks, the same preview, and one import that can be undone.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { consentBasis, type ImportMatching } from '#domain/import-columns.ts';
import { createImportJudge } from '#domain/import-rows.ts';
import { describeImportProblem } from '#domain/import-words.ts';
import type { ListRow } from '#domain/list-file.ts';
import { dayOf } from '#domain/report-period.ts';
import {
  hasProblems,
  type Problems,
  renderCheckbox,
  renderField,
  renderProblemSummary,
} from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { checkImport } from '#services/check-import.ts';
import type { Session } from '#services/open-session.ts';
import { uploadTyped } from '#services/upload-import.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

const rowsShown = 10;
const headers = ['numer', 'miejscowosc', 'ulica', 'dom', 'kategorie', 'data'] as const;
const longestField = 100;

export function mountPaperForms(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { office, clock } = admin.deps;

  app.get('/odbiorcy/wczytania/papier', (c) => {
    const form = { data: '', podstawa: consentBasis };
    return c.html(renderPaper({ session: c.get('session'), form, problems: {} }));
  });

  app.post('/odbiorcy/wczytania/papier', async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const rows = readRows(form);
    const matching = toMatching(form);
    const problems = findProblems({ rows, matching });
    if (hasProblems(problems)) return c.html(renderPaper({ session, form, problems }), 422);
    const name = `Formularze papierowe (${rows.length})`;
    const actor = `staff:${session.staffId}`;
    const id = await uploadTyped(admin.deps, { name, headers, rows, actor });
    await checkImport(admin.deps, { id, matching });
    return c.redirect(paths.admin.subscriberImport(id), 303);
  });

  /** Rows with anything in them; their lines are those of the form. */
  function readRows(form: Form): readonly ListRow[] {
    const text = (name: string): string => (form[name] ?? '').trim().slice(0, longestField);
    return Array.from({ length: rowsShown }, (_, at) => at + 1).flatMap((line) => {
      const typed = (['numer', 'miejscowosc', 'ulica', 'dom'] as const).map((name) =>
        text(`${name}_${line}`),
      );
      if (typed.every((cell) => cell === '')) return [];
      const keys = office().categories.filter(({ key }) => form[`k_${key}_${line}`] === '1');
      return [{ line, cells: [...typed, keys.map(({ key }) => key).join(','), text(`data_${line}`)] }];
    });
  }

  function toMatching(form: Form): ImportMatching {
    return {
      columns: { number: 0, locality: 1, street: 2, house: 3, categories: 4, date: 5 },
      common: {
        sym: '',
        categories: [],
        source: 'formularz papierowy',
        basis: (form.podstawa ?? '').trim().slice(0, longestField),
        date: (form.data ?? '').trim(),
      },
      choices: {},
    };
  }

  /** Beside the field each is about; what two rows could tell only together the preview shows. */
  function findProblems(given: {
    readonly rows: readonly ListRow[];
    readonly matching: ImportMatching;
  }): Problems {
    const { rows, matching } = given;
    if (rows.length === 0) return { numer_1: 'Wpisz co najmniej jeden formularz.' };
    const { judge, listOpen } = createImportJudge({
      width: headers.length,
      matching,
      places: office().places,
      categories: office().categories,
      today: dayOf(clock()),
    });
    return Object.fromEntries(
      rows.flatMap((row) => {
        const judged = judge(row);
        if (judged.ok) return [];
        const { problem } = judged;
        const key = problem.slice(problem.indexOf(':') + 1);
        const alike = listOpen(100).find((open) => open.key === key)?.options ?? [];
        const hint = alike.length === 0 ? '' : ` Podobne: ${alike.map(({ label }) => label).join(', ')}.`;
        const words =
          problem.startsWith('open_place') || problem.startsWith('unknown_place')
            ? `Nie ma miejsca „${key}” albo nie wiadomo, o które chodzi.${hint}`
            : describeImportProblem(problem);
        return [[fieldOf(problem, row), words]];
      }),
    );
  }

  function renderPaper(page: {
    readonly session: Session;
    readonly form: Form;
    readonly problems: Problems;
  }): Html {
    const { session, form, problems } = page;
    const chosen = office().categories.filter(({ isActive, isAlert }) => isActive && !isAlert);
    return renderAdminPage(admin, {
      room: 'subscribers',
      session,
      title: 'Formularze papierowe',
      body: html`${renderProblemSummary(problems)}
<p class="lead">Przepisz podpisane formularze, najwyżej ${rowsShown} naraz. Puste są pomijane. Kto nie podał ulicy, dostaje wiadomości dla całej miejscowości. Źródło zgody: „formularz papierowy”.</p>
<form method="post" action="${paths.admin.paperForms}" novalidate>
${renderFormToken(session)}
${renderField({
  name: 'data',
  label: 'Data podpisania',
  hint: 'Jedna dla wszystkich; przy formularzu z inną datą wpisz ją obok niego.',
  value: form.data,
  problem: problems.data,
  type: 'date',
  isShort: true,
})}
${renderField({ name: 'podstawa', label: 'Podstawa', value: form.podstawa, problem: problems.podstawa, maxlength: longestField })}
${Array.from({ length: rowsShown }, (_, at) => at + 1).map(
  (line) => html`<fieldset class="field"><legend><h2>Formularz ${line}</h2></legend>
<div class="in-a-row">
${field(page, { name: `numer_${line}`, label: 'Numer telefonu', inputmode: 'tel' })}
${field(page, { name: `miejscowosc_${line}`, label: 'Miejscowość' })}
${field(page, { name: `ulica_${line}`, label: 'Ulica' })}
${field(page, { name: `dom_${line}`, label: 'Numer domu' })}
${field(page, { name: `data_${line}`, label: 'Data, jeśli inna', type: 'date' })}
</div>
<div class="boxes">${chosen.map(({ key, name }) => renderCheckbox({ name: `k_${key}_${line}`, label: name, isChecked: form[`k_${key}_${line}`] === '1' }))}</div>
</fieldset>`,
)}
<div class="buttons"><button>Sprawdź</button></div>
</form>`,
    });
  }
}

function field(
  page: { readonly form: Form; readonly problems: Problems },
  given: Parameters<typeof renderField>[0],
): Html {
  const { name } = given;
  return renderField({
    ...given,
    value: page.form[name],
    problem: page.problems[name],
    maxlength: longestField,
  });
}

function fieldOf(problem: string, { line, cells }: ListRow): string {
  const [, , street = '', , , day = ''] = cells;
  const kind = problem.split(':', 1)[0] ?? '';
  if (kind.startsWith('number_')) return `numer_${line}`;
  if (kind === 'house_number') return `dom_${line}`;
  if (kind === 'basis') return 'podstawa';
  if (kind.startsWith('date')) return day === '' ? 'data' : `data_${line}`;
  // A place that is asked about with its locality before it is a street's.
  return kind !== 'no_place' && street !== '' && problem.includes(', ')
    ? `ulica_${line}`
    : `miejscowosc_${line}`;
}
