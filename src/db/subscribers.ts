import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import type { ConsentState } from '#domain/consent.ts';
import type { Msisdn } from '#domain/msisdn.ts';

const state = z.enum(['active', 'suspended', 'left']);
const addressRow = z.object({
  sym: z.string(),
  symUl: z.string().nullable(),
  houseNumber: z.string().nullable(),
});

const subscriberRow = z.object({
  phoneId: z.number(),
  state,
  categoryIds: z.array(z.number()),
  source: z.enum(['sms', 'form', 'api', 'import', 'staff']),
  joinedAt: z.date(),
  suspendedAt: z.date().nullable(),
  leftAt: z.date().nullable(),
  decidedAt: z.date(),
  addresses: z.array(addressRow),
});

export type StoredSubscriber = z.infer<typeof subscriberRow>;
export type StoredAddress = z.infer<typeof addressRow>;

/** Over `s` (subscribers). */
export const listedColumns = sql.fragment`
  s.phone_id as "phoneId", s.state, s.categories as "categoryIds", s.source, s.joined_at as "joinedAt",
  s.suspended_at as "suspendedAt", s.left_at as "leftAt", s.decided_at as "decidedAt",
  coalesce((
    select jsonb_agg(jsonb_build_object('sym', a.sym, 'symUl', a.sym_ul, 'houseNumber', a.house_number) order by a.id)
    from addresses a
    where a.phone_id = s.phone_id
  ), '[]') as addresses`;

/** These people as stored; whoever decides on them holds their conversations' locks. */
export async function listSubscribersByPhone(
  db: CommonQueryMethods,
  phoneIds: readonly number[],
): Promise<readonly StoredSubscriber[]> {
  return db.any(sql.type(subscriberRow)`
    select ${listedColumns}
    from subscribers s
    where s.phone_id = any(${sql.array([...phoneIds], 'int8')})`);
}

/** Writes people as they are to be, addresses apart. The caller holds their conversations' locks. */
export async function upsertSubscribers(
  tx: DatabaseTransactionConnection,
  rows: readonly Omit<StoredSubscriber, 'addresses'>[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(sql.unsafe`
    insert into subscribers
      (phone_id, state, categories, source, joined_at, suspended_at, left_at, decided_at)
    select phone_id, state, categories::smallint[], source, joined_at, suspended_at, left_at, decided_at
    from ${sql.unnest(
      rows.map((row) => [
        row.phoneId,
        row.state,
        // An array of arrays must be rectangular for unnest; each list travels as its text.
        `{${row.categoryIds.join(',')}}`,
        row.source,
        row.joinedAt.toISOString(),
        row.suspendedAt?.toISOString() ?? null,
        row.leftAt?.toISOString() ?? null,
        row.decidedAt.toISOString(),
      ]),
      ['int8', 'text', 'text', 'text', 'timestamptz', 'timestamptz', 'timestamptz', 'timestamptz'],
    )} as given (phone_id, state, categories, source, joined_at, suspended_at, left_at, decided_at)
    on conflict (phone_id) do update
    set state = excluded.state, categories = excluded.categories, source = excluded.source,
      joined_at = excluded.joined_at, suspended_at = excluded.suspended_at, left_at = excluded.left_at,
      decided_at = excluded.decided_at,
      -- Who signs up anew wants to hear from us.
      paused_until = case
        when date_trunc('milliseconds', excluded.joined_at) = date_trunc('milliseconds', subscribers.joined_at)
          then subscribers.paused_until
      end`);
}

export type AddressOf = StoredAddress & { readonly phoneId: number };

/** Adds addresses, in the order given; one that the person has already is left as it is. */
export async function insertAddresses(
  tx: DatabaseTransactionConnection,
  rows: readonly AddressOf[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(sql.unsafe`
    insert into addresses (phone_id, sym, sym_ul, house_number)
    select phone_id, sym, sym_ul, house_number
    from ${unnestAddresses(rows)} with ordinality as given (phone_id, sym, sym_ul, house_number, position)
    order by position
    on conflict do nothing`);
}

/** Removes addresses that a person gave up. */
export async function deleteAddresses(
  tx: DatabaseTransactionConnection,
  rows: readonly AddressOf[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(sql.unsafe`
    delete from addresses a
    using ${unnestAddresses(rows)} as given (phone_id, sym, sym_ul, house_number)
    where a.phone_id = given.phone_id
      and a.sym = given.sym
      and a.sym_ul is not distinct from given.sym_ul
      and a.house_number is not distinct from given.house_number`);
}

function unnestAddresses(rows: readonly AddressOf[]) {
  return sql.unnest(
    rows.map((row) => [row.phoneId, row.sym, row.symUl, row.houseNumber]),
    ['int8', 'text', 'text', 'text'],
  );
}

export const listedRow = subscriberRow.extend({ msisdn: z.string().nullable() });

/** A person on the staff's list. The number is whole: pages mask it, and audit when they do not. */
export type ListedSubscriber = z.infer<typeof listedRow>;

/** A page of subscribers, latest first. `before`: the last phoneId of the page before this one. */
export async function listSubscribers(
  db: CommonQueryMethods,
  options: {
    readonly limit: number;
    readonly before?: number | undefined;
    readonly state?: ConsentState | undefined;
  },
): Promise<readonly ListedSubscriber[]> {
  return db.any(sql.type(listedRow)`
    select ${listedColumns}, p.msisdn
    from subscribers s
    join phones p on p.id = s.phone_id
    where (${options.before ?? null}::bigint is null or s.phone_id < ${options.before ?? null}::bigint)
      and (${options.state ?? null}::text is null or s.state = ${options.state ?? null}::text)
    order by s.phone_id desc
    limit ${options.limit}`);
}

/** How many people are in each state. */
export async function countSubscribers(
  db: CommonQueryMethods,
): Promise<Readonly<Record<ConsentState, number>>> {
  const rows = await db.any(sql.type(z.object({ state, count: z.number() }))`
    select state, count(*) as count
    from subscribers
    group by state`);
  const counts = { active: 0, suspended: 0, left: 0 };
  for (const row of rows) counts[row.state] = row.count;
  return counts;
}

/** The subscriber with this number; null when it never joined and never refused. */
export async function findSubscriberByMsisdn(
  db: CommonQueryMethods,
  msisdn: Msisdn,
): Promise<ListedSubscriber | null> {
  return db.maybeOne(sql.type(listedRow)`
    select ${listedColumns}, p.msisdn
    from subscribers s
    join phones p on p.id = s.phone_id
    where p.msisdn = ${msisdn}`);
}
