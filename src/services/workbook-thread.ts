// The thread of read-workbook.ts: parses one workbook and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { readSheet } from 'read-excel-file/node';

const { bytes, mostRows } = workerData as { readonly bytes: Uint8Array; readonly mostRows: number };

try {
  const sheet = await readSheet(Buffer.from(bytes));
  const rows = sheet.slice(0, mostRows).map((cells, at) => ({ line: at + 1, cells: cells.map(wordCell) }));
  parentPort?.postMessage({ rows });
} catch {
  // What a broken workbook makes the parser say may quote its cells.
  parentPort?.postMessage({ rows: null });
}

/** A cell as a person reads it: dates as in Polish letters, numbers with a comma. */
function wordCell(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) {
    const [year, month, day] = cell.toISOString().slice(0, 10).split('-');
    return `${day}.${month}.${year}`;
  }
  if (typeof cell === 'number') {
    return Number.isInteger(cell) ? String(cell) : String(Math.round(cell * 1e6) / 1e6).replace('.', ',');
  }
  return typeof cell === 'boolean' ? (cell ? 'tak' : 'nie') : String(cell);
}
