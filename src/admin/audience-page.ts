// The page where staff pick an audience, and what they see of it: the sentence, the count, where those people live.
import { html } from 'hono/html';
import { listLocalities } from '#db/places.ts';
import { toAudience } from '#domain/audience-picks.ts';
import { displayLocality } from '#domain/places.ts';
import { formatCount, formatDay, formatPlural } from '#html/format.ts';
import {
  hasProblems,
  type Problems,
  renderField,
  renderProblemSummary,
  renderRadios,
  renderTextArea,
} from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { type AudienceMeasure, measureAudience } from '#services/measure-audience.ts';
import type { Session } from '#services/open-session.ts';
import { listPickedPlaces, type PickSide, readAudienceForm } from './audience-form.ts';
import { wordAudience } from './audience-words.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { renderPlaceFields } from './place-form.ts';
import type { AdminContext, Form } from './session.ts';

const persons = { one: 'osoba', few: 'osoby', many: 'osób' };
// More boxes than that nobody reads; a city's districts are typed by name.
const mostBoxes = 80;
const shownLocalities = 10;

/** Localities that have boxes of their own on the page. */
export async function listBoxedLocalities(admin: AdminContext) {
  const localities = await listLocalities(admin.deps.db, admin.deps.office().settings.tercs);
  return localities.length > mostBoxes ? [] : localities;
}

/** The page; `carried` are the fields of the message that was begun. */
export async function renderAudiencePage(
  admin: AdminContext,
  page: {
    readonly session: Session;
    readonly form: Form;
    readonly problems: Problems;
    readonly carried: Form;
    readonly saved?: string | undefined;
  },
): Promise<Html> {
  const { session, form, carried } = page;
  const office = admin.deps.office();
  const reading = readAudienceForm(office, form);
  const problems: Problems = { ...reading.problems, ...page.problems };
  const localities = await listBoxedLocalities(admin);
  const places = listPickedPlaces(form);
  const box = (name: string, label: string): Html =>
    html`<div class="choice"><input type="checkbox" id="${name}" name="${name}" value="1"${form[name] === '1' ? html` checked` : ''}><label for="${name}">${label}</label></div>`;
  const categories = office.categories.filter((category) => category.isActive);
  return renderAdminPage(admin, {
    room: 'compose',
    session,
    title: 'Kto ma dostać wiadomość',
    width: 'narrow',
    scripts: ['audience.js'],
    body: html`${renderProblemSummary(problems)}
${page.saved === undefined ? '' : renderNotice({ kind: 'good', body: `Zapisano odbiorców pod nazwą „${page.saved}”.` })}
<form method="post" action="${paths.admin.audience}" novalidate data-audience="${paths.admin.audienceCount}">
${renderFormToken(session)}
${Object.entries(carried).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<input type="hidden" name="miejsca" value="${form.miejsca ?? ''}">
<button class="hidden-text" name="akcja" value="policz" tabindex="-1" aria-hidden="true">Policz</button>
<p class="lead">Zaznacz jedno lub więcej. Kto pasuje do kilku, dostanie jedną wiadomość. Nic nie zaznaczysz: wszyscy zapisani.</p>
<fieldset class="field"><legend>Miejscowości</legend>
<div class="boxes">${localities.map((locality) => box(`wies_${locality.sym}`, displayLocality(locality)))}</div>
${renderPicked('who', places.who, admin)}
</fieldset>
${office.areas.length === 0 ? '' : html`<fieldset class="field"><legend>Rejony</legend><div class="boxes">${office.areas.map(({ id, name }) => box(`rejon_${id}`, name))}</div></fieldset>`}
<details class="field"${hasAny(problems, ['miejscowosc', 'ulica', 'od', 'do']) || places.who.length + places.without.length > 0 || localities.length === 0 ? html` open` : ''}><summary>Ulica, numery domów, miejscowość po nazwie</summary>
${renderPlaceFields({ form, problems, streetHint: 'Puste: cała miejscowość.' })}
<datalist id="podpowiedzi"></datalist>
<div class="row">${renderField({ name: 'od', label: 'Numery od', value: form.od, problem: problems.od, inputmode: 'numeric', maxlength: 4, isShort: true })}
${renderField({ name: 'do', label: 'Numery do', value: form.do, problem: problems.do, inputmode: 'numeric', maxlength: 4, isShort: true })}</div>
${renderRadios({
  name: 'strona',
  legend: 'Strona ulicy',
  value: form.strona ?? '',
  choices: [
    { value: '', label: 'Obie' },
    { value: 'odd', label: 'Nieparzyste' },
    { value: 'even', label: 'Parzyste' },
  ],
})}
<div class="buttons"><button class="second" name="akcja" value="dodaj">Dodaj do odbiorców</button>
<button class="second" name="akcja" value="wyklucz">Wyklucz to miejsce</button></div>
</details>
<fieldset class="field"><legend>Tylko ci, którzy wybrali kategorię</legend>
<p class="hint">Nic nie zaznaczysz: bez względu na kategorie.</p>
<div class="boxes">${categories.map(({ key, name }) => box(`kategoria_${key}`, name))}</div></fieldset>
<details class="field"${hasAny(problems, ['zapisani_od', 'zapisani_do', 'numery']) || (form.zapisani_od ?? '') + (form.zapisani_do ?? '') + (form.numery ?? '') !== '' ? html` open` : ''}><summary>Data zapisu, lista numerów</summary>
${renderField({ name: 'zapisani_od', label: 'Zapisani od dnia', hint: 'RRRR-MM-DD', value: form.zapisani_od, problem: problems.zapisani_od, maxlength: 10, isShort: true })}
${renderField({ name: 'zapisani_do', label: 'Zapisani do dnia', hint: 'RRRR-MM-DD, z tym dniem', value: form.zapisani_do, problem: problems.zapisani_do, maxlength: 10, isShort: true })}
${renderTextArea({ name: 'numery', label: 'Także te numery', hint: 'Jeden w wierszu. Kto nie wyraził zgody, zostanie pominięty.', value: form.numery, problem: problems.numery, rows: 4 })}
</details>
<details class="field"${places.without.length > 0 || Object.keys(form).some((name) => name.startsWith('bez_')) || (form.numery_bez ?? '') !== '' ? html` open` : ''}><summary>Wykluczenia: kto ma nie dostać</summary>
${renderPicked('without', places.without, admin)}
<fieldset class="field"><legend>Bez tych, którzy wybrali</legend><div class="boxes">${categories.filter(({ isAlert }) => !isAlert).map(({ key, name }) => box(`bez_${key}`, name))}</div></fieldset>
${office.areas.length === 0 ? '' : html`<fieldset class="field"><legend>Bez rejonów</legend><div class="boxes">${office.areas.map(({ id, name }) => box(`bez_rejonu_${id}`, name))}</div></fieldset>`}
${renderTextArea({ name: 'numery_bez', label: 'Bez tych numerów', hint: 'Jeden w wierszu', value: form.numery_bez, problem: problems.numery_bez, rows: 3 })}
</details>
<section aria-labelledby="policzone" class="counted" data-counted>
${hasProblems(reading.problems) ? html`<h2 id="policzone">Odbiorcy</h2><p>Policzymy ich, gdy poprawisz pola oznaczone wyżej.</p>` : await renderMeasure(admin, toAudience(reading.picks))}
</section>
<div class="buttons"><button name="akcja" value="dalej">Dalej: treść</button>
<button class="second" name="akcja" value="policz">Policz</button></div>
<details class="field"${problems.nazwa === undefined ? '' : html` open`}><summary>Zapisz tych odbiorców na później</summary>
${renderField({ name: 'nazwa', label: 'Nazwa', hint: 'Na przykład „Rodzice szkoły w Skórzewie”', value: form.nazwa, problem: problems.nazwa, maxlength: 80 })}
<div class="buttons"><button class="second" name="akcja" value="zapisz">Zapisz</button></div>
</details>
</form>`,
  });
}

/** The sentence, the count, the overlap, the breakdowns, and what they last got. */
export async function renderMeasure(
  admin: AdminContext,
  audience: Parameters<typeof measureAudience>[1],
): Promise<Html> {
  const office = admin.deps.office();
  const measure = await measureAudience(admin.deps, audience);
  const { recipients, overlap, localities } = measure;
  const shown = localities.slice(0, shownLocalities);
  const rest = localities.slice(shownLocalities).reduce((sum, { count }) => sum + count, 0);
  const nameOf = (sym: string): string => {
    const found = office.places.findLocality(sym);
    return found === null ? sym : displayLocality(found);
  };
  return html`<h2 id="policzone">Odbiorcy: ${formatPlural(recipients, persons)}</h2>
<p>${wordAudience(office, audience)}.</p>
${overlap === 0 ? '' : html`<p>${formatPlural(overlap, { one: 'osoba jest w więcej niż jednej grupie, dostanie', few: 'osoby są w więcej niż jednej grupie, dostaną', many: 'osób jest w więcej niż jednej grupie, dostaną' })} jedną wiadomość.</p>`}
${renderLast(measure)}
${
  recipients === 0
    ? ''
    : html`<details><summary>Gdzie mieszkają i co wybrali</summary>
${renderTable({
  caption: 'Według miejscowości (osoba z adresami w dwóch liczy się w obu)',
  columns: [
    { title: 'Miejscowość', isHeader: true, cell: ({ name }) => name },
    { title: 'Osoby', align: 'end', cell: ({ count }) => formatCount(count) },
  ],
  rows: [
    ...shown.map(({ sym, count }) => ({ name: nameOf(sym), count })),
    ...(rest === 0 ? [] : [{ name: 'pozostałe', count: rest }]),
  ],
  empty: 'Nikt z nich nie podał adresu.',
})}
${renderTable({
  caption: 'Według kategorii',
  columns: [
    {
      title: 'Kategoria',
      isHeader: true,
      cell: ({ key }) => office.categories.find((category) => category.key === key)?.name ?? key,
    },
    { title: 'Osoby', align: 'end', cell: ({ count }) => formatCount(count) },
  ],
  rows: measure.categories,
  empty: 'Nikt nie wybrał żadnej.',
})}
</details>`
}`;
}

function renderLast({ last, recipients }: AudienceMeasure): Html {
  if (last.campaigns.length === 0) return html``;
  const of = last.sample < recipients ? ` (na podstawie ${formatCount(last.sample)} z nich)` : '';
  return html`<p>Ostatnio dostali${of}:</p>
<ul>${last.campaigns.map(
    ({ campaignId, text, launchedAt, people }) =>
      html`<li><a href="${paths.admin.campaign(campaignId)}">${text.length > 60 ? `${text.slice(0, 57).trimEnd()}…` : text}</a>, ${formatDay(launchedAt)}: ${Math.round((people / last.sample) * 100)}%</li>`,
  )}</ul>`;
}

function renderPicked(
  side: PickSide,
  places: ReturnType<typeof listPickedPlaces>[PickSide],
  admin: AdminContext,
): Html {
  if (places.length === 0) return html``;
  const what = side === 'who' ? 'Usuń' : 'Nie wykluczaj';
  return html`<ul class="picked">${places.map((place, at) => {
    const name = wordAudience(admin.deps.office(), place);
    return html`<li>${side === 'who' ? '' : 'bez: '}${name} <button class="plain" name="akcja" value="usun:${side}:${at}">${what}<span class="hidden-text"> ${name}</span></button></li>`;
  })}</ul>`;
}

function hasAny(problems: Problems, names: readonly string[]): boolean {
  return names.some((name) => problems[name] !== undefined);
}
