// /admin/odbiorcy/wczytania: taking people over from other systems and from paper. The list of imports, and the upload.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { listSubscriberImports, type SubscriberImport } from '#db/subscriber-imports.ts';
import { matchOwnFormat } from '#domain/import-columns.ts';
import { subscribersHeader } from '#domain/subscribers-csv.ts';
import { mostTableBytes } from '#domain/table-reader.ts';
import { formatCount, formatDateTime } from '#html/format.ts';
import { type Problems, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { checkImport } from '#services/check-import.ts';
import type { Session } from '#services/open-session.ts';
import { uploadImport } from '#services/upload-import.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { requireSession } from './guard.ts';
import { importFileWords, importStateWords, wordImporter } from './import-words.ts';
import { parseId } from './inbox.ts';
import type { AdminContext, AdminEnv } from './session.ts';
import { readUpload } from './upload.ts';

const pageSize = 50;

/** The upload alone, mounted before the panel's limit of a form's size. */
export function mountImportUpload(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.post('/odbiorcy/wczytania', requireSession(admin, { form: 'later' }), async (c) => {
    const session = c.get('session');
    const refuse = async (problem: string, status: 413 | 422) =>
      c.html(await renderImports(admin, { session, problems: { plik: problem } }), status);
    const file = await readUpload(c.req, { session, mostBytes: mostTableBytes });
    if (file === 'too_big') return refuse(importFileWords.too_big, 413);
    if (file === null) return refuse('Wskaż plik.', 422);
    const answer = await uploadImport(admin.deps, { ...file, actor: `staff:${session.staffId}` });
    if (!answer.ok) return refuse(importFileWords[answer.problem], 422);
    const own = matchOwnFormat(answer.headers);
    if (own === null) return c.redirect(paths.admin.matchImport(answer.id), 303);
    await checkImport(admin.deps, { id: answer.id, matching: own });
    return c.redirect(paths.admin.subscriberImport(answer.id), 303);
  });
}

export function mountImports(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/odbiorcy/wczytania', async (c) => {
    const session = c.get('session');
    const isDropped = c.req.query('stan') === 'porzucono';
    const before = parseId(c.req.query('przed'));
    return c.html(await renderImports(admin, { session, problems: {}, before, isDropped }));
  });
}

async function renderImports(
  admin: AdminContext,
  page: {
    readonly session: Session;
    readonly problems: Problems;
    readonly before?: number | undefined;
    readonly isDropped?: boolean;
  },
): Promise<Html> {
  const { session, problems, before } = page;
  const imports = await listSubscriberImports(admin.deps.db, { limit: pageSize + 1, before });
  const shown = imports.slice(0, pageSize);
  return renderAdminPage(admin, {
    room: 'subscribers',
    session,
    title: 'Wczytywanie odbiorców',
    body: html`${renderProblemSummary(problems)}
${page.isDropped === true ? renderNotice({ kind: 'info', body: 'Plik porzucony, jego wiersze usunięto. Nic nie wczytano.' }) : ''}
<p class="lead">Przenieś osoby z innego systemu albo przepisz zgody z papieru. Najpierw zobaczysz, co zrobi każdy wiersz. Nic się nie zapisze, zanim tego nie potwierdzisz.</p>
<div class="columns">
<section aria-labelledby="z-pliku">
<h2 id="z-pliku">Z pliku</h2>
<form method="post" action="${paths.admin.imports}" enctype="multipart/form-data" novalidate>
${renderFormToken(session)}
<div class="field${problems.plik === undefined ? '' : ' has-problem'}">
<label for="plik">Plik CSV albo XLSX</label>
<p class="hint" id="plik-hint">Pierwszy wiersz to nagłówki. CSV do miliona wierszy i 100 MB, XLSX do 200 000 wierszy i 20 MB. Duży plik czyta się do minuty.</p>
${problems.plik === undefined ? '' : html`<p class="problem" id="plik-problem">${problems.plik}</p>`}
<input type="file" id="plik" name="plik" accept=".csv,.txt,.xlsx" aria-describedby="plik-hint${problems.plik === undefined ? '' : ' plik-problem'}">
</div>
<div class="buttons"><button>Prześlij i sprawdź</button></div>
</form>
<details><summary>Plik, którego kolumn nie trzeba dopasowywać</summary>
<p>CSV w UTF-8 z nagłówkiem:</p><p class="marked"><code>${subscribersHeader}</code></p></details>
</section>
<section aria-labelledby="z-papieru">
<h2 id="z-papieru">Z papieru</h2>
<p>Kilka podpisanych formularzy naraz, z datą zgody.</p>
<div class="buttons"><a class="button second" href="${paths.admin.paperForms}">Przepisz formularze papierowe</a></div>
</section>
</div>
<h2>Wczytania</h2>
${renderTable<SubscriberImport>({
  caption: 'Wczytania, od najnowszego',
  isCaptionHidden: true,
  rows: shown,
  empty: 'Nie było jeszcze żadnego.',
  columns: [
    {
      title: 'Plik',
      cell: ({ id, name }) => html`<a href="${paths.admin.subscriberImport(id)}">${name || 'bez nazwy'}</a>`,
      isHeader: true,
    },
    { title: 'Stan', cell: ({ state }) => importStateWords[state] },
    {
      title: 'Nowe osoby',
      cell: ({ counts }) => (counts === null ? '' : formatCount(counts.joined)),
      align: 'end',
    },
    {
      title: 'Uzupełnione',
      cell: ({ counts }) => (counts === null ? '' : formatCount(counts.extended)),
      align: 'end',
    },
    { title: 'Kto', cell: ({ createdBy }) => wordImporter(createdBy) },
    {
      title: 'Kiedy',
      cell: ({ storedAt, createdAt }) => formatDateTime(storedAt ?? createdAt),
      isWhole: true,
    },
  ],
})}
${imports.length > pageSize ? html`<p><a href="${paths.admin.imports}?przed=${shown.at(-1)?.id}">Starsze</a></p>` : ''}
<p class="hint">Przesłany plik czeka na decyzję dobę, potem znika.</p>`,
  });
}
