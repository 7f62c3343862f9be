// Fields that only the public form has, beside those of html/forms.ts.
import { html } from 'hono/html';
import type { Html } from '#html/layout.ts';
import type { Visit } from './visit.ts';

export type Option = { readonly value: string; readonly label: string };

/** Makes a field a list of suggestions where scripts run: which places, and in which locality. */
export type Suggest = { readonly kind: 'localities' } | { readonly kind: 'streets'; readonly sym: string };

type Described = {
  readonly name: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
};

/** One of a list, as a select with an empty first line: nothing is chosen for the person. */
export function renderSelect(
  visit: Visit,
  field: Described & {
    readonly label: string;
    readonly options: readonly Option[];
    readonly value: string;
    readonly suggest?: Suggest;
  },
): Html {
  const { name } = field;
  const isListed = field.options.some(({ value }) => value === field.value);
  // What was typed where scripts run is kept, although no line of the list says so.
  const typed = field.value !== '' && !isListed ? html` data-typed="${field.value}"` : '';
  return renderFrame(field, {
    label: html`<label for="${name}">${field.label}</label>`,
    control: html`<select id="${name}" name="${name}" required${renderDescription(field)}${renderSuggest(visit, field)}${typed}>
<option value="">${visit.words.choose}</option>
${field.options.map(
  ({ value, label }) =>
    html`<option value="${value}"${value === field.value ? html` selected` : ''}>${label}</option>`,
)}
</select>`,
  });
}

/** A name to be typed; where scripts run it is completed. */
export function renderTyped(
  visit: Visit,
  field: Described & { readonly label: string; readonly value: string; readonly suggest: Suggest },
): Html {
  const { name } = field;
  return renderFrame(field, {
    label: html`<label for="${name}">${field.label}</label>`,
    control: html`<input id="${name}" name="${name}" type="text" value="${field.value}" maxlength="80" autocomplete="off" required${renderDescription(field)}${renderSuggest(visit, field)}>`,
  });
}

/** Places to pick one of, and a line for who meant another. */
export function renderPlaceChoices(
  field: Described & { readonly legend: string; readonly options: readonly Option[]; readonly other: string },
): Html {
  const { name, problem } = field;
  const options = [...field.options, { value: '', label: field.other }];
  return html`<fieldset class="field has-problem" aria-describedby="${name}-problem">
<legend>${field.legend}</legend>
<p class="problem" id="${name}-problem">${problem ?? ''}</p>
${options.map(({ value, label }, at) => {
  // The summary's line leads to the first.
  const id = at === 0 ? name : `${name}-${at}`;
  return html`<div class="choice"><input type="radio" id="${id}" name="${name}" value="${value}"><label for="${id}">${label}</label></div>`;
})}
</fieldset>`;
}

/** Any number of a list, as boxes in a fieldset. */
export function renderBoxes(field: {
  readonly name: string;
  readonly legend: string;
  readonly hint: string;
  readonly options: readonly Option[];
  readonly values: readonly string[];
}): Html {
  const { name } = field;
  return html`<fieldset class="field" aria-describedby="${name}-hint">
<legend>${field.legend}</legend>
<p class="hint" id="${name}-hint">${field.hint}</p>
${field.options.map(
  ({ value, label }) =>
    html`<div class="choice"><input type="checkbox" id="${name}-${value}" name="${name}" value="${value}"${
      field.values.includes(value) ? html` checked` : ''
    }><label for="${name}-${value}" lang="pl">${label}</label></div>`,
)}
</fieldset>`;
}

/** Answers of earlier steps, carried along; everything is checked again at the end. */
export function renderHidden(values: Readonly<Record<string, string | readonly string[]>>): Html {
  return html`${Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map((one) => html`<input type="hidden" name="${name}" value="${one}">`),
  )}`;
}

/** What is wrong, on top of the form, each line leading to its field; it takes the focus. */
export function renderProblems(visit: Visit, problems: Readonly<Record<string, string | undefined>>): Html {
  const lines = Object.entries(problems).filter((line) => line[1] !== undefined);
  if (lines.length === 0) return html``;
  return html`<div class="notice danger summary" role="alert" tabindex="-1" autofocus aria-labelledby="problemy">
<h2 id="problemy">${visit.words.problems(lines.length)}</h2>
<ul>${lines.map(([name, text]) => html`<li><a href="#${name}">${text}</a></li>`)}</ul>
</div>`;
}

function renderFrame(field: Described, parts: { readonly label: Html; readonly control: Html }): Html {
  const { name, hint, problem } = field;
  return html`<div class="field${problem === undefined ? '' : ' has-problem'}">
${parts.label}
${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}
${problem === undefined ? '' : html`<p class="problem" id="${name}-problem">${problem}</p>`}
${parts.control}
</div>`;
}

function renderDescription({ name, hint, problem }: Described): Html {
  const ids = [
    hint === undefined ? [] : `${name}-hint`,
    problem === undefined ? [] : `${name}-problem`,
  ].flat();
  return html`${ids.length === 0 ? '' : html` aria-describedby="${ids.join(' ')}"`}${
    problem === undefined ? '' : html` aria-invalid="true"`
  }`;
}

function renderSuggest(visit: Visit, { suggest }: { readonly suggest?: Suggest }): Html {
  if (suggest === undefined) return html``;
  const { count, none, chosen } = visit.words.suggestions;
  return html` data-suggest="${suggest.kind}"${
    suggest.kind === 'streets' ? html` data-sym="${suggest.sym}"` : ''
  } data-count="${count}" data-none="${none}" data-chosen="${chosen}"`;
}
