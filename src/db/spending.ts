import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';

/** Segments that calls to the gateway have carried since an instant; those of a refused call cost nothing. */
export async function countSegmentsSince(db: CommonQueryMethods, since: Date): Promise<number> {
  // From the batches, a hundredth of the rows: exact but for numbers that an accepted call refused one by one.
  return db.oneFirst(sql.type(z.object({ segments: z.number() }))`
    select coalesce(sum(coalesce(b.segments, b.size * t.segments)), 0)::bigint as segments
    from batches b
    join texts t on t.id = b.text_id
    where b.claimed_at >= ${since.toISOString()}::timestamptz
      and b.state in ('claimed', 'answered', 'unknown')
      and b.split_at is null`);
}

/** Messages of the busiest minute since an instant: what the gateway has really taken. */
export async function findBusiestMinute(db: CommonQueryMethods, since: Date): Promise<number> {
  return db.oneFirst(sql.type(z.object({ messages: z.number() }))`
    select coalesce(max(messages), 0)::bigint as messages
    from (
      select sum(b.size) as messages
      from batches b
      where b.claimed_at >= ${since.toISOString()}::timestamptz and b.state = 'answered'
      group by date_trunc('minute', b.claimed_at)
    ) minutes`);
}
