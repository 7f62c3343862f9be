// What Prometheus is told besides the duty page's figures.
import { type CommonQueryMethods, type DatabasePool, sql } from 'slonik';
import { z } from 'zod';

const totalsRow = z.object({
  /** Texts from residents since ever, as last counted: a minute old at most times. */
  inbound: z.number(),
  /** Terms of the dispatch lease so far: it grows when another process begins to send. */
  leaseTerm: z.number(),
  workers: z.number(),
});

/** Totals that no other figure tells. */
export async function findTotals(db: CommonQueryMethods): Promise<z.infer<typeof totalsRow>> {
  return db.one(sql.type(totalsRow)`
    select (select coalesce(sum(messages), 0)::bigint from report_inbound) as inbound,
      coalesce((select term from dispatch_lease), 0) as "leaseTerm",
      (select count(*) from workers where beat_at > clock_timestamp() - interval '10 seconds') as workers`);
}

/** Connections of this process's pool, and requests that wait for one. */
export function countConnections(pool: DatabasePool): {
  readonly busy: number;
  readonly idle: number;
  readonly waiting: number;
} {
  const { acquiredConnections, idleConnections, waitingClients } = pool.state();
  return { busy: acquiredConnections, idle: idleConnections, waiting: waitingClients };
}
