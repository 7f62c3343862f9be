// Fields that only the public form has, beside those of html/forms.ts.
import { html } from 'hono/html';
import type { Html } from '#html/layout.ts';

export type Option = { readonly value: string; readonly label: string };

/** One of a list, as a select with an empty first line: nothing is chosen for the person. */
export function renderSelect(field: {
  readonly name: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly hint?: string;
  readonly problem?: string | undefined;
}): Html {
  const { name, problem, hint } = field;
  const described = [hint === undefined ? '' : `${name}-hint`, problem === undefined ? '' : `${name}-problem`]
    .filter((id) => id !== '')
    .join(' ');
  return html`<div class="field${problem === undefined ? '' : ' has-problem'}">
<label for="${name}">${field.label}</label>
${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}
${problem === undefined ? '' : html`<p class="problem" id="${name}-problem">${problem}</p>`}
<select id="${name}" name="${name}" required${described === '' ? '' : html` aria-describedby="${described}"`}${
    problem === undefined ? '' : html` aria-invalid="true"`
  }>
<option value="">wybierz z listy</option>
${field.options.map(
  ({ value, label }) =>
    html`<option value="${value}"${value === field.value ? html` selected` : ''}>${label}</option>`,
)}
</select>
</div>`;
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
    }><label for="${name}-${value}">${label}</label></div>`,
)}
</fieldset>`;
}

/** Answers of earlier steps, carried along; everything is checked again at the end. */
export function renderHidden(values: Readonly<Record<string, string | readonly string[]>>): Html {
  return html`${Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map((one) => html`<input type="hidden" name="${name}" value="${one}">`),
  )}`;
}
