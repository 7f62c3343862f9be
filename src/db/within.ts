// The people an account is limited to, as SQL: whoever has an address in one of its places.
import { type CommonQueryMethods, type FragmentSqlToken, sql } from 'slonik';
import type { SenderLimit } from '#domain/sender-scope.ts';
import { compileAudience } from './audience-sql.ts';

/** A condition over a phone's id; never null. An empty limit holds nobody. */
export function whereWithin(limit: SenderLimit, person: FragmentSqlToken): FragmentSqlToken {
  if (limit === null) return sql.fragment`true`;
  if (limit.length === 0) return sql.fragment`false`;
  return sql.fragment`coalesce(${compileAudience({ any: limit }, person)}, false)`;
}

/** Whether this person lives in one of the places. */
export async function findIsWithin(
  db: CommonQueryMethods,
  given: { readonly phoneId: number; readonly limit: SenderLimit },
): Promise<boolean> {
  return db.exists(sql.unsafe`
    select 1
    from subscribers s
    where s.phone_id = ${given.phoneId}
      and ${whereWithin(given.limit, sql.fragment`s.phone_id`)}`);
}
