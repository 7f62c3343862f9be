import type { Logger } from 'pino';
import { acquireLease, type Lease, leaseSeconds, releaseLease, renewLease } from '#db/lease.ts';
import { type Bulk, openSession } from '#db/pool.ts';

export type LeaseKeeper = {
  /** The lease, taken now if it is free; null while another process holds it. Throws when the database is down. */
  readonly ensure: () => Promise<Lease | null>;
  /** Whether a call may be begun under this term: what the database said less than four seconds ago. */
  readonly isHeld: (term: number) => boolean;
  readonly release: () => Promise<void>;
};

const renewEveryMs = 1_000;
// A process that was stopped and went on must not call with a lease that others take for expired.
const safeMs = (leaseSeconds - 1) * 1_000;

/** Holds the dispatch lease from the first `ensure` that gets it until it is lost or released. */
export function keepLease(options: {
  readonly sql: Bulk;
  readonly holder: string;
  readonly logger: Logger;
}): LeaseKeeper {
  const { holder, logger } = options;
  let held: { readonly lease: Lease; readonly safeUntil: number } | null = null;
  const session = openSession(options.sql, () => {
    // Others take it for ours no longer. Nothing is begun before the database has confirmed it again.
    if (held !== null) held = { ...held, safeUntil: Number.NEGATIVE_INFINITY };
  });
  let isRenewing = false;

  async function renew(): Promise<void> {
    if (held === null || isRenewing) return;
    isRenewing = true;
    const { lease } = held;
    const askedAt = performance.now();
    try {
      const isOurs = await renewLease(session, lease);
      if (held?.lease === lease) held = isOurs ? { lease, safeUntil: askedAt + safeMs } : null;
      if (!isOurs) logger.warn({ term: lease.term }, 'dispatch lease lost to another process');
    } catch {
      // The database is away: the lease runs out by itself, and whoever claims next will say so.
    } finally {
      isRenewing = false;
    }
  }
  const timer = setInterval(() => void renew(), renewEveryMs);

  function isHeld(term: number): boolean {
    return held !== null && held.lease.term === term && performance.now() < held.safeUntil;
  }

  return {
    isHeld,
    ensure: async () => {
      if (held !== null && isHeld(held.lease.term)) return held.lease;
      const askedAt = performance.now();
      if (held !== null && (await renewLease(session, held.lease))) {
        held = { lease: held.lease, safeUntil: askedAt + safeMs };
        return held.lease;
      }
      const lease = await acquireLease(session, holder);
      held = lease === null ? null : { lease, safeUntil: askedAt + safeMs };
      if (lease !== null) logger.info({ term: lease.term }, 'dispatch lease taken');
      return lease;
    },
    release: async () => {
      clearInterval(timer);
      const last = held;
      held = null;
      if (last !== null) await releaseLease(session, last.lease).catch(() => undefined);
      await session.end({ timeout: 1 }).catch(() => undefined);
    },
  };
}
