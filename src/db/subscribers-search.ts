// Searching people: any of the criteria together, latest first, by a cursor. Each criterion has an index of its own, so
// that a page costs the same in a city.
import { type CommonQueryMethods, type FragmentSqlToken, sql } from 'slonik';
import type { ConsentDoor, ConsentState } from '#domain/consent.ts';
import type { SenderLimit } from '#domain/sender-scope.ts';
import { type ListedSubscriber, listedColumns, listedRow } from './subscribers.ts';
import { whereWithin } from './within.ts';

export type SubscriberSearch = {
  /** The last digits of a number, or all nine. */
  readonly numberEnd?: string | undefined;
  readonly place?: { readonly sym: string; readonly symUl: string | null } | undefined;
  readonly categoryId?: number | undefined;
  readonly state?: ConsentState | undefined;
  readonly source?: ConsentDoor | undefined;
};

/** A page of people. `before`: the last phoneId of the page before this one; `within`: whom the reader may see. */
export async function searchSubscribers(
  db: CommonQueryMethods,
  search: SubscriberSearch & {
    readonly within: SenderLimit;
    readonly limit: number;
    readonly before?: number | undefined;
  },
): Promise<readonly ListedSubscriber[]> {
  return db.any(sql.type(listedRow)`
    select ${listedColumns}, p.msisdn
    from subscribers s
    join phones p on p.id = s.phone_id
    where ${sql.join(conditionsOf(search), sql.fragment` and `)}
    order by s.phone_id desc
    limit ${search.limit}`);
}

function conditionsOf(
  search: SubscriberSearch & { readonly within: SenderLimit; readonly before?: number | undefined },
): readonly FragmentSqlToken[] {
  const { numberEnd, place, categoryId, state, source, before } = search;
  return [
    whereWithin(search.within, sql.fragment`s.phone_id`),
    ...(before === undefined ? [] : [sql.fragment`s.phone_id < ${before}`]),
    ...(numberEnd === undefined ? [] : [whereNumberEnds(numberEnd)]),
    ...(place === undefined ? [] : [wherePlace(place)]),
    ...(categoryId === undefined ? [] : [whereCategory(categoryId)]),
    ...(state === undefined ? [] : [sql.fragment`s.state = ${state}`]),
    ...(source === undefined ? [] : [sql.fragment`s.source = ${source}`]),
  ];
}

/** Read backwards the end is the beginning, which an index can find. */
function whereNumberEnds(digits: string): FragmentSqlToken {
  const backwards = `${[...digits.replace(/\D/g, '')].reverse().join('')}%`;
  return sql.fragment`reverse(p.msisdn) like ${backwards}`;
}

/** A locality with its parts, or one street. */
function wherePlace({ sym, symUl }: { readonly sym: string; readonly symUl: string | null }) {
  return whereWithin(
    [symUl === null ? { locality: sym } : { street: [sym, symUl] }],
    sql.fragment`s.phone_id`,
  );
}

/** Said by state: the index of categories holds the active. */
function whereCategory(id: number): FragmentSqlToken {
  const has = sql.fragment`s.categories @> array[${id}]::smallint[]`;
  return sql.fragment`((s.state = 'active' and ${has}) or (s.state in ('suspended', 'left') and ${has}))`;
}
