import type { Logger } from 'pino';
import { type Backlog, findBacklog } from '#db/backlog.ts';
import type { Bulk } from '#db/pool.ts';
import { codeOf } from './dispatch-call.ts';

export type BacklogKeeper = {
  /** How many ordinary messages may still be submitted now. */
  readonly room: () => number;
  /** A call with so many ordinary messages begins. */
  readonly began: (messages: number) => void;
  /** It has been recorded. */
  readonly ended: (messages: number) => void;
};

const lookEveryMs = 500;

/**
 * Bounds the ordinary messages that lie at the gateway without a receipt, so that an alert does not queue behind a whole
 * city there. The rows are counted only when the bound may be near, and never while the dispatcher waits. Where receipts
 * do not come at all, or not for a quarter of an hour, there is no bound: better late knowledge than no message.
 */
export function keepBacklog(options: {
  readonly sql: Bulk;
  readonly logger: Logger;
  /** 0 = no bound. */
  readonly most: () => number;
  /** The count has changed: look at the work again. */
  readonly wake: () => void;
}): BacklogKeeper {
  let known: Backlog = { outstanding: 0, receiptsCome: true };
  let underWay = 0;
  /** Of calls recorded since the rows were last counted. */
  let endedSince = 0;
  let isLooking = false;
  let nextLookAt = Number.NEGATIVE_INFINITY;

  function look(): void {
    const startedAt = performance.now();
    if (isLooking || startedAt < nextLookAt) return;
    isLooking = true;
    const before = endedSince;
    void findBacklog(options.sql)
      .then((found) => {
        known = found;
        // Calls recorded while the rows were counted may be among them: rather counted twice than forgotten.
        endedSince -= before;
        options.wake();
      })
      .catch((error: unknown) => {
        options.logger.warn({ code: codeOf(error) }, 'backlog at the gateway not counted');
      })
      .finally(() => {
        isLooking = false;
        // Counting takes at most a tenth of the time, however large the run.
        nextLookAt = performance.now() + Math.max(lookEveryMs, 9 * (performance.now() - startedAt));
      });
  }

  return {
    room: () => {
      const most = options.most();
      if (most === 0) return Number.POSITIVE_INFINITY;
      const used = known.outstanding + endedSince + underWay;
      if (used > most / 2) look();
      return known.receiptsCome ? Math.max(0, most - used) : Number.POSITIVE_INFINITY;
    },
    began: (messages) => {
      underWay += messages;
    },
    ended: (messages) => {
      underWay -= messages;
      endedSince += messages;
    },
  };
}
