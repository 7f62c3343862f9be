// The audience tree as SQL. One fragment serves the preview's count, freezing and planning, so that they cannot differ.
// Written so that the planner can turn what stands at the top into (anti-)joins of whole sets: places of one group
// become one set of people, and so does a group that mixes places with other criteria.

import { type FragmentSqlToken, sql } from 'slonik';
import { type Audience, type Houses, listNumbers } from '#domain/audience.ts';
import { houseNumberOf, isInArea, selectInArea } from './areas.ts';

type Place = Extract<Audience, { locality: string } | { street: unknown } | { area: string }>;

/** When a message would leave, and whether it is an alert: who has paused gets none but alerts, or not even these. */
export type Departure = { readonly at: Date; readonly isAlert: boolean };

/** Over `s` (subscribers): a message that leaves then goes to them. Never null. */
export function isReachedBy(departure: Departure): FragmentSqlToken {
  return sql.fragment`(s.state = 'active' and s.dead_at is null and ${isPausedFor(departure)} is not true)`;
}

/** Over `s`: passed by, by their own wish, as the claim does it (claims.ts). */
export function isPausedFor({ at, isAlert }: Departure): FragmentSqlToken {
  return sql.fragment`(s.paused_until > ${at.toISOString()}::timestamptz and (s.pauses_alerts or not ${isAlert}::boolean))`;
}

/**
 * A condition over `person` (a phone's id) and `s` (its subscriber, perhaps all null): who is meant, consent apart.
 * It is never null, so that `not` means not.
 */
export function compileAudience(
  audience: Audience,
  person: FragmentSqlToken = sql.fragment`s.phone_id`,
): FragmentSqlToken {
  if ('all' in audience) return sql.fragment`true`;
  if ('any' in audience) return compileAny(audience.any, person);
  if ('every' in audience) {
    const parts = audience.every.map((part) => compileAudience(part, person));
    return sql.fragment`(${sql.join(parts, sql.fragment` and `)})`;
  }
  if ('not' in audience) return compileNone(audience.not, person);
  if (isPlace(audience)) return isAmong(selectPlaces([audience]), person);
  if ('numbers' in audience || 'list' in audience) return sql.fragment`${person} in (${selectOf(audience)})`;
  return compileColumn(audience);
}

/** People of one criterion or group, as a statement of rows (phone_id), perhaps repeated and not all of them active. */
export function selectPeople(audience: Audience): FragmentSqlToken {
  return isPlace(audience)
    ? sql.fragment`${sql.join(selectPlaces([audience]), unionAll)}`
    : selectOf(audience);
}

export function isPlace(audience: Audience): audience is Place {
  return 'locality' in audience || 'street' in audience || 'area' in audience;
}

/** Over `a` (addresses): whether it is the place. Never null where `a` is a row. */
export function compilePlace(place: Place): FragmentSqlToken {
  if ('area' in place) return isInArea(place.area);
  if ('street' in place) {
    const [sym, symUl] = place.street;
    return sql.fragment`coalesce(a.sym = ${sym} and a.sym_ul = ${symUl} and ${compileHouses(place.houses)}, false)`;
  }
  return sql.fragment`(a.sym = any(${selectParts([place.locality])}))`;
}

const unionAll = sql.fragment` union all `;

function compileAny(parts: readonly Audience[], person: FragmentSqlToken): FragmentSqlToken {
  const places = parts.filter(isPlace);
  const others = parts.filter((part) => !isPlace(part));
  if (others.length === 0) return isAmong(selectPlaces(places), person);
  if (places.length === 0 && others.every(isColumn)) {
    return sql.fragment`(${sql.join(others.map(compileColumn), sql.fragment` or `)})`;
  }
  return isAmong([...selectPlaces(places), ...others.map(selectOf)], person);
}

/** More anti-joins than this take longer to plan than they save. */
const mostSets = 8;

/**
 * None of several: each set of people is left out by an anti-join of its own, of whose size the planner knows, and
 * columns are looked at in the person's own row. Of one union of them all the planner knows nothing: it would rather
 * hash the whole town.
 */
function compileNone(parts: readonly Audience[], person: FragmentSqlToken): FragmentSqlToken {
  const columns = parts.filter(isColumn).map(compileColumn);
  const others = parts.filter((part) => !isColumn(part) && !isPlace(part)).map(selectOf);
  const sets = [...selectPlaces(parts.filter(isPlace)), ...others];
  const among = sets.length > mostSets ? [isAmong(sets, person)] : sets.map((set) => isAmong([set], person));
  const none = [...columns, ...among].map((one) => sql.fragment`not ${one}`);
  return sql.fragment`(${sql.join(none, sql.fragment` and `)})`;
}

function isAmong(selects: readonly FragmentSqlToken[], person: FragmentSqlToken): FragmentSqlToken {
  return sql.fragment`exists (
    select from (${sql.join(selects, unionAll)}) among (phone_id) where among.phone_id = ${person}
  )`;
}

/** Criteria that stand in the subscriber's own row. */
type Column = Extract<Audience, { all: true } | { category: string } | { joined: unknown }>;

function isColumn(audience: Audience): audience is Column {
  return 'all' in audience || 'category' in audience || 'joined' in audience;
}

function compileColumn(criterion: Column): FragmentSqlToken {
  if ('all' in criterion) return sql.fragment`true`;
  if ('category' in criterion) {
    // No such category: an empty array would be held by everybody.
    return sql.fragment`coalesce(
      s.categories @> array[(select id from categories where key = ${criterion.category})],
      false
    )`;
  }
  return 'before' in criterion.joined
    ? sql.fragment`coalesce(s.joined_at < ${criterion.joined.before}::timestamptz, false)`
    : sql.fragment`coalesce(s.joined_at >= ${criterion.joined.after}::timestamptz, false)`;
}

function selectOf(audience: Audience): FragmentSqlToken {
  if ('numbers' in audience) {
    return sql.fragment`
      select n.id from phones n where n.msisdn = any(${sql.array(listNumbers(audience), 'text')})`;
  }
  if ('list' in audience) {
    return sql.fragment`
      select n.id from list_rows r join phones n on n.msisdn = r.msisdn where r.list_id = ${audience.list}`;
  }
  if (isColumn(audience) && !('all' in audience)) {
    return sql.fragment`select s.phone_id from subscribers s where ${compileColumn(audience)}`;
  }
  // Numbers of people who never joined are none of those, too.
  return sql.fragment`
    select n.id from phones n left join subscribers s on s.phone_id = n.id
    where ${compileAudience(audience, sql.fragment`n.id`)}`;
}

/** Localities and whole streets of a group are one set each, read from the index of places alone. */
function selectPlaces(places: readonly Place[]): readonly FragmentSqlToken[] {
  const syms = places.flatMap((place) => ('locality' in place ? [place.locality] : []));
  const streets = places.flatMap((place) => ('street' in place ? [place] : []));
  const whole = streets.filter(({ houses }) => isOpen(houses));
  const parts = streets.filter(({ houses }) => !isOpen(houses));
  const areas = places.flatMap((place) => ('area' in place ? [place.area] : []));
  return [
    ...(syms.length === 0
      ? []
      : [sql.fragment`select a.phone_id from addresses a where a.sym = any(${selectParts(syms)})`]),
    ...(whole.length === 0
      ? []
      : [
          sql.fragment`
            select a.phone_id
            from ${sql.unnest(
              whole.map(({ street }) => [...street]),
              ['text', 'text'],
            )} as named (sym, sym_ul)
            join addresses a on a.sym = named.sym and a.sym_ul = named.sym_ul`,
        ]),
    ...parts.map((place) => sql.fragment`select a.phone_id from addresses a where ${compileStreet(place)}`),
    ...areas.flatMap(selectInArea),
  ];
}

function compileStreet(place: Extract<Place, { street: unknown }>): FragmentSqlToken {
  const [sym, symUl] = place.street;
  return sql.fragment`a.sym = ${sym} and a.sym_ul = ${symUl} and ${compileHouses(place.houses)}`;
}

/** Localities with their parts, which have a SYM of their own: a constant to the planner's eye, so an index serves. */
function selectParts(syms: readonly string[]): FragmentSqlToken {
  const given = sql.array([...syms], 'text');
  return sql.fragment`array(
    select unnest(${given}) union select l.sym from localities l where l.sympod = any(${given})
  )`;
}

function isOpen(houses: Houses | undefined): boolean {
  return (
    houses === undefined ||
    (houses.from === undefined && houses.to === undefined && houses.parity === undefined)
  );
}

/** The rule of areas: an address without a house number is in no range. */
function compileHouses(houses: Houses | undefined): FragmentSqlToken {
  if (houses === undefined || isOpen(houses)) return sql.fragment`true`;
  const { from = 0, to = 999_999, parity } = houses;
  const isOnSide =
    parity === undefined
      ? sql.fragment`true`
      : sql.fragment`${houseNumberOf} % 2 = ${parity === 'odd' ? 1 : 0}`;
  return sql.fragment`coalesce(${houseNumberOf} between ${from} and ${to} and ${isOnSide}, false)`;
}
