// The history of settings in Polish: what was changed, from what to what.
import { z } from 'zod';
import { findReplyText, isReplyKey } from '#domain/reply-texts.ts';
import { readHistorySubject } from '#domain/setting-history.ts';
import type { OfficeSettingKey } from '#domain/settings.ts';
import { formatCount, formatDecimal, formatPlural } from '#html/format.ts';
import { otherSettingLabels, type SettingField, settingsPages } from './settings.table.ts';

const fieldsByKey: ReadonlyMap<OfficeSettingKey, SettingField> = new Map(
  Object.values(settingsPages).flatMap(({ fields }) => fields.map((field) => [field.key, field])),
);

/** What the row is about, as people call it. */
export function wordSettingSubject(subject: string): string {
  const read = readHistorySubject(subject);
  switch (read.kind) {
    case 'setting':
      return fieldsByKey.get(read.key)?.label ?? otherSettingLabels[read.key] ?? read.key;
    case 'text':
      return `Treść odpowiedzi: ${isReplyKey(read.key) ? findReplyText(read.key).when : read.key}`;
    case 'category':
      return `Kategoria: ${read.key}`;
    case 'clause':
      return 'Klauzula zgody';
    case 'crest':
      return 'Herb';
    case 'other':
      return subject;
    default:
      return read satisfies never;
  }
}

const category = z.object({
  name: z.string(),
  legalBasis: z.string(),
  isCommercial: z.boolean(),
  isActive: z.boolean(),
});

/** A value of the history as people read it. */
export function wordSettingValue(subject: string, value: unknown): string {
  const read = readHistorySubject(subject);
  if (read.kind === 'clause') return `wersja ${String(value)}`;
  if (read.kind === 'category') return wordCategory(value);
  if (read.kind === 'text') return value === null ? '(treść domyślna)' : String(value);
  if (value === null || value === undefined)
    return read.kind === 'crest' ? '(bez herbu)' : '(bez ograniczenia)';
  return read.kind === 'setting' ? wordField(read.key, value) : wordPlain(value);
}

function wordCategory(value: unknown): string {
  const parsed = category.safeParse(value);
  if (!parsed.success) return '(nie było jej)';
  const { name, legalBasis, isCommercial, isActive } = parsed.data;
  const marks = [isCommercial ? 'handlowa' : 'niehandlowa', isActive ? 'czynna' : 'zamknięta'];
  return `${name}; ${legalBasis}; ${marks.join(', ')}`;
}

function wordField(key: OfficeSettingKey, value: unknown): string {
  const field = fieldsByKey.get(key);
  if (field === undefined) return wordPlain(value);
  const unit = field.unit === undefined ? '' : ` ${field.unit}`;
  if (field.kind === 'zloty') return `${formatDecimal(Number(value) / 100)}${unit}`;
  if (field.kind === 'decimal') return `${formatDecimal(Number(value))}${unit}`;
  if (typeof value === 'number') return `${formatCount(value)}${unit}`;
  return wordPlain(value);
}

function wordPlain(value: unknown): string {
  if (value === true) return 'tak';
  if (value === false) return 'nie';
  if (value === '') return '(puste)';
  if (Array.isArray(value)) return value.length === 0 ? '(puste)' : value.join(', ');
  const people = z.object({ people: z.number() }).safeParse(value);
  if (people.success) return formatPlural(people.data.people, { one: 'osoba', few: 'osoby', many: 'osób' });
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
