// All rows of a database, without what differs each time, so that two databases that were told the same are the same.
import type { Bulk } from '#db/pool.ts';

/** Table → its rows as text, sorted; tables that `without` names left out. */
export async function readAllRows(
  sql: Bulk,
  without: readonly string[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const tables = await sql<{ name: string }[]>`
    select c.relname as name
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by c.relname`;
  const rows: Record<string, readonly string[]> = {};
  for (const { name } of tables.filter((table) => !without.includes(table.name))) {
    const found = await sql<{ row: string }[]>`select to_jsonb(t)::text as row from ${sql(name)} t`;
    rows[name] = found.map(({ row }) => normalise(row)).sort();
  }
  return rows;
}

function normalise(row: string): string {
  return row
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/g, 'TIME')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/"\\\\x[0-9a-f]+"/g, '"BYTES"')
    .replaceAll(/\b\d{6}\b/g, 'CODE');
}
