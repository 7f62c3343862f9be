import type { GatewayErrorKind, RowAnswer, SubmitCall } from './gateway.ts';
import { errorKindOfCode } from './smsapi-errors.ts';

// SMSAPI's answers, read leniently: numbers come as strings, fields are missing, the official client renames keys.

type Row = {
  readonly id: string;
  readonly idx: string | undefined;
  readonly numbers: readonly string[];
  readonly points: number;
  readonly error: unknown;
};

/**
 * One answer per recipient, in the order asked, whatever the order, gaps or additions of the gateway's rows.
 * Rows are matched by idx, and only where they carry none of ours by number: positions mean nothing.
 */
export function matchRows(call: SubmitCall, answer: unknown): readonly RowAnswer[] {
  const byIdx = new Map<string, Row>();
  const byNumber = new Map<string, Row[]>();
  const asked = new Set(call.recipients.map((recipient) => recipient.idx));
  for (const row of readRows(answer)) {
    if (row.idx !== undefined && asked.has(row.idx)) {
      const earlier = byIdx.get(row.idx);
      if (earlier === undefined || (isAccepted(row) && !isAccepted(earlier))) byIdx.set(row.idx, row);
      continue;
    }
    for (const number of new Set(row.numbers)) {
      const rows = byNumber.get(number);
      if (rows === undefined) byNumber.set(number, [row]);
      else rows.push(row);
    }
  }
  const refusedNumbers = new Set(readInvalidNumbers(answer));
  return call.recipients.map(({ idx, msisdn }) => {
    const number = lastNine(msisdn);
    const row = byIdx.get(idx) ?? byNumber.get(number)?.shift();
    if (row !== undefined) return toRowAnswer(idx, row);
    if (refusedNumbers.has(number)) return { idx, kind: 'refused', error: 'recipient', code: 13 };
    return { idx, kind: 'missing' };
  });
}

/** The idx of the recipients that an answer lists under `invalid_numbers`. */
export function findInvalidIdx(call: SubmitCall, answer: unknown): readonly string[] {
  const refused = new Set(readInvalidNumbers(answer));
  return call.recipients.filter(({ msisdn }) => refused.has(lastNine(msisdn))).map(({ idx }) => idx);
}

/** The `error` of a body, as a number where it is one: `13`, `"13"`, `"invalid_request_data"`, or none. */
export function readErrorCode(body: unknown): number | string | undefined {
  const error = field(body, 'error');
  if (typeof error === 'number') return error;
  if (typeof error !== 'string' || error === '') return undefined;
  // A word is part of our logs: keep only what can't be a text or a number of a person.
  return /^\d{1,4}$/.test(error) ? Number(error) : /^[a-z_]{1,40}$/.test(error) ? error : 'unreadable';
}

function toRowAnswer(idx: string, row: Row): RowAnswer {
  if (isAccepted(row)) return { idx, kind: 'accepted', gatewayRef: row.id, points: row.points };
  const code = readErrorCode(row);
  if (code === 53) return { idx, kind: 'duplicate' };
  const error: GatewayErrorKind = typeof code === 'number' ? errorKindOfCode(code) : 'ours';
  return { idx, kind: 'refused', error, code: typeof code === 'number' ? code : undefined };
}

// Documented: a row is an error when its id is empty or its error is set.
function isAccepted(row: Row): boolean {
  return row.id !== '' && (row.error === null || row.error === undefined);
}

function readRows(answer: unknown): readonly Row[] {
  const list = field(answer, 'list');
  if (!Array.isArray(list)) return [];
  return list.map((row: unknown) => ({
    id: text(field(row, 'id')) ?? '',
    idx: text(field(row, 'idx')) || undefined,
    numbers: [field(row, 'submittedNumber'), field(row, 'submitted_number'), field(row, 'number')]
      .map((number) => lastNine(text(number) ?? ''))
      .filter((number) => number !== ''),
    points: toPoints(field(row, 'points')) ?? 0,
    error: field(row, 'error'),
  }));
}

function readInvalidNumbers(answer: unknown): readonly string[] {
  const list = field(answer, 'invalidNumbers') ?? field(answer, 'invalid_numbers');
  if (!Array.isArray(list)) return [];
  return list.flatMap((row: unknown) =>
    [field(row, 'submittedNumber'), field(row, 'submitted_number'), field(row, 'number')]
      .map((number) => lastNine(text(number) ?? ''))
      .filter((number) => number !== ''),
  );
}

/** Points as a number: SMSAPI writes `0.165`, `"0.3000"`, or nothing. */
export function toPoints(value: unknown): number | undefined {
  const points = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof points === 'number' && Number.isFinite(points) ? points : undefined;
}

/** A field of a value of unknown shape; undefined when there is none. */
export function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

// `48500000001`, `+48500000001` and `500000001` are one number, and all we send to are Polish.
function lastNine(number: string): string {
  return number.replace(/\D/g, '').slice(-9);
}
