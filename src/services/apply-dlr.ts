import { updateByDlrs, updateUnmatchedDlrs } from '#db/dlrs.ts';
import type { Deps } from './deps.ts';
import { codeOf } from './dispatch-call.ts';

const setSize = 5_000;
const unmatchedMs = 60_000;

/** Applies every waiting report, set by set; returns how many were looked at. */
export async function applyDlrs(deps: Pick<Deps, 'sql'>): Promise<number> {
  let total = 0;
  for (;;) {
    const { taken } = await updateByDlrs(deps.sql, setSize);
    total += taken;
    if (taken < setSize) return total;
  }
}

export type DlrApplier = { readonly wake: () => void; readonly stop: () => Promise<void> };

/**
 * Applies reports whenever some were stored, at least once a second. Each process may run one: sets are taken with
 * skip locked, and the order in which reports are applied does not matter.
 */
export function startDlrApplier(deps: Pick<Deps, 'sql' | 'logger' | 'clock'>): DlrApplier {
  let isStopping = false;
  let isWoken = false;
  let wakeSleeper = (): void => undefined;
  let unmatchedAt = 0;

  async function loop(): Promise<void> {
    while (!isStopping) {
      isWoken = false;
      try {
        await applyDlrs(deps);
        if (performance.now() >= unmatchedAt) {
          unmatchedAt = performance.now() + unmatchedMs;
          await updateUnmatchedDlrs(deps.sql, deps.clock());
        }
      } catch (error) {
        // A deadlock with the dispatcher, or the database is away; the reports stay.
        deps.logger.warn({ code: codeOf(error) }, 'reports not applied yet');
      }
      if (isWoken || isStopping) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1_000);
        wakeSleeper = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
  const looping = loop();
  const wake = (): void => {
    isWoken = true;
    wakeSleeper();
  };
  return {
    wake,
    stop: async () => {
      isStopping = true;
      wake();
      await looping;
    },
  };
}
