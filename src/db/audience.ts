// Who an audience is: counts for the preview, and the rows of a run.

import {
  type CommonQueryMethods,
  type DatabaseTransactionConnection,
  type FragmentSqlToken,
  sql,
} from 'slonik';
import { z } from 'zod';
import { type Audience, listNumbers, partsOf } from '#domain/audience.ts';
import {
  compileAudience,
  compilePlace,
  type Departure,
  isPausedFor,
  isPlace,
  isReachedBy,
} from './audience-sql.ts';

type PlaceCriterion = Parameters<typeof compilePlace>[0];

function listPlaces(audience: Audience): PlaceCriterion[] {
  if (isPlace(audience)) return [audience];
  return 'not' in audience ? [] : partsOf(audience).flatMap(listPlaces);
}

/**
 * The address a text speaks of: of several the one that the audience names, else the first given. `+ 0`: an order that no index
 * has, or a planner without statistics walks the primary key for each person.
 */
function addressOf(audience: Audience): FragmentSqlToken {
  const places = listPlaces(audience).map(compilePlace);
  const named =
    places.length === 0 ? sql.fragment`1 = 0` : sql.fragment`(${sql.join(places, sql.fragment` or `)})`;
  return sql.fragment`(
    select a.sym, a.sym_ul
    from addresses a
    where a.phone_id = s.phone_id
    order by ${named} desc, a.id + 0
    limit 1
  )`;
}

/** Recipients: active subscribers of the audience, those who have paused among them unless it is told when it leaves. */
export async function countRecipients(
  db: CommonQueryMethods,
  audience: Audience,
  departure?: Departure,
): Promise<number> {
  return db.oneFirst(sql.type(z.object({ count: z.number() }))`
    select count(*)
    from subscribers s
    where ${reached(departure)} and ${compileAudience(audience)}`);
}

function reached(departure: Departure | undefined): FragmentSqlToken {
  return departure === undefined
    ? sql.fragment`s.state = 'active' and s.dead_at is null`
    : isReachedBy(departure);
}

const passedByRow = z.object({ paused: z.number(), dead: z.number() });

/** Active subscribers of the audience whom it passes by: they have paused, or their number is dead. */
export async function countPassedBy(
  db: CommonQueryMethods,
  audience: Audience,
  departure: Departure,
): Promise<z.infer<typeof passedByRow>> {
  return db.one(sql.type(passedByRow)`
    select count(*) filter (where s.dead_at is null) as paused, count(*) filter (where s.dead_at is not null) as dead
    from subscribers s
    where s.state = 'active'
      and (s.dead_at is not null or ${isPausedFor(departure)})
      and ${compileAudience(audience)}`);
}

/** Whether anybody would get it. */
export async function hasRecipients(db: CommonQueryMethods, audience: Audience): Promise<boolean> {
  return db.exists(sql.unsafe`
    select 1 from subscribers s where s.state = 'active' and s.dead_at is null and ${compileAudience(audience)}`);
}

/** How many given numbers of the audience have no active consent, nor another legal basis: planned as skipped, never sent. */
export async function countWithoutConsent(
  db: CommonQueryMethods,
  audience: Audience,
  strangers: ReadonlySet<string>,
): Promise<number> {
  const numbers = listNumbers(audience);
  if (numbers.length === 0) return 0;
  return db.oneFirst(sql.type(z.object({ count: z.number() }))`
    select count(*)
    from unnest(${sql.array(numbers, 'text')}) as given (msisdn)
    left join phones p on p.msisdn = given.msisdn
    left join subscribers s on s.phone_id = p.id
    where s.state is distinct from 'active'
      and given.msisdn <> all(${sql.array([...strangers], 'text')})
      and (p.id is null or ${compileAudience(audience, sql.fragment`p.id`)})`);
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

/** The places that a personalised text will name, and how many recipients live at each; for `departure` see countRecipients. */
export async function listAudiencePlaces(
  db: CommonQueryMethods,
  audience: Audience,
  departure?: Departure,
): Promise<readonly AudiencePlace[]> {
  return db.any(sql.type(placeRow)`
    with lived as (
      select h.sym, h.sym_ul, count(*) as count
      from subscribers s
      left join lateral ${addressOf(audience)} h on true
      where ${reached(departure)} and ${compileAudience(audience)}
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
  /** The campaign whose audience was frozen at launch: its members are asked instead of the tree. */
  readonly frozenFor: number | null;
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

function isMeant({ audience, frozenFor }: Pick<Slice, 'audience' | 'frozenFor'>): FragmentSqlToken {
  if (frozenFor === null) return compileAudience(audience);
  return sql.fragment`exists (
    select from audience_members f where f.campaign_id = ${frozenFor} and f.phone_id = s.phone_id
  )`;
}

/** Freezes an audience: who of it is active now, in place of what was frozen for the campaign before. */
export async function insertAudienceMembers(
  tx: DatabaseTransactionConnection,
  given: { readonly campaignId: number; readonly audience: Audience },
): Promise<void> {
  const { campaignId, audience } = given;
  await tx.query(sql.unsafe`delete from audience_members where campaign_id = ${campaignId}`);
  await tx.query(sql.unsafe`
    insert into audience_members (campaign_id, phone_id)
    select ${campaignId}::bigint, s.phone_id
    from subscribers s
    where s.state = 'active' and s.dead_at is null and ${compileAudience(audience)}`);
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
          where s.phone_id > ${after} and s.phone_id <= ${upto}
            and s.state = 'active' and s.dead_at is null and ${isMeant(slice)}
          order by s.phone_id`
      : sql.fragment`
          select s.phone_id, coalesce(t.text_id, ${texts.otherTextId}::bigint) as text_id
          from subscribers s
          left join lateral ${addressOf(audience)} h on true
          left join ${sql.unnest(
            texts.texts.map((text) => [text.sym, text.symUl, text.textId]),
            ['text', 'text', 'int8'],
          )} as t (sym, sym_ul, text_id)
            on t.sym is not distinct from h.sym and t.sym_ul is not distinct from h.sym_ul
          where s.phone_id > ${after} and s.phone_id <= ${upto}
            and s.state = 'active' and s.dead_at is null and ${isMeant(slice)}
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

/**
 * Plans given numbers of the audience that have no active consent: as skipped, but for those that another legal basis
 * reaches. Their phones' rows must exist.
 */
export async function insertWithoutConsent(
  tx: DatabaseTransactionConnection,
  plan: {
    readonly runId: number;
    readonly audience: Audience;
    readonly textId: number;
    readonly strangers: ReadonlySet<string>;
  },
): Promise<void> {
  const numbers = listNumbers(plan.audience);
  if (numbers.length === 0) return;
  await lockPlanning(tx, plan.runId);
  await tx.query(sql.unsafe`
    insert into mts (run_id, phone_id, text_id, state, reason)
    select ${plan.runId}::bigint, p.id, ${plan.textId}::bigint,
      case when t.msisdn is null then 'skipped' else 'planned' end,
      case when t.msisdn is null then 'no_consent' end
    from phones p
    left join subscribers s on s.phone_id = p.id
    left join unnest(${sql.array([...plan.strangers], 'text')}) as t (msisdn) on t.msisdn = p.msisdn
    where p.msisdn = any(${sql.array(numbers, 'text')})
      and s.state is distinct from 'active'
      and ${compileAudience(plan.audience, sql.fragment`p.id`)}
    order by p.id
    on conflict (run_id, phone_id, item) do nothing`);
  if (plan.strangers.size > 0) await tx.query(sql.unsafe`select pg_notify('wici', 'outbox')`);
}
