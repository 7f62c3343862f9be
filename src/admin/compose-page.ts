// The page of a message: to whom, what, and a meter of what it costs.
import { html } from 'hono/html';
import { listReadyLists } from '#db/lists.ts';
import { listSavedAudiences } from '#db/saved-audiences.ts';
import { listTemplates } from '#db/templates.ts';
import { placeholders } from '#domain/campaign.ts';
import { roleCan } from '#domain/roles.ts';
import { isWithin, narrowTo } from '#domain/sender-scope.ts';
import { formatPlural, formatPrice } from '#html/format.ts';
import {
  type Choice,
  type Problems,
  renderProblemSummary,
  renderRadios,
  renderTextArea,
} from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { composeText } from '#services/campaign-texts.ts';
import type { Session } from '#services/open-session.ts';
import { limitOfSession } from '#services/sender-limit.ts';
import { unpackAudience } from './audience-form.ts';
import { wordAudience } from './audience-words.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, Form } from './session.ts';
import { renderWhenFields } from './when-fields.ts';

const rows = { one: 'osoba', few: 'osoby', many: 'osób' };
/** Until so many, each choice is a radio button on the page itself. */
const mostChoices = 30;

export async function renderCompose(
  admin: AdminContext,
  page: {
    readonly session: Session;
    readonly form: Form;
    readonly problems: Problems;
    readonly notice?: string | undefined;
  },
): Promise<Html> {
  const { session, form, problems } = page;
  const { db } = admin.deps;
  const office = admin.deps.office();
  const [saved, templates, lists] = await Promise.all([
    listSavedAudiences(db),
    listTemplates(db),
    listReadyLists(db),
  ]);
  const custom = unpackAudience(form.drzewo);
  const limit = limitOfSession(office, session);
  const isWhole = limit === null;
  const everybody = narrowTo(limit, { all: true });
  const choices: readonly Choice[] = [
    isWhole
      ? { value: 'all', label: 'Wszyscy zapisani' }
      : {
          value: 'all',
          label: 'Wszyscy, których obejmuje moje konto',
          hint:
            everybody === null
              ? 'Nikogo: administrator nie przydzielił jeszcze miejsc ani kategorii albo rejon usunięto.'
              : `${wordAudience(office, everybody)}.`,
        },
    ...(custom === null
      ? []
      : [{ value: 'custom', label: 'Wybrani', hint: `${wordAudience(office, custom)}.` }]),
    ...(isWhole ? saved : []).map(({ id, name, audience }) => ({
      value: `saved:${id}`,
      label: name,
      hint: `${wordAudience(office, audience)}.`,
    })),
    ...(isWhole ? lists : []).map(({ id, name, rows: count }) => ({
      value: `list:${id}`,
      label: `Lista z pliku: ${name}`,
      hint: `${formatPlural(count, rows)}. Treść może mówić do każdej z osobna.`,
    })),
    ...office.categories
      .filter(
        ({ isActive, key }) => isActive && (session.role !== 'topical' || isWithin(limit, { category: key })),
      )
      .map(({ key, name }) => ({ value: `category:${key}`, label: `Tylko kategoria: ${name}` })),
    ...office.areas
      .filter(({ name }) => session.role !== 'local' || isWithin(limit, { area: name }))
      .map(({ name }) => ({ value: `area:${name}`, label: `Tylko rejon: ${name}` })),
  ];
  const chosenList = lists.find(({ id }) => form.odbiorcy === `list:${id}`);
  const names = [...placeholders, ...(chosenList?.fields ?? []).filter((field) => field !== '')];
  return renderAdminPage(admin, {
    room: 'compose',
    session,
    title: 'Wyślij wiadomość',
    width: 'narrow',
    scripts: ['meter.js'],
    body: html`${renderProblemSummary(problems)}
${page.notice === undefined ? '' : renderNotice({ kind: 'good', body: page.notice })}
<form method="post" action="${paths.admin.compose}" novalidate>
${renderFormToken(session)}
<button class="hidden-text" name="akcja" value="sprawdz" tabindex="-1" aria-hidden="true">Sprawdź</button>
${custom === null ? '' : html`<input type="hidden" name="drzewo" value="${form.drzewo ?? ''}">`}
${renderRadios({
  name: 'odbiorcy',
  legend: 'Do kogo',
  value: form.odbiorcy,
  problem: problems.odbiorcy,
  choices: choices.slice(0, mostChoices),
})}
<div class="buttons"><button class="second" name="akcja" value="dokladniej">Wybierz dokładniej…</button>${
      isWhole
        ? html`
<a href="${paths.admin.lists}">Lista z pliku</a>
<a href="${paths.admin.savedAudiences}">Zapisani odbiorcy</a>`
        : ''
    }</div>
${renderRadios({
  name: 'rodzaj',
  legend: 'Rodzaj',
  value: form.rodzaj,
  problem: problems.rodzaj,
  choices: [
    { value: 'bulk', label: 'Zwykła', hint: 'Nie wychodzi w ciszy nocnej.' },
    ...(roleCan(session.role, 'alert')
      ? [
          {
            value: 'alert',
            label: 'Alert',
            hint: 'Wychodzi od razu, także w nocy, przed innymi. Tylko przy zagrożeniu.',
          },
        ]
      : []),
  ],
})}
${
  templates.length === 0
    ? isWhole
      ? html`<p class="hint"><a href="${paths.admin.templates}">Gotowe treści</a>: zapisz te, które się powtarzają.</p>`
      : ''
    : html`<div class="field"><label for="szablon">Gotowa treść</label>
<select id="szablon" name="szablon"><option value="">wybierz…</option>${templates.map(({ id, name, isAlert }) => html`<option value="${id}">${isAlert ? 'Alert: ' : ''}${name}</option>`)}</select>
<div class="buttons"><button class="second" name="akcja" value="wstaw">Wstaw</button>${isWhole ? html` <a href="${paths.admin.templates}">Gotowe treści</a>` : ''}</div></div>`
}
${renderTextArea({
  name: 'tresc',
  label: 'Treść',
  hint: `Bez polskich liter SMS mieści 160 znaków, z nimi tylko 70. Pola, które wypełnią się same: ${names.map((name) => `{${name}}`).join(', ')}. W treści bez polskich liter nazwy też będą bez nich.`,
  value: form.tresc,
  problem: problems.tresc,
  rows: 6,
  maxlength: 2000,
  isRequired: true,
  after: renderMeter(admin),
})}
${renderWhenFields({ form, problems })}
<div class="buttons"><button name="akcja" value="sprawdz">Sprawdź przed wysłaniem</button>
<button class="second" name="akcja" value="bez-znakow">Usuń polskie znaki</button></div>
<details class="field"><summary>Gdy wysyłka jest na później</summary>
${renderRadios({
  name: 'lista_osob',
  legend: 'Kogo liczyć',
  value: form.lista_osob === 'frozen' ? 'frozen' : 'each_run',
  choices: [
    {
      value: 'each_run',
      label: 'Kto pasuje w chwili wysyłki',
      hint: 'Kto zapisze się do tego czasu, też dostanie.',
    },
    {
      value: 'frozen',
      label: 'Kto pasuje dziś',
      hint: 'Lista osób zostaje taka jak teraz; wypisani i tak nic nie dostaną.',
    },
  ],
})}
</details>
</form>`,
  });
}

function renderMeter(admin: AdminContext): Html {
  const { settings } = admin.deps.office();
  // What broadcasts carry besides their text is counted too.
  const suffix = composeText('x', settings).slice(1);
  return html`<div class="meter only-js" data-meter="tresc" data-price="${settings.segmentPriceGrosze}" data-suffix="${suffix}" data-longest="${paths.admin.longestText}">
<p><strong data-count></strong></p>
<p data-cost></p>
${suffix === '' ? '' : html`<p class="hint">Wliczono dopisek: „${suffix.trim()}”.</p>`}
<p class="hint" data-example hidden></p>
<div data-costly hidden>
<p></p>
<p class="marked" data-marked></p>
</div>
<p class="hidden-text" role="status" data-said></p>
</div>
<noscript><p class="hint">Liczbę SMS-ów i koszt (${formatPrice(settings.segmentPriceGrosze)} za SMS) zobaczysz w następnym kroku.</p></noscript>`;
}
