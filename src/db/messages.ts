import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import { type MtState, mtStates } from '#domain/mt-status.ts';

const messageRow = z.object({
  runId: z.number(),
  id: z.number(),
  phoneId: z.number(),
  /** Null once erased. Whole: whoever shows it masks it, or may not have to. */
  msisdn: z.string().nullable(),
  state: z.enum(mtStates),
  reason: z.string().nullable(),
  segments: z.number(),
  submittedAt: z.date().nullable(),
  reportedAt: z.date().nullable(),
});

export type Message = z.infer<typeof messageRow>;

/** A place in the list of a campaign's messages. */
export type MessageCursor = { readonly runId: number; readonly id: number };

/**
 * A page of a campaign's messages, oldest run first, in the order of planning. `state` as the campaign counts it: what
 * waits in a paused run is held.
 */
export async function listMessages(
  db: CommonQueryMethods,
  page: {
    readonly campaignId: number;
    readonly limit: number;
    readonly state?: MtState | undefined;
    readonly after?: MessageCursor | undefined;
  },
): Promise<readonly Message[]> {
  const { after, limit } = page;
  const runs = await db.any(sql.type(z.object({ id: z.number(), isPaused: z.boolean() }))`
    select id, state = 'paused' as "isPaused"
    from runs
    where campaign_id = ${page.campaignId} and id >= ${after?.runId ?? 0}
    order by id`);
  const found: Message[] = [];
  // One run after another, named as a constant: each then is one range of one index of one partition.
  for (const run of runs) {
    if (found.length >= limit) break;
    const states = statesOf(page.state, run.isPaused);
    if (states.length === 0) continue;
    found.push(
      ...(await db.any(sql.type(messageRow)`
        select m.run_id as "runId", m.id, m.phone_id as "phoneId", p.msisdn,
          case when m.state = 'planned' and ${run.isPaused} then 'held' else m.state end as state,
          m.reason, t.segments, m.submitted_at as "submittedAt", m.reported_at as "reportedAt"
        from (
          select *
          from mts
          where run_id = ${run.id}
            and id > ${after?.runId === run.id ? after.id : 0}
            and state = any(${sql.array([...states], 'text')})
          order by id
          limit ${limit - found.length}
        ) m
        join texts t on t.id = m.text_id
        left join phones p on p.id = m.phone_id
        order by m.id`)),
    );
  }
  return found;
}

function statesOf(state: MtState | undefined, isPaused: boolean): readonly MtState[] {
  if (state === undefined) return mtStates;
  if (!isPaused) return [state];
  return state === 'planned' ? [] : state === 'held' ? ['held', 'planned'] : [state];
}
