// /admin/miejsca: what of the register is in use, what waits for a human, and the way to a newer edition.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { listAreas } from '#db/areas.ts';
import { listPlaceAliases } from '#db/place-aliases.ts';
import { listPlaceOrphans, listTerytEditions, type TerytEdition } from '#db/place-orphans.ts';
import { countPlaces } from '#db/places.ts';
import { formatCount, formatDay } from '#html/format.ts';
import { type Problems, renderProblemSummary, renderRadios } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { Session } from '#services/open-session.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { keeperOf } from './place-access.ts';
import { renderOrphanList } from './place-orphans.ts';
import type { AdminContext, AdminEnv } from './session.ts';

const done: Readonly<Record<string, string>> = {
  wczytano: 'Wczytano. Nowe miejsca działają w ciągu sekundy.',
  przeniesiono: 'Przeniesiono adresy do nowego miejsca.',
  zostawiono: 'Zostawiono bez zmian. Możesz wrócić do tego później.',
  porzucono: 'Pliki usunięto. Niczego nie wczytano.',
};

export function mountPlaces(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/miejsca', async (c) => {
    keeperOf(c.get('session'));
    const word = done[c.req.query('stan') ?? ''];
    return c.html(await renderPlaces(admin, { session: c.get('session'), problems: {}, done: word }));
  });
}

/** The page; also where an upload was refused, with what was wrong. */
export async function renderPlaces(
  admin: AdminContext,
  page: { readonly session: Session; readonly problems: Problems; readonly done?: string | undefined },
): Promise<Html> {
  const { session, problems } = page;
  const { db } = admin.deps;
  const [counts, editions, orphans, aliases, areas] = await Promise.all([
    countPlaces(db),
    listTerytEditions(db),
    listPlaceOrphans(db),
    listPlaceAliases(db),
    listAreas(db),
  ]);
  return renderAdminPage(admin, {
    room: 'settings',
    session,
    title: 'Miejsca',
    body: html`${renderProblemSummary(problems)}
${page.done === undefined ? '' : renderNotice({ kind: 'good', body: page.done })}
<p><a href="${paths.admin.settings}">Ustawienia</a></p>
<dl class="figures">
<div><dt>Gminy</dt><dd>${formatCount(counts.gminas)}</dd></div>
<div><dt>Miejscowości</dt><dd>${formatCount(counts.localities)}</dd></div>
<div><dt>Ulice</dt><dd>${formatCount(counts.streets)}</dd></div>
</dl>
${renderSource(editions)}
<ul>
<li><a href="${paths.admin.areas}">Rejony</a> (${formatCount(areas.length)}): sołectwa i części miejscowości, do których można wysyłać</li>
<li><a href="${paths.admin.placeAliases}">Nazwy potoczne</a> (${formatCount(aliases.length)}): dawne nazwy, osiedla, „Przy Stawie”</li>
</ul>
${renderOrphanList(orphans)}
<h2>Nowe wydanie rejestru</h2>
<p>Pobierz ze strony <strong>eteryt.stat.gov.pl</strong> pliki TERC, SIMC i ULIC i wskaż je tutaj, najlepiej wszystkie naraz. Najpierw zobaczysz, co się zmieni; dopiero potem zdecydujesz.</p>
${renderUploadForm(admin, { session, problems })}`,
  });
}

function renderUploadForm(
  admin: AdminContext,
  page: { readonly session: Session; readonly problems: Problems },
): Html {
  const { tercs } = admin.deps.office().settings;
  const { pliki } = page.problems;
  return html`<form method="post" action="${paths.admin.placeFiles}" enctype="multipart/form-data">
${renderFormToken(page.session)}
${
  tercs.length === 0
    ? ''
    : renderRadios({
        name: 'zakres',
        legend: 'Co wczytać',
        value: 'urzad',
        choices: [
          { value: 'urzad', label: `Tylko gminy urzędu (${tercs.join(', ')})` },
          { value: 'calosc', label: 'Wszystko, co jest w plikach' },
        ],
      })
}
<div class="field${pliki === undefined ? '' : ' has-problem'}">
<label for="pliki">Pliki rejestru</label>
<p class="hint" id="pliki-hint">CSV, XML albo zip, razem najwyżej 200 MB</p>
${pliki === undefined ? '' : html`<p class="problem" id="pliki-problem">${pliki}</p>`}
<input id="pliki" name="pliki" type="file" multiple accept=".csv,.xml,.zip,.gz" aria-describedby="pliki-hint${pliki === undefined ? '' : ' pliki-problem'}">
</div>
<div class="buttons"><button>Sprawdź pliki</button></div>
</form>`;
}

/** GUS asks to be named with the day of its data. */
function renderSource(editions: readonly TerytEdition[]): Html {
  if (editions.length === 0) {
    return html`<p>Nie wczytano jeszcze żadnego wydania rejestru TERYT. Miejsca, które są teraz, to dane do ćwiczeń.</p>`;
  }
  return html`<p class="quiet">Źródło: GUS, rejestr TERYT, stan na ${editions
    .map(
      ({ stanNa, register, fileDate }) =>
        `${wordDay(stanNa)} (${register}${fileDate === null ? '' : `, plik z ${wordDay(fileDate)}`})`,
    )
    .join(', ')}.</p>`;
}

function wordDay(day: string): string {
  return formatDay(new Date(`${day}T12:00:00Z`));
}
