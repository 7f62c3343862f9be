// How much the server has read, so that a test can tell plans apart by rows and not by seconds.
import type { Bulk } from '#db/pool.ts';

/**
 * Rows of tables and entries of indexes that were read so far in this database, by connections whose work is counted
 * (`countMyReads`).
 */
export async function countRowsRead(sql: Bulk): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select (select sum(seq_tup_read) from pg_stat_user_tables)::bigint
         + (select sum(idx_tup_read) from pg_stat_user_indexes)::bigint as count`;
  return row?.count ?? 0;
}

/** What the connection that says this has read is counted from now on; by itself it would be within seconds. */
export const countMyReads = 'select pg_stat_force_next_flush()';
