import { foldWords } from './fold.ts';
import { type ImportField, type ImportMatching, parseImportDate } from './import-columns.ts';
import { createImportPlaces, type ImportPlace, type PlaceOption } from './import-places.ts';
import { isCellTooLong, type ListRow } from './list-file.ts';
import { type Msisdn, type MsisdnProblem, parseMsisdn } from './msisdn.ts';
import type { PlaceIndex } from './places.ts';

/** Rows of somebody else's file, judged one by one under a matching of its columns. */

type ImportRow = {
  readonly line: number;
  readonly msisdn: Msisdn;
  readonly sym: string;
  readonly symUl: string | null;
  readonly houseNumber: string | null;
  /** Ascending, the alert category among them. */
  readonly categoryIds: readonly number[];
  readonly source: string;
  readonly basis: string;
  readonly consentedOn: string;
  readonly confidence: ImportPlace['confidence'] | 'code';
};

type RowProblem =
  | `number_${MsisdnProblem}`
  | 'columns'
  | 'long'
  | 'no_place'
  | 'house_number'
  | 'source'
  | 'basis'
  | 'date_empty'
  | 'date'
  | 'date_future'
  | 'sym'
  | 'sym_ul'
  | `category:${string}`
  | `open_place:${string}`
  | `unknown_place:${string}`;

export type JudgedRow =
  | ({ readonly ok: true } & ImportRow)
  | {
      readonly ok: false;
      readonly line: number;
      readonly msisdn: Msisdn | null;
      readonly problem: RowProblem;
    };

/** A place that a person has to choose, and how many rows wait for it. */
export type OpenPlace = {
  readonly key: string;
  readonly options: readonly PlaceOption[];
  readonly rows: number;
};

export type ImportRules = {
  readonly width: number;
  readonly matching: ImportMatching;
  readonly places: PlaceIndex;
  readonly categories: readonly {
    readonly id: number;
    readonly key: string;
    readonly name: string;
    readonly isAlert: boolean;
    readonly isActive: boolean;
  }[];
  /** ISO date in Warsaw. */
  readonly today: string;
};

const mostOpen = 10_000;

/** Judges rows in any order; `listOpen` then gives the places to be chosen, those of most rows first. */
export function createImportJudge(rules: ImportRules): {
  readonly judge: (row: ListRow) => JudgedRow;
  readonly listOpen: (limit: number) => readonly OpenPlace[];
} {
  const { matching, width } = rules;
  const { columns, common } = matching;
  const placeOf = createImportPlaces(rules.places, matching.choices);
  const alertIds = rules.categories.filter(({ isAlert }) => isAlert).map(({ id }) => id);
  const commonIds = rules.categories.filter(({ key }) => common.categories.includes(key)).map(({ id }) => id);
  const categoriesOf = createCategoryReader(rules.categories);
  const open = new Map<string, { readonly options: readonly PlaceOption[]; rows: number }>();

  function judge({ line, cells }: ListRow): JudgedRow {
    const cell = (field: ImportField): string => {
      const at = columns[field];
      return at === undefined ? '' : (cells[at] ?? '');
    };
    const parsed = parseMsisdn(cell('number'));
    const bad = (problem: RowProblem): JudgedRow => ({
      ok: false,
      line,
      msisdn: parsed.ok ? parsed.msisdn : null,
      problem,
    });
    if (cells.length > width) return bad('columns');
    if (Object.values(columns).some((at) => isCellTooLong(cells[at] ?? ''))) return bad('long');
    if (!parsed.ok) return bad(`number_${parsed.problem}`);
    const place = columns.sym === undefined ? findPlace(cell) : readCodes(cell);
    if (typeof place === 'string') return bad(place);
    if (!/^(?:[\p{L}\d][\p{L}\d./-]{0,19})?$/u.test(place.houseNumber)) return bad('house_number');
    const categories = columns.categories === undefined ? commonIds : categoriesOf(cell('categories'));
    if (typeof categories === 'string') return bad(`category:${categories}`);
    const source = cell('source') || common.source;
    if (source === '' || source.length > 100) return bad('source');
    const basis = cell('basis') || common.basis;
    if (basis === '' || basis.length > 100) return bad('basis');
    const day = cell('date') || common.date;
    if (day === '') return bad('date_empty');
    const consentedOn = parseImportDate(day);
    if (consentedOn === null) return bad('date');
    if (consentedOn > rules.today) return bad('date_future');
    return {
      ok: true,
      line,
      msisdn: parsed.msisdn,
      sym: place.sym,
      symUl: place.symUl,
      houseNumber: place.houseNumber === '' ? null : place.houseNumber,
      categoryIds: [...new Set([...alertIds, ...categories])].sort((a, b) => a - b),
      source,
      basis,
      consentedOn,
      confidence: place.confidence,
    };
  }

  type Place = Omit<ImportPlace, 'confidence'> & { readonly confidence: ImportRow['confidence'] };

  function findPlace(cell: (field: ImportField) => string): Place | RowProblem {
    const text = {
      locality: cell('locality'),
      street: cell('street'),
      house: cell('house'),
      address: cell('address'),
      commonSym: common.sym,
    };
    if (text.locality === '' && text.address === '' && text.commonSym === '') return 'no_place';
    const answer = placeOf(text);
    if (answer.ok) return answer.place;
    const known = open.get(answer.key);
    if (known !== undefined) known.rows += 1;
    else if (open.size < mostOpen) open.set(answer.key, { options: answer.options, rows: 1 });
    return `${answer.options.length === 0 ? 'unknown_place' : 'open_place'}:${answer.key}`;
  }

  return {
    judge,
    listOpen: (limit) =>
      [...open]
        .map(([key, { options, rows }]) => ({ key, options, rows }))
        .filter(({ options }) => options.length > 0)
        .sort((a, b) => b.rows - a.rows || (a.key < b.key ? -1 : 1))
        .slice(0, limit),
  };
}

/** Codes of the register. A spreadsheet that took them for numbers has eaten their leading zeros. */
function readCodes(cell: (field: ImportField) => string) {
  const sym = cell('sym').padStart(7, '0');
  const symUl = cell('symUl') === '' ? '' : cell('symUl').padStart(5, '0');
  if (!/^\d{7}$/.test(sym) || cell('sym') === '') return 'sym' as const;
  if (!/^(\d{5})?$/.test(symUl)) return 'sym_ul' as const;
  const houseNumber = cell('house').replace(/\s+/g, '').toUpperCase();
  return { sym, symUl: symUl === '' ? null : symUl, houseNumber, confidence: 'code' as const };
}

/** Ids of the categories a cell names by key or name, or the first word that is none of them. */
function createCategoryReader(
  categories: ImportRules['categories'],
): (text: string) => readonly number[] | string {
  const fold = (text: string): string => foldWords(text).join(' ');
  const active = categories.filter(({ isActive }) => isActive);
  const known = new Map(
    active.flatMap(({ id, key, name }) => [[key, id] as const, [fold(name), id] as const]),
  );
  const read = new Map<string, readonly number[] | string>();
  return (text) => {
    const before = read.get(text);
    if (before !== undefined) return before;
    const words = text
      .split(/[,;|/]/)
      .map((word) => word.trim())
      .filter((word) => word !== '');
    const ids = words.map((word) => known.get(word.toLowerCase()) ?? known.get(fold(word)));
    const unknown = words[ids.indexOf(undefined)];
    const answer = unknown === undefined ? ids.filter((id) => id !== undefined) : unknown.slice(0, 40);
    if (read.size < 10_000) read.set(text, answer);
    return answer;
  };
}
