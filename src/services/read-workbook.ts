import { Worker } from 'node:worker_threads';
import {
  type ListFileProblem,
  type ListRow,
  mostListRows,
  type ParsedListFile,
  tableOf,
} from '#domain/list-file.ts';

// A workbook of 200 000 rows unpacks to about that much; its text is what the parser holds at once.
const mostUnpackedBytes = 300 * 1024 * 1024;
const mostParts = 500;
const mostMs = 60_000;

/** Whether bytes are a zip, as workbooks are. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/**
 * The first sheet of an .xlsx. What its directory says it unpacks to is added up first; the parser then runs in a thread
 * of its own with bounded memory and time, so that neither a lying directory nor a huge sheet holds up the service.
 */
export async function readWorkbook(bytes: Uint8Array): Promise<ParsedListFile> {
  const problem = findZipProblem(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (problem !== null) return { ok: false, problem };
  const rows = await parseInThread(bytes);
  return rows === null ? { ok: false, problem: 'workbook' } : tableOf(rows);
}

function findZipProblem(zip: Buffer): ListFileProblem | null {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end === -1 || end + 22 > zip.length) return 'workbook';
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  if (count > mostParts) return 'bomb';
  let unpacked = 0;
  for (let n = 0; n < count; n += 1) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== 0x02014b50) return 'workbook';
    // 0xffffffff stands for a size of more than 4 GiB, told elsewhere.
    unpacked += zip.readUInt32LE(at + 24);
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return unpacked > mostUnpackedBytes ? 'bomb' : null;
}

function parseInThread(bytes: Uint8Array): Promise<readonly ListRow[] | null> {
  const thread = new Worker(new URL('./workbook-thread.ts', import.meta.url), {
    workerData: { bytes, mostRows: mostListRows + 1_000 },
    resourceLimits: { maxOldGenerationSizeMb: 1_024 },
  });
  return new Promise((resolve) => {
    const finish = (rows: readonly ListRow[] | null): void => {
      clearTimeout(timer);
      resolve(rows);
      void thread.terminate();
    };
    const timer = setTimeout(() => finish(null), mostMs);
    thread.once('message', (message: { readonly rows: readonly ListRow[] | null }) => finish(message.rows));
    thread.once('error', () => finish(null));
    thread.once('exit', () => finish(null));
  });
}
