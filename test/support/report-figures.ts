// A ledger of random rows, and what reports say of it beside what the ledger itself says.
import assert from 'node:assert/strict';
import type { Bulk } from '#db/pool.ts';
import { ensureLedgerMonth, ledgerMonth } from '#db/runs.ts';
import type { MtState } from '#domain/mt-status.ts';
import type { OfficeDeps } from './office-deps.ts';

export type Row = {
  readonly phone: number;
  readonly state: MtState;
  /** Minutes after the run was made; null = never submitted. */
  readonly submittedAfter: number | null;
  /** Seconds from there to the handset. */
  readonly reportedAfter: number | null;
};

let made = 0;

/** A run with these rows, the first phone's id being `firstPhone`. */
export async function insertRunOf(
  deps: OfficeDeps,
  run: {
    readonly at: Date;
    readonly firstPhone: number;
    readonly rows: readonly Row[];
    readonly segments?: number;
    readonly state?: 'running' | 'done';
    readonly audience?: unknown;
    readonly createdBy?: string;
  },
): Promise<{ readonly runId: number; readonly campaignId: number }> {
  const { sql } = deps;
  made += 1;
  const month = ledgerMonth(run.at);
  await ensureLedgerMonth(deps.db, month);
  const at = run.at.toISOString();
  const [campaign] = await sql<{ id: number }[]>`
    insert into campaigns (state, lane, text, audience, created_by, created_at)
    values ('done', 'bulk', 'Dopiewo: zebranie', ${JSON.stringify(run.audience ?? { all: true })}::text::jsonb,
      ${run.createdBy ?? 'staff:1'}, ${at})
    returning id`;
  const [text] = await sql<{ id: number }[]>`
    insert into texts (digest, body, encoding, segments)
    values (decode(md5(${`report ${made}`}), 'hex'), 'x', 'gsm7', ${run.segments ?? 1})
    returning id`;
  const [added] = await sql<{ id: number }[]>`
    insert into runs (id, campaign_id, kind, lane, state, text_id, created_at, planned_at, ended_at)
    values (${month}::bigint * 1000000000 + nextval('run_seq'), ${campaign?.id ?? 0}, 'campaign', 'bulk',
      ${run.state ?? 'done'}, ${text?.id ?? 0}, ${at}, ${at}, case when ${run.state ?? 'done'} = 'done' then ${at}::timestamptz end)
    returning id`;
  const submitted = run.rows.map((row) =>
    row.submittedAfter === null ? null : new Date(run.at.getTime() + row.submittedAfter * 60_000),
  );
  await sql`
    insert into mts (run_id, phone_id, item, text_id, state, submitted_at, reported_at)
    select ${added?.id ?? 0}, phone_id, n, ${text?.id ?? 0}, state, submitted_at, reported_at
    from unnest(
      ${run.rows.map((row) => String(run.firstPhone + row.phone))}::bigint[],
      ${run.rows.map((row) => row.state)}::text[],
      ${submitted.map((instant) => instant?.toISOString() ?? null)}::timestamptz[],
      ${run.rows.map((row, i) => {
        const from = submitted[i] ?? null;
        return from === null || row.reportedAfter === null
          ? null
          : new Date(from.getTime() + row.reportedAfter * 1_000).toISOString();
      })}::timestamptz[]
    ) with ordinality as given (phone_id, state, submitted_at, reported_at, n)`;
  return { runId: added?.id ?? 0, campaignId: campaign?.id ?? 0 };
}

/** What all reports count of every run, by state; and the ledger's own counting. */
export async function assertFiguresAreTheLedgers(sql: Bulk): Promise<void> {
  const counted = await sql`
    select run_id, sum(waiting)::int as waiting, sum(unknown)::int as unknown, sum(submitted)::int as submitted,
      sum(delivered)::int as delivered, sum(undelivered)::int as undelivered, sum(expired)::int as expired,
      sum(rejected)::int as rejected, sum(skipped)::int as skipped, sum(segments)::int as segments
    from report_messages
    group by run_id
    order by run_id`;
  const ledger = await sql`
    select m.run_id, count(*) filter (where state in ('planned', 'held', 'claimed'))::int as waiting,
      count(*) filter (where state = 'unknown')::int as unknown,
      count(*) filter (where state = 'submitted')::int as submitted,
      count(*) filter (where state = 'delivered')::int as delivered,
      count(*) filter (where state = 'undelivered')::int as undelivered,
      count(*) filter (where state = 'expired')::int as expired,
      count(*) filter (where state = 'rejected')::int as rejected,
      count(*) filter (where state = 'skipped')::int as skipped,
      coalesce(sum(t.segments) filter (where state in ('submitted', 'delivered', 'undelivered', 'expired')), 0)::int as segments
    from mts m
    join texts t on t.id = m.text_id
    group by m.run_id
    order by m.run_id`;
  assert.deepEqual([...counted], [...ledger]);
}
