// /admin/odbiorcy/plakaty: posters and leaflets, each with a tag of its own, and the sign-ups each has brought.
import type { Hono } from 'hono';
import { html, raw } from 'hono/html';
import QRCode from 'qrcode';
import { findCrest } from '#db/crest.ts';
import { type CountedKit, findKit, type Kit, listCountedKits } from '#db/kits.ts';
import { listLocalities } from '#db/places.ts';
import { tagOfKit } from '#domain/kit-tag.ts';
import { displayLocality } from '#domain/places.ts';
import { roleCan } from '#domain/roles.ts';
import { formatCount, formatDay } from '#html/format.ts';
import { type Problems, renderField, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import {
  archiveKit,
  createKit,
  type KitPlace,
  type KitProblem,
  longestKitName,
} from '#services/change-kits.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { renderPosterPage } from './poster-page.ts';
import { drawPoster } from './poster-pdf.ts';
import {
  isSheetName,
  nameKitPlace,
  type Poster,
  type SheetName,
  sheets,
  writePoster,
} from './poster-words.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

/** The service's own green, as in style.css. */
const defaultAccent = '#0a5a52';

const problemWords: Readonly<Record<KitProblem, { readonly field: string; readonly text: string }>> = {
  name_length: { field: 'nazwa', text: `Wpisz, gdzie to zawiśnie: od 2 do ${longestKitName} znaków.` },
  name_taken: { field: 'nazwa', text: 'Jest już plakat o tej nazwie. Dopisz coś, co je odróżni.' },
  no_such_place: { field: 'miejsce', text: 'Tego miejsca już nie ma na liście. Wybierz inne.' },
};

export function mountKits(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/odbiorcy/plakaty', async (c) =>
    c.html(await renderList({ session: c.get('session'), form: {}, problems: {} })),
  );

  app.post('/odbiorcy/plakaty', async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const place = readPlace(form.miejsce ?? '');
    const answer = await createKit(admin.deps, { staff: session, name: form.nazwa ?? '', place });
    if (answer.ok) return c.redirect(paths.admin.kit(answer.id), 303);
    const { field, text } = problemWords[answer.problem];
    return c.html(await renderList({ session, form, problems: { [field]: text } }), 422);
  });

  app.get('/odbiorcy/plakaty/:id{[0-9]{1,15}}', async (c) => {
    const kit = await getKit(Number(c.req.param('id')));
    return c.html(await renderKit(c.get('session'), kit));
  });

  app.get('/odbiorcy/plakaty/:id{[0-9]{1,15}}/:plik', async (c) => {
    const kit = await getKit(Number(c.req.param('id')));
    const [name = '', ending] = c.req.param('plik').split('.');
    const poster = write(kit);
    if (ending !== 'pdf' || !isSheetName(name) || poster === null) return c.notFound();
    const accent = admin.deps.office().settings.brandColour || defaultAccent;
    const file = await drawPoster(name, poster, { accent, crest: admin.deps.office().crest });
    return c.body(file, 200, {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${name}-${tagOfKit(kit.id)}.pdf"`,
    });
  });

  app.post('/odbiorcy/plakaty/:id{[0-9]{1,15}}/schowaj', async (c) => {
    const to = c.get('form').stan === 'uzywany' ? 'use' : 'archive';
    await archiveKit(admin.deps, { staff: c.get('session'), id: Number(c.req.param('id')), to });
    return c.redirect(paths.admin.kits, 303);
  });

  async function getKit(id: number): Promise<Kit> {
    const kit = await findKit(admin.deps.db, id);
    if (kit === null) throw new ServiceError('not_found', 'no such kit');
    return kit;
  }

  function write(kit: Kit): Poster | null {
    return writePoster(admin.deps.office(), kit, admin.live.number);
  }

  async function renderKit(session: Session, kit: Kit): Promise<Html> {
    const poster = write(kit);
    const { brandColour } = admin.deps.office().settings;
    const crest = await findCrest(admin.deps.db);
    const mayChange = roleCan(session.role, 'share');
    const qr =
      poster === null
        ? ''
        : await QRCode.toDataURL(poster.smsLink, { margin: 4, width: 480, errorCorrectionLevel: 'Q' });
    return renderAdminPage(admin, {
      room: 'subscribers',
      session,
      title: `Plakat: ${kit.name}`,
      width: 'narrow',
      ...(brandColour === '' ? {} : { sheets: [paths.colours(brandColour.slice(1))] }),
      body: html`<p>Znacznik na tym plakacie to <strong>${tagOfKit(kit.id)}</strong>. Po nim system pozna, że zapis jest stąd.</p>
${poster === null ? renderNotice({ kind: 'warning', body: html`<p>Urząd nie ma jeszcze numeru, na który piszą mieszkańcy, więc nie ma czego wydrukować. Wpisz go w <a href="${paths.admin.settings}">Ustawieniach</a>.</p>` }) : renderFiles(kit)}
${
  mayChange
    ? html`<form class="act" method="post" action="${paths.admin.archiveKit(kit.id)}">${renderFormToken(session)}${
        kit.archivedAt === null
          ? html`<button class="second">Schowaj ten plakat</button>`
          : html`<input type="hidden" name="stan" value="uzywany"><button class="second">Używaj znowu</button>`
      }</form>`
    : ''
}
<p><a href="${paths.admin.kits}">Wszystkie plakaty i ulotki</a></p>
${
  poster === null
    ? ''
    : html`<h2>Tak wygląda</h2>
<p class="hint">Tę stronę też można wydrukować (Ctrl+P): na papierze będzie sam plakat.</p>
${renderPosterPage({ poster, qr: raw(qr), crest: crest === null ? null : raw(`data:image/png;base64,${crest.png.replaceAll(/\s/g, '')}`) })}`
}`,
    });
  }

  async function renderList(page: {
    readonly session: Session;
    readonly form: Form;
    readonly problems: Problems;
  }): Promise<Html> {
    const { session, problems } = page;
    const office = admin.deps.office();
    const kits = await listCountedKits(admin.deps.db);
    return renderAdminPage(admin, {
      room: 'subscribers',
      session,
      title: 'Plakaty i ulotki',
      body: html`${renderProblemSummary(problems)}
<p>Każdy plakat ma własny znacznik, dlatego widać, która tablica przyciąga ludzi. Mieszkaniec skanuje kod QR albo przepisuje dwa słowa; reszta jest taka jak przy każdym zapisie.</p>
${renderTable<CountedKit>({
  caption: 'Plakaty i zapisy, które przyniosły',
  isCaptionHidden: true,
  rows: kits,
  empty: 'Nie ma jeszcze plakatów. Dodaj pierwszy poniżej, na przykład „Tablica przy świetlicy”.',
  columns: [
    {
      title: 'Nazwa',
      cell: (kit) =>
        html`<a href="${paths.admin.kit(kit.id)}">${kit.name}</a>${kit.archivedAt === null ? '' : html` <span class="tag">schowany</span>`}`,
      isHeader: true,
    },
    { title: 'Znacznik', cell: (kit) => tagOfKit(kit.id), isWhole: true },
    { title: 'Dla kogo', cell: (kit) => nameKitPlace(office, kit) ?? 'cała gmina' },
    { title: 'Napisali', cell: (kit) => formatCount(kit.texted), align: 'end' },
    { title: 'Zapisali się', cell: (kit) => formatCount(kit.confirmed), align: 'end' },
    { title: 'Dodano', cell: (kit) => formatDay(kit.createdAt), isWhole: true },
  ],
})}
<p class="hint">Każdy numer liczy się raz. Liczby za wybrany okres, także do pliku, są w <a href="${paths.admin.reports}">Raportach</a>.</p>
${roleCan(session.role, 'share') ? await renderNew({ ...page, places: await listChoices() }) : ''}`,
    });
  }

  type Choices = {
    readonly localities: readonly { readonly sym: string; readonly name: string }[];
    readonly areas: readonly { readonly id: number; readonly name: string }[];
  };

  async function listChoices(): Promise<Choices> {
    const { areas, settings } = admin.deps.office();
    const localities = await listLocalities(admin.deps.db, settings.tercs);
    return {
      areas,
      localities: localities.map((place) => ({ sym: place.sym, name: displayLocality(place) })),
    };
  }

  function renderNew(page: {
    readonly session: Session;
    readonly form: Form;
    readonly problems: Problems;
    readonly places: Choices;
  }): Html {
    const { form, problems, places } = page;
    return html`<h2>Nowy plakat</h2>
<form class="narrow" method="post" action="${paths.admin.kits}" novalidate>
${renderFormToken(page.session)}
${renderField({
  name: 'nazwa',
  label: 'Gdzie zawiśnie',
  hint: 'Drobnym drukiem na plakacie i na tej liście, np. Tablica w Skórzewie. Bez nazwisk.',
  value: form.nazwa,
  problem: problems.nazwa,
  maxlength: longestKitName,
  isRequired: true,
})}
<div class="field${problems.miejsce === undefined ? '' : ' has-problem'}">
<label for="miejsce">Dla kogo</label>
<p class="hint" id="miejsce-hint">Nazwa stanie dużymi literami pod tytułem. Zapisać może się każdy.</p>
${problems.miejsce === undefined ? '' : html`<p class="problem" id="miejsce-problem">${problems.miejsce}</p>`}
<select id="miejsce" name="miejsce" aria-describedby="miejsce-hint">
${renderOption('', 'Cała gmina', form.miejsce)}
${places.areas.length === 0 ? '' : html`<optgroup label="Rejony i sołectwa">${places.areas.map(({ id, name }) => renderOption(`rejon ${id}`, name, form.miejsce))}</optgroup>`}
<optgroup label="Miejscowości">${places.localities.map(({ sym, name }) => renderOption(`miejscowosc ${sym}`, name, form.miejsce))}</optgroup>
</select>
</div>
<div class="buttons"><button>Dodaj plakat</button></div>
</form>`;
  }
}

function renderFiles(kit: Kit): Html {
  const names: readonly SheetName[] = ['plakat-a4', 'plakat-a5', 'ulotka-a5', 'ulotka-a4'];
  return html`<h2>Do druku</h2>
<ul>${names.map((name) => html`<li><a href="${paths.admin.kitFile(kit.id, name)}">${sheets[name].name} (PDF)</a></li>`)}</ul>`;
}

function renderOption(value: string, label: string, chosen: string | undefined): Html {
  return html`<option value="${value}"${value === (chosen ?? '') ? html` selected` : ''}>${label}</option>`;
}

/** The field's value; what is none of ours is a place that is not there. */
function readPlace(value: string): KitPlace {
  const [, kind, id = ''] = /^(rejon|miejscowosc) (\d{1,15})$/.exec(value) ?? [];
  if (kind === 'rejon') return { areaId: Number(id) };
  return kind === 'miejscowosc' ? { sym: id } : value === '' ? null : { sym: '' };
}
