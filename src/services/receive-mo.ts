import { insertMos, insertRefusedMo, type NewMo } from '#db/mos.ts';
import type { Bulk } from '#db/pool.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import type { Mo } from '#sms/gateway.ts';

export type MoReceiver = {
  /** Resolves when the text is stored for good; a text stored before is not stored again. Throws when it could not be. */
  readonly receive: (mo: Mo) => Promise<void>;
  /** Keeps a call that could not be read, its first 4 KB as they came. */
  readonly refuse: (refused: { readonly problem: string; readonly raw: Uint8Array }) => Promise<void>;
};

type Waiting = {
  readonly mo: NewMo;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

const mostPerFlush = 1_000;
// Beyond this the database is not keeping up; the gateway repeats what we refuse, memory would only be lost.
const mostWaiting = 20_000;
const keptRawBytes = 4_096;

/**
 * Stores inbound texts by group commit: while one statement is on its way the rows of further requests gather for
 * the next, in the order the requests came; each request is answered after its own commit. Senders who are not
 * Polish mobiles are kept for staff and never answered.
 */
export function createMoReceiver(options: {
  readonly sql: Bulk;
  /** The office's own numbers: a text from one of them would make us talk to ourselves. */
  readonly ownNumbers?: () => readonly string[];
}): MoReceiver {
  const waiting: Waiting[] = [];
  let isFlushing = false;

  async function flushAll(): Promise<void> {
    isFlushing = true;
    while (waiting.length > 0) await store(options.sql, waiting.splice(0, mostPerFlush));
    isFlushing = false;
  }

  return {
    receive: (mo) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= mostWaiting) {
          reject(new Error('too many inbound texts wait for the database'));
          return;
        }
        waiting.push({ mo: toRow(mo, options.ownNumbers?.() ?? []), resolve, reject });
        if (!isFlushing) void flushAll();
      }),
    refuse: ({ problem, raw }) =>
      insertRefusedMo(options.sql, { problem, raw: raw.subarray(0, keptRawBytes) }),
  };
}

async function store(sql: Bulk, batch: readonly Waiting[]): Promise<void> {
  try {
    await insertMos(
      sql,
      batch.map(({ mo }) => mo),
    );
    for (const { resolve } of batch) resolve();
  } catch (error) {
    if (batch.length > 1 && isRefusalOfData(error)) {
      // One row the database will not take must not take its neighbours with it.
      for (const one of batch) await store(sql, [one]);
      return;
    }
    for (const { reject } of batch) reject(error);
  }
}

/** Whether PostgreSQL refused the values themselves (classes 22 and 23), which no repetition will change. */
export function isRefusalOfData(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code));
}

function toRow(mo: Mo, ownNumbers: readonly string[]): NewMo {
  const sender = parseMsisdn(mo.from);
  const isOwn = sender.ok && ownNumbers.includes(sender.msisdn);
  const isAnswerable = sender.ok && !isOwn;
  return {
    digest: mo.digest,
    sender: sender.ok ? sender.msisdn : mo.from,
    recipient: mo.to,
    text: mo.text,
    gatewayRef: mo.gatewayRef ?? null,
    sentAt: mo.sentAt,
    state: isAnswerable ? 'waiting' : 'kept',
    mark: isAnswerable ? 'none' : 'staff',
  };
}
