// What the dispatcher's calls to the gateway were like: counted in memory by the minute and written every few seconds,
// beside the hot path. Samples for people and Prometheus, never a truth that anything is decided by.
//
// What SIGKILL loses: the last five seconds of samples. What it can double: nothing, unless the answer of a write that
// was committed is lost with the database; then those seconds are counted twice.
import { type CallSample, insertCallSamples } from '#db/gateway-samples.ts';
import { bucketOf } from '#domain/histogram.ts';
import type { Lane } from '#domain/lanes.ts';
import type { Deps } from './deps.ts';
import { outlineError } from './failures.ts';

export type CallWatch = {
  /** A call has ended. Costs an addition. */
  readonly ended: (call: {
    readonly lane: Lane;
    /** `taken`, or the kind of the gateway's error. */
    readonly outcome: string;
    readonly milliseconds: number;
    readonly messages: number;
  }) => void;
  /** Writes what was counted so far. */
  readonly flush: () => Promise<void>;
  /** Writes what is left. */
  readonly stop: () => Promise<void>;
};

const writeEveryMs = 5_000;
/** With the database away for hours the oldest samples are let go of. */
const mostKept = 5_000;

/** Samples calls until stopped. */
export function watchCalls(deps: Pick<Deps, 'sql' | 'logger' | 'clock'>): CallWatch {
  let kept = new Map<string, CallSample>();
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    if (kept.size === 0) return;
    const samples = kept;
    kept = new Map();
    try {
      await insertCallSamples(deps.sql, [...samples.values()]);
    } catch (error) {
      deps.logger.warn(outlineError(error), 'samples of calls not written yet');
      if (samples.size + kept.size > mostKept) return;
      for (const sample of samples.values()) add(sample);
    }
  }

  function add(sample: CallSample): void {
    const key = `${sample.minute.getTime()} ${sample.lane} ${sample.outcome} ${sample.bucket}`;
    const before = kept.get(key);
    kept.set(
      key,
      before === undefined
        ? sample
        : {
            ...before,
            calls: before.calls + sample.calls,
            messages: before.messages + sample.messages,
            milliseconds: before.milliseconds + sample.milliseconds,
          },
    );
  }

  function flush(): Promise<void> {
    writing ??= write().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  const timer = setInterval(() => void flush(), writeEveryMs);
  timer.unref();
  return {
    ended: ({ lane, outcome, milliseconds, messages }) => {
      const now = deps.clock().getTime();
      add({
        minute: new Date(now - (now % 60_000)),
        lane,
        outcome,
        bucket: bucketOf(milliseconds),
        calls: 1,
        messages,
        milliseconds: Math.round(milliseconds),
      });
    },
    flush,
    stop: async () => {
      clearInterval(timer);
      await writing;
      await flush();
    },
  };
}
