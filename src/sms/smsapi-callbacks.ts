import { createHash } from 'node:crypto';
import type { Dlr, DlrProblem, DlrsParsed, MoParsed } from './gateway.ts';

// SMSAPI's calls to us: inbound texts (MO) and delivery reports (DLR). They come from the open internet, so
// everything here is total: any bytes give a value or a problem, never an exception.

const maxTextLength = 4000;
const maxFieldLength = 64;
const maxReports = 100;

/**
 * Reads a form body or a query string. Texts that are not UTF-8 (percent-escaped or raw) are read as CP1250, the
 * other encoding SMSAPI accounts are set to; URLSearchParams alone would turn their letters into U+FFFD for good.
 */
export function parseForm(raw: Uint8Array | string): URLSearchParams {
  const form = new URLSearchParams();
  // One byte, one character: the percent-escapes are undone on bytes, before any decoding.
  const bytes = Buffer.from(raw).toString('latin1');
  if (bytes === '') return form;
  for (const pair of bytes.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = at < 0 ? pair : pair.slice(0, at);
    form.append(decodeBytes(name), at < 0 ? '' : decodeBytes(pair.slice(at + 1)));
  }
  return form;
}

/**
 * An inbound text. Fields given twice are refused: which of them was meant can't be known. A date that can't be read
 * refuses nothing, or a STOP would be lost with it: the text then counts as written when it came.
 */
export function parseMo(params: URLSearchParams, receivedAt: Date = new Date()): MoParsed {
  for (const name of ['sms_from', 'sms_to', 'sms_text', 'sms_date', 'MsgId']) {
    if (params.getAll(name).length > 1) return { ok: false, problem: 'doubled' };
  }
  const from = clean(params.get('sms_from') ?? '').trim();
  const to = clean(params.get('sms_to') ?? '').trim();
  const date = clean(params.get('sms_date') ?? '').trim();
  const gatewayRef = clean(params.get('MsgId') ?? '').trim();
  const whole = params.get('sms_text');
  if (from === '') return { ok: false, problem: 'missing_from' };
  if (whole === null) return { ok: false, problem: 'missing_text' };
  if (from.length > maxFieldLength || to.length > maxFieldLength || gatewayRef.length > maxFieldLength) {
    return { ok: false, problem: 'too_long' };
  }
  const sentAt = parseUnixSeconds(date);
  const text = clean(whole);
  // JSON keeps the fields apart: no text can move the border between two of them.
  const digest = createHash('sha256')
    .update(JSON.stringify([from, to, dateKey(date, { sentAt, receivedAt }), text, gatewayRef]))
    .digest();
  return {
    ok: true,
    mo: {
      from,
      to,
      text: text.slice(0, maxTextLength).toWellFormed(),
      sentAt: sentAt ?? receivedAt,
      gatewayRef: gatewayRef === '' ? undefined : gatewayRef,
      digest,
    },
  };
}

/** What tells a repeated call from a second text. Without any date: the same words within the same hour are one text. */
function dateKey(
  date: string,
  read: { readonly sentAt: Date | undefined; readonly receivedAt: Date },
): unknown {
  if (read.sentAt !== undefined) return Number(date);
  return date === ''
    ? { hour: Math.floor(read.receivedAt.getTime() / 3_600_000) }
    : { unread: date.slice(0, 64) };
}

/** The delivery reports of one call: 1 to 5 of them, every field a comma-separated list in step. */
export function parseDlrs(params: URLSearchParams): DlrsParsed {
  for (const name of ['MsgId', 'status', 'idx', 'donedate']) {
    if (params.getAll(name).length > 1) return { reports: [], problems: ['doubled'] };
  }
  const refs = list(params.get('MsgId'));
  const statuses = list(params.get('status'));
  const idxs = list(params.get('idx'));
  const doneDates = list(params.get('donedate'));
  const count = Math.max(refs.length, idxs.length);
  if (count === 0) return { reports: [], problems: ['missing_id'] };
  if (count > maxReports) return { reports: [], problems: ['too_many'] };
  const reports: Dlr[] = [];
  const problems: DlrProblem[] = [];
  for (let i = 0; i < count; i += 1) {
    // A list out of step is reused only when its one value can be meant for all: an id never can.
    const gatewayRef = refs.length === count ? (refs[i] ?? '') : '';
    const idx = (idxs.length === count ? idxs[i] : undefined) || undefined;
    const status = statuses.length === 1 ? statuses[0] : statuses[i];
    const doneAt = doneDates.length === 1 ? doneDates[0] : doneDates[i];
    if (gatewayRef === '' && idx === undefined) problems.push('missing_id');
    else if (gatewayRef.length > maxFieldLength || (idx?.length ?? 0) > 255) problems.push('missing_id');
    else if (!/^\d{1,4}$/.test(status ?? '')) problems.push('bad_status');
    else reports.push({ idx, gatewayRef, status: Number(status), doneAt: parseUnixSeconds(doneAt ?? '') });
  }
  return { reports, problems };
}

function list(value: string | null): readonly string[] {
  if (value === null || value.trim() === '') return [];
  return value.split(',', maxReports + 2).map((item) => clean(item).trim());
}

// 0 and absent mean "not final yet"; anything outside 2001…2100 is a mistake, not a date.
function parseUnixSeconds(text: string): Date | undefined {
  if (!/^\d{9,10}$/.test(text)) return undefined;
  const seconds = Number(text);
  return seconds < 978_307_200 || seconds > 4_102_444_800 ? undefined : new Date(seconds * 1000);
}

// PostgreSQL stores neither NUL nor lone surrogates.
function clean(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const cp1250 = new TextDecoder('windows-1250');

function decodeBytes(escaped: string): string {
  const spaced = escaped.includes('+') ? escaped.replaceAll('+', ' ') : escaped;
  const bytes = spaced.includes('%')
    ? spaced.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : spaced;
  return /[\x80-\xff]/.test(bytes) ? decodeText(Buffer.from(bytes, 'latin1')) : bytes;
}

function decodeText(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    const joined = joinSurrogates(bytes);
    const letters = [...joined].filter((char) => char > '\x7f');
    const broken = letters.filter((char) => char === '\ufffd').length;
    // Mostly readable: UTF-8 with a scar, such as a letter cut in half at the end.
    return letters.length - broken > broken ? joined : cp1250.decode(bytes);
  }
}

// Some systems write emoji as two UTF-8 encoded surrogates (CESU-8); joined again they are the emoji.
function joinSurrogates(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .split(/((?:\xed[\xa0-\xbf][\x80-\xbf])+)/)
    .map((part, i) => {
      if (i % 2 === 0) return Buffer.from(part, 'latin1').toString('utf8');
      const units = part.match(/\xed[\xa0-\xbf][\x80-\xbf]/g) ?? [];
      return units
        .map((unit) =>
          String.fromCharCode(0xd000 | ((unit.charCodeAt(1) & 0x3f) << 6) | (unit.charCodeAt(2) & 0x3f)),
        )
        .join('');
    })
    .join('');
}
