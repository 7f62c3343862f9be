// The three steps of the joining form as pages: number and locality, street and house, categories and consent.
import { html } from 'hono/html';
import type { Category } from '#db/places.ts';
import { displayLocality, displayStreet, type Locality, type Street } from '#domain/places.ts';
import { type Problems, renderField, renderProblemSummary, renderRadios } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { officeNumber, renderPublicPage, renderSmsWay, type WebContext } from './context.ts';
import { renderBoxes, renderHidden, renderSelect } from './fields.ts';
import { type JoinAnswers, wholeLocality } from './join-answers.ts';

const title = 'Zapisz się na powiadomienia';

/** Longer lists are typed instead of scrolled; a page stays small. */
const longestList = 150;

export function renderWherePage(
  web: WebContext,
  page: {
    readonly answers: JoinAnswers;
    readonly localities: readonly Locality[];
    readonly problems?: Problems;
    /** Places to pick from, when what was typed fits several. */
    readonly choices?: readonly Locality[];
  },
): Html {
  const { answers, problems = {} } = page;
  const body = html`${renderProblemSummary(problems)}${renderStep(1)}
<p>Prościej? Wyślij ${renderSmsWay(web, 'ZAPISZ')}.</p>
<form method="post" action="${paths.joinForm}" novalidate>
${renderHidden({ krok: '1', ulica: answers.street, dom: answers.house, kategorie: answers.categories })}
${renderField({
  name: 'numer',
  label: 'Numer telefonu komórkowego',
  hint: '9 cyfr, na przykład 600 100 200. Wyślemy na niego SMS z kodem.',
  value: answers.number,
  problem: problems.numer,
  type: 'tel',
  autocomplete: 'tel',
  inputmode: 'tel',
  maxlength: 30,
  isRequired: true,
})}
${renderLocality(page)}
<div class="buttons"><button>Dalej</button></div>
</form>`;
  return renderPublicPage(web, { title, body });
}

function renderLocality(page: {
  readonly answers: JoinAnswers;
  readonly localities: readonly Locality[];
  readonly problems?: Problems;
  readonly choices?: readonly Locality[];
}): Html {
  const { answers, localities, choices = [] } = page;
  const problem = page.problems?.miejscowosc;
  const name = 'miejscowosc';
  if (choices.length > 0) {
    const options = choices.map((place) => ({ value: place.sym, label: displayLocality(place) }));
    return renderRadios({ name, legend: 'Miejscowość', choices: options, value: undefined, problem });
  }
  const label = 'Miejscowość';
  if (localities.length > longestList) {
    return renderField({ name, label, value: answers.locality, problem, maxlength: 80, isRequired: true });
  }
  const names = Map.groupBy(localities, (place) => place.name);
  const options = localities.map((place) => ({
    value: place.sym,
    label: (names.get(place.name)?.length ?? 0) > 1 ? displayLocality(place) : place.name,
  }));
  return renderSelect({ name, label, options, value: answers.locality, problem });
}

export function renderAddressPage(
  web: WebContext,
  page: {
    readonly answers: JoinAnswers;
    readonly locality: Locality;
    readonly streets: readonly Street[];
    readonly problems?: Problems;
    readonly choices?: readonly Street[];
  },
): Html {
  const { answers, locality, problems = {} } = page;
  const hidden = { numer: answers.number, miejscowosc: locality.sym, kategorie: answers.categories };
  const body = html`${renderProblemSummary(problems)}${renderStep(2)}
${renderSummary(answers, locality.name)}
<form method="post" action="${paths.joinForm}" novalidate>
${renderHidden({ ...hidden, krok: '2' })}
${page.streets.length === 0 ? '' : renderStreet(page)}
${renderField({
  name: 'dom',
  label: 'Numer domu (nie trzeba podawać)',
  hint: 'Przyda się, gdy komunikat dotyczy części ulicy.',
  value: answers.house,
  problem: problems.dom,
  maxlength: 12,
  isShort: true,
})}
<div class="buttons"><button>Dalej</button></div>
</form>`;
  return renderPublicPage(web, { title, body });
}

function renderStreet(page: {
  readonly answers: JoinAnswers;
  readonly streets: readonly Street[];
  readonly problems?: Problems;
  readonly choices?: readonly Street[];
}): Html {
  const { answers, streets, choices = [] } = page;
  const name = 'ulica';
  const label = 'Ulica';
  const problem = page.problems?.ulica;
  const whole = { value: wholeLocality, label: 'Cała miejscowość, bez ulicy' };
  // The first letters typed choose from a list: "ul." before every name would be in the way.
  const toOption = (street: Street) => ({
    value: street.symUl,
    label: displayStreet(street).replace(/^ul\. /, ''),
  });
  if (choices.length > 0) {
    const options = [...choices.map(toOption), whole];
    return renderRadios({ name, legend: label, choices: options, value: undefined, problem });
  }
  if (streets.length > longestList) {
    const hint = `Wpisz nazwę ulicy. Jeśli chcesz powiadomień dla całej miejscowości, wpisz: ${wholeLocality}.`;
    return renderField({
      name,
      label,
      hint,
      value: answers.street,
      problem,
      maxlength: 80,
      isRequired: true,
    });
  }
  return renderSelect({
    name,
    label,
    options: [whole, ...streets.map(toOption)],
    value: answers.street,
    problem,
  });
}

export function renderConsentPage(
  web: WebContext,
  page: {
    readonly answers: JoinAnswers;
    readonly place: string;
    readonly categories: readonly Category[];
    readonly notice?: Html;
  },
): Html {
  const { answers, categories } = page;
  const chosen = categories.filter((category) => !category.isAlert);
  const hidden = {
    numer: answers.number,
    miejscowosc: answers.locality,
    ulica: answers.street,
    dom: answers.house,
  };
  const options = chosen.map(({ key, name }) => ({ value: key, label: name }));
  const body = html`${page.notice ?? ''}${renderStep(3)}
${renderSummary(answers, page.place)}
<form method="post" action="${paths.joinForm}" novalidate>
${renderHidden({ ...hidden, krok: '3' })}
<p>Alerty o zagrożeniach dostaje każdy zapisany.</p>
${
  options.length === 0
    ? ''
    : renderBoxes({
        name: 'kategorie',
        legend: 'Co jeszcze wysyłać?',
        hint: 'Zaznacz, co chcesz. Można nie zaznaczać nic.',
        options,
        values: answers.categories,
      })
}
${renderClause(web)}
<div class="buttons"><button>Wyślij kod SMS-em</button></div>
</form>`;
  return renderPublicPage(web, { title, body });
}

/** The wording that the consent ledger calls `form-zapis-1`: a changed sentence here gets a new name there. */
function renderClause(web: WebContext): Html {
  const { controllerName } = web.deps.office().settings;
  const number = officeNumber(web);
  return html`<h2>Zgoda</h2>
<p>Wpisując kod z SMS-a, zgadzasz się na powiadomienia SMS pod tym numerem. Administratorem danych jest ${controllerName}. Numer, adres i wybór służą tylko do wysyłania powiadomień. Zgodę wycofasz w każdej chwili: SMS-em STOP${number === '' ? '' : ` na ${number}`} albo na stronie „Wypisz się”.</p>`;
}

/** What was answered so far, and the way back to it. */
function renderSummary(answers: JoinAnswers, place: string): Html {
  return html`<dl class="facts"><dt>Numer</dt><dd>${answers.number}</dd><dt>Adres</dt><dd>${place}</dd></dl>
<form method="post" action="${paths.joinForm}">
${renderHidden({
  krok: 'popraw',
  numer: answers.number,
  miejscowosc: answers.locality,
  ulica: answers.street,
  dom: answers.house,
  kategorie: answers.categories,
})}
<p><button class="plain">Popraw numer lub adres</button></p>
</form>`;
}

function renderStep(step: 1 | 2 | 3): Html {
  return html`<p class="quiet">Krok ${step} z 4</p>`;
}

export function renderJoinedPage(web: WebContext): Html {
  const body = html`${renderNotice({ kind: 'good', body: html`<p><strong>Gotowe, numer jest zapisany.</strong></p>` })}
<p>Zapisz nasz numer w telefonie${officeNumber(web) === '' ? '' : html`: <strong>${officeNumber(web)}</strong>`}. Możesz na niego pisać: POMOC wyjaśni, co potrafi, STATUS pokaże Twój zapis.</p>
<p>Żeby się wypisać, wyślij ${renderSmsWay(web, 'STOP')} albo <a href="${paths.leaveForm}">skorzystaj z formularza</a>.</p>
<p><strong>W zagrożeniu dzwoń 112.</strong> Odpowiedzi na SMS-y nikt nie czyta na bieżąco.</p>`;
  return renderPublicPage(web, { title: 'Zapisano', body });
}
