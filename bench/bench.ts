// The shape of a benchmark: each file measures one hot path against a raw baseline in the same run, because
// absolute figures drift with the machine and ratios hold.

export type BenchRow = {
  readonly name: string;
  /** The service's figure and its unit, for example messages/s. */
  readonly value: number;
  readonly unit: string;
  /** The same unit, measured just before or after on the same server with the least that could do the work. */
  readonly baseline: number;
  /** value / baseline, the other way round where less is better, so that more is always better. */
  readonly ratio: number;
  /** What the baseline is. */
  readonly note: string;
};

export type BenchContext = {
  /** A migrated, empty database of its own on a server with production durability (fsync on). */
  readonly createDatabase: () => Promise<{ readonly url: string; readonly drop: () => Promise<void> }>;
};

export type Bench = { readonly run: (context: BenchContext) => Promise<readonly BenchRow[]> };
