// What a registration leaves behind, for comparing doors; and the code that a phone would show.
import type { Bulk } from '#db/pool.ts';

/** The latest code queued for a number; undefined when none was. */
export async function readCode(sql: Bulk, msisdn: string): Promise<string | undefined> {
  const rows = await sql<{ body: string }[]>`
    select t.body
    from mts m
    join texts t on t.id = m.text_id
    join phones p on p.id = m.phone_id
    where p.msisdn = ${msisdn}
    order by m.id desc
    limit 1`;
  return rows[0] === undefined ? undefined : /\b\d{6}\b/.exec(rows[0].body)?.[0];
}

/** Everything stored about a person, without ids and times. */
export async function readPerson(sql: Bulk, msisdn: string): Promise<unknown> {
  const rows = await sql`
    select s.state, s.source, s.left_at is null as is_here,
      array(select c.key from categories c where c.id = any(s.categories) order by c.position) as categories,
      array(
        select concat_ws(' ', a.sym, a.sym_ul, a.house_number)
        from addresses a where a.phone_id = s.phone_id order by a.id
      ) as addresses,
      array(
        select jsonb_build_object('act', act, 'door', door, 'wording', wording, 'detail', detail)
        from consents where phone_id = s.phone_id order by id
      ) as consents
    from subscribers s
    join phones p on p.id = s.phone_id
    where p.msisdn = ${msisdn}`;
  return rows[0] === undefined ? undefined : { ...rows[0] };
}
