import { randomBytes } from 'node:crypto';

/** A message that the simulator accepted for a phone. */
export type SimulatedMt = {
  readonly seq: number;
  readonly id: string;
  readonly idx: string | undefined;
  /** Digits, `48…`. */
  readonly number: string;
  readonly from: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly segments: number;
  readonly encoding: 'gsm7' | 'ucs2';
  readonly points: number;
  readonly expiresAt: number | undefined;
  readonly notifyUrl: string | undefined;
  /** The number of SMSAPI's status table: 409 QUEUE at first. */
  status: number;
  doneAt: number | undefined;
};

/** A text that a phone sent. */
export type SimulatedMo = {
  readonly seq: number;
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly at: number;
  readonly msgId: string;
  readonly segments: number;
  readonly encoding: 'gsm7' | 'ucs2';
  /** Calls made so far; acknowledged once `OK` came back. */
  tries: number;
  acknowledged: boolean;
};

export type SimulatorEvent =
  | { readonly type: 'mt'; readonly number: string; readonly id: string }
  | { readonly type: 'dlr'; readonly number: string; readonly id: string; readonly status: number }
  | { readonly type: 'mo'; readonly number: string; readonly id: string }
  | { readonly type: 'moAcknowledged'; readonly number: string; readonly id: string };

/** What one simulator has seen: grows only, until cleared. */
export type Store = {
  readonly mts: SimulatedMt[];
  readonly mos: SimulatedMo[];
  /** idx → how often a call named it, refused calls included. */
  readonly triesByIdx: Map<string, number>;
  readonly usedIdx: Set<string>;
  points: number;
  readonly nextSeq: () => number;
  readonly nextId: () => string;
  /** Keeps `nextSeq` above what a journal brought back. */
  readonly seen: (seq: number) => void;
  readonly emit: (event: SimulatorEvent) => void;
  readonly listen: (listener: (event: SimulatorEvent) => void) => () => void;
};

export function createStore(points: number): Store {
  const listeners = new Set<(event: SimulatorEvent) => void>();
  const idPrefix = randomBytes(7).toString('hex');
  let seq = 0;
  let ids = 0;
  return {
    mts: [],
    mos: [],
    triesByIdx: new Map(),
    usedIdx: new Set(),
    points,
    nextSeq: () => {
      seq += 1;
      return seq;
    },
    // 24 hex digits, as SMSAPI's: far beyond what a number could hold.
    nextId: () => {
      ids += 1;
      return idPrefix + ids.toString(16).padStart(10, '0');
    },
    seen: (value) => {
      seq = Math.max(seq, value);
    },
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export type LogFilter = {
  /** Only what came after this `seq`. */
  readonly since?: number | undefined;
  readonly number?: string | undefined;
  readonly contains?: string | undefined;
};

/** The accepted messages, oldest first. */
export function filterMts(store: Store, filter: LogFilter): readonly SimulatedMt[] {
  const { since, number, contains } = filter;
  if (since === undefined && number === undefined && contains === undefined) return store.mts;
  return store.mts.filter(
    (mt) =>
      (since === undefined || mt.seq > since) &&
      (number === undefined || mt.number === number) &&
      (contains === undefined || mt.text.includes(contains)),
  );
}

export type LogSummary = {
  readonly rows: number;
  readonly distinctIdx: number;
  readonly distinctNumbers: number;
  /** Rows beyond the first for the same number and text: what a person would call "sent twice". */
  readonly duplicates: number;
  readonly segments: number;
  readonly lastSeq: number;
};

/** The counts of the accepted messages. */
export function summariseMts(mts: readonly SimulatedMt[]): LogSummary {
  const idx = new Set<string>();
  const numbersByText = new Map<string, Set<string>>();
  const numbers = new Set<string>();
  let duplicates = 0;
  let segments = 0;
  for (const mt of mts) {
    if (mt.idx !== undefined) idx.add(mt.idx);
    numbers.add(mt.number);
    segments += mt.segments;
    const seen = numbersByText.get(mt.text) ?? new Set();
    if (seen.has(mt.number)) duplicates += 1;
    seen.add(mt.number);
    numbersByText.set(mt.text, seen);
  }
  return {
    rows: mts.length,
    distinctIdx: idx.size,
    distinctNumbers: numbers.size,
    duplicates,
    segments,
    lastSeq: mts.at(-1)?.seq ?? 0,
  };
}
