// What codes of the form and the API cost in each clock hour, and how often the door was narrowed.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const formHourRow = z.object({
  hour: z.date(),
  codes: z.number(),
  costGrosze: z.number(),
  challenged: z.number(),
  refused: z.number(),
  cappedAt: z.date().nullable(),
});

export type FormHour = z.infer<typeof formHourRow>;

/** The clock hours since an instant in which anything happened, newest first. */
export async function listFormHours(db: CommonQueryMethods, since: Date): Promise<readonly FormHour[]> {
  return db.any(sql.type(formHourRow)`
    select hour, codes, cost_grosze as "costGrosze", challenged, refused, capped_at as "cappedAt"
    from form_hours
    where hour >= date_trunc('hour', ${since.toISOString()}::timestamptz)
    order by hour desc`);
}

/**
 * Takes the price of one code from what the hour may cost; false, and nothing is taken, when it would cost more. Call it
 * last in the transaction that sends the code: every code waits for this row until then.
 */
export async function updateFormHourCost(
  tx: DatabaseTransactionConnection,
  code: { readonly now: Date; readonly costGrosze: number; readonly mostGrosze: number | null },
): Promise<boolean> {
  if (code.mostGrosze !== null && code.costGrosze > code.mostGrosze) return false;
  const taken = await tx.query(sql.unsafe`
    insert into form_hours as held (hour, codes, cost_grosze)
    values (date_trunc('hour', ${code.now.toISOString()}::timestamptz), 1, ${code.costGrosze})
    on conflict (hour) do update
    set codes = held.codes + 1, cost_grosze = held.cost_grosze + excluded.cost_grosze
    where ${code.mostGrosze}::numeric is null
      or held.cost_grosze + excluded.cost_grosze <= ${code.mostGrosze}::numeric`);
  return taken.rowCount === 1;
}

/** Notes a request that was refused because the hour's money is spent; true for the first one of the hour. */
export async function updateFormHourRefused(db: CommonQueryMethods, now: Date): Promise<boolean> {
  const count = await db.oneFirst(sql.type(z.object({ refused: z.number() }))`
    insert into form_hours as held (hour, refused, capped_at)
    values (date_trunc('hour', ${now.toISOString()}::timestamptz), 1, ${now.toISOString()}::timestamptz)
    on conflict (hour) do update
    set refused = held.refused + 1, capped_at = coalesce(held.capped_at, excluded.capped_at)
    returning refused`);
  return count === 1;
}

/** Notes a request that was asked to prove first. */
export async function updateFormHourChallenged(db: CommonQueryMethods, now: Date): Promise<void> {
  await db.query(sql.unsafe`
    insert into form_hours as held (hour, challenged)
    values (date_trunc('hour', ${now.toISOString()}::timestamptz), 1)
    on conflict (hour) do update
    set challenged = held.challenged + 1`);
}

/** Hours so long past that nobody asks about them. */
export async function deleteOldFormHours(tx: DatabaseTransactionConnection, before: Date): Promise<number> {
  return tx.oneFirst(sql.type(z.object({ count: z.number() }))`
    with gone as (
      delete from form_hours where hour < ${before.toISOString()}::timestamptz returning 1
    )
    select count(*) as count from gone`);
}
