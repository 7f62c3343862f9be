export type SharedReading<T> = {
  /** What was read last, if that is not longer ago than `keptMs`; one reading is under way at a time. */
  readonly shared: () => Promise<T>;
  /** Reads now, and lets the others have it: nobody is shown what is older than what somebody has just seen. */
  readonly fresh: () => Promise<T>;
};

/** A reading that all who ask within a while share. One that failed is not kept. */
export function shareReading<T>(of: {
  readonly read: () => Promise<T>;
  readonly keptMs: number;
}): SharedReading<T> {
  let kept: { readonly value: Promise<T>; readonly until: number } | undefined;

  function fresh(): Promise<T> {
    const value = of.read();
    const reading = { value, until: Number.POSITIVE_INFINITY };
    kept = reading;
    const settle = (until: number): void => {
      if (kept === reading) kept = { value, until };
    };
    value.then(
      () => settle(performance.now() + of.keptMs),
      () => settle(0),
    );
    return value;
  }

  return {
    fresh,
    shared: () => (kept !== undefined && performance.now() < kept.until ? kept.value : fresh()),
  };
}
