import { formatReports, isFinalStatus, type Report } from './callback-forms.ts';
import type { HttpCaller } from './http-call.ts';
import type { SimulatorSettings } from './settings.ts';
import type { SimulatedMt, Store } from './store.ts';

export type DlrCalls = {
  /** Decides what becomes of accepted messages and reports it when due. */
  readonly schedule: (mts: readonly SimulatedMt[]) => void;
  /** Reports again what a journal knows as settled but not acknowledged. */
  readonly resume: (mt: SimulatedMt) => void;
  /** Looks again at what waits, after a change of settings. */
  readonly wake: () => void;
  readonly isQuiet: () => boolean;
  readonly stop: () => void;
};

type Deps = {
  readonly store: Store;
  readonly settings: () => SimulatorSettings;
  readonly random: () => number;
  readonly http: HttpCaller;
  readonly onStatus: (mt: SimulatedMt) => void;
  readonly onAcknowledged: (mt: SimulatedMt) => void;
};

// Reports due within one tick share a timer, so that a mass run does not make a timer per message.
const tickMs = 10;

/** Delivery reports: due after a delay, up to five a call, repeated until the answer is exactly `OK`. */
export function createDlrCalls(deps: Deps): DlrCalls {
  const { store, settings, random, http } = deps;
  const ticks = new Map<number, { readonly timer: NodeJS.Timeout; readonly due: (() => void)[] }>();
  const retries = new Set<NodeJS.Timeout>();
  let outbox: Report[] = [];
  let head = 0;
  let active = 0;
  let isStopped = false;

  function at(time: number, act: () => void): void {
    const key = Math.ceil(time / tickMs) * tickMs;
    const tick = ticks.get(key);
    if (tick !== undefined) {
      tick.due.push(act);
      return;
    }
    const due = [act];
    const timer = setTimeout(
      () => {
        ticks.delete(key);
        for (const run of due) run();
        send();
      },
      Math.min(2 ** 31 - 1, Math.max(0, key - Date.now())),
    );
    ticks.set(key, { timer, due });
  }

  function settle(mt: SimulatedMt, status: number): void {
    // Deleted, or overtaken by its own final report.
    if (mt.status === 401 || isFinalStatus(mt.status)) return;
    mt.status = status;
    mt.doneAt = isFinalStatus(status) ? Date.now() : undefined;
    deps.onStatus(mt);
    store.emit({ type: 'dlr', number: mt.number, id: mt.id, status });
    report(mt);
  }

  function report(mt: SimulatedMt): void {
    const { duplicate, reorder, delayMs } = settings().dlr;
    const made: Report = { mt, status: mt.status, doneAt: mt.doneAt ?? Date.now() };
    if (random() < reorder) at(Date.now() + delayMs + random() * 500, () => outbox.push(made));
    else outbox.push(made);
    if (random() < duplicate) at(Date.now() + delayMs + random() * 500, () => outbox.push(made));
  }

  function send(): void {
    const { callbackConcurrency, dlr, callbackUrl } = settings();
    while (!isStopped && active < callbackConcurrency && head < outbox.length) {
      const first = outbox[head];
      const url = first?.mt.notifyUrl ?? callbackUrl.dlr;
      if (url === undefined) return;
      // SMSAPI fills a call as far as reports are there; a call of its own for each notify_url.
      const size = first?.mt.notifyUrl === undefined ? dlr.batch : 1;
      const batch = outbox.slice(head, head + size);
      head += batch.length;
      if (head > 10_000) {
        outbox = outbox.slice(head);
        head = 0;
      }
      active += 1;
      void deliver(url, batch, settings().retryMs);
    }
  }

  async function deliver(url: string, batch: readonly Report[], pauseMs: number): Promise<void> {
    const answer = await http.call({ url: url + (url.includes('?') ? '&' : '?') + formatReports(batch) });
    active -= 1;
    if (isStopped) return;
    if (answer?.status === 200 && answer.body === 'OK') {
      for (const { mt, status } of batch) if (isFinalStatus(status)) deps.onAcknowledged(mt);
    } else {
      const timer = setTimeout(() => {
        retries.delete(timer);
        active += 1;
        // The address may have been corrected meanwhile.
        void deliver(
          batch[0]?.mt.notifyUrl ?? settings().callbackUrl.dlr ?? url,
          batch,
          Math.min(pauseMs * 2, settings().retryMaxMs),
        );
      }, pauseMs);
      retries.add(timer);
    }
    send();
  }

  return {
    schedule: (mts) => {
      const { enabled, delayMs, steps, outcomes } = settings().dlr;
      if (!enabled) return;
      for (const mt of mts) {
        const status = drawStatus(outcomes, random());
        if (steps === 'interim') at(mt.at + delayMs / 2, () => settle(mt, 403));
        at(mt.at + delayMs, () => settle(mt, status));
      }
    },
    resume: (mt) => {
      if (isFinalStatus(mt.status)) at(Date.now(), () => report(mt));
      else at(Date.now(), () => settle(mt, drawStatus(settings().dlr.outcomes, random())));
    },
    wake: send,
    isQuiet: () => ticks.size === 0 && retries.size === 0 && active === 0 && head >= outbox.length,
    stop: () => {
      isStopped = true;
      for (const { timer } of ticks.values()) clearTimeout(timer);
      for (const timer of retries) clearTimeout(timer);
      ticks.clear();
    },
  };
}

function drawStatus(outcomes: Readonly<Record<string, number>>, roll: number): number {
  const total = Object.values(outcomes).reduce((sum, weight) => sum + weight, 0);
  let left = roll * total;
  for (const [status, weight] of Object.entries(outcomes)) {
    left -= weight;
    if (left < 0) return Number(status);
  }
  return 404;
}
