// Numbers that an audience names but that never joined nor left: only another legal basis than consent reaches them.

import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import { type Audience, listNumbers } from '#domain/audience.ts';
import { compileAudience } from './audience-sql.ts';

const numberRow = z.object({ msisdn: z.string() });

/** Given numbers of an audience that are no subscriber's, nor a leaver's; each once. */
export async function listStrangers(db: CommonQueryMethods, audience: Audience): Promise<readonly string[]> {
  const numbers = listNumbers(audience);
  if (numbers.length === 0) return [];
  return db.anyFirst(sql.type(numberRow)`
    select distinct given.msisdn
    from unnest(${sql.array(numbers, 'text')}) as given (msisdn)
    left join phones p on p.msisdn = given.msisdn
    left join subscribers s on s.phone_id = p.id
    where s.phone_id is null
      and (p.id is null or ${compileAudience(audience, sql.fragment`p.id`)})`);
}

/** The same of an uploaded list. */
export async function listListedStrangers(
  db: CommonQueryMethods,
  listId: number,
): Promise<readonly string[]> {
  return db.anyFirst(sql.type(numberRow)`
    select distinct r.msisdn
    from list_rows r
    left join phones p on p.msisdn = r.msisdn
    left join subscribers s on s.phone_id = p.id
    where r.list_id = ${listId} and r.msisdn is not null and s.phone_id is null`);
}
