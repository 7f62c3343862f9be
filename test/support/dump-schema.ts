// The schema as text, from the catalog: pg_dump is not in the embedded package and an older one refuses the server.
import type { Bulk } from '#db/pool.ts';

/** Tables, columns, constraints, indexes, functions, triggers and sequences of schema public, in a stable order. */
export async function dumpSchema(sql: Bulk): Promise<string> {
  const lines: string[] = [];
  const tables = await sql`
    select c.oid, c.relname as name, c.relkind as kind, pg_get_partkeydef(c.oid) as partition_key
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by c.relname`;
  for (const table of tables) {
    lines.push(
      `table ${table.name}${table.partition_key === null ? '' : ` partition by ${table.partition_key}`}`,
    );
    const columns = await sql`
      select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as required,
        attidentity as identity, pg_get_expr(d.adbin, d.adrelid) as initial
      from pg_attribute a
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where attrelid = ${table.oid} and attnum > 0 and not attisdropped
      order by attnum`;
    for (const column of columns) {
      const parts = [
        column.name,
        column.type,
        column.required ? 'not null' : '',
        column.identity === 'a' ? 'generated always as identity' : '',
        column.initial === null ? '' : `default ${column.initial}`,
      ];
      lines.push(`  ${parts.filter((part) => part !== '').join(' ')}`);
    }
    const rules = await sql`
      select 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) as line
      from pg_constraint where conrelid = ${table.oid} and contype <> 'n'
      union all
      select pg_get_indexdef(indexrelid) from pg_index where indrelid = ${table.oid}
      union all
      select pg_get_triggerdef(oid) from pg_trigger where tgrelid = ${table.oid} and not tgisinternal
      order by 1`;
    for (const rule of rules) lines.push(`  ${rule.line}`);
    lines.push('');
  }
  const rest = await sql`
    select 'sequence ' || relname as line
    from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S'
    union all
    select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
    order by 1`;
  for (const object of rest) lines.push(String(object.line).trimEnd());
  return `${lines.join('\n')}\n`;
}
