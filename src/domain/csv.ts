/** Tables as files for a Polish spreadsheet: UTF-8 with a BOM, `;`, a comma in decimals, nothing that runs as a formula. */

export type Cell = string | number | null;

/** A byte order mark: without it Excel takes the file for CP1250. */
const mark = '\u{feff}';

/** The whole file. */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return `${mark}${rows.map(toCsvLine).join('')}`;
}

/** One line, with its end. */
export function toCsvLine(row: readonly Cell[]): string {
  return `${row.map(toField).join(';')}\r\n`;
}

function toField(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell).replace('.', ',');
  const text = defuse(cell);
  return /[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection). */
export function defuse(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/u.test(text) ? `'${text}` : text;
}
