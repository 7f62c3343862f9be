// Lists from files: uploaded, their columns matched by a person, bad rows shown, used for one campaign, deleted.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { countListRows, findList, type List, listListProblems, listListRows, listLists } from '#db/lists.ts';
import { type ListFileProblem, mostListBytes } from '#domain/list-file.ts';
import { describeRowProblem, guessColumns, type ListColumns, toFieldName } from '#domain/list-match.ts';
import { formatCount, formatDateTime, formatPlural } from '#html/format.ts';
import { type Problems, renderField, renderProblemSummary, renderRadios } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { dropList, matchList, uploadList } from '#services/upload-list.ts';
import { refuseViewer } from './compose.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { requireSession } from './guard.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';
import { readUpload } from './upload.ts';

const rowWords = { one: 'wiersz', few: 'wiersze', many: 'wierszy' };
const mostShown = 100;

const fileWords: Readonly<Record<ListFileProblem, string>> = {
  empty: 'Plik jest pusty.',
  no_rows: 'W pliku jest tylko nagłówek, bez wierszy.',
  too_big: 'Plik ma ponad 20 MB. Podziel go.',
  too_many_rows: 'W pliku jest ponad 200 000 wierszy. Podziel go.',
  too_many_columns: 'W pliku jest ponad 50 kolumn. Zostaw tylko potrzebne.',
  no_text: 'To nie jest plik CSV ani XLSX. Zapisz arkusz w jednej z tych postaci.',
  quote: 'W pliku jest cudzysłów, który się nie kończy. Otwórz plik w arkuszu i zapisz jeszcze raz.',
  workbook:
    'Tego pliku XLSX nie da się odczytać. Otwórz go w arkuszu i zapisz jeszcze raz albo zapisz jako CSV.',
  bomb: 'Ten plik XLSX rozpakowuje się do zbyt dużych rozmiarów. Zapisz sam arkusz z danymi jako CSV.',
};

/** The upload alone, mounted before the panel's limit of a form's size. */
export function mountListUpload(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.post('/wyslij/listy', requireSession(admin, { form: 'later' }), async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const refuse = async (problem: string, status: 413 | 422) =>
      c.html(await renderLists(admin, { session, problems: { plik: problem } }), status);
    const file = await readUpload(c.req, { session, mostBytes: mostListBytes });
    if (file === 'too_big') return refuse(fileWords.too_big, 413);
    if (file === null) return refuse('Wskaż plik.', 422);
    const answer = await uploadList(admin.deps, {
      name: file.name,
      bytes: Buffer.concat(file.chunks),
      actor: `staff:${session.staffId}`,
    });
    return answer.ok ? c.redirect(paths.admin.list(answer.id), 303) : refuse(fileWords[answer.problem], 422);
  });
}

export function mountLists(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { db } = admin.deps;

  app.get('/wyslij/listy', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    return c.html(await renderLists(admin, { session, problems: {} }));
  });

  app.get('/wyslij/listy/:id{[0-9]{1,15}}', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const list = await getList(c.req.param('id'));
    const rows = await listListRows(db, { listId: list.id, after: 0, limit: 50 });
    const guess = guessColumns(list.headers, rows);
    return c.html(await renderList({ session, list, form: toForm(guess), problems: {}, isChecked: false }));
  });

  app.post('/wyslij/listy/:id{[0-9]{1,15}}', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const form = c.get('form');
    const list = await getList(c.req.param('id'));
    const columns = readColumns(list, form);
    if (columns === null) {
      const problems = { telefon: 'Wskaż kolumnę z numerem telefonu.' };
      return c.html(await renderList({ session, list, form, problems, isChecked: false }), 422);
    }
    const twice = columns.fields.find((field, at) => field !== '' && columns.fields.indexOf(field) !== at);
    if (twice !== undefined) {
      const problems = {
        [`pole_${columns.fields.lastIndexOf(twice)}`]: `Dwie kolumny nazywają się tak samo: ${twice}. Zmień jedną.`,
      };
      return c.html(await renderList({ session, list, form, problems, isChecked: false }), 422);
    }
    const bad = form.akcja === 'pomin' ? 'leave_out' : 'ask';
    const actor = `staff:${session.staffId}`;
    const { isReady } = await matchList(admin.deps, { id: list.id, columns, bad, actor });
    if (isReady) return c.redirect(`${paths.admin.compose}?lista=${list.id}`, 303);
    return c.html(await renderList({ session, list, form, problems: {}, isChecked: true }), 422);
  });

  app.get('/wyslij/listy/:id{[0-9]{1,15}}/bledy.csv', async (c) => {
    refuseViewer(c.get('session'));
    const list = await getList(c.req.param('id'));
    const problems = await listListProblems(db, { listId: list.id, limit: 200_000 });
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', 'attachment; filename="bledy.csv"');
    const lines = problems.map(
      ({ line, problem }) => `${line};"${describeRowProblem(problem).replaceAll('"', '""')}"\r\n`,
    );
    return c.body(`\ufeffwiersz;co jest nie tak\r\n${lines.join('')}`);
  });

  app.post('/wyslij/listy/:id{[0-9]{1,15}}/usun', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    await dropList(admin.deps, { id: Number(c.req.param('id')), actor: `staff:${session.staffId}` });
    return c.redirect(paths.admin.lists, 303);
  });

  async function getList(id: string): Promise<List> {
    const list = await findList(db, Number(id));
    if (list === null) throw new ServiceError('not_found', 'no such list');
    return list;
  }

  async function renderList(page: {
    readonly session: Session;
    readonly list: List;
    readonly form: Form;
    readonly problems: Problems;
    readonly isChecked: boolean;
  }): Promise<Html> {
    const { session, list, form, problems, isChecked } = page;
    const sample = await listListRows(db, { listId: list.id, after: 0, limit: 3 });
    const counts = await countListRows(db, list.id);
    const bad = isChecked ? await listListProblems(db, { listId: list.id, limit: mostShown }) : [];
    const exampleOf = (at: number): string =>
      sample
        .map(({ cells }) => cells[at] ?? '')
        .filter((cell) => cell !== '')
        .join(', ')
        .slice(0, 80);
    return renderAdminPage(admin, {
      room: 'compose',
      session,
      title: `Lista: ${list.name}`,
      body: html`${renderProblemSummary(problems)}
${
  bad.length === 0
    ? ''
    : html`${renderNotice({ kind: 'warning', body: `Do użycia: ${formatPlural(counts.good, rowWords)}. Z błędem: ${formatPlural(counts.bad, rowWords)}. Nic jeszcze nie przyjęto.` })}
${renderTable({
  caption: counts.bad > mostShown ? `Pierwsze ${mostShown} wierszy z błędem` : 'Wiersze z błędem',
  columns: [
    { title: 'Wiersz', isHeader: true, cell: ({ line }) => formatCount(line) },
    { title: 'Co jest nie tak', cell: ({ problem }) => describeRowProblem(problem) },
  ],
  rows: bad,
  empty: '',
})}
<p><a href="${paths.admin.listProblems(list.id)}">Pobierz wszystkie błędy (CSV)</a></p>`
}
${
  list.state === 'ready'
    ? html`<p>${formatPlural(list.rows, rowWords)} do użycia. <a href="${paths.admin.compose}?lista=${list.id}">Napisz do tych osób</a></p>`
    : html`<form method="post" action="${paths.admin.list(list.id)}" novalidate>
${renderFormToken(session)}
<p class="lead">Wskaż kolumnę z numerem telefonu. Pozostałe kolumny nazwij tak, jak wpiszesz je w treści: {imie}, {kwota}. Pusta nazwa: kolumna nie będzie używana. W używanej kolumnie żadna komórka nie może być pusta.</p>
${renderRadios({
  name: 'telefon',
  legend: 'Numer telefonu jest w kolumnie',
  value: form.telefon,
  problem: problems.telefon,
  choices: list.headers.map((header, at) => ({
    value: String(at),
    label: header || `kolumna ${at + 1}`,
    ...(exampleOf(at) === '' ? {} : { hint: `na przykład: ${exampleOf(at)}` }),
  })),
})}
<h2>Nazwy pozostałych kolumn w treści</h2>
${list.headers.map((header, at) =>
  renderField({
    name: `pole_${at}`,
    label: header || `kolumna ${at + 1}`,
    hint: exampleOf(at) === '' ? undefined : `na przykład: ${exampleOf(at)}`,
    value: form[`pole_${at}`],
    problem: problems[`pole_${at}`],
    maxlength: 30,
    isShort: true,
  }),
)}
${renderRadios({
  name: 'powtorki',
  legend: 'Gdy ten sam numer jest w kilku wierszach',
  value: form.powtorki === 'each' ? 'each' : 'first',
  choices: [
    {
      value: 'first',
      label: 'Jedna wiadomość, z pierwszego wiersza',
      hint: 'Pozostałe zobaczysz na liście błędów.',
    },
    { value: 'each', label: 'Osobna wiadomość z każdego wiersza' },
  ],
})}
<div class="buttons"><button name="akcja" value="sprawdz">${bad.length === 0 ? 'Sprawdź wiersze' : 'Sprawdź jeszcze raz'}</button>
${bad.length > 0 && counts.good > 0 ? html`<button class="second" name="akcja" value="pomin">Pomiń ${formatPlural(counts.bad, rowWords)} i użyj reszty</button>` : ''}</div>
</form>`
}
<form method="post" action="${paths.admin.dropList(list.id)}">${renderFormToken(session)}<button class="plain">Usuń tę listę</button></form>`,
    });
  }
}

async function renderLists(
  admin: AdminContext,
  page: { readonly session: Session; readonly problems: Problems },
): Promise<Html> {
  const { session, problems } = page;
  return renderAdminPage(admin, {
    room: 'compose',
    session,
    title: 'Listy z pliku',
    body: html`${renderProblemSummary(problems)}
<p>Lista to osoby do jednej wysyłki, na przykład z kwotą albo terminem dla każdej. Dostaną ją tylko ci, którzy są zapisani. Listę usuwamy, gdy wysyłka się skończy, a nieużytą po 30 dniach.</p>
<form method="post" action="${paths.admin.lists}" enctype="multipart/form-data" novalidate>
${renderFormToken(session)}
<div class="field${problems.plik === undefined ? '' : ' has-problem'}">
<label for="plik">Plik CSV albo XLSX</label>
<p class="hint" id="plik-hint">Pierwszy wiersz to nagłówki. Najwyżej 20 MB i 200 000 wierszy.</p>
${problems.plik === undefined ? '' : html`<p class="problem" id="plik-problem">${problems.plik}</p>`}
<input type="file" id="plik" name="plik" accept=".csv,.txt,.xlsx" aria-describedby="plik-hint${problems.plik === undefined ? '' : ' plik-problem'}">
</div>
<div class="buttons"><button>Wczytaj</button></div>
</form>
${renderTable<List>({
  caption: 'Wczytane listy',
  columns: [
    {
      title: 'Plik',
      isHeader: true,
      cell: ({ id, name }) => html`<a href="${paths.admin.list(id)}">${name}</a>`,
    },
    { title: 'Wiersze', align: 'end', cell: ({ rows }) => formatCount(rows) },
    { title: 'Stan', cell: ({ state }) => (state === 'ready' ? 'gotowa' : 'czeka na dopasowanie kolumn') },
    { title: 'Wczytano', cell: ({ createdAt }) => formatDateTime(createdAt), isWhole: true },
  ],
  rows: await listLists(admin.deps.db),
  empty: 'Nie ma żadnej.',
})}`,
  });
}

function toForm({ number, fields, repeats }: ListColumns): Form {
  return {
    telefon: String(number),
    powtorki: repeats,
    ...Object.fromEntries(fields.map((field, at) => [`pole_${at}`, field])),
  };
}

function readColumns(list: List, form: Form): ListColumns | null {
  const number = Number(form.telefon ?? 'x');
  if (!Number.isSafeInteger(number) || list.headers[number] === undefined) return null;
  return {
    number,
    fields: list.headers.map((_, at) => (at === number ? '' : toFieldName(form[`pole_${at}`] ?? ''))),
    repeats: form.powtorki === 'each' ? 'each' : 'first',
  };
}
