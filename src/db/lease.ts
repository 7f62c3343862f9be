import type { Bulk } from './pool.ts';

/** Who may claim and call: one process at a time. Its term fences out whoever held the lease before. */
export type Lease = { readonly holder: string; readonly term: number };

export const leaseSeconds = 5;

// Beside its row a lease is a lock of its holder's session. The kernel closes the connection of a process that is
// killed, and PostgreSQL lets go of the lock at once, so that nobody waits out the seconds of the dead. A machine that
// vanishes closes nothing: then the row's expiry counts.
const lockSpace = 740_173;

/** Takes the lease when nobody holds it any more or its holder's session has ended; null when somebody holds it. */
export async function acquireLease(session: Bulk, holder: string): Promise<Lease | null> {
  const [row] = await session<{ term: number }[]>`
    with taken as materialized (
      update dispatch_lease
      set holder = ${holder}, term = term + 1, expires_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      where expires_at < clock_timestamp() or pg_try_advisory_xact_lock(${lockSpace}::integer, term::integer)
      returning term
    )
    select term, pg_advisory_lock(${lockSpace}::integer, term::integer) from taken`;
  return row === undefined ? null : { holder, term: row.term };
}

/** Holds the lease for another five seconds; false when somebody else has taken it. */
export async function renewLease(session: Bulk, lease: Lease): Promise<boolean> {
  // The lock again: the session may be a new one, after PostgreSQL was gone. Taking it twice changes nothing.
  const rows = await session`
    update dispatch_lease
    set expires_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    where term = ${lease.term}
      and holder = ${lease.holder}
      and pg_try_advisory_lock(${lockSpace}::integer, ${lease.term}::integer)`;
  return rows.count > 0;
}

/** Gives the lease back, so that another process need not wait for its expiry. */
export async function releaseLease(session: Bulk, lease: Lease): Promise<void> {
  await session`
    update dispatch_lease
    set expires_at = '-infinity'
    where term = ${lease.term} and holder = ${lease.holder}`;
}
