import type { ListRow } from './list-file.ts';
import { parseMsisdn } from './msisdn.ts';
import { subscribersHeader } from './subscribers-csv.ts';

/** Which column of somebody else's file holds what an import asks for. */

export const importFields = [
  'number',
  'locality',
  'street',
  'house',
  'address',
  'sym',
  'symUl',
  'categories',
  'source',
  'basis',
  'date',
] as const;
export type ImportField = (typeof importFields)[number];
export type ImportColumns = Readonly<Partial<Record<ImportField, number>>>;

/** What holds for every row that no column speaks for. */
type ImportCommon = {
  /** SYM; '' = none. */
  readonly sym: string;
  readonly categories: readonly string[];
  readonly source: string;
  readonly basis: string;
  /** ISO date; '' = none. */
  readonly date: string;
};

export type ImportMatching = {
  readonly columns: ImportColumns;
  readonly common: ImportCommon;
  /** Places that the file leaves open, by what it says: `sym|sym_ul`. */
  readonly choices: Readonly<Record<string, string>>;
};

export const consentBasis = 'zgoda (art. 6 ust. 1 lit. a RODO)';

/** The columns of the service's own format of files, which need no matching; null for any other header. */
export function matchOwnFormat(headers: readonly string[]): ImportMatching | null {
  if (headers.join(';').toLowerCase() !== subscribersHeader) return null;
  return {
    columns: { number: 0, sym: 1, symUl: 2, house: 3, categories: 4, source: 5, date: 6 },
    common: { sym: '', categories: [], source: '', basis: consentBasis, date: '' },
    choices: {},
  };
}

const names: Readonly<Record<Exclude<ImportField, 'number'>, RegExp>> = {
  symUl: /^(?:sym[_ -]?ul|id[_ -]?ulicy|kod[_ ]ulicy)/iu,
  sym: /^(?:sym|simc|teryt)/iu,
  house: /dom|budyn|posesj|lokal|^(?:nr|numer)$/iu,
  street: /ulic|^ul\b|street/iu,
  locality: /miejscow|miasto|wie[sś]|so[lł]ectw|city|town/iu,
  address: /adres|zamieszk/iu,
  categories: /kategor|grup|temat|rodzaj|tag/iu,
  basis: /podstaw/iu,
  date: /dat|kiedy|dnia|od[_ ]dnia/iu,
  source: /[zź]r[oó]d[lł]|sk[aą]d|system|zgod/iu,
};

/** What headers and first rows suggest, for a person to confirm. A column serves once. */
export function guessImportColumns(headers: readonly string[], rows: readonly ListRow[]): ImportColumns {
  const sample = rows.slice(0, 50);
  const scores = headers.map((header, at) => {
    const numbers = sample.filter(({ cells }) => parseMsisdn(cells[at] ?? '').ok).length;
    return numbers * 2 + (/tel|kom[oó]r|phone|gsm|sms|msisdn/iu.test(header) ? 1 : 0);
  });
  const best = Math.max(...scores);
  const number = best > 0 ? scores.indexOf(best) : undefined;
  const taken = new Set<number | undefined>([number]);
  const columns: Partial<Record<ImportField, number>> = number === undefined ? {} : { number };
  for (const field of [
    'symUl',
    'sym',
    'street',
    'locality',
    'house',
    'address',
    'categories',
    'basis',
    'date',
    'source',
  ] as const) {
    const at = headers.findIndex((header, index) => !taken.has(index) && names[field].test(header.trim()));
    if (at === -1) continue;
    taken.add(at);
    columns[field] = at;
  }
  return columns;
}

export type MatchingProblem =
  | 'number'
  | 'same_column'
  | 'place'
  | 'source'
  | 'basis'
  | 'date'
  | 'date_wrong'
  | 'date_future';

/** What the matching lacks before a single row is looked at. */
export function findMatchingProblems(
  { columns, common }: ImportMatching,
  today: string,
): readonly MatchingProblem[] {
  const used = Object.values(columns);
  const date = common.date;
  return [
    ...(columns.number === undefined ? (['number'] as const) : []),
    ...(new Set(used).size < used.length ? (['same_column'] as const) : []),
    ...(columns.locality === undefined &&
    columns.address === undefined &&
    columns.sym === undefined &&
    common.sym === ''
      ? (['place'] as const)
      : []),
    ...(columns.source === undefined && common.source === '' ? (['source'] as const) : []),
    ...(columns.basis === undefined && common.basis === '' ? (['basis'] as const) : []),
    ...(columns.date === undefined && date === '' ? (['date'] as const) : []),
    ...(date !== '' && parseImportDate(date) === null ? (['date_wrong'] as const) : []),
    ...((parseImportDate(date) ?? '') > today ? (['date_future'] as const) : []),
  ];
}

/** The ISO date of what people and spreadsheets write: 2025-03-31, 31.03.2025, 31/3/2025, with or without a time. */
export function parseImportDate(text: string): string | null {
  const found =
    /^(?:(?<y1>\d{4})[-./](?<m1>\d{1,2})[-./](?<d1>\d{1,2})|(?<d2>\d{1,2})[-./](?<m2>\d{1,2})[-./](?<y2>\d{4}))(?:r\.?)?(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/.exec(
      text.trim(),
    )?.groups;
  if (found === undefined) return null;
  const [year, month, day] = [found.y1 ?? found.y2, found.m1 ?? found.m2, found.d1 ?? found.d2].map(Number);
  if (year === undefined || month === undefined || day === undefined || year < 1990) return null;
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString();
  } catch {
    return null;
  }
}
