/**
 * A reading that all who ask within a while share: one is under way at a time, and what it brought is kept for `keptMs`.
 * A reading that failed is not kept.
 */
export function shareReading<T>(of: {
  readonly read: () => Promise<T>;
  readonly keptMs: number;
}): () => Promise<T> {
  let kept: { readonly value: Promise<T>; readonly until: number } | undefined;
  return () => {
    const now = performance.now();
    if (kept !== undefined && now < kept.until) return kept.value;
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
  };
}
