// /admin/odbiorcy/wczytania/{id}/kolumny: which column holds what, and what holds for all rows.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { findSubscriberImport, listFirstImportRows, type SubscriberImport } from '#db/subscriber-imports.ts';
import {
  consentBasis,
  findMatchingProblems,
  guessImportColumns,
  type ImportColumns,
  type ImportField,
  type ImportMatching,
  importFields,
  type MatchingProblem,
} from '#domain/import-columns.ts';
import { dayOf } from '#domain/report-period.ts';
import {
  hasProblems,
  type Problems,
  renderCheckbox,
  renderField,
  renderProblemSummary,
  renderSelect,
} from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { checkImport } from '#services/check-import.ts';
import type { Office } from '#services/deps.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { readPlaceFields } from './place-form.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

/** The name of each field in the form, its label and what helps. */
const fieldWords: Readonly<
  Record<ImportField, { readonly name: string; readonly label: string; readonly hint?: string }>
> = {
  number: { name: 'numer', label: 'Numer telefonu' },
  locality: { name: 'k_miejscowosc', label: 'Miejscowość' },
  street: { name: 'k_ulica', label: 'Ulica', hint: 'Może być razem z numerem domu.' },
  house: { name: 'k_dom', label: 'Numer domu' },
  address: {
    name: 'k_adres',
    label: 'Cały adres w jednej kolumnie',
    hint: 'Na przykład: Dopiewo, ul. Poznańska 12',
  },
  sym: { name: 'k_sym', label: 'Numer SYM miejscowości (TERYT)' },
  symUl: { name: 'k_sym_ul', label: 'Numer SYM_UL ulicy (TERYT)' },
  categories: {
    name: 'k_kategorie',
    label: 'Kategorie',
    hint: 'Nazwy albo klucze, rozdzielone przecinkami.',
  },
  source: { name: 'k_zrodlo', label: 'Źródło zgody' },
  basis: { name: 'k_podstawa', label: 'Podstawa' },
  date: { name: 'k_data', label: 'Data zgody' },
};

const problemWords: Readonly<Record<MatchingProblem, readonly [string, string]>> = {
  number: ['numer', 'Wskaż kolumnę z numerem telefonu.'],
  same_column: ['numer', 'Jedną kolumnę wskazano dwa razy. Każda może służyć tylko raz.'],
  place: ['miejscowosc', 'Wskaż kolumnę z miejscowością albo podaj jedną miejscowość dla wszystkich.'],
  source: ['zrodlo', 'Wskaż kolumnę ze źródłem zgody albo wpisz jedno dla wszystkich.'],
  basis: ['podstawa', 'Wskaż kolumnę z podstawą albo wpisz jedną dla wszystkich.'],
  date: ['data', 'Wskaż kolumnę z datą zgody albo podaj jedną dla wszystkich.'],
  date_wrong: ['data', 'Tej daty nie da się odczytać.'],
  date_future: ['data', 'Ta data jest z przyszłości.'],
};

export function mountImportColumns(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { db, clock, office } = admin.deps;

  app.get('/odbiorcy/wczytania/:id{[0-9]{1,15}}/kolumny', async (c) => {
    const found = await getWaiting(c.req.param('id'));
    const rows = await listFirstImportRows(db, { importId: found.id, limit: 50 });
    const form =
      found.matching === null
        ? { ...toForm(guessImportColumns(found.headers, rows)), podstawa: consentBasis }
        : { ...toForm(found.matching.columns), ...commonToForm(found.matching) };
    return c.html(await renderColumns({ session: c.get('session'), found, form, problems: {} }));
  });

  app.post('/odbiorcy/wczytania/:id{[0-9]{1,15}}/kolumny', async (c) => {
    const found = await getWaiting(c.req.param('id'));
    const form = c.get('form');
    const { matching, problems } = readMatching(office(), { found, form, today: dayOf(clock()) });
    if (hasProblems(problems)) {
      return c.html(await renderColumns({ session: c.get('session'), found, form, problems }), 422);
    }
    await checkImport(admin.deps, { id: found.id, matching });
    return c.redirect(paths.admin.subscriberImport(found.id), 303);
  });

  async function getWaiting(id: string): Promise<SubscriberImport> {
    const found = await findSubscriberImport(db, Number(id));
    if (found === null) throw new ServiceError('not_found', 'no such import');
    if (found.state === 'stored' || found.state === 'undone') {
      throw new ServiceError('conflict', 'the import is stored');
    }
    return found;
  }

  async function renderColumns(page: {
    readonly session: Session;
    readonly found: SubscriberImport;
    readonly form: Form;
    readonly problems: Problems;
  }): Promise<Html> {
    const { session, found, form, problems } = page;
    const sample = await listFirstImportRows(db, { importId: found.id, limit: 3 });
    const choices = [
      { value: '', label: 'nie ma takiej' },
      ...found.headers.map((header, at) => ({
        value: String(at),
        label: `${header || `kolumna ${at + 1}`}${exampleOf(sample, at)}`,
      })),
    ];
    const column = (field: ImportField): Html => {
      const { name, label, hint } = fieldWords[field];
      return renderSelect({ name, label, hint, value: form[name], problem: problems[name], choices });
    };
    const common = (name: string, label: string, hint: string): Html =>
      renderField({ name, label, hint, value: form[name], problem: problems[name], maxlength: 100 });
    return renderAdminPage(admin, {
      room: 'subscribers',
      session,
      title: 'Co jest w której kolumnie',
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
<p class="lead">Plik: ${found.name || 'bez nazwy'}. Sprawdź, czy kolumny są dobrze rozpoznane.</p>
<form method="post" action="${paths.admin.matchImport(found.id)}" novalidate>
${renderFormToken(session)}
${column('number')}
<h2>Adres</h2>
${column('locality')}
${column('street')}
${column('house')}
${common('miejscowosc', 'Jedna miejscowość dla wszystkich', 'Tylko gdy nie ma jej w pliku. Nazwa albo numer SYM.')}
<details${form[fieldWords.address.name] || form[fieldWords.sym.name] ? html` open` : ''}><summary>Adres zapisany inaczej</summary>
${column('address')}
${column('sym')}
${column('symUl')}
</details>
<h2>Kategorie</h2>
${column('categories')}
<fieldset class="field"><legend>Albo te same dla wszystkich (alerty zawsze)</legend><div class="boxes">
${office()
  .categories.filter(({ isActive, isAlert }) => isActive && !isAlert)
  .map(({ key, name }) =>
    renderCheckbox({ name: `kat_${key}`, label: name, isChecked: form[`kat_${key}`] === '1' }),
  )}</div></fieldset>
<h2>Zgoda</h2>
<p>Bez dowodu zgody nie wolno wysyłać. To, co tu podasz, zostanie zapisane przy każdej osobie.</p>
${column('source')}
${common('zrodlo', 'Jedno źródło dla wszystkich', 'Na przykład: system SISMS, formularz papierowy')}
${column('basis')}
${common('podstawa', 'Jedna podstawa dla wszystkich', 'Gdy nie ma jej w pliku.')}
${column('date')}
${renderField({
  name: 'data',
  label: 'Jedna data dla wszystkich',
  hint: 'Gdy nie ma jej w pliku.',
  value: form.data,
  problem: problems.data,
  type: 'date',
  isShort: true,
})}
<div class="buttons"><button>Sprawdź wiersze</button></div>
</form>
<form method="post" action="${paths.admin.dropImport(found.id)}">${renderFormToken(session)}<button class="plain">Porzuć ten plik</button></form>`,
    });
  }
}

function exampleOf(rows: readonly { readonly cells: readonly string[] }[], at: number): string {
  const example = rows.map(({ cells }) => cells[at] ?? '').find((cell) => cell !== '');
  return example === undefined ? '' : `: ${example.slice(0, 40)}`;
}

function toForm(columns: ImportColumns): Form {
  return Object.fromEntries(
    importFields.flatMap((field) => {
      const at = columns[field];
      return at === undefined ? [] : [[fieldWords[field].name, String(at)]];
    }),
  );
}

function commonToForm({ common }: ImportMatching): Form {
  return {
    miejscowosc: common.sym,
    zrodlo: common.source,
    podstawa: common.basis,
    data: common.date,
    ...Object.fromEntries(common.categories.map((key) => [`kat_${key}`, '1'])),
  };
}

function readMatching(
  office: Office,
  given: { readonly found: SubscriberImport; readonly form: Form; readonly today: string },
): { readonly matching: ImportMatching; readonly problems: Problems } {
  const { found, form, today } = given;
  const text = (name: string): string => (form[name] ?? '').trim().slice(0, 100);
  const columns = Object.fromEntries(
    importFields.flatMap((field) => {
      const at = form[fieldWords[field].name] ?? '';
      return /^\d{1,2}$/.test(at) && found.headers[Number(at)] !== undefined ? [[field, Number(at)]] : [];
    }),
  );
  const place =
    text('miejscowosc') === '' ? null : readPlaceFields(office, { miejscowosc: text('miejscowosc') });
  const matching: ImportMatching = {
    columns,
    common: {
      sym: place?.ok === true ? place.place.sym : '',
      categories: office.categories.filter(({ key }) => form[`kat_${key}`] === '1').map(({ key }) => key),
      source: text('zrodlo'),
      basis: text('podstawa'),
      date: text('data'),
    },
    choices: found.matching?.choices ?? {},
  };
  const problems = Object.fromEntries(
    findMatchingProblems(matching, today)
      .filter((problem) => problem !== 'place' || place?.ok !== false)
      .map((problem) => problemWords[problem]),
  );
  return { matching, problems: { ...problems, ...(place?.ok === false ? place.problems : {}) } };
}
