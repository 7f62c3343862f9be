import type { Bulk } from './pool.ts';

/** Who may claim and call: one process at a time. Its term fences out whoever held the lease before. */
export type Lease = { readonly holder: string; readonly term: number };

export const leaseSeconds = 5;

/** Takes the lease when nobody holds it any more; null when somebody does. */
export async function acquireLease(bulk: Bulk, holder: string): Promise<Lease | null> {
  const [row] = await bulk<{ term: number }[]>`
    update dispatch_lease
    set holder = ${holder}, term = term + 1, expires_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    where expires_at < clock_timestamp()
    returning term`;
  return row === undefined ? null : { holder, term: row.term };
}

/** Holds the lease for another five seconds; false when somebody else has taken it. */
export async function renewLease(bulk: Bulk, lease: Lease): Promise<boolean> {
  const rows = await bulk`
    update dispatch_lease
    set expires_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    where term = ${lease.term} and holder = ${lease.holder}`;
  return rows.count > 0;
}

/** Gives the lease back, so that another process need not wait for its expiry. */
export async function releaseLease(bulk: Bulk, lease: Lease): Promise<void> {
  await bulk`
    update dispatch_lease
    set expires_at = '-infinity'
    where term = ${lease.term} and holder = ${lease.holder}`;
}
