import { parseMsisdn } from '#domain/msisdn.ts';
import { countSegments, hasLink, toGsm7 } from '#domain/segments.ts';

import type { Params } from './params.ts';
import type { SimulatorSettings } from './settings.ts';
import type { SimulatedMt, Store } from './store.ts';

type InvalidNumber = {
  readonly number: string;
  readonly submitted_number: string;
  readonly message: string;
};

type AnswerRow = {
  readonly id: string;
  readonly points: number;
  readonly number: string;
  readonly date_sent: number;
  readonly submitted_number: string;
  readonly status: string;
  readonly error: number | null;
  readonly idx: string | null;
  readonly parts: number;
};

export type SendOutcome =
  | { readonly kind: 'error'; readonly code: number; readonly invalid?: readonly InvalidNumber[] }
  | { readonly kind: 'deleted'; readonly ids: readonly string[] }
  | {
      readonly kind: 'ok';
      readonly rows: readonly AnswerRow[];
      readonly invalid: readonly InvalidNumber[];
      readonly accepted: readonly SimulatedMt[];
      readonly details:
        | { readonly message: string; readonly length: number; readonly parts: number }
        | undefined;
    };

type Recipient = {
  readonly submitted: string;
  readonly number: string;
  readonly idx: string;
  readonly text: string;
};

type Request = {
  readonly params: Params;
  readonly settings: SimulatorSettings;
  readonly store: Store;
  readonly now: number;
  readonly random: () => number;
  /** `some`: the connection breaks while the rows are being taken. */
  readonly take: 'all' | 'some';
};

/** Handles one sms.do call as SMSAPI would: all checks first, then accepts, charges and remembers. */
export function handleSend(request: Request): SendOutcome {
  const { params, settings, store, now } = request;
  if (params.has('sch_del')) return deleteScheduled(request);
  const submitted = params
    .get('to')
    .split(',')
    .map((number) => number.trim())
    .filter((number) => number !== '');
  const idxs = params.get('idx') === '' ? [] : params.get('idx').split('|');
  for (const idx of idxs) store.triesByIdx.set(idx, (store.triesByIdx.get(idx) ?? 0) + 1);
  const refuse = (code: number, invalid?: readonly InvalidNumber[]): SendOutcome => {
    if (settings.refusedIdx === 'used') for (const idx of idxs) store.usedIdx.add(idx);
    return { kind: 'error', code, ...(invalid === undefined ? {} : { invalid }) };
  };

  if (params.get('group') !== '') return refuse(40);
  const problem = findContentProblem(request, submitted.length, idxs);
  if (problem !== undefined) return refuse(problem);

  const { recipients, invalid, invalidRows, code } = sortRecipients(request, submitted, idxs);
  if (recipients.length === 0) return refuse(code, invalid);

  const isChecked = params.isOn('check_idx');
  const repeated = isChecked ? recipients.filter(({ idx }) => idx !== '' && store.usedIdx.has(idx)) : [];
  if (repeated.length > 0 && settings.idxMode !== 'row') return { kind: 'error', code: 53 };
  const doubled = new Set(repeated.map(({ idx }) => idx));
  const fresh = recipients.filter(({ idx }) => !doubled.has(idx));
  if (isOverMinuteLimit(request, fresh)) return refuse(52);

  const draftMt = createDrafter(request);
  const drafts = fresh.map(draftMt);
  const points = drafts.reduce((sum, mt) => sum + mt.points, 0);
  if (points > store.points) return refuse(103);
  if (params.isOn('test'))
    return answer(request, { rows: drafts.map(toRow(request, fresh)), invalid, accepted: [] });

  const taken = request.take === 'all' ? drafts.length : Math.floor(request.random() * drafts.length);
  const accepted = drafts.slice(0, taken);
  for (const mt of accepted) {
    store.points -= mt.points;
    if (mt.idx !== undefined) store.usedIdx.add(mt.idx);
    store.mts.push(mt);
    store.emit({ type: 'mt', number: mt.number, id: mt.id });
  }
  const rows = [
    ...accepted.map(toRow(request, fresh)),
    ...repeated.map((recipient) => errorRow(recipient, 53, now)),
    ...invalidRows,
  ];
  return answer(request, { rows, invalid, accepted });
}

function answer(
  { params, settings, random }: Request,
  found: {
    readonly rows: readonly AnswerRow[];
    readonly invalid: readonly InvalidNumber[];
    readonly accepted: readonly SimulatedMt[];
  },
): SendOutcome {
  const rows =
    settings.rowOrder === 'asked'
      ? found.rows
      : found.rows
          .map((row) => ({ row, key: random() }))
          .sort((a, b) => a.key - b.key)
          .map(({ row }) => row);
  const message = textOf(params);
  const details = params.isOn('details')
    ? { message, length: message.length, parts: countSegments(message).segments }
    : undefined;
  return {
    kind: 'ok',
    rows,
    invalid: settings.invalidNumbers === 'listed' ? found.invalid : [],
    accepted: found.accepted,
    details,
  };
}

function textOf(params: Params): string {
  const text = params.get('message');
  return params.isOn('normalize') ? toGsm7(text) : text;
}

function findContentProblem(
  { params, settings, now }: Request,
  recipients: number,
  idxs: readonly string[],
): number | undefined {
  const text = textOf(params);
  if (text.trim() === '') return 11;
  if (recipients === 0) return 13;
  if (recipients > settings.maxRecipients) return 19;
  if (idxs.length > 0 && idxs.length !== recipients) return 20;
  if (idxs.some((idx) => idx.length > 255)) return 27;
  for (const name of paramNames) {
    if (params.has(name) && params.get(name).split('|').length !== recipients) return 18;
  }
  // What the phones would get, each distinct text once.
  const fill = createFiller({ params, settings });
  const texts = new Set(text.includes('[%') ? Array.from({ length: recipients }, (_, i) => fill(i)) : [text]);
  for (const filled of texts) {
    const { segments, encoding } = countSegments(filled);
    if (encoding === 'ucs2' && params.isOn('nounicode')) return 11;
    if (encoding === 'ucs2' && params.isOn('flash')) return 17;
    if (segments > Number(params.get('max_parts') || 10)) return 12;
  }
  if (!isSenderAllowed(params.get('from'), settings)) return 14;
  if (settings.links === 'refused' && [...texts].some(hasLink)) return 94;
  return findDateProblem(params, now);
}

const hour = 3_600_000;

function findDateProblem(params: Params, now: number): number | undefined {
  const date = params.get('date') === '' ? now : parseDate(params.get('date'));
  if (date === undefined) return params.isOn('date_validate') ? 54 : undefined;
  if (date > now + 92 * 24 * hour) return 50;
  if (params.get('expiration_date') === '') return undefined;
  const expires = parseDate(params.get('expiration_date'));
  const distance = (expires ?? 0) - Math.max(date, now);
  // Documented: 1 to 12 hours, five minutes of tolerance.
  return expires === undefined || distance < hour - 300_000 || distance > 12 * hour + 300_000
    ? 54
    : undefined;
}

function parseDate(text: string): number | undefined {
  const at = /^\d{9,10}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

function isSenderAllowed(from: string, settings: SimulatorSettings): boolean {
  if (from === '' || from === '2way') return true;
  if (settings.pendingNames.includes(from)) return false;
  if (settings.senderNames !== undefined) return settings.senderNames.includes(from);
  return /^\+?\d{9,15}$/.test(from) || (/^[a-zA-Z0-9.&@\-+_!%# ]{1,11}$/.test(from) && /[a-zA-Z]/.test(from));
}

function sortRecipients(
  { params, settings, now }: Request,
  submitted: readonly string[],
  idxs: readonly string[],
) {
  const fill = createFiller({ params, settings });
  const recipients: Recipient[] = [];
  const invalid: InvalidNumber[] = [];
  const invalidRows: AnswerRow[] = [];
  const seen = new Set<string>();
  let code = 13;
  submitted.forEach((raw, i) => {
    // The canonical form is read many times faster, and most calls write `48…`.
    const parsed = parseMsisdn(/^48\d{9}$/.test(raw) ? `+${raw}` : raw);
    const number = parsed.ok ? parsed.msisdn.slice(1) : raw.replace(/\D/g, '');
    const text = fill(i);
    const recipient = { submitted: raw, number, idx: idxs[i] ?? '', text };
    const refused = parsed.ok ? settings.refusedNumbers[number] : 13;
    if (refused !== undefined) {
      code = refused;
      invalid.push({ number, submitted_number: raw, message: 'Invalid phone number' });
      if (settings.invalidNumbers === 'row') invalidRows.push(errorRow(recipient, refused, now));
      return;
    }
    if (seen.has(number) && !params.isOn('allow_duplicates')) return;
    seen.add(number);
    recipients.push(recipient);
  });
  return { recipients, invalid, invalidRows, code };
}

const paramNames = ['param1', 'param2', 'param3', 'param4'] as const;
const places = { closed: /\[%([1-4])%\]/g, open: /\[%([1-4])\]/g, ignored: undefined } as const;

// Whatever stands in [%…%] is the gateway's to interpret: a text that was not neutralised shows it here.
function createFiller({
  params,
  settings,
}: Pick<Request, 'params' | 'settings'>): (recipient: number) => string {
  const text = textOf(params);
  if (!text.includes('[%')) return () => text;
  const place = places[settings.fill];
  const values = paramNames.map((name) => params.get(name).split('|'));
  return (recipient) => {
    const filled =
      place === undefined
        ? text
        : text.replace(place, (_, n: string) => values[Number(n) - 1]?.[recipient] ?? '');
    return filled.replace(/\[%(?:idzdo|goto):[^%]*%\]/g, 'https://idz.do/sim01');
  };
}

function createDrafter({ params, settings, store, now }: Request): (recipient: Recipient) => SimulatedMt {
  const from = params.get('from');
  const notifyUrl = params.get('notify_url') || undefined;
  const expiresAt = parseDate(params.get('expiration_date'));
  // A date that has passed means at once.
  const at = Math.max(now, parseDate(params.get('date')) ?? now);
  let counted = { text: '', ...countSegments('') };
  return ({ number, idx, text }) => {
    if (text !== counted.text) counted = { text, ...countSegments(text) };
    const { segments, encoding } = counted;
    return {
      seq: store.nextSeq(),
      id: store.nextId(),
      idx: idx === '' ? undefined : idx,
      number,
      from,
      text: counted.text,
      at,
      segments,
      encoding,
      points: Math.round(segments * settings.pointsPerSegment * 10_000) / 10_000,
      expiresAt,
      notifyUrl,
      status: 409,
      doneAt: undefined,
    };
  };
}

function isOverMinuteLimit({ settings, store, now }: Request, fresh: readonly Recipient[]): boolean {
  const limit = settings.maxPerNumberPerMinute;
  if (limit === 0) return false;
  const asked = new Map(fresh.map(({ number }) => [number, 1]));
  for (let i = store.mts.length - 1; i >= 0; i -= 1) {
    const mt = store.mts[i];
    if (mt === undefined || mt.at < now - 60_000) break;
    const count = asked.get(mt.number);
    if (count !== undefined) asked.set(mt.number, count + 1);
  }
  return [...asked.values()].some((count) => count > limit);
}

function deleteScheduled({ params, store, now }: Request): SendOutcome {
  const ids = new Set(params.get('sch_del').split(','));
  // Documented: no longer possible in the last 60 seconds.
  const found = store.mts.filter((mt) => ids.has(mt.id) && mt.status === 409 && mt.at > now + 60_000);
  if (found.length !== ids.size) return { kind: 'error', code: 301 };
  for (const mt of found) mt.status = 401;
  return { kind: 'deleted', ids: [...ids] };
}

function toRow({ now }: Request, recipients: readonly Recipient[]) {
  return (mt: SimulatedMt, i: number): AnswerRow => ({
    id: mt.id,
    points: mt.points,
    number: mt.number,
    date_sent: Math.floor(now / 1000),
    submitted_number: recipients[i]?.submitted ?? mt.number,
    status: 'QUEUE',
    error: null,
    idx: mt.idx ?? null,
    parts: mt.segments,
  });
}

function errorRow({ number, submitted, idx }: Recipient, error: number, now: number): AnswerRow {
  return {
    id: '',
    points: 0,
    number,
    date_sent: Math.floor(now / 1000),
    submitted_number: submitted,
    status: 'FAILED',
    error,
    idx: idx === '' ? null : idx,
    parts: 0,
  };
}
