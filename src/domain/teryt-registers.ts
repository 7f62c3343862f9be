/**
 * The three registers of TERYT that are imported, their columns and rows: TERC (units), SIMC (localities), ULIC
 * (streets). Files: eteryt.stat.gov.pl, "pliki pełne"; codes are text, empty means absent.
 */

export type Register = 'TERC' | 'SIMC' | 'ULIC';

export const registerColumns = {
  TERC: ['WOJ', 'POW', 'GMI', 'RODZ', 'NAZWA', 'NAZWA_DOD', 'STAN_NA'],
  SIMC: ['WOJ', 'POW', 'GMI', 'RODZ_GMI', 'RM', 'MZ', 'NAZWA', 'SYM', 'SYMPOD', 'STAN_NA'],
  ULIC: ['WOJ', 'POW', 'GMI', 'RODZ_GMI', 'SYM', 'SYM_UL', 'CECHA', 'NAZWA_1', 'NAZWA_2', 'STAN_NA'],
} as const satisfies Readonly<Record<Register, readonly string[]>>;

// Older descriptions of the format and other readers know this name.
const otherNames: ReadonlyMap<string, string> = new Map([['NAZDOD', 'NAZWA_DOD']]);

export type TerytRow = {
  readonly line: number;
  /** Seven digits; null for voivodeships and powiats, which are checked and left out. */
  readonly terc: string | null;
  /** What is stored, in the order of the staging table: see `stagedColumns`. */
  readonly values: readonly string[];
};

export const stagedColumns = {
  TERC: ['name'],
  SIMC: ['sym', 'name', 'kind', 'sympod'],
  ULIC: ['sym', 'sym_ul', 'cecha', 'nazwa_1', 'nazwa_2'],
} as const satisfies Readonly<Record<Register, readonly string[]>>;

export type TerytProblemKind =
  | 'unreadable_archive'
  | 'cut'
  | 'empty'
  | 'encoding'
  | 'unknown_file'
  | 'columns_missing'
  | 'columns'
  | 'xml'
  | 'too_long'
  | 'unit'
  | 'sym'
  | 'sympod'
  | 'sym_ul'
  | 'kind'
  | 'name'
  | 'cecha'
  | 'date'
  | 'date_differs'
  | 'contradiction'
  | 'unknown_unit'
  | 'unknown_parent'
  | 'unknown_locality'
  | 'localities_first'
  | 'older'
  | 'gmina_missing';

export type TerytProblem = {
  /** Null: the whole file, or all of them. */
  readonly line: number | null;
  readonly kind: TerytProblemKind;
  /** What the sentence names: the code, the columns, the other line. */
  readonly about?: string;
};

/** The register whose header this is, with the columns it lacks; null for any other table, WMRODZ among them. */
export function recogniseRegister(
  columns: readonly string[],
): { readonly register: Register; readonly missing: readonly string[] } | null {
  const given = new Set(columns.map(columnName));
  const register =
    given.has('SYM_UL') || given.has('CECHA') || given.has('NAZWA_1')
      ? 'ULIC'
      : given.has('SYMPOD') || given.has('RODZ_GMI')
        ? 'SIMC'
        : given.has('RODZ') || given.has('NAZWA_DOD')
          ? 'TERC'
          : null;
  if (register === null) return null;
  return { register, missing: registerColumns[register].filter((column) => !given.has(column)) };
}

/** Where each of the register's columns stands among the given ones. */
export function locateColumns(register: Register, columns: readonly string[]): readonly number[] {
  const names = columns.map(columnName);
  return registerColumns[register].map((column) => names.indexOf(column));
}

/** The name of a column as the register's description has it. */
function columnName(text: string): string {
  const name = text.trim().toUpperCase();
  return otherNames.get(name) ?? name;
}

const kinds: ReadonlySet<string> = new Set('00 01 02 03 04 05 06 07 95 96 98 99'.split(' '));
const digits = { two: /^\d{2}$/, one: /^\d$/, sym: /^\d{7}$/, symUl: /^\d{5}$/ };
const date = /^\d{4}-\d{2}-\d{2}$/;

/** A row from its fields, which are trimmed and in the order of `registerColumns`; or what is wrong with it. */
export function parseTerytRow(
  register: Register,
  record: { readonly line: number; readonly fields: readonly string[] },
): TerytRow | TerytProblem {
  const { line, fields } = record;
  const [woj = '', pow = '', gmi = '', rodz = ''] = fields;
  if (register === 'TERC') {
    const [, , , , name = ''] = fields;
    const isGmina = gmi !== '' || rodz !== '';
    const isUnit = isGmina
      ? isGminaCode(woj, pow, gmi, rodz)
      : digits.two.test(woj) && (pow === '' || digits.two.test(pow));
    if (!isUnit) return { line, kind: 'unit', about: [woj, pow, gmi, rodz].join(' ').trim() };
    if (!isName(name)) return { line, kind: 'name' };
    return { line, terc: isGmina ? woj + pow + gmi + rodz : null, values: [name] };
  }
  if (!isGminaCode(woj, pow, gmi, rodz))
    return { line, kind: 'unit', about: [woj, pow, gmi, rodz].join(' ') };
  const terc = woj + pow + gmi + rodz;
  if (register === 'SIMC') {
    const [, , , , kind = '', , name = '', sym = '', sympod = ''] = fields;
    if (!digits.sym.test(sym)) return { line, kind: 'sym', about: sym };
    if (!digits.sym.test(sympod)) return { line, kind: 'sympod', about: sympod };
    if (!kinds.has(kind)) return { line, kind: 'kind', about: kind };
    if (!isName(name)) return { line, kind: 'name' };
    return { line, terc, values: [sym, name, kind, sympod] };
  }
  const [, , , , sym = '', symUl = '', cecha = '', nazwa1 = '', nazwa2 = ''] = fields;
  if (!digits.sym.test(sym)) return { line, kind: 'sym', about: sym };
  if (!digits.symUl.test(symUl)) return { line, kind: 'sym_ul', about: symUl };
  if (!/^[\p{L}. ]{1,20}$/u.test(cecha)) return { line, kind: 'cecha', about: cecha.slice(0, 20) };
  if (!isName(nazwa1) || (nazwa2 !== '' && !isName(nazwa2))) return { line, kind: 'name' };
  return { line, terc, values: [sym, symUl, cecha, nazwa1, nazwa2] };
}

/** Whether a text is a real calendar date, written RRRR-MM-DD. */
export function isRegisterDate(text: string): boolean {
  if (!date.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

function isGminaCode(woj: string, pow: string, gmi: string, rodz: string): boolean {
  return digits.two.test(woj) && digits.two.test(pow) && digits.two.test(gmi) && digits.one.test(rodz);
}

/** Names hold quotation marks, dots and numbers, but at least a letter or a digit. */
function isName(text: string): boolean {
  return text.length <= 200 && /[\p{L}\d]/u.test(text);
}
