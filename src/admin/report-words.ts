// Polish words of reports.
import type { ReportDimension } from '#db/reports.ts';
import type { PeriodPreset, PeriodProblem } from '#domain/report-period.ts';
import { formatCount, formatDecimal } from '#html/format.ts';
import type { Office } from '#services/deps.ts';
import type { NamedFigures, PeopleFigure } from '#services/report.ts';

export const presetWords: Readonly<Record<PeriodPreset, string>> = {
  tydzien: 'Ten tydzień',
  miesiac: 'Ten miesiąc',
  kwartal: 'Ten kwartał',
  rok: 'Ten rok',
};

export const periodProblemWords: Readonly<
  Record<PeriodProblem, { readonly field: 'od' | 'do'; readonly text: string }>
> = {
  bad_from: { field: 'od', text: 'Wpisz pierwszy dzień okresu, na przykład 2026-01-01.' },
  bad_to: { field: 'do', text: 'Wpisz ostatni dzień okresu, na przykład 2026-12-31.' },
  reversed: { field: 'do', text: 'Ostatni dzień jest przed pierwszym. Zamień je miejscami.' },
  too_long: { field: 'do', text: 'Okres może mieć najwyżej 11 lat.' },
};

/** Each way of telling figures apart: the name of its table, file and first column. */
export const tableWords: Readonly<
  Record<ReportDimension, { readonly title: string; readonly column: string; readonly slug: string }>
> = {
  campaign: { title: 'Według wysyłek', column: 'Wysyłka', slug: 'wysylki' },
  category: { title: 'Według kategorii', column: 'Kategoria', slug: 'kategorie' },
  locality: { title: 'Według miejscowości', column: 'Miejscowość', slug: 'miejscowosci' },
  staff: { title: 'Według osób', column: 'Kto przygotował', slug: 'osoby' },
  module: { title: 'Według rodzaju', column: 'Rodzaj', slug: 'rodzaje' },
};

/** What a row of such a table is about. */
export function wordKey(office: Office, by: ReportDimension, row: NamedFigures): string {
  switch (by) {
    case 'campaign':
      return row.name === null ? `Wysyłka ${row.key}` : `${row.key}. ${shorten(row.name)}`;
    case 'category':
      return wordCategory(office, row.key);
    case 'locality':
      if (row.key === '') return 'bez adresu';
      return office.places.findLocality(row.key)?.name ?? `miejscowość ${row.key}`;
    case 'staff':
      return row.name ?? wordActor(row.key);
    case 'module':
      return moduleWords[row.key] ?? row.key;
    default:
      return by satisfies never;
  }
}

const moduleWords: Readonly<Record<string, string>> = {
  alert: 'alerty',
  bulk: 'wysyłki zwykłe',
  personal: 'wysyłki osobiste',
  reply: 'rozmowa: odpowiedzi i kody',
  module: 'przypomnienia z harmonogramów',
};

const intentWords: Readonly<Record<string, string>> = {
  join: 'zapis',
  leave_code: 'wypis z kodem',
  leave_now: 'STOP',
  leave_one: 'rezygnacja z kategorii',
  stay: 'cofnięcie wypisu',
  change: 'zmiana danych',
  add: 'dodanie adresu lub kategorii',
  status: 'pytanie o stan zapisu',
  help: 'pomoc',
  waste: 'pytanie o śmieci',
  power: 'pytanie o prąd',
  rodo: 'pytanie o dane osobowe',
  erase: 'prośba o usunięcie danych',
  staff: 'do urzędu',
  code: 'kod',
  new_code: 'prośba o nowy kod',
  answer: 'odpowiedź na pytanie systemu',
  danger: 'zagrożenie',
  wrong_number: 'pomyłka',
  ask: 'niejasne, system dopytał',
  silence: 'bez odpowiedzi',
  '': 'jeszcze nieodczytane lub spoza Polski',
};

export function wordIntent(intent: string): string {
  return intentWords[intent] ?? intent;
}

const doorWords: Readonly<Record<string, string>> = {
  sms: 'SMS',
  form: 'formularz',
  api: 'inny system (API)',
  import: 'plik lub import',
  staff: 'urząd',
};

export function wordDoor(door: string): string {
  return doorWords[door] ?? door;
}

/** "1 234", or "ok. 500 000" where people were counted by a sample. */
export function formatPeople({ count, isEstimate }: PeopleFigure): string {
  return isEstimate ? `ok. ${formatCount(count)}` : formatCount(count);
}

/** "98,4%"; "–" when there is nothing to divide. */
export function formatPercent(percent: number | null): string {
  return percent === null ? '–' : `${formatDecimal(Math.round(percent * 10) / 10)}%`;
}

/** "4 s", "2 min 10 s", "1 godz. 5 min"; "–" when nothing was delivered. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return '–';
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 120) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} godz.` : `${hours} godz. ${minutes % 60} min`;
}

function wordCategory(office: Office, key: string): string {
  if (key === '') return 'bez kategorii (wszyscy, miejsca, listy)';
  if (key === '*') return 'kilka kategorii naraz';
  return office.categories.find((category) => category.key === key)?.name ?? key;
}

function wordActor(actor: string): string {
  if (actor.startsWith('staff:')) return `konto ${actor.slice(6)}`;
  if (actor.startsWith('token:')) return `system ${actor.slice(6)} (API)`;
  return 'system';
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57).trimEnd()}…`;
}
