// Uploading registers: kept as files, shown as a preview, stored at the second "yes", all of it or nothing.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { displayStreet } from '#domain/places.ts';
import { describeTerytProblem } from '#domain/teryt-problems.ts';
import { formatCount, formatDay } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { ServiceError } from '#services/errors.ts';
import { hasChanges, importTeryt, type TerytChanges, type TerytImport } from '#services/import-teryt.ts';
import type { Session } from '#services/open-session.ts';
import {
  dropTerytUpload,
  findTerytUpload,
  mostUploadBytes,
  startTerytUpload,
  type TerytUpload,
  UploadTooBig,
} from '#services/teryt-uploads.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { requireSession } from './guard.ts';
import { type Part, readMultipart, readPartText } from './multipart.ts';
import { keeperOf } from './place-access.ts';
import { renderPlaces } from './places.ts';
import { type AdminContext, type AdminEnv, checkFormToken } from './session.ts';

const mostShown = 100;
const tooBig = 'Pliki są za duże: razem mogą mieć najwyżej 200 MB, a może ich być 12.';

/** The upload alone, mounted before the panel's limit of a form's size. */
export function mountPlaceUpload(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.post('/miejsca/pliki', requireSession(admin, { form: 'later' }), async (c) => {
    const session = c.get('session');
    keeperOf(session);
    const refuse = async (pliki: string, status: 413 | 422) =>
      c.html(await renderPlaces(admin, { session, problems: { pliki } }), status);
    if (Number(c.req.header('content-length') ?? 0) > mostUploadBytes) return refuse(tooBig, 413);
    const parts = readMultipart(c.req.raw.body, c.req.header('content-type') ?? '');
    try {
      const id = await keepParts(parts, { session, tercs: admin.deps.office().settings.tercs });
      if (id === null) return refuse('Wskaż co najmniej jeden plik.', 422);
      return c.redirect(paths.admin.placeUpload(id), 303);
    } catch (error) {
      if (error instanceof UploadTooBig) return refuse(tooBig, 413);
      throw error;
    }
  });
}

/** Stores the files of the form and gives their id; null when there are none. Nothing stays behind a failure. */
async function keepParts(
  parts: AsyncIterable<Part>,
  { session, tercs }: { readonly session: Session; readonly tercs: readonly string[] },
): Promise<string | null> {
  const upload = await startTerytUpload();
  const fields: Record<string, string> = {};
  let isChecked = false;
  let files = 0;
  try {
    for await (const part of parts) {
      if (part.filename === null) {
        fields[part.name] = await readPartText(part);
        continue;
      }
      // The form's own token stands before its files: a foreign form's are not even written.
      checkFormToken(session, fields);
      isChecked = true;
      if (part.filename === '') continue;
      await upload.addFile(part.filename, part.chunks);
      files += 1;
    }
    if (!isChecked) checkFormToken(session, fields);
    if (files > 0) return await upload.keep(fields.zakres === 'urzad' ? tercs : []);
  } catch (error) {
    await upload.drop();
    throw error;
  }
  await upload.drop();
  return null;
}

export function mountPlaceFiles(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/miejsca/pliki', (c) => c.redirect(paths.admin.places, 303));

  app.get('/miejsca/pliki/:id{[0-9a-f]+}', async (c) => {
    const session = c.get('session');
    const upload = await findTerytUpload(c.req.param('id'));
    const result = await run(upload, { session, act: 'preview' });
    return c.html(renderPreview(admin, { session, upload, result }));
  });

  app.get('/miejsca/pliki/:id{[0-9a-f]+}/bledy.txt', async (c) => {
    const upload = await findTerytUpload(c.req.param('id'));
    const { problems } = await run(upload, { session: c.get('session'), act: 'preview' });
    c.header('content-disposition', 'attachment; filename="bledy.txt"');
    return c.text(`\ufeff${problems.map((problem) => `${wordProblem(problem)}\r\n`).join('')}`);
  });

  app.post('/miejsca/pliki/:id{[0-9a-f]+}/wczytaj', async (c) => {
    const session = c.get('session');
    const upload = await findTerytUpload(c.req.param('id'));
    const result = await run(upload, { session, act: 'store' });
    if (result.changes === null) return c.html(renderPreview(admin, { session, upload, result }), 422);
    await dropTerytUpload(upload.id);
    return c.redirect(`${paths.admin.places}?stan=wczytano`, 303);
  });

  app.post('/miejsca/pliki/:id{[0-9a-f]+}/porzuc', async (c) => {
    keeperOf(c.get('session'));
    await dropTerytUpload(c.req.param('id'));
    return c.redirect(`${paths.admin.places}?stan=porzucono`, 303);
  });

  async function run(
    upload: TerytUpload,
    { session, act }: { readonly session: Session; readonly act: 'preview' | 'store' },
  ): Promise<TerytImport> {
    const { actor } = keeperOf(session);
    const { files, gminas } = upload;
    return importTeryt(admin.deps, { files, gminas, actor, act }).catch((error: unknown) => {
      // The hour may end between finding the files and reading them.
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      throw isGone ? new ServiceError('not_found', 'the upload is gone', { cause: error }) : error;
    });
  }
}

function renderPreview(
  admin: AdminContext,
  page: { readonly session: Session; readonly upload: TerytUpload; readonly result: TerytImport },
): Html {
  const { session, upload, result } = page;
  return renderAdminPage(admin, {
    room: 'settings',
    session,
    title: result.changes === null ? 'Pliki z błędami' : 'Co się zmieni',
    body: html`${renderOutcome(page)}
${renderTable({
  caption: 'Pliki',
  columns: [
    { title: 'Plik', isHeader: true, cell: ({ name }) => name },
    { title: 'Rejestr', cell: ({ register }) => register },
    { title: 'Zakres', cell: ({ isFull }) => (isFull ? 'cały kraj' : 'część kraju') },
    { title: 'Wierszy', align: 'end', cell: ({ rows }) => formatCount(rows) },
    { title: 'Stan na', isWhole: true, cell: ({ stanNa }) => formatDay(new Date(`${stanNa}T12:00:00Z`)) },
  ],
  rows: result.files,
  empty: 'Żadnego pliku nie udało się przeczytać do końca.',
})}
${upload.gminas.length === 0 ? '' : html`<p class="quiet">Tylko gminy urzędu: ${upload.gminas.join(', ')}.</p>`}
<div class="buttons">
${
  result.changes !== null && hasChanges(result.changes)
    ? html`<form method="post" action="${paths.admin.storePlaceUpload(upload.id)}">${renderFormToken(session)}<button>Wczytaj</button></form>`
    : ''
}
<form method="post" action="${paths.admin.dropPlaceUpload(upload.id)}">${renderFormToken(session)}<button class="second">Nie wczytuj</button></form>
</div>
<p class="hint">Pliki czekają na decyzję godzinę.</p>`,
  });
}

function renderOutcome({
  upload,
  result,
}: {
  readonly upload: TerytUpload;
  readonly result: TerytImport;
}): Html {
  const { changes, problems, problemCount } = result;
  if (changes === null) {
    return html`${renderNotice({
      kind: 'danger',
      body: `Błędy w plikach: ${formatCount(problemCount)}. Popraw je albo pobierz pliki jeszcze raz. Niczego nie zmieniono.`,
    })}
<ul>${problems.slice(0, mostShown).map((problem) => html`<li>${wordProblem(problem)}</li>`)}</ul>
${problemCount > mostShown ? html`<p>To pierwsze ${mostShown}.</p>` : ''}
<p><a href="${paths.admin.placeUploadProblems(upload.id)}">Pobierz listę błędów</a></p>`;
  }
  if (!hasChanges(changes)) {
    return renderNotice({ kind: 'info', body: 'Nic by się nie zmieniło: te dane są już wczytane.' });
  }
  return html`${renderChanges(changes)}
${renderNames(result.names)}`;
}

function renderChanges({ communes, localities, streets, gone, recoded }: TerytChanges): Html {
  const notes = [
    ...(localities.renamed > 0
      ? [`Miejscowości ze zmienioną nazwą: ${formatCount(localities.renamed)}`]
      : []),
    ...(localities.moved > 0
      ? [`Miejscowości ze zmienionym kodem gminy: ${formatCount(localities.moved)}`]
      : []),
    ...(gone.orphans > 0
      ? [
          html`<strong>Miejsca, które znikają, choć ktoś tam jest zapisany: ${formatCount(gone.orphans)}.</strong> Ludzie pozostaną zapisani, a Ty wskażesz, gdzie teraz należą.`,
        ]
      : []),
    ...(gone.returned > 0 ? [`Miejsca, które wracają do rejestru: ${formatCount(gone.returned)}`] : []),
    ...recoded.map(
      ({ terc, now }) =>
        `Gmina ${terc} będzie mieć kod ${now.join(' i ')}; ustawienie urzędu zmieni się samo.`,
    ),
  ];
  return html`${renderTable({
    caption: 'Zmiany',
    columns: [
      { title: 'Rejestr', isHeader: true, cell: ({ label }) => label },
      { title: 'Nowe', align: 'end', cell: ({ added }) => formatCount(added) },
      { title: 'Zmienione', align: 'end', cell: ({ changed }) => formatCount(changed) },
      { title: 'Usunięte', align: 'end', cell: ({ removed }) => formatCount(removed) },
    ],
    rows: [
      { label: 'Gminy i powiaty', ...communes },
      { label: 'Miejscowości', ...localities, removed: gone.localities },
      { label: 'Ulice', ...streets, removed: gone.streets },
    ],
    empty: '',
  })}
${notes.length === 0 ? '' : html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`}`;
}

const changeWords: Readonly<Record<TerytImport['names'][number]['change'], string>> = {
  added: 'Nowe',
  changed: 'Zmienione',
  gone: 'Znikają',
};

/** So that a clerk sees at a glance whether these are the right files. */
function renderNames(names: TerytImport['names']): Html {
  const groups = (['added', 'changed', 'gone'] as const).flatMap((change) =>
    [false, true].map((isStreet) => ({
      title: `${changeWords[change]}: ${isStreet ? 'ulice' : 'miejscowości'}`,
      list: names.filter((name) => name.change === change && (name.street !== null) === isStreet),
    })),
  );
  return html`${groups.flatMap(({ title, list }) =>
    list.length === 0
      ? []
      : [
          html`<details><summary>${title}${list.length === mostNamed ? `, pierwsze ${mostNamed}` : ` (${list.length})`}</summary>
<ul>${list.map((name) => html`<li>${wordName(name)}</li>`)}</ul></details>`,
        ],
  )}`;
}

const mostNamed = 20;

function wordName({ locality, street, was }: TerytImport['names'][number]): string {
  const name = street === null ? locality : `${locality}, ${displayStreet(street)}`;
  return was === null ? name : `${name} (dotąd: ${was})`;
}

function wordProblem(problem: TerytImport['problems'][number]): string {
  const place = [problem.file, problem.line === null ? '' : `wiersz ${problem.line}`].filter(Boolean);
  return [...place, describeTerytProblem(problem)].join(': ');
}
