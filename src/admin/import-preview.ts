// /admin/odbiorcy/wczytania/{id}: what every row of a file would do, before anything is stored; afterwards what was done,
// and undoing it.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { stream } from 'hono/streaming';
import {
  type CheckedImportRow,
  findSubscriberImport,
  type ImportOutcome,
  importOutcomes,
  listBadImportRows,
  listCheckedRows,
  type SubscriberImport,
} from '#db/subscriber-imports.ts';
import { toCsv, toCsvLine } from '#domain/csv.ts';
import { describeImportProblem } from '#domain/import-words.ts';
import { formatCount, formatDay, formatPlural } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { checkImport } from '#services/check-import.ts';
import { ServiceError } from '#services/errors.ts';
import { openImport } from '#services/open-import.ts';
import type { Session } from '#services/open-session.ts';
import { storeImport, undoImport } from '#services/store-import.ts';
import { dropImport } from '#services/upload-import.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { readChosenPlaces, renderOpenPlaces } from './import-places.ts';
import { renderStored } from './import-stored.ts';
import { outcomeWords, rowWords } from './import-words.ts';
import { parseId } from './inbox.ts';
import { describeAddress, describeCategories, maskSender } from './people.ts';
import type { AdminContext, AdminEnv } from './session.ts';

const pageSize = 50;
/** Rows read at once for a file. */
const sliceSize = 5_000;

export function mountImportPreview(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { db, office } = admin.deps;
  const actorOf = (c: Context<AdminEnv>): string => `staff:${c.get('session').staffId}`;

  app.get('/odbiorcy/wczytania/:id{[0-9]{1,15}}', async (c) => {
    const found = await openImport(admin.deps, { actor: actorOf(c), id: Number(c.req.param('id')) });
    if (found.state === 'uploaded') return c.redirect(paths.admin.matchImport(found.id), 303);
    const session = c.get('session');
    const isJust = c.req.query('stan') === 'wczytano';
    if (found.state !== 'checked') return c.html(renderStored(admin, { session, found, isJust }));
    const asked = importOutcomes.find((outcome) => outcomeWords[outcome].key === c.req.query('wynik'));
    return c.html(await renderPreview({ session, found, asked, after: parseId(c.req.query('po')) ?? -1 }));
  });

  app.post('/odbiorcy/wczytania/:id{[0-9]{1,15}}/miejsca', async (c) => {
    const found = await getImport(c);
    if (found.matching === null) throw new ServiceError('conflict', 'not matched yet');
    const choices = { ...found.matching.choices, ...readChosenPlaces(found, c.get('form')) };
    await checkImport(admin.deps, { id: found.id, matching: { ...found.matching, choices } });
    return c.redirect(paths.admin.subscriberImport(found.id), 303);
  });

  app.get('/odbiorcy/wczytania/:id{[0-9]{1,15}}/bledy.csv', async (c) => {
    const { id, headers } = await openImport(admin.deps, {
      actor: actorOf(c),
      id: Number(c.req.param('id')),
    });
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', 'attachment; filename="bledy.csv"');
    return stream(c, async (file) => {
      await file.write(toCsv([['wiersz', 'co jest nie tak', ...headers]]));
      for (let after = -1; !file.aborted; ) {
        const rows = await listBadImportRows(db, { importId: id, after, limit: sliceSize });
        const lines = rows.map(({ line, problem, cells }) =>
          toCsvLine([line, describeImportProblem(problem), ...cells]),
        );
        await file.write(lines.join(''));
        if (rows.length < sliceSize) return;
        after = rows.at(-1)?.line ?? after;
      }
    });
  });

  app.post('/odbiorcy/wczytania/:id{[0-9]{1,15}}/zapisz', async (c) => {
    const { id } = await getImport(c);
    const bad = c.get('form').akcja === 'pomin' ? 'skip' : 'refuse';
    const stored = await storeImport(admin.deps, { id, bad, actor: actorOf(c) });
    return c.redirect(`${paths.admin.subscriberImport(id)}${stored === null ? '' : '?stan=wczytano'}`, 303);
  });

  app.post('/odbiorcy/wczytania/:id{[0-9]{1,15}}/porzuc', async (c) => {
    const { id } = await getImport(c);
    await dropImport(admin.deps, { id, actor: actorOf(c) });
    return c.redirect(`${paths.admin.imports}?stan=porzucono`, 303);
  });

  app.post('/odbiorcy/wczytania/:id{[0-9]{1,15}}/cofnij', async (c) => {
    const { id } = await getImport(c);
    await undoImport(admin.deps, { id, actor: actorOf(c) });
    return c.redirect(paths.admin.subscriberImport(id), 303);
  });

  async function getImport(c: Context<AdminEnv>): Promise<SubscriberImport> {
    const found = await findSubscriberImport(db, Number(c.req.param('id')));
    if (found === null) throw new ServiceError('not_found', 'no such import');
    return found;
  }

  async function renderPreview(page: {
    readonly session: Session;
    readonly found: SubscriberImport;
    readonly asked: ImportOutcome | undefined;
    readonly after: number;
  }): Promise<Html> {
    const { session, found, after } = page;
    const counts = found.findings?.counts ?? { new: 0, changed: 0, same: 0, left: 0, erased: 0, bad: 0 };
    // What needs a hand is shown first.
    const outcome =
      page.asked ?? (counts.bad > 0 ? 'bad' : (importOutcomes.find((one) => counts[one] > 0) ?? 'new'));
    const rows = await listCheckedRows(db, { importId: found.id, outcome, after, limit: pageSize + 1 });
    const shown = rows.slice(0, pageSize);
    const { key, label, about } = outcomeWords[outcome];
    const address = paths.admin.subscriberImport(found.id);
    return renderAdminPage(admin, {
      room: 'subscribers',
      session,
      title: 'Co zrobi ten plik',
      body: html`<p class="lead">Plik: ${found.name || 'bez nazwy'}. Nic jeszcze nie zapisano.</p>
${renderDecision({ session, found, counts })}
${renderOpenPlaces({ session, found })}
<nav aria-label="Które wiersze"><ul class="tabs">${importOutcomes
        .filter((one) => counts[one] > 0 || one === outcome)
        .map(
          (one) =>
            html`<li><a class="tab" href="${address}?wynik=${outcomeWords[one].key}"${one === outcome ? html` aria-current="page"` : ''}>${outcomeWords[one].label} (${formatCount(counts[one])})</a></li>`,
        )}</ul></nav>
<h2>${label}</h2>
<p>${about}${outcome === 'bad' && counts.bad > 0 ? html` <a href="${paths.admin.importProblems(found.id)}">Pobierz wszystkie błędy (CSV)</a>` : ''}</p>
${outcome === 'bad' ? renderProblems(shown) : renderRows(shown)}
${rows.length > pageSize ? html`<p><a href="${address}?wynik=${key}&po=${shown.at(-1)?.line}">Następne wiersze</a></p>` : ''}`,
    });
  }

  function renderRows(rows: readonly CheckedImportRow[]): Html {
    const known = office();
    return renderTable<CheckedImportRow>({
      caption: 'Wiersze pliku',
      isCaptionHidden: true,
      rows,
      empty: 'Nie ma takich wierszy.',
      columns: [
        { title: 'Wiersz', cell: ({ line }) => formatCount(line), isHeader: true, isWhole: true },
        { title: 'Numer', cell: ({ msisdn }) => maskSender(msisdn), isWhole: true },
        {
          title: 'Adres',
          cell: ({ sym, symUl, houseNumber, confidence }) =>
            html`${sym === null ? '' : describeAddress(known, { sym, symUl, houseNumber })}${renderConfidence(confidence)}`,
        },
        {
          title: 'Kategorie',
          cell: ({ categoryIds }) => describeCategories(known, categoryIds ?? []) || 'brak',
        },
        { title: 'Źródło i podstawa', cell: ({ source, basis }) => `${source ?? ''}, ${basis ?? ''}` },
        {
          title: 'Zgoda z',
          cell: ({ consentedOn }) =>
            consentedOn === null ? '' : formatDay(new Date(`${consentedOn}T12:00:00Z`)),
          isWhole: true,
        },
      ],
    });
  }
}

function renderConfidence(confidence: string | null): Html {
  const words: Readonly<Record<string, string>> = {
    typo: 'odczytane mimo literówki',
    inflected: 'odczytane mimo odmiany',
    chosen: 'wybrane przez Ciebie',
  };
  const word = words[confidence ?? ''];
  return word === undefined ? html`` : html` <span class="tag warning">${word}</span>`;
}

function renderProblems(rows: readonly CheckedImportRow[]): Html {
  return renderTable<CheckedImportRow>({
    caption: 'Wiersze z błędem',
    isCaptionHidden: true,
    rows,
    empty: 'Wszystkie wiersze da się wczytać.',
    columns: [
      { title: 'Wiersz', cell: ({ line }) => formatCount(line), isHeader: true, isWhole: true },
      { title: 'Co jest nie tak', cell: ({ problem }) => describeImportProblem(problem ?? '') },
    ],
  });
}

function renderDecision(page: {
  readonly session: Session;
  readonly found: SubscriberImport;
  readonly counts: Readonly<Record<ImportOutcome, number>>;
}): Html {
  const { session, found, counts } = page;
  const good = counts.new + counts.changed;
  const token = renderFormToken(session);
  const store = html`<form method="post" action="${paths.admin.storeImport(found.id)}">${token}${
    counts.bad === 0
      ? html`<button name="akcja" value="wszystko">Wczytaj: ${formatPlural(good, rowWords)}</button>`
      : html`<button name="akcja" value="pomin">Pomiń wiersze z błędem i wczytaj resztę: ${formatPlural(good, rowWords)}</button>`
  }</form>`;
  return html`${
    counts.bad === 0
      ? ''
      : renderNotice({
          kind: 'warning',
          body: `Z błędem: ${formatPlural(counts.bad, rowWords)}. Popraw plik i prześlij go jeszcze raz albo wczytaj resztę bez nich.`,
        })
  }
${good === 0 ? renderNotice({ kind: 'info', body: 'Z tego pliku nie ma czego wczytać.' }) : ''}
<div class="buttons">${good === 0 ? '' : store}<a class="button second" href="${paths.admin.matchImport(found.id)}">Zmień kolumny</a>
<form method="post" action="${paths.admin.dropImport(found.id)}">${token}<button class="second">Porzuć ten plik</button></form></div>`;
}
