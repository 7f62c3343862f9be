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

/** A person as stored. */
export const subscriberRow = z.object({
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

export type AddressOf = StoredAddress & { readonly phoneId: number };

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

/** Rows of phone_id, sym, sym_ul, house_number. */
export function unnestAddresses(rows: readonly AddressOf[]) {
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
