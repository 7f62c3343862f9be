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

type SearchedPage = SubscriberSearch & {
  readonly within: SenderLimit;
  readonly limit: number;
  readonly before?: number | undefined;
};

/** A page of people. `before`: the last phoneId of the page before this one; `within`: whom the reader may see. */
export async function searchSubscribers(
  db: CommonQueryMethods,
  search: SearchedPage,
): Promise<readonly ListedSubscriber[]> {
  if (!isByCategoryAlone(search)) return findAmong(db, search, sql.fragment`subscribers`);
  const latest = await findAmong(db, search, latestPeople(search));
  return latest.length === search.limit ? latest : findAmong(db, search, allWhoFit(search));
}

async function findAmong(
  db: CommonQueryMethods,
  search: SearchedPage,
  people: FragmentSqlToken,
): Promise<readonly ListedSubscriber[]> {
  return db.any(sql.type(listedRow)`
    select ${listedColumns}, p.msisdn
    from ${people} s
    join phones p on p.id = s.phone_id
    where ${sql.join(conditionsOf(search), sql.fragment` and `)}
    order by s.phone_id desc
    limit ${search.limit}`);
}

/**
 * Whether nothing but the category narrows the search much. The planner can't know how rare a category is that a handful
 * have chosen (its statistics hold the common ones) and would walk backwards through a whole city for them.
 */
function isByCategoryAlone({ categoryId, numberEnd, place, within }: SearchedPage): boolean {
  return categoryId !== undefined && numberEnd === undefined && place === undefined && within === null;
}

/** How many people back a page by category is looked for before its index is asked: some ten milliseconds. */
const nearby = 20_000;

/** Fills a page of a category that many have. */
function latestPeople({ before }: SearchedPage): FragmentSqlToken {
  const from = before === undefined ? sql.fragment`true` : sql.fragment`phone_id < ${before}`;
  return sql.fragment`(select * from subscribers where ${from} order by phone_id desc limit ${nearby})`;
}

/** Everybody who fits, before any order (“offset 0” keeps the planner from the walk): few, where the latest filled no page. */
function allWhoFit(search: SearchedPage): FragmentSqlToken {
  const fit = sql.join(conditionsOf(search), sql.fragment` and `);
  return sql.fragment`(select s.* from subscribers s where ${fit} offset 0)`;
}

function conditionsOf(search: SearchedPage): readonly FragmentSqlToken[] {
  const { numberEnd, place, categoryId, state, source, before } = search;
  return [
    whereWithin(search.within, sql.fragment`s.phone_id`),
    ...(before === undefined ? [] : [sql.fragment`s.phone_id < ${before}`]),
    ...(numberEnd === undefined ? [] : [whereNumberEnds(numberEnd)]),
    ...(place === undefined ? [] : [wherePlace(place)]),
    ...(categoryId === undefined ? [] : [whereCategory(categoryId, state)]),
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

/** Said by state, as the index of categories holds the active; a state that is asked for has an index of its own. */
function whereCategory(id: number, state: ConsentState | undefined): FragmentSqlToken {
  const has = sql.fragment`s.categories @> array[${id}]::smallint[]`;
  if (state !== undefined) return has;
  return sql.fragment`((s.state = 'active' and ${has}) or (s.state in ('suspended', 'left') and ${has}))`;
}
