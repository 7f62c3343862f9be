// How far the first administrator has come: one row, made when the steps are first opened.
import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';

const stepsRow = z.object({ passed: z.array(z.string()), closedAt: z.date().nullable() });

/** Null while nobody has opened the steps. */
export async function findFirstSteps(db: CommonQueryMethods): Promise<z.infer<typeof stepsRow> | null> {
  return db.maybeOne(sql.type(stepsRow)`select passed, closed_at as "closedAt" from first_steps`);
}

/** Notes that the steps are open, and this one behind, if one is named. Idempotent. */
export async function insertPassedStep(db: CommonQueryMethods, step: string | null): Promise<void> {
  const steps = sql.array(step === null ? [] : [step], 'text');
  await db.query(sql.unsafe`
    insert into first_steps (passed)
    values (${steps})
    on conflict (id) do update
    set passed = case when first_steps.passed @> excluded.passed then first_steps.passed
      else first_steps.passed || excluded.passed end`);
}

/** Nobody is led to the steps any more. */
export async function updateFirstStepsClosed(db: CommonQueryMethods): Promise<void> {
  await db.query(sql.unsafe`update first_steps set closed_at = coalesce(closed_at, now())`);
}
