import { type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import type { ConsentAct, ConsentDoor } from '#domain/consent.ts';
import { type AddressOf, type StoredSubscriber, unnestAddresses } from './subscribers.ts';

export type ConsentEntry = {
  readonly phoneId: number;
  readonly act: ConsentAct;
  readonly door: ConsentDoor;
  /** Name of the wording the person answered, or the source an import names. */
  readonly wording: string;
  readonly moId: number | null;
  /** Keys and ids only; never a number or a text. */
  readonly detail: Readonly<Record<string, unknown>>;
};

/** What people's acts have made of them. */
export type PeopleWrites = {
  /** As they are to be. */
  readonly subscribers: readonly Omit<StoredSubscriber, 'addresses'>[];
  /** To be added, in this order; one that the person has already is left as it is. */
  readonly addresses: readonly AddressOf[];
  readonly acts: readonly ConsentEntry[];
};

/**
 * Writes people and appends the proof of each act, in the order given: one statement, as neither happens without the
 * other. A sign-up names the poster whose tag the number has texted within a week. Rows of proof can be neither changed
 * nor deleted. The caller holds their conversations' locks.
 */
export async function upsertPeople(tx: DatabaseTransactionConnection, writes: PeopleWrites): Promise<void> {
  if (writes.subscribers.length === 0 && writes.acts.length === 0) return;
  await tx.query(sql.prepared('upsert-people', z.unknown())`
    with person as (
      insert into subscribers
        (phone_id, state, categories, source, joined_at, suspended_at, left_at, decided_at)
      select phone_id, state, categories::smallint[], source, joined_at, suspended_at, left_at, decided_at
      from ${unnestSubscribers(writes)} as given
        (phone_id, state, categories, source, joined_at, suspended_at, left_at, decided_at)
      on conflict (phone_id) do update
      set state = excluded.state, categories = excluded.categories, source = excluded.source,
        joined_at = excluded.joined_at, suspended_at = excluded.suspended_at, left_at = excluded.left_at,
        decided_at = excluded.decided_at,
        -- Who signs up anew wants to hear from us.
        paused_until = case
          when date_trunc('milliseconds', excluded.joined_at) = date_trunc('milliseconds', subscribers.joined_at)
            then subscribers.paused_until
        end
    ), address as (
      insert into addresses (phone_id, sym, sym_ul, house_number)
      select phone_id, sym, sym_ul, house_number
      from ${unnestAddresses(writes.addresses)} with ordinality as given (phone_id, sym, sym_ul, house_number, position)
      order by position
      on conflict do nothing
    )
    insert into consents (phone_id, act, door, wording, mo_id, detail, kit_id)
    select phone_id, act, door, wording, mo_id, detail, case when act = 'join' then (
      select t.kit_id
      from kit_texts t
      where t.phone_id = given.phone_id
        and t.last_at > now() - interval '7 days'
      order by t.last_at desc
      limit 1
    ) end
    from ${unnestActs(writes)} with ordinality as given (phone_id, act, door, wording, mo_id, detail, position)
    order by position`);
}

function unnestSubscribers({ subscribers }: PeopleWrites) {
  return sql.unnest(
    subscribers.map((row) => [
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
  );
}

function unnestActs({ acts }: PeopleWrites) {
  return sql.unnest(
    acts.map((row) => [row.phoneId, row.act, row.door, row.wording, row.moId, JSON.stringify(row.detail)]),
    ['int8', 'text', 'text', 'text', 'int8', 'jsonb'],
  );
}
