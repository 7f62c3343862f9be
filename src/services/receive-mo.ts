import { insertMos, insertRefusedMo, type NewMo } from '#db/mos.ts';
import type { Bulk } from '#db/pool.ts';
import { tellsOfDanger } from '#domain/distress.ts';
import { foldWords } from '#domain/fold.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import type { Mo } from '#sms/gateway.ts';
import { createGroupCommit } from './group-commit.ts';

export type MoReceiver = {
  /** Resolves when the text is stored for good; a text stored before is not stored again. Throws when it could not be. */
  readonly receive: (mo: Mo) => Promise<void>;
  /** Keeps a call that could not be read, its first 4 KB as they came. */
  readonly refuse: (refused: { readonly problem: string; readonly raw: Uint8Array }) => Promise<void>;
};

const keptRawBytes = 4_096;
const longestRead = 2_000;

/**
 * Stores inbound texts by group commit, in the order the requests came. Senders who are not Polish mobiles are kept
 * for staff and never answered.
 */
export function createMoReceiver(options: {
  readonly sql: Bulk;
  /** The office's own numbers: answering a text from one of them would be talking to ourselves. */
  readonly ownNumbers?: () => readonly string[];
}): MoReceiver {
  const { sql } = options;
  const store = createGroupCommit<NewMo>({
    write: (mos) => insertMos(sql, mos),
    mostPerWrite: 1_000,
    mostWaiting: 20_000,
    // The gateway is answered within two seconds, and repeats what was not stored; a row stored twice is one row.
    limitMs: 1_500,
  });
  return {
    receive: async (mo) => {
      const row = toRow(mo, options.ownNumbers?.() ?? []);
      try {
        await store([row]);
      } catch (error) {
        if (!isRefusalOfData(error)) throw error;
        // The row the database will not take may have been a neighbour's.
        await insertMos(sql, [row]);
      }
    },
    refuse: ({ problem, raw }) => insertRefusedMo(sql, { problem, raw: raw.subarray(0, keptRawBytes) }),
  };
}

/** Whether PostgreSQL refused the values themselves (classes 22 and 23), which no repetition will change. */
export function isRefusalOfData(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code));
}

function toRow(mo: Mo, ownNumbers: readonly string[]): NewMo {
  const sender = parseMsisdn(mo.from);
  const isOwn = sender.ok && [mo.to, ...ownNumbers].some((number) => isSame(sender.msisdn, number));
  const isAnswerable = sender.ok && !isOwn;
  return {
    digest: mo.digest,
    sender: sender.ok ? sender.msisdn : mo.from,
    recipient: mo.to,
    text: mo.text,
    gatewayRef: mo.gatewayRef ?? null,
    sentAt: mo.sentAt,
    state: isAnswerable ? 'waiting' : 'kept',
    // Nobody reads these but staff, so danger in them must be seen here.
    mark: isAnswerable
      ? 'none'
      : tellsOfDanger(foldWords(mo.text.slice(0, longestRead)))
        ? 'danger'
        : 'staff',
  };
}

function isSame(msisdn: string, written: string): boolean {
  const parsed = parseMsisdn(written);
  return parsed.ok && parsed.msisdn === msisdn;
}
