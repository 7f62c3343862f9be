// Samples of the calls to the gateway: small rows in place of counting the ledger. Nobody's number or text is in them.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import type { Lane } from '#domain/lanes.ts';
import type { Bulk } from './pool.ts';

/** Calls of one minute that ended alike and took about as long. */
export type CallSample = {
  readonly minute: Date;
  readonly lane: Lane;
  readonly outcome: string;
  readonly bucket: number;
  readonly calls: number;
  readonly messages: number;
  readonly milliseconds: number;
};

/** Adds samples to their minutes and to the totals, in one statement. Rows given must differ. */
export async function insertCallSamples(bulk: Bulk, samples: readonly CallSample[]): Promise<void> {
  await bulk`
    with given as (
      select *
      from unnest(
        ${samples.map(({ minute }) => minute.toISOString())}::timestamptz[], ${samples.map(({ lane }) => lane)}::text[],
        ${samples.map(({ outcome }) => outcome)}::text[], ${samples.map(({ bucket }) => bucket)}::smallint[],
        ${samples.map(({ calls }) => calls)}::int[], ${samples.map(({ messages }) => messages)}::int[],
        ${samples.map(({ milliseconds }) => milliseconds)}::bigint[]
      ) as g (minute, lane, outcome, bucket, calls, messages, milliseconds)
    ), minutes as (
      insert into gateway_minutes (minute, lane, outcome, bucket, calls, messages)
      select minute, lane, outcome, bucket, calls, messages
      from given
      on conflict (minute, lane, outcome, bucket) do update
      set calls = gateway_minutes.calls + excluded.calls, messages = gateway_minutes.messages + excluded.messages
    )
    insert into gateway_totals (lane, outcome, bucket, calls, messages, milliseconds)
    select lane, outcome, bucket, sum(calls), sum(messages), sum(milliseconds)
    from given
    group by lane, outcome, bucket
    order by lane, outcome, bucket
    on conflict (lane, outcome, bucket) do update
    set calls = gateway_totals.calls + excluded.calls, messages = gateway_totals.messages + excluded.messages,
      milliseconds = gateway_totals.milliseconds + excluded.milliseconds`;
}

/** Whether the gateway was asked since an instant, so that of several workers one asks. */
export async function hasProbeSince(db: CommonQueryMethods, since: Date): Promise<boolean> {
  return db.oneFirst(sql.type(z.object({ asked: z.boolean() }))`
    select exists (select from gateway_probes where at > ${since.toISOString()}::timestamptz) as asked`);
}

/** Notes how the gateway answered. */
export async function insertProbe(
  bulk: Bulk,
  probe: {
    readonly at: Date;
    readonly tookMs: number;
    readonly failure: string | null;
    readonly points: number | null;
  },
): Promise<void> {
  await bulk`
    insert into gateway_probes (at, took_ms, failure, points)
    values (${probe.at}, ${probe.tookMs}, ${probe.failure}, ${probe.points})
    on conflict (at) do nothing`;
}

/** Throws away samples from before an instant; the totals stay. Returns how many. */
export async function deleteOldSamples(tx: DatabaseTransactionConnection, before: Date): Promise<number> {
  const old = before.toISOString();
  return tx.oneFirst(sql.type(z.object({ count: z.number() }))`
    with minutes as (
      delete from gateway_minutes where minute < ${old}::timestamptz returning 1
    ), probes as (
      delete from gateway_probes where at < ${old}::timestamptz returning 1
    )
    select (select count(*) from minutes) + (select count(*) from probes) as count`);
}

const totalRow = z.object({
  lane: z.string(),
  outcome: z.string(),
  bucket: z.number(),
  calls: z.number(),
  messages: z.number(),
  milliseconds: z.number(),
});

/** All calls since ever, by lane, outcome and time taken. */
export async function listCallTotals(db: CommonQueryMethods): Promise<readonly z.infer<typeof totalRow>[]> {
  return db.any(sql.type(totalRow)`
    select lane, outcome, bucket, calls, messages, milliseconds from gateway_totals order by lane, outcome, bucket`);
}
