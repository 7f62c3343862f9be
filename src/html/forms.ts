// Fields of forms. A problem stands beside its field and once more in the summary on top, which takes the focus.
import { html } from 'hono/html';
import type { Html } from './layout.ts';

export type Problems = Readonly<Record<string, string | undefined>>;

export type Field = {
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly type?: 'text' | 'password' | 'tel' | 'search' | 'time' | 'number' | 'date' | 'datetime-local';
  readonly autocomplete?: string;
  readonly inputmode?: 'numeric' | 'decimal' | 'tel' | 'text';
  readonly maxlength?: number;
  readonly isRequired?: true;
  readonly isShort?: true;
  /** Attributes without a value of their own here, such as `autofocus`. */
  readonly extra?: Html;
};

/** One text field with its label, hint and problem tied to it. */
export function renderField(field: Field): Html {
  return html`<div class="field${field.problem === undefined ? '' : ' has-problem'}">
<label for="${field.name}">${field.label}</label>
${renderHint(field)}
<input id="${field.name}" name="${field.name}" type="${field.type ?? 'text'}"${attribute('value', field.value)}${attribute(
    'autocomplete',
    field.autocomplete,
  )}${attribute('inputmode', field.inputmode)}${attribute('maxlength', field.maxlength)}${describedBy(field)}${
    field.isRequired ? html` required` : ''
  }${field.isShort ? html` class="short"` : ''}${field.extra === undefined ? '' : html` ${field.extra}`}>
</div>`;
}

/** A text of several lines. */
export function renderTextArea(field: Field & { readonly rows: number; readonly after?: Html }): Html {
  return html`<div class="field${field.problem === undefined ? '' : ' has-problem'}">
<label for="${field.name}">${field.label}</label>
${renderHint(field)}
<textarea id="${field.name}" name="${field.name}" rows="${field.rows}"${attribute('maxlength', field.maxlength)}${describedBy(
    field,
  )}${field.isRequired ? html` required` : ''}>${
    // A parser drops the first newline of a textarea: without this one, one of the person's own would be lost.
    '\n'
  }${field.value ?? ''}</textarea>
${field.after ?? ''}
</div>`;
}

export type Choice = { readonly value: string; readonly label: string; readonly hint?: string };

/** One of several, as radio buttons in a fieldset. */
export function renderRadios(field: {
  readonly name: string;
  readonly legend: string;
  readonly choices: readonly Choice[];
  readonly value: string | undefined;
  readonly problem?: string | undefined;
}): Html {
  return html`<fieldset id="${field.name}" class="field${field.problem === undefined ? '' : ' has-problem'}">
<legend>${field.legend}</legend>
${field.problem === undefined ? '' : html`<p class="problem" id="${field.name}-problem">${field.problem}</p>`}
${field.choices.map((choice, index) => {
  const id = `${field.name}-${index}`;
  return html`<div class="choice"><input type="radio" id="${id}" name="${field.name}" value="${choice.value}"${
    choice.value === field.value ? html` checked` : ''
  }${choice.hint === undefined ? '' : html` aria-describedby="${id}-hint"`}><label for="${id}">${choice.label}</label>${
    choice.hint === undefined ? '' : html`<p class="hint" id="${id}-hint">${choice.hint}</p>`
  }</div>`;
})}
</fieldset>`;
}

/** One of several that are too many for radio buttons. */
export function renderSelect(
  field: Pick<Field, 'name' | 'label' | 'value' | 'hint' | 'problem'> & {
    readonly choices: readonly Choice[];
  },
): Html {
  return html`<div class="field${field.problem === undefined ? '' : ' has-problem'}">
<label for="${field.name}">${field.label}</label>
${renderHint(field)}
<select id="${field.name}" name="${field.name}"${describedBy(field)}>${field.choices.map(
    ({ value, label }) =>
      html`<option value="${value}"${value === (field.value ?? '') ? html` selected` : ''}>${label}</option>`,
  )}</select>
</div>`;
}

/** A single box to tick. */
export function renderCheckbox(field: {
  readonly name: string;
  readonly label: string;
  readonly isChecked: boolean;
  readonly hint?: string;
}): Html {
  return html`<div class="field choice"><input type="checkbox" id="${field.name}" name="${field.name}" value="1"${
    field.isChecked ? html` checked` : ''
  }${field.hint === undefined ? '' : html` aria-describedby="${field.name}-hint"`}><label for="${field.name}">${field.label}</label>${
    field.hint === undefined ? '' : html`<p class="hint" id="${field.name}-hint">${field.hint}</p>`
  }</div>`;
}

/** What is wrong, on top of the form, each line leading to its field; nothing when nothing is wrong. */
export function renderProblemSummary(problems: Problems): Html {
  const lines = Object.entries(problems).filter((line) => line[1] !== undefined);
  if (lines.length === 0) return html``;
  return html`<div class="notice danger summary" role="alert" tabindex="-1" autofocus aria-labelledby="problemy">
<h2 id="problemy">${lines.length === 1 ? 'Jest jeden problem' : 'Są problemy'}</h2>
<ul>${lines.map(([name, text]) => html`<li><a href="#${name}">${text}</a></li>`)}</ul>
</div>`;
}

export function hasProblems(problems: Problems): boolean {
  return Object.values(problems).some((problem) => problem !== undefined);
}

function renderHint(field: Field): Html {
  return html`${field.hint === undefined ? '' : html`<p class="hint" id="${field.name}-hint">${field.hint}</p>`}${
    field.problem === undefined
      ? ''
      : html`<p class="problem" id="${field.name}-problem">${field.problem}</p>`
  }`;
}

function describedBy(field: Field): Html {
  const ids = [
    field.hint === undefined ? undefined : `${field.name}-hint`,
    field.problem === undefined ? undefined : `${field.name}-problem`,
  ].filter((id) => id !== undefined);
  return html`${ids.length === 0 ? '' : html` aria-describedby="${ids.join(' ')}"`}${
    field.problem === undefined ? '' : html` aria-invalid="true"`
  }`;
}

function attribute(name: string, value: string | number | undefined): Html {
  return value === undefined ? html`` : html` ${name}="${value}"`;
}
