// The audit log in Polish: who, what, of whom, with what.
import { html } from 'hono/html';
import { type AuditEntry, isAuditAct } from '#db/audit.ts';
import { auditActs } from '#domain/audit-acts.table.ts';
import type { StaffRole } from '#domain/roles.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { roleWords } from './role-words.ts';

/** What was done; of an act of another release its own name. */
export function wordAct(act: string): string {
  return isAuditAct(act) ? auditActs[act][1] : act;
}

/** Who did it. `names`: of accounts by id. */
export function wordActor(actor: string, names: ReadonlyMap<number, string>): string {
  const [, kind, id] = /^([a-z]+):(\d+)$/.exec(actor) ?? [];
  if (kind === 'staff') return names.get(Number(id)) ?? `konto ${id}`;
  if (kind === 'token') return `inny system (token ${id})`;
  if (kind === 'phone') return `mieszkaniec (osoba ${id})`;
  const words: Readonly<Record<string, string>> = {
    system: 'system',
    cli: 'administrator serwera',
    unknown: 'ktoś nieznany',
  };
  return words[actor] ?? actor;
}

const subjectWords: Readonly<Record<string, string>> = {
  phone: 'osoba',
  thread: 'rozmowa',
  campaign: 'wysyłka',
  staff: 'konto',
  token: 'token',
  area: 'rejon',
  list: 'lista',
  audience: 'grupa odbiorców',
  template: 'gotowa treść',
  saved_answer: 'gotowa odpowiedź',
  mo: 'SMS',
  clause: 'brzmienie zgody',
  import: 'import',
  kit: 'plakat',
};

/** What it was done to, by its id: the log holds neither numbers nor names of residents. */
export function wordSubject(subject: string | null, names: ReadonlyMap<number, string>): string {
  if (subject === null) return '';
  const [, kind = '', id = ''] = /^([a-z_]+):(.+)$/.exec(subject) ?? [];
  if (kind === 'staff') return `konto: ${names.get(Number(id)) ?? id}`;
  const word = subjectWords[kind];
  return word === undefined ? subject : `${word} ${id}`;
}

/** The same as a link, where the thing has a page. */
export function linkSubject(subject: string | null, names: ReadonlyMap<number, string>): Html | string {
  const words = wordSubject(subject, names);
  const [, kind, digits] = /^([a-z_]+):(\d{1,15})$/.exec(subject ?? '') ?? [];
  const id = Number(digits);
  if (kind === 'campaign') return html`<a href="${paths.admin.campaign(id)}">${words}</a>`;
  if (kind === 'staff') return html`<a href="${paths.admin.staffAccount(id)}">${words}</a>`;
  if (kind === 'thread') return html`<a href="${paths.admin.thread(id)}">${words}</a>`;
  return words;
}

const detailWords: Readonly<Record<string, string>> = {
  recipients: 'odbiorcy',
  count: 'liczba',
  first: 'pierwsza osoba',
  last: 'ostatnia osoba',
  role: 'rola',
  from: 'z',
  to: 'na',
  purpose: 'cel',
  reason: 'powód',
  keys: 'ustawienia',
  rows: 'wiersze',
  good: 'dobre',
  bad: 'złe',
  name: 'nazwa',
  second_factor: 'drugi składnik',
  localities: 'miejscowości',
  areas: 'rejony',
  categories: 'kategorie',
  officers: 'dyżurni',
  segments: 'SMS-y',
  thread: 'rozmowa',
  closed: 'zamknięto',
  sendAt: 'start',
  staff: 'konto',
  scopes: 'zakres',
};

/** "odbiorcy: 340, start: …"; empty where there is nothing to tell. */
export function wordDetail(detail: AuditEntry['detail']): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .sort(([one], [other]) => rankOf(one) - rankOf(other))
    .map(([key, value]) => `${detailWords[key] ?? key}: ${wordValue(key, value)}`)
    .join(', ');
}

/** The database keeps keys in an order of its own; sentences have another. */
function rankOf(key: string): number {
  const at = Object.keys(detailWords).indexOf(key);
  return at === -1 ? Number.MAX_SAFE_INTEGER : at;
}

const purposes: Readonly<Record<string, string>> = {
  setup: 'pierwsze konto',
  invite: 'nowe konto',
  reset: 'nowe hasło',
};

function wordValue(key: string, value: unknown): string {
  if (value === true) return 'tak';
  if (value === false) return 'nie';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (key === 'purpose') return purposes[text] ?? text;
  return key === 'role' || key === 'from' || key === 'to' ? wordRoleName(text) : text;
}

function wordRoleName(text: string): string {
  return Object.hasOwn(roleWords, text) ? roleWords[text as StaffRole].name : text;
}
