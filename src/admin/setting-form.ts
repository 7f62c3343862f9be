// Fields of the settings' forms: how a value is written into one, and read out of it.
import { html } from 'hono/html';
import type { OfficeSettingKey, OfficeSettings } from '#domain/settings.ts';
import { formatDecimal } from '#html/format.ts';
import { type Problems, renderCheckbox, renderField } from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import type { Form } from './session.ts';
import type { SettingField } from './settings.table.ts';

/** What the fields show for these settings. */
export function toForm(fields: readonly SettingField[], settings: Partial<OfficeSettings>): Form {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const text = toText(field, settings[field.key]);
      return text === undefined ? [] : [[field.key, text]];
    }),
  );
}

/** What the person typed, of the fields that were sent; an unticked box is sent by nothing, so boxes always count. */
export function fromForm(
  fields: readonly SettingField[],
  form: Form,
): Partial<Record<OfficeSettingKey, unknown>> {
  return Object.fromEntries(
    fields
      .filter(({ key, kind }) => kind === 'flag' || form[key] !== undefined)
      .map((field) => [field.key, parse(field, form[field.key])]),
  );
}

/** The words beside those fields that did not fit. */
export function wordProblems(
  fields: readonly SettingField[],
  problems: readonly OfficeSettingKey[],
): Problems {
  return Object.fromEntries(
    fields.filter(({ key }) => problems.includes(key)).map(({ key, problem }) => [key, problem]),
  );
}

export function renderSettingFields(
  fields: readonly SettingField[],
  page: { readonly form: Form; readonly problems: Problems },
): Html {
  return html`${fields.map((field) => renderSettingField(field, page))}`;
}

function renderSettingField(
  { key, kind, label, hint }: SettingField,
  { form, problems }: { readonly form: Form; readonly problems: Problems },
): Html {
  if (kind === 'flag')
    return html`${renderCheckbox({ name: key, label, hint, isChecked: form[key] === '1' })}`;
  const isNumber = kind === 'whole' || kind === 'optional';
  const mode = kind === 'zloty' || kind === 'decimal' ? 'decimal' : isNumber ? 'numeric' : undefined;
  const isShort = kind !== 'text' || key === 'officeShortName' || key === 'senderName';
  return renderField({
    name: key,
    label,
    hint,
    value: form[key],
    problem: problems[key],
    type: kind === 'time' ? 'time' : kind === 'tel' ? 'tel' : 'text',
    ...(mode === undefined ? {} : { inputmode: mode }),
    ...(isShort ? { isShort: true as const } : {}),
  });
}

function toText({ kind }: SettingField, value: unknown): string | undefined {
  if (kind === 'flag') return value === true ? '1' : undefined;
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(', ');
  if (kind === 'zloty') return formatDecimal(Number(value) / 100);
  return kind === 'decimal' ? formatDecimal(Number(value)) : String(value);
}

function parse({ kind }: SettingField, typed: string | undefined): unknown {
  const text = (typed ?? '').trim();
  switch (kind) {
    case 'flag':
      return text === '1';
    case 'codes':
      return [...new Set(text.split(/[\s,;]+/).filter((code) => code !== ''))];
    case 'optional':
      return text === '' ? null : parseNumber(text);
    case 'zloty':
      return text === '' ? null : Math.round(parseNumber(text) * 100);
    case 'whole':
    case 'decimal':
      return parseNumber(text);
    case 'text':
    case 'tel':
    case 'time':
      return text;
    default:
      return kind satisfies never;
  }
}

/** An empty field is no nought. */
function parseNumber(text: string): number {
  const number = text.replace(/\s/g, '').replace(',', '.');
  return number === '' ? Number.NaN : Number(number);
}
