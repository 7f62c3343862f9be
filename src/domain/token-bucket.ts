/** A rate limit that allows short bursts: tokens grow with time and each call takes one. Pure; times are in ms. */
export type TokenBucket = { readonly tokens: number; readonly at: number };

export type Rate = { readonly perSecond: number; readonly burst: number };

/** The bucket at its start: full. */
export function fullBucket(rate: Rate, now: number): TokenBucket {
  return { tokens: rate.burst, at: now };
}

/** The bucket as time has filled it; a clock that stands still or jumps back adds nothing. */
export function refill(bucket: TokenBucket, rate: Rate, now: number): TokenBucket {
  if (now <= bucket.at) return bucket;
  const grown = bucket.tokens + ((now - bucket.at) / 1000) * rate.perSecond;
  return { tokens: Math.min(rate.burst, grown), at: now };
}

/** The bucket after taking `count` tokens, which must be there. */
export function take(bucket: TokenBucket, count: number): TokenBucket {
  return { ...bucket, tokens: bucket.tokens - count };
}

/** How long until a whole token is there. */
export function msUntilToken(bucket: TokenBucket, rate: Rate): number {
  return bucket.tokens >= 1 ? 0 : ((1 - bucket.tokens) / rate.perSecond) * 1000;
}
