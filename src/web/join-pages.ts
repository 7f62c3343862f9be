// The three steps of the joining form as pages: number and locality, street and house, categories and consent.
import { html } from 'hono/html';
import type { Category } from '#db/places.ts';
import type { MsisdnProblem } from '#domain/msisdn.ts';
import { displayLocality, displayStreet, type Locality, type Street } from '#domain/places.ts';
import { renderField } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderClause } from './clause.ts';
import { officeNumber } from './context.ts';
import {
  renderBoxes,
  renderHidden,
  renderPlaceChoices,
  renderProblems,
  renderSelect,
  renderTyped,
} from './fields.ts';
import { type JoinAnswers, type PlaceProblem, wholeLocality } from './join-answers.ts';
import { mainForm, renderSmsWay, renderVisitPage, type Visit } from './visit.ts';

/** Longer lists are typed instead of scrolled; a page stays small. */
const longestList = 100;

const script = 'places.js';

export function renderWherePage(
  visit: Visit,
  page: {
    readonly answers: JoinAnswers;
    readonly localities: readonly Locality[];
    readonly problems?: {
      readonly number: MsisdnProblem | undefined;
      readonly locality: PlaceProblem | undefined;
    };
    /** Places to pick from, when what was typed fits several. */
    readonly choices?: readonly Locality[];
    readonly notice?: string | undefined;
  },
): Html {
  const { words } = visit;
  const { answers, problems } = page;
  const texts = {
    numer: problems?.number && words.number.problems[problems.number],
    miejscowosc:
      problems?.locality && words.join.localityProblems[problems.locality.kind](problems.locality.name),
  };
  const body = html`${renderProblems(visit, texts)}${
    page.notice === undefined ? '' : renderNotice({ kind: 'info', body: html`<p>${page.notice}</p>` })
  }${renderStep(visit, 1)}
<p>${words.join.simpler(renderSmsWay(visit, 'ZAPISZ'))}</p>
<form id="${mainForm}" method="post" action="${paths.joinForm}" novalidate>
${renderHidden({ krok: '1', ulica: answers.street, dom: answers.house, kategorie: answers.categories })}
${renderField({
  name: 'numer',
  label: words.number.label,
  hint: `${words.number.hint}. ${words.number.hintCode}`,
  value: answers.number,
  problem: texts.numer,
  type: 'tel',
  autocomplete: 'tel',
  inputmode: 'tel',
  maxlength: 30,
  isRequired: true,
})}
${renderLocality(visit, { ...page, problem: texts.miejscowosc })}
<div class="buttons"><button>${words.next}</button></div>
</form>`;
  return renderVisitPage(visit, {
    title: words.stepTitle(words.join.title, 1),
    heading: words.join.title,
    body,
    formAction: paths.joinForm,
    hasProblems: problems !== undefined,
    scripts: [script],
  });
}

function renderLocality(
  visit: Visit,
  field: {
    readonly answers: JoinAnswers;
    readonly localities: readonly Locality[];
    readonly problem: string | undefined;
    readonly choices?: readonly Locality[];
  },
): Html {
  const { answers, localities, problem, choices = [] } = field;
  const { join } = visit.words;
  const name = 'miejscowosc';
  const label = join.locality;
  if (choices.length > 0) {
    const options = choices.map((place) => ({ value: place.sym, label: displayLocality(place) }));
    return renderPlaceChoices({ name, legend: label, options, other: join.otherLocality, problem });
  }
  const suggest = { kind: 'localities' } as const;
  if (localities.length > longestList) {
    const given = visit.web.deps.office().places.findLocality(answers.locality)?.name ?? answers.locality;
    return renderTyped(visit, { name, label, hint: join.localityHint, value: given, problem, suggest });
  }
  const names = Map.groupBy(localities, (place) => place.name);
  const options = localities.map((place) => ({
    value: place.sym,
    label: (names.get(place.name)?.length ?? 0) > 1 ? displayLocality(place) : place.name,
  }));
  const hint = visit.words.listHint;
  return renderSelect(visit, { name, label, hint, options, value: answers.locality, problem, suggest });
}

export function renderAddressPage(
  visit: Visit,
  page: {
    readonly answers: JoinAnswers;
    readonly locality: Locality;
    readonly streets: readonly Street[];
    readonly problems?: { readonly street: PlaceProblem | undefined; readonly isHouseWrong: boolean };
    readonly choices?: readonly Street[];
  },
): Html {
  const { words } = visit;
  const { answers, locality, problems } = page;
  const texts = {
    ulica: problems?.street && words.join.streetProblems[problems.street.kind](problems.street.name),
    dom: problems?.isHouseWrong === true ? words.join.houseProblem : undefined,
  };
  const hidden = { numer: answers.number, miejscowosc: locality.sym, kategorie: answers.categories };
  const body = html`${renderProblems(visit, texts)}${renderStep(visit, 2)}
${renderSummary(visit, { answers, place: locality.name })}
<form id="${mainForm}" method="post" action="${paths.joinForm}" novalidate>
${renderHidden({ ...hidden, krok: '2' })}
${page.streets.length === 0 ? '' : renderStreet(visit, { ...page, problem: texts.ulica })}
${renderField({
  name: 'dom',
  label: words.join.house,
  hint: words.join.houseHint,
  value: answers.house,
  problem: texts.dom,
  maxlength: 12,
  isShort: true,
})}
<div class="buttons"><button>${words.next}</button></div>
</form>`;
  return renderVisitPage(visit, {
    title: words.stepTitle(words.join.title, 2),
    heading: words.join.title,
    body,
    formAction: paths.joinForm,
    hasProblems: problems !== undefined,
    scripts: [script],
  });
}

function renderStreet(
  visit: Visit,
  field: {
    readonly answers: JoinAnswers;
    readonly locality: Locality;
    readonly streets: readonly Street[];
    readonly problem: string | undefined;
    readonly choices?: readonly Street[];
  },
): Html {
  const { answers, streets, problem, choices = [] } = field;
  const { join } = visit.words;
  const name = 'ulica';
  const label = join.street;
  const whole = { value: wholeLocality, label: join.wholeLocality };
  // The first letters typed choose from a list: "ul." before every name would be in the way.
  const toOption = (street: Street) => ({ value: street.symUl, label: shortName(street) });
  if (choices.length > 0) {
    const options = [...choices.map(toOption), whole];
    return renderPlaceChoices({ name, legend: label, options, other: join.otherStreet, problem });
  }
  const suggest = { kind: 'streets', sym: field.locality.sym } as const;
  if (streets.length > longestList) {
    const isWhole = answers.street === wholeLocality;
    const given = streets.find((street) => street.symUl === answers.street);
    const value = isWhole ? '' : given === undefined ? answers.street : shortName(given);
    return html`${renderTyped(visit, { name, label, hint: join.streetHint, value, problem, suggest })}
<div class="field choice"><input type="checkbox" id="calosc" name="calosc" value="1"${isWhole ? html` checked` : ''}><label for="calosc">${join.wholeLocality}</label></div>`;
  }
  const options = [whole, ...streets.map(toOption)];
  const hint = visit.words.listHint;
  return renderSelect(visit, { name, label, hint, options, value: answers.street, problem, suggest });
}

export function renderConsentPage(
  visit: Visit,
  page: {
    readonly answers: JoinAnswers;
    readonly place: string;
    readonly categories: readonly Category[];
    readonly notice?: Html;
  },
): Html {
  const { words } = visit;
  const { answers, categories } = page;
  const chosen = categories.filter((category) => !category.isAlert);
  const { clause } = visit.web.deps.office();
  const hidden = {
    numer: answers.number,
    miejscowosc: answers.locality,
    ulica: answers.street,
    dom: answers.house,
    klauzula: String(clause.version),
  };
  const options = chosen.map(({ key, name }) => ({ value: key, label: name }));
  const body = html`${page.notice ?? ''}${renderStep(visit, 3)}
${renderSummary(visit, page)}
<form id="${mainForm}" method="post" action="${paths.joinForm}" novalidate>
${renderHidden({ ...hidden, krok: '3' })}
<p>${words.join.alertsAlways}</p>
${
  options.length === 0
    ? ''
    : renderBoxes({
        name: 'kategorie',
        legend: words.join.topics,
        hint: words.join.topicsHint,
        options,
        values: answers.categories,
      })
}
<h2>${words.join.consent}</h2>
${renderClause(clause, {
  language: visit.language,
  controllerName: visit.web.deps.office().settings.controllerName,
  number: officeNumber(visit.web),
})}
<div class="buttons"><button>${words.join.sendCode}</button></div>
</form>`;
  return renderVisitPage(visit, {
    title: words.stepTitle(words.join.title, 3),
    heading: words.join.title,
    body,
    formAction: paths.joinForm,
    hasProblems: page.notice !== undefined,
  });
}

/** What was answered so far, and the way back to it. */
function renderSummary(
  visit: Visit,
  { answers, place }: { readonly answers: JoinAnswers; readonly place: string },
): Html {
  const { join } = visit.words;
  return html`<dl class="facts"><dt>${join.summaryNumber}</dt><dd>${answers.number}</dd><dt>${join.summaryAddress}</dt><dd lang="pl">${place}</dd></dl>
<form method="post" action="${paths.joinForm}">
${renderHidden({
  krok: 'popraw',
  numer: answers.number,
  miejscowosc: answers.locality,
  ulica: answers.street,
  dom: answers.house,
  kategorie: answers.categories,
})}
<p><button class="plain">${join.correct}</button></p>
</form>`;
}

function renderStep(visit: Visit, step: 1 | 2 | 3): Html {
  return html`<p class="quiet">${visit.words.join.step(step)}</p>`;
}

function shortName(street: Street): string {
  return displayStreet(street).replace(/^ul\. /, '');
}

export function renderJoinedPage(visit: Visit): Html {
  const { join, danger } = visit.words;
  const body = html`${renderNotice({ kind: 'good', body: html`<p><strong>${join.done}</strong></p>` })}
<p>${join.doneSave(officeNumber(visit.web))}</p>
<p>${join.doneLeave(renderSmsWay(visit, 'STOP'))} <a href="${paths.leaveForm}">${join.doneLeaveForm}</a>.</p>
<p><strong>${danger.title}.</strong> ${danger.body}</p>`;
  return renderVisitPage(visit, { title: join.doneTitle, body });
}
