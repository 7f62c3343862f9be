// Job names and payloads of graphile-worker. Jobs only wake workers: what is to be done stands in our rows.
import { type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

export const jobPayloads = {
  /** Turns the audience of a run into MT rows. */
  'plan-run': z.object({ runId: z.number().int() }),
  /** The same for an alert, which waits behind no other planning. */
  'plan-alert': z.object({ runId: z.number().int() }),
  /** Counts the ledger into the figures of reports; added by the clock. */
  'count-areas': z.object({}),
  'roll-up': z.object({}),
  /** Throws away what is old; added by the clock. */
  tidy: z.object({}),
  /** Throws away what has been kept long enough; added by the clock. */
  retention: z.object({}),
} as const;

export type JobName = keyof typeof jobPayloads;
export type JobPayload<Name extends JobName> = z.infer<(typeof jobPayloads)[Name]>;

/** Adds a job in the caller's transaction: it exists exactly when the rest does. `key` replaces a waiting twin. */
export async function enqueue<Name extends JobName>(
  tx: DatabaseTransactionConnection,
  job: {
    readonly name: Name;
    readonly payload: JobPayload<Name>;
    readonly key: string;
    readonly runAt?: Date;
  },
): Promise<void> {
  await tx.query(sql.unsafe`
    select graphile_worker.add_job(
      ${job.name},
      payload := ${JSON.stringify(job.payload)}::json,
      job_key := ${job.key},
      run_at := ${job.runAt?.toISOString() ?? null}::timestamptz,
      max_attempts := 25
    )`);
}
