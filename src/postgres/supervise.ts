import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Server, stopServer } from './server.ts';

export type ClusterState =
  | { readonly state: 'ready' }
  | { readonly state: 'down'; readonly reason: string }
  | { readonly state: 'stopped' };

export type Supervisor = {
  pid(): number;
  state(): ClusterState;
  /** Stops the server, or the attempt to bring it back; repeating it gives the same promise. */
  stop(): Promise<void>;
};

const firstDelayMs = 250;
const longestDelayMs = 5_000;
/** A server that lived this long had started well: the next restart is quick again. */
const settledMs = 5_000;

/** Starts the server again whenever it ends, ours or adopted, with growing pauses and without ever giving up. */
export function superviseServer(options: {
  readonly server: Server;
  /** Starts it at the same place and port, resolves when it answers; stops it when the signal comes meanwhile. */
  readonly launch: (signal: AbortSignal) => Promise<Server>;
  readonly fastStopMs: number;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly onStateChange?: ((state: ClusterState) => void) | undefined;
}): Supervisor {
  const { launch, logger, fastStopMs } = options;
  const stopping = new AbortController();
  const stopAsked = new Promise<string>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve('stop was asked for'), { once: true });
  });
  let server = options.server;
  let current: ClusterState = { state: 'ready' };
  let stopped: Promise<void> | undefined;
  const loop = keepUp();

  async function keepUp(): Promise<void> {
    let delayMs = firstDelayMs;
    for (;;) {
      const readySince = performance.now();
      const reason = await Promise.race([server.exited, stopAsked]);
      if (stopping.signal.aborted) return;
      if (performance.now() - readySince > settledMs) delayMs = firstDelayMs;
      logger.error({ pid: server.pid, reason }, 'PostgreSQL ended unexpectedly, it will be started again');
      announce({ state: 'down', reason });
      const next = await bringBack(delayMs);
      if (next === undefined) return;
      ({ server, delayMs } = next);
      logger.info({ pid: server.pid }, 'PostgreSQL is back');
      announce({ state: 'ready' });
    }
  }

  /** Undefined when a stop came first. */
  async function bringBack(firstPauseMs: number): Promise<{ server: Server; delayMs: number } | undefined> {
    let delayMs = firstPauseMs;
    for (;;) {
      await sleep(delayMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      if (stopping.signal.aborted) return undefined;
      delayMs = Math.min(delayMs * 2, longestDelayMs);
      try {
        return { server: await launch(stopping.signal), delayMs };
      } catch (error) {
        if (stopping.signal.aborted) return undefined;
        logger.error({ err: error, delayMs }, 'PostgreSQL could not be started again yet');
      }
    }
  }

  function announce(state: ClusterState): void {
    current = state;
    options.onStateChange?.(state);
  }

  async function stopNow(): Promise<void> {
    stopping.abort();
    await loop;
    if (current.state === 'ready') await stopServer({ server, fastMs: fastStopMs });
    announce({ state: 'stopped' });
  }

  return {
    pid: () => server.pid,
    state: () => current,
    stop: () => {
      stopped ??= stopNow();
      return stopped;
    },
  };
}
