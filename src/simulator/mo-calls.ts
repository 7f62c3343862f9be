import { formatMo } from './callback-forms.ts';
import type { HttpCaller } from './http-call.ts';
import type { SimulatorSettings } from './settings.ts';
import type { SimulatedMo, Store } from './store.ts';

export type MoCalls = {
  readonly add: (mo: SimulatedMo) => void;
  readonly wake: () => void;
  readonly isQuiet: () => boolean;
  readonly stop: () => void;
};

type Deps = {
  readonly store: Store;
  readonly settings: () => SimulatorSettings;
  readonly random: () => number;
  readonly http: HttpCaller;
  readonly onAcknowledged: (mo: SimulatedMo) => void;
};

/** Inbound texts: one call each, in order per phone, repeated until the answer is exactly `OK`. */
export function createMoCalls({ store, settings, random, http, onAcknowledged }: Deps): MoCalls {
  const queues = new Map<string, SimulatedMo[]>();
  const busy = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  let isStopped = false;

  async function work(phone: string): Promise<void> {
    const queue = queues.get(phone) ?? [];
    let pauseMs = settings().retryMs;
    while (!isStopped && queue[0] !== undefined && settings().callbackUrl.mo !== undefined) {
      const mo = queue[0];
      if (await deliver(mo)) {
        queue.shift();
        mo.acknowledged = true;
        onAcknowledged(mo);
        store.emit({ type: 'moAcknowledged', number: phone, id: mo.id });
        pauseMs = settings().retryMs;
        if (random() < settings().mo.duplicate) await deliver(mo);
        continue;
      }
      await pause(pauseMs);
      pauseMs = Math.min(pauseMs * 2, settings().retryMaxMs);
    }
    busy.delete(phone);
    if (queue.length === 0) queues.delete(phone);
  }

  async function deliver(mo: SimulatedMo): Promise<boolean> {
    const { callbackUrl, mo: how } = settings();
    const url = callbackUrl.mo;
    if (url === undefined) return false;
    const form = formatMo(mo, how.encoding);
    mo.tries += 1;
    const answer =
      how.method === 'POST'
        ? await http.call({ url, form })
        : await http.call({ url: `${url}${url.includes('?') ? '&' : '?'}${form}` });
    return answer?.status === 200 && answer.body === 'OK';
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, ms);
      timers.add(timer);
    });
  }

  function start(phone: string): void {
    if (isStopped || busy.has(phone)) return;
    busy.add(phone);
    void work(phone);
  }

  return {
    add: (mo) => {
      const queue = queues.get(mo.from);
      if (queue === undefined) queues.set(mo.from, [mo]);
      else queue.push(mo);
      start(mo.from);
    },
    wake: () => {
      for (const phone of queues.keys()) start(phone);
    },
    isQuiet: () => queues.size === 0 && busy.size === 0,
    stop: () => {
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
