// The audience tree as SQL. One fragment serves the preview's count and the planning, so that they cannot differ.

import {
  type CommonQueryMethods,
  type DatabaseTransactionConnection,
  type FragmentSqlToken,
  sql,
} from 'slonik';
import { z } from 'zod';
import type { Audience } from '#domain/campaign.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import { isInArea } from './areas.ts';

/**
 * A condition over `p` (phones) and `s` (subscribers, perhaps all null): who is meant, consent apart.
 * It is never null, so that `not` means not.
 */
function compileAudience(audience: Audience): FragmentSqlToken {
  if ('all' in audience) return sql.fragment`true`;
  if ('any' in audience) return group(audience.any, sql.fragment` or `);
  if ('every' in audience) return group(audience.every, sql.fragment` and `);
  // `not` of several: none of them.
  if ('not' in audience) return sql.fragment`(not ${group(audience.not, sql.fragment` or `)})`;
  if ('locality' in audience || 'street' in audience || 'area' in audience) {
    return sql.fragment`exists (
      select from addresses a where a.phone_id = p.id and ${compilePlace(audience)}
    )`;
  }
  if ('category' in audience) {
    return sql.fragment`coalesce(
      s.categories @> array(select id from categories where key = ${audience.category})
        and exists (select from categories where key = ${audience.category}),
      false
    )`;
  }
  if ('joined' in audience) {
    return 'before' in audience.joined
      ? sql.fragment`coalesce(s.joined_at < ${audience.joined.before}::timestamptz, false)`
      : sql.fragment`coalesce(s.joined_at >= ${audience.joined.after}::timestamptz, false)`;
  }
  if ('numbers' in audience) {
    // By the index of numbers, whatever else is asked: a condition on p.msisdn itself would read every phone per slice.
    return sql.fragment`p.id in (
      select n.id from phones n where n.msisdn = any(${sql.array(listNumbers(audience), 'text')})
    )`;
  }
  return audience satisfies never;
}

/** The numbers that a tree names anywhere, once each, as stored. */
export function listNumbers(audience: Audience): string[] {
  if ('numbers' in audience) {
    const parsed = audience.numbers.map(parseMsisdn);
    return [...new Set(parsed.flatMap((number) => (number.ok ? [number.msisdn] : [])))];
  }
  const parts = 'any' in audience ? audience.any : 'every' in audience ? audience.every : [];
  return [...new Set(parts.flatMap(listNumbers))];
}

function group(parts: readonly Audience[], glue: FragmentSqlToken): FragmentSqlToken {
  return sql.fragment`(${sql.join(parts.map(compileAudience), glue)})`;
}

type PlaceCriterion = Extract<Audience, { locality: string } | { street: unknown } | { area: string }>;

/** Over `a` (addresses). A locality holds its parts, which have a SYM of their own. */
function compilePlace(place: PlaceCriterion): FragmentSqlToken {
  if ('area' in place) return isInArea(place.area);
  if ('street' in place) {
    const [sym, symUl] = place.street;
    return sql.fragment`(a.sym = ${sym} and a.sym_ul = ${symUl})`;
  }
  return sql.fragment`(a.sym = ${place.locality}
    or a.sym in (select l.sym from localities l where l.sympod = ${place.locality}))`;
}

function listPlaces(audience: Audience): PlaceCriterion[] {
  if ('locality' in audience || 'street' in audience || 'area' in audience) return [audience];
  const parts = 'any' in audience ? audience.any : 'every' in audience ? audience.every : [];
  return parts.flatMap(listPlaces);
}

/** The address a text speaks of: of several the one that the audience names, else the first given. */
function addressOf(audience: Audience): FragmentSqlToken {
  const places = listPlaces(audience).map(compilePlace);
  const named =
    places.length === 0 ? sql.fragment`1 = 0` : sql.fragment`(${sql.join(places, sql.fragment` or `)})`;
  return sql.fragment`(
    select a.sym, a.sym_ul
    from addresses a
    where a.phone_id = p.id
    order by ${named} desc, a.id
    limit 1
  )`;
}

/** Recipients: active subscribers of the audience. */
export async function countRecipients(db: CommonQueryMethods, audience: Audience): Promise<number> {
  return db.oneFirst(sql.type(z.object({ count: z.number() }))`
    select count(*)
    from subscribers s
    join phones p on p.id = s.phone_id
    where s.state = 'active' and ${compileAudience(audience)}`);
}

/** How many numbers of the audience's lists have no active consent: planned as skipped, never sent. */
export async function countWithoutConsent(db: CommonQueryMethods, audience: Audience): Promise<number> {
  const numbers = listNumbers(audience);
  if (numbers.length === 0) return 0;
  return db.oneFirst(sql.type(z.object({ count: z.number() }))`
    select count(*)
    from unnest(${sql.array(numbers, 'text')}) as given (msisdn)
    left join phones p on p.msisdn = given.msisdn
    left join subscribers s on s.phone_id = p.id
    where s.state is distinct from 'active'
      and (p.id is null or ${compileAudience(audience)})`);
}

const placeRow = z.object({
  sym: z.string().nullable(),
  symUl: z.string().nullable(),
  locality: z.string().nullable(),
  cecha: z.string().nullable(),
  nazwa1: z.string().nullable(),
  nazwa2: z.string().nullable(),
  count: z.number(),
});

export type AudiencePlace = z.infer<typeof placeRow>;

/** The places that a personalised text will name, and how many recipients live at each. */
export async function listAudiencePlaces(
  db: CommonQueryMethods,
  audience: Audience,
): Promise<readonly AudiencePlace[]> {
  return db.any(sql.type(placeRow)`
    with lived as (
      select h.sym, h.sym_ul, count(*) as count
      from subscribers s
      join phones p on p.id = s.phone_id
      left join lateral ${addressOf(audience)} h on true
      where s.state = 'active' and ${compileAudience(audience)}
      group by h.sym, h.sym_ul
    )
    select v.sym, v.sym_ul as "symUl", l.name as locality, t.cecha, t.nazwa_1 as "nazwa1", t.nazwa_2 as "nazwa2",
      v.count
    from lived v
    left join localities l on l.sym = v.sym
    left join streets t on t.sym = v.sym and t.sym_ul = v.sym_ul
    order by v.count desc, v.sym, v.sym_ul`);
}

export type RunTexts =
  | { readonly kind: 'common'; readonly textId: number }
  | {
      readonly kind: 'by_place';
      readonly texts: readonly {
        readonly sym: string | null;
        readonly symUl: string | null;
        readonly textId: number;
      }[];
      /** For people whose address came or changed since the texts were made. */
      readonly otherTextId: number;
    };

export type Slice = {
  readonly runId: number;
  readonly audience: Audience;
  readonly texts: RunTexts;
  /** Phones after this id. */
  readonly after: number;
  /** Subscribers looked at. */
  readonly size: number;
};

/**
 * Planners of one run take turns. A statement of its own, because the next one must see what the planner before us has
 * committed.
 */
async function lockPlanning(tx: DatabaseTransactionConnection, runId: number): Promise<void> {
  await tx.query(sql.unsafe`select pg_advisory_xact_lock(hashtextextended('plan-run', ${runId}))`);
}

/** What a second pass needs; it costs every row another quarter, so the first pass, alone under its lock, goes without. */
async function skipPlanned(
  tx: DatabaseTransactionConnection,
  { runId, after }: Pick<Slice, 'runId' | 'after'>,
): Promise<FragmentSqlToken> {
  // Ordered, so that whatever the statistics say one look into the unique index answers.
  const planned = await tx.maybeOneFirst(sql.type(z.object({ phone_id: z.number() }))`
    select phone_id from mts where run_id = ${runId} and phone_id > ${after} order by phone_id limit 1`);
  return planned === null ? sql.fragment`` : sql.fragment`on conflict (run_id, phone_id, item) do nothing`;
}

/** The last phone of a slice; null when no subscribers are left. Asked first, so that the planner knows how many there are. */
async function findSliceEnd(
  tx: DatabaseTransactionConnection,
  { after, size }: Pick<Slice, 'after' | 'size'>,
): Promise<number | null> {
  return tx.oneFirst(sql.type(z.object({ upto: z.number().nullable() }))`
    select max(phone_id) as upto
    from (select phone_id from subscribers where phone_id > ${after} order by phone_id limit ${size}) part`);
}

/**
 * Plans the messages of the next `size` subscribers and wakes the dispatcher. Idempotent: who has a row gets no second.
 * Returns the last phone looked at and how many rows were added; null when there was nobody to look at.
 */
export async function insertAudienceSlice(
  tx: DatabaseTransactionConnection,
  slice: Slice,
): Promise<{ readonly upto: number; readonly added: number } | null> {
  const { runId, audience, texts, after } = slice;
  await lockPlanning(tx, runId);
  const upto = await findSliceEnd(tx, slice);
  if (upto === null) return null;
  const onConflict = await skipPlanned(tx, slice);
  const source =
    texts.kind === 'common'
      ? sql.fragment`
          select s.phone_id, ${texts.textId}::bigint as text_id
          from subscribers s
          join phones p on p.id = s.phone_id
          where s.phone_id > ${after} and s.phone_id <= ${upto}
            and s.state = 'active' and ${compileAudience(audience)}
          order by s.phone_id`
      : sql.fragment`
          select s.phone_id, coalesce(t.text_id, ${texts.otherTextId}::bigint) as text_id
          from subscribers s
          join phones p on p.id = s.phone_id
          left join lateral ${addressOf(audience)} h on true
          left join ${sql.unnest(
            texts.texts.map((text) => [text.sym, text.symUl, text.textId]),
            ['text', 'text', 'int8'],
          )} as t (sym, sym_ul, text_id)
            on t.sym is not distinct from h.sym and t.sym_ul is not distinct from h.sym_ul
          where s.phone_id > ${after} and s.phone_id <= ${upto}
            and s.state = 'active' and ${compileAudience(audience)}
          -- Equal texts lie together, so that calls are full.
          order by 2, 1`;
  const { rowCount } = await tx.query(sql.unsafe`
    insert into mts (run_id, phone_id, text_id)
    select ${runId}::bigint, r.phone_id, r.text_id
    from (${source}) r
    ${onConflict}`);
  await tx.query(sql.unsafe`select pg_notify('wici', 'outbox')`);
  return { upto, added: rowCount };
}

/** Plans numbers of the audience's lists that have no active consent as skipped. Their phones' rows must exist. */
export async function insertWithoutConsent(
  tx: DatabaseTransactionConnection,
  plan: { readonly runId: number; readonly audience: Audience; readonly textId: number },
): Promise<void> {
  const numbers = listNumbers(plan.audience);
  if (numbers.length === 0) return;
  await lockPlanning(tx, plan.runId);
  await tx.query(sql.unsafe`
    insert into mts (run_id, phone_id, text_id, state, reason)
    select ${plan.runId}::bigint, p.id, ${plan.textId}::bigint, 'skipped', 'no_consent'
    from phones p
    left join subscribers s on s.phone_id = p.id
    where p.msisdn = any(${sql.array(numbers, 'text')})
      and s.state is distinct from 'active'
      and ${compileAudience(plan.audience)}
    order by p.id
    on conflict (run_id, phone_id, item) do nothing`);
}
