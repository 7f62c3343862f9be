import { type OfficeSettingKey, type OfficeSettings, officeSettingKeys } from './settings.ts';

/** What the history of settings keeps, and what of it can be brought back. */

/** A value as the history keeps it: of duty officers only how many there are, as their numbers are persons' own. */
export function historicValue<Key extends OfficeSettingKey>(key: Key, value: OfficeSettings[Key]): unknown {
  return key === 'dutyOfficers' && Array.isArray(value) ? { people: value.length } : value;
}

export type HistorySubject =
  | { readonly kind: 'setting'; readonly key: OfficeSettingKey }
  | { readonly kind: 'text'; readonly key: string }
  | { readonly kind: 'category'; readonly key: string }
  | { readonly kind: 'clause' }
  | { readonly kind: 'crest' }
  /** Of another release. */
  | { readonly kind: 'other' };

/** Reads what a row of the history is about. */
export function readHistorySubject(subject: string): HistorySubject {
  const [, kind, key = ''] = /^(text|category):(.+)$/.exec(subject) ?? [];
  if (kind === 'text' || kind === 'category') return { kind, key };
  if (subject === 'clause' || subject === 'crest') return { kind: subject };
  const setting = officeSettingKeys().find((known) => known === subject);
  return setting === undefined ? { kind: 'other' } : { kind: 'setting', key: setting };
}

/** Whether the value before a change can be brought back by one press. */
export function canRestore(change: { readonly subject: string; readonly before: unknown }): boolean {
  const subject = readHistorySubject(change.subject);
  switch (subject.kind) {
    case 'setting':
      return subject.key !== 'dutyOfficers';
    case 'text':
      return true;
    case 'category':
      return change.before !== null;
    case 'clause':
      return change.before !== null;
    case 'crest':
    case 'other':
      return false;
    default:
      return subject satisfies never;
  }
}
