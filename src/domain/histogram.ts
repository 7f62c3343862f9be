/**
 * A histogram whose buckets grow by a tenth: any quantile is told within 5 %, from a hundred small counts that can be
 * added over days, campaigns and places, as the values themselves could not.
 */

/** Each bucket's upper end divided by its lower one. */
export const bucketRatio = 1.1;

/** Four days in seconds; what takes longer counts as that. */
export const lastBucket = Math.floor(Math.log(4 * 86_400) / Math.log(bucketRatio));

export type Histogram = ReadonlyMap<number, number>;

/** The bucket of a value; whatever is below one is in the first. SQL counts by the same rule (db/rollups.ts). */
export function bucketOf(value: number): number {
  if (!(value > 1)) return 0;
  return Math.min(lastBucket, Math.floor(Math.log(value) / Math.log(bucketRatio)));
}

/** The value below which this share of all values lies, within 5 % for values from 1 on; null when there are none. */
export function quantileOf(histogram: Histogram, share: number): number | null {
  const buckets = [...histogram].filter(([, count]) => count > 0).toSorted(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  const wanted = Math.max(1, Math.ceil(share * total));
  let passed = 0;
  for (const [bucket, count] of buckets) {
    passed += count;
    if (passed >= wanted) return bucketRatio ** (bucket + 0.5);
  }
  return null;
}

export type HistogramGroup = {
  /** Numbers of buckets, and how many values each of them holds. */
  readonly buckets: readonly number[];
  readonly counts: readonly number[];
  /** What the group counts to: pairs of a dimension and a key. */
  readonly keys: readonly (readonly [told: string, key: string])[];
};

export type ToldHistogram = { readonly told: string; readonly key: string; readonly histogram: Histogram };

/** The histogram of each key, over all groups that count to it. */
export function addHistograms(groups: readonly HistogramGroup[]): readonly ToldHistogram[] {
  // Summed in arrays: a city's year is half a million additions.
  const sums = new Map<string, { told: string; key: string; sum: number[] }>();
  for (const { buckets, counts, keys } of groups) {
    for (const [told, key] of keys) {
      const name = `${told}\0${key}`;
      let of = sums.get(name);
      if (of === undefined) {
        of = { told, key, sum: new Array<number>(lastBucket + 1).fill(0) };
        sums.set(name, of);
      }
      for (let at = 0; at < buckets.length; at += 1) {
        const bucket = buckets[at] ?? 0;
        of.sum[bucket] = (of.sum[bucket] ?? 0) + (counts[at] ?? 0);
      }
    }
  }
  return [...sums.values()].map(({ told, key, sum }) => ({
    told,
    key,
    histogram: new Map([...sum.entries()].filter(([, count]) => count > 0)),
  }));
}
