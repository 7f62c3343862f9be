import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { z } from 'zod';
import { parseJson } from './params.ts';
import type { SimulatedMo, SimulatedMt, Store } from './store.ts';

const entrySchema = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('mt'),
    seq: z.number(),
    id: z.string(),
    idx: z.string().optional(),
    number: z.string(),
    from: z.string(),
    text: z.string(),
    at: z.number(),
    segments: z.number(),
    encoding: z.enum(['gsm7', 'ucs2']),
    points: z.number(),
  }),
  z.object({ t: z.literal('status'), id: z.string(), status: z.number(), doneAt: z.number().optional() }),
  z.object({ t: z.literal('reported'), id: z.string() }),
  z.object({
    t: z.literal('mo'),
    seq: z.number(),
    id: z.string(),
    from: z.string(),
    to: z.string(),
    text: z.string(),
    at: z.number(),
    msgId: z.string(),
    segments: z.number(),
    encoding: z.enum(['gsm7', 'ucs2']),
  }),
  z.object({ t: z.literal('moTaken'), id: z.string() }),
]);

type Entry = z.infer<typeof entrySchema>;

export type Journal = {
  readonly write: (entries: readonly Entry[]) => void;
  readonly close: () => void;
};

/** What a journal brought back that SMSAPI would still call about. */
export type Unfinished = { readonly mts: readonly SimulatedMt[]; readonly mos: readonly SimulatedMo[] };

const keptMessages = 5000;
const rewriteAboveBytes = 20_000_000;

/**
 * The practice office's memory: appended before a call is answered, so that phones keep their history and pending
 * callbacks resume after any kill of the process. A torn last line is dropped.
 */
export function openJournal(
  path: string,
  store: Store,
): { readonly journal: Journal; readonly unfinished: Unfinished } {
  const unfinished = existsSync(path) ? load(readFileSync(path, 'utf8'), store) : { mts: [], mos: [] };
  if (existsSync(path) && statSync(path).size > rewriteAboveBytes) rewrite(path, store, unfinished);
  const fd = openSync(path, 'a', 0o600);
  // After a torn line the next entry must begin a line of its own.
  writeSync(fd, '\n');
  return {
    journal: {
      write: (entries) => {
        if (entries.length > 0) writeSync(fd, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      },
      close: () => closeSync(fd),
    },
    unfinished,
  };
}

/** The entry that keeps a message. */
export function mtEntry(mt: SimulatedMt): Entry {
  const { seq, id, number, from, text, at, segments, encoding, points } = mt;
  const entry = { t: 'mt' as const, seq, id, number, from, text, at, segments, encoding, points };
  return mt.idx === undefined ? entry : { ...entry, idx: mt.idx };
}

/** The entry that keeps a text from a phone. */
export function moEntry({ seq, id, from, to, text, at, msgId, segments, encoding }: SimulatedMo): Entry {
  return { t: 'mo', seq, id, from, to, text, at, msgId, segments, encoding };
}

function load(lines: string, store: Store): Unfinished {
  const mts = new Map<string, SimulatedMt>();
  const mos = new Map<string, SimulatedMo>();
  const unreported = new Map<string, SimulatedMt>();
  for (const line of lines.split('\n')) {
    const parsed = entrySchema.safeParse(parseJson(line));
    if (!parsed.success) continue;
    const entry = parsed.data;
    if (entry.t === 'mt') {
      const { t: _, ...kept } = entry;
      const mt: SimulatedMt = {
        ...kept,
        idx: kept.idx,
        expiresAt: undefined,
        notifyUrl: undefined,
        status: 409,
        doneAt: undefined,
      };
      mts.set(mt.id, mt);
      unreported.set(mt.id, mt);
    } else if (entry.t === 'status') {
      const mt = mts.get(entry.id);
      if (mt !== undefined) Object.assign(mt, { status: entry.status, doneAt: entry.doneAt });
    } else if (entry.t === 'reported') unreported.delete(entry.id);
    else if (entry.t === 'mo') {
      const { t: _, ...kept } = entry;
      mos.set(kept.id, { ...kept, tries: 0, acknowledged: false });
    } else {
      const mo = mos.get(entry.id);
      if (mo !== undefined) mo.acknowledged = true;
    }
  }
  for (const mt of mts.values()) {
    store.mts.push(mt);
    store.seen(mt.seq);
    if (mt.idx !== undefined) store.usedIdx.add(mt.idx);
  }
  for (const mo of mos.values()) {
    store.mos.push(mo);
    store.seen(mo.seq);
  }
  return { mts: [...unreported.values()], mos: [...mos.values()].filter((mo) => !mo.acknowledged) };
}

// Only the newest messages are shown on a phone; idx older than that are long past the check window.
function rewrite(path: string, store: Store, unfinished: Unfinished): void {
  const entries: Entry[] = [];
  const unreported = new Set(unfinished.mts);
  for (const mt of store.mts.slice(-keptMessages)) {
    const status = { t: 'status' as const, id: mt.id, status: mt.status };
    entries.push(mtEntry(mt), mt.doneAt === undefined ? status : { ...status, doneAt: mt.doneAt });
    if (!unreported.has(mt)) entries.push({ t: 'reported', id: mt.id });
  }
  for (const mo of store.mos.slice(-keptMessages)) {
    entries.push(moEntry(mo));
    if (mo.acknowledged) entries.push({ t: 'moTaken', id: mo.id });
  }
  writeFileSync(`${path}.new`, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), {
    mode: 0o600,
  });
  renameSync(`${path}.new`, path);
}
