import writeXlsxFile from 'write-excel-file/node';
import { type Cell, defuse } from '#domain/csv.ts';

export type SheetOfRows = {
  /** At most 31 characters, none of \ / ? * [ ] : */
  readonly name: string;
  /** The first row is the head. */
  readonly rows: readonly (readonly Cell[])[];
};

/** An XLSX file; texts are texts and never formulas, whatever they begin with. */
export async function writeSheets(sheets: readonly SheetOfRows[]): Promise<Buffer> {
  return writeXlsxFile(
    sheets.map(({ name, rows }) => ({
      sheet: name,
      stickyRowsCount: 1,
      columns: (rows[0] ?? []).map((_, at) => ({ width: at === 0 ? 32 : 16 })),
      data: rows.map((row, at) =>
        row.map((cell) => {
          if (cell === null) return null;
          if (typeof cell === 'number') return { value: cell, type: Number };
          return { value: defuse(cell), type: String, ...(at === 0 ? { fontWeight: 'bold' as const } : {}) };
        }),
      ),
    })),
  ).toBuffer();
}
